"""Makes the coefficients of a waist sensor's contacts and peak forces: ``python -m benchmarks.imu_fit``.

Ridge regressions. Contacts: on virtual sacral sensors of eight runners alone. Force: on those and on the real
sensor's rows, one runner's, at equal weight. Low pass, windows and penalty were tried with all of it in sight
(docs/sensors.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import FloatArray
from backstride.sensors.imu_beat import find_beat
from backstride.sensors.imu_model import Fitted, Line, features
from backstride.sensors.imu_steps import Piece, pieces
from benchmarks.common import ROOT, rmse
from benchmarks.imu_sources import Case, rows, virtual

OUT = ROOT / "src" / "backstride" / "knowledge" / "sensors" / "imu_waist.json"
CONTACT_OFFSETS = tuple(np.round(np.linspace(-0.55, 0.55, 23), 3).tolist())
FORCE_OFFSETS = tuple(np.round(np.linspace(-0.3, 0.3, 9), 3).tolist())
RIDGE = 0.1
REAL_WEIGHT = 15.0  # of a step of the real sensor: 135 of them weigh as much as 2054 of the virtual ones
LEAST_SCALE = 0.02  # g: what hardly varies between the runners fitted on must not be blown up
NEAR = 0.35  # of a step: a true contact's middle this near to a step's push is that step's


def case_pieces(case: Case) -> list[Piece]:
    """The product's own view of a case."""
    return pieces(case.recording, find_beat(case.recording, "waist"))


def paired(piece: Piece, case: Case) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Steps that have a true contact, and which: (m,) and (m,) places."""
    middles = case.contacts_s.mean(axis=1)
    nearest = np.abs(middles - piece.steps[:, None]).argmin(axis=1)
    hit = np.abs(middles[nearest] - piece.steps) < NEAR * piece.step_s
    return np.flatnonzero(hit), nearest[hit]


def fit(runners: Sequence[Case], real: Sequence[Case]) -> tuple[Line, Line]:
    """Lines of contact, on the virtual sensors alone, and of force, on both kinds at equal weight."""
    contact, force = [], []
    for case in [*runners, *real]:
        for piece in case_pieces(case):
            mine, true = paired(piece, case)
            at = (case.contacts_s[true] - piece.steps[mine, None]) / piece.step_s
            if case in runners:
                contact.append((features(piece, CONTACT_OFFSETS, False)[mine], at, 1.0))
            seen, peaks = features(piece, FORCE_OFFSETS, True)[mine], case.peaks_bw[true, None]
            force.append((seen, peaks, 1.0 if case in runners else REAL_WEIGHT))
    return _ridge(contact, CONTACT_OFFSETS, False), _ridge(force, FORCE_OFFSETS, True)


def _ridge(
    parts: Sequence[tuple[FloatArray, FloatArray, float]], offsets: tuple[float, ...], forward: bool
) -> Line:
    """parts: features (m, f), what they should give (m, o), weight of a step."""
    x, y = np.vstack([one for one, _, _ in parts]), np.vstack([two for _, two, _ in parts])
    weights = np.concatenate([np.full(len(one), weight) for one, _, weight in parts])
    known = np.isfinite(x).all(axis=1) & np.isfinite(y).all(axis=1)
    x, y, share = x[known], y[known], weights[known] / weights[known].sum()
    mean = share @ x
    scale = np.sqrt(share @ (x - mean) ** 2) + LEAST_SCALE
    z, level = (x - mean) / scale, share @ y
    weight = np.linalg.solve((z.T * share) @ z + RIDGE * np.eye(z.shape[1]), (z.T * share) @ (y - level))
    return Line(offsets, forward, mean, scale, weight, level)


def errors(case: Case, contact: Line, force: Line) -> tuple[FloatArray, FloatArray]:
    """Errors of strike and toe-off (m, 2) s and of peak force (m,) body weights of one case."""
    times, peaks = [], []
    for piece in case_pieces(case):
        mine, true = paired(piece, case)
        found = piece.steps[mine, None] + contact.of(piece)[mine] * piece.step_s
        times.append(found - case.contacts_s[true])
        peaks.append(force.of(piece)[mine, 0] - case.peaks_bw[true])
    both, peak = np.vstack(times), np.concatenate(peaks)
    return both[np.isfinite(both).all(axis=1)], peak[np.isfinite(peak)]


def left_out(runners: Sequence[Case], real: Sequence[Case]) -> dict[str, tuple[Line, Line]]:
    """By group, the lines fitted on all other groups: a runner, or all copies of a condition."""
    groups = sorted({case.group for case in [*runners, *real]})
    return {
        group: fit([c for c in runners if c.group != group], [c for c in real if c.group != group])
        for group in groups
    }


def main() -> None:
    """Fit, print the errors of runners left out, write the coefficients."""
    cases, real = virtual(), rows()
    without = left_out(cases, real)
    scored = [errors(case, *without[case.group]) for case in cases]
    times, peaks = np.vstack([one for one, _ in scored]), np.concatenate([one for _, one in scored])
    within = {
        "foot_strike_s": 1.96 * rmse(times[:, 0]),
        "toe_off_s": 1.96 * rmse(times[:, 1]),
        "contact_time_s": 1.96 * rmse(times[:, 1] - times[:, 0]),
        "force_bw": 1.96 * rmse(peaks),
    }
    print(within)
    contact, force = fit(cases, real)
    content = {
        "about": {
            "what": "ridge weights from the acceleration around a step to its contact and its peak force",
            "data": "virtual sensors from RBDS pelvis markers (Fukuchi 2017, PeerJ 5:e3298, CC BY 4.0)",
            "data_of_force": "and of a real sacral sensor (Alcantara 2022, PeerJ 10:e12752, Apache-2.0)",
            "runners": len({case.group for case in cases}),
            "contacts": sum(len(case.contacts_s) for case in cases),
            "within": "1.96 times the root mean square error of runners left out of the fit",
        },
        "within": {key: round(value, 4) for key, value in within.items()},
        "contact": entry(contact),
        "force": entry(force),
    }
    OUT.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def entry(line: Line) -> dict[str, Any]:
    return {
        "offsets": list(line.offsets),
        "with_forward": line.with_forward,
        "mean": np.round(line.mean, 6).tolist(),
        "scale": np.round(line.scale, 6).tolist(),
        "weight": np.round(line.weight, 6).tolist(),
        "intercept": np.round(line.intercept, 6).tolist(),
    }


def model(contact: Line, force: Line, like: Fitted) -> Fitted:
    """Other lines with the intervals of the shipped ones."""
    return Fitted(
        contact,
        force,
        like.foot_strike_within_s,
        like.toe_off_within_s,
        like.contact_time_within_s,
        like.force_within_bw,
    )


if __name__ == "__main__":
    main()
