"""Makes the coefficients of ``contacts_from_video`` from the RBDS trials as a camera would see them.

Heel, ball and mid-hip in the sagittal plane, at the frame rates of phones, with the shake of a pose model's
points: white from frame to frame, and slow. The regressions are those of ``fit_contacts_markers``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.motion.contact_model import Event, Grade, Team
from backstride.motion.contact_signals import BALL_POINTS, HEEL_POINTS, PELVIS_POINTS
from backstride.motion.video_contacts import in_plane
from benchmarks.common import ROOT
from benchmarks.contacts_cases import Seen, Trial, Variant, see, vary
from benchmarks.fit_contacts_markers import (
    BALL,
    FOOT,
    HEEL,
    UP,
    Channels,
    Corpus,
    Design,
    fit_and_write,
    fit_designs,
)

OUT = ROOT / "src" / "backstride" / "knowledge" / "coefficients" / "contacts_video.json"

# Error of heel and toe points, 1 SD a axis in m: white per frame, and slow with this memory, of which a
# foot's points share a part. Real clips, measured by benchmarks/keypoint_error.py: 21 mm at a torso of 0.5 m,
# hardly any of it white; the other two are half and half as much again.
SHAKE_M = ((0.002, 0.021), (0.002, 0.011), (0.004, 0.030))
MEMORY_S = 0.043
SHARED = 0.79
RATES: dict[Grade, tuple[float, ...]] = {
    "video_30": (30.0, 25.0, 30.0),
    "video_60": (60.0, 50.0, 60.0),
    "video_120": (120.0, 240.0, 120.0),
}
STRIKE_TEAMS = ((HEEL, (*FOOT, UP)), (HEEL, FOOT), (HEEL,), ((*BALL, UP),), (BALL,))
OFF_TEAMS = (((*FOOT, UP), BALL), (FOOT, BALL), ((*BALL, UP),), (BALL,), (HEEL,))
TEAMS: dict[Event, tuple[tuple[Channels, ...], ...]] = {"foot_strike": STRIKE_TEAMS, "toe_off": OFF_TEAMS}


def designs() -> list[Design]:
    """All teams of the video grades; the first guess starts from the ball, as every engine gives a toe."""
    return [
        Design(event, grade, "ball", members)
        for grade in RATES
        for event, teams in TEAMS.items()
        for members in teams
    ]


def corpus(trials: Sequence[Trial]) -> Corpus:
    """Every trial as each grade's cameras see it."""
    seen: dict[tuple[Grade, str], list[Seen]] = {
        (grade, "ball"): [
            see(as_video(trial, rate, shake, seed))
            for seed, (rate, shake) in enumerate(zip(rates, SHAKE_M, strict=True), 31)
            for trial in trials
        ]
        for grade, rates in RATES.items()
    }
    return Corpus(seen, tuple(sorted({trial.runner for trial in trials})))


def as_video(trial: Trial, rate_hz: float, shake_m: tuple[float, float], seed: int) -> Trial:
    """A trial as a side camera sees it: one heel and one toe a foot, mid-hip, in the sagittal plane."""
    rng = np.random.default_rng([seed, *trial.id.encode()])
    plain = vary(replace(trial, points=_few(trial.points)), Variant(rate_hz=rate_hz, seed=seed))
    points = plain.points.copy()
    points.values[..., :2] += shake(points.shape[:2], rate_hz, shake_m, rng)
    fine, fine_hz = in_plane(points, rate_hz)
    return replace(plain, points=fine, rate_hz=fine_hz)


def shake(
    shape: tuple[int, ...], rate_hz: float, shake_m: tuple[float, float], rng: np.random.Generator
) -> FloatArray:
    """(time, point, 2) m of a pose model's error: white, and slow (first-order memory)."""
    white, slow = shake_m
    own = slow * _remembering((*shape, 2), rate_hz, rng)
    foot = (
        slow * _remembering((shape[0], 2, 2), rate_hz, rng)[:, [0, 1, 0, 1, 0, 1]]
    )  # left, right, as in _few
    return np.asarray(np.sqrt(1 - SHARED) * own + np.sqrt(SHARED) * foot + rng.normal(0, white, own.shape))


def _remembering(shape: tuple[int, ...], rate_hz: float, rng: np.random.Generator) -> FloatArray:
    """Unit normal values along the first axis that fade with ``MEMORY_S``."""
    keeps = np.exp(-1 / (rate_hz * MEMORY_S))
    steps = rng.normal(0, np.sqrt(1 - keeps**2), shape)
    steps[0] = rng.normal(0, 1, shape[1:])
    for now in range(1, len(steps)):
        steps[now] += keeps * steps[now - 1]
    return np.asarray(steps)


def _few(points: xr.DataArray) -> xr.DataArray:
    """Heel, toe and hips as single points, the middle of their markers."""
    there = set(map(str, points.point.values))

    def middle(names: Iterable[str]) -> FloatArray:
        return np.asarray(points.sel(point=[n for n in names if n in there]).mean("point").to_numpy())

    made = {f"heel_{side}": middle(f"{n}_{side}" for n in HEEL_POINTS) for side in SIDES}
    made |= {f"toe_{side}": middle(f"{n}_{side}" for n in BALL_POINTS) for side in SIDES}
    hips = middle(f"{n}_{side}" for n in PELVIS_POINTS for side in SIDES)
    made |= {f"hip_centre_{side}": hips for side in SIDES}
    return xr.DataArray(
        np.stack(list(made.values()), axis=1),
        dims=points.dims,
        coords={"time": points.time, "point": list(made), "axis": points.axis},
        attrs=points.attrs,
    )


def fit_all(trials: Sequence[Trial]) -> dict[str, tuple[Team, ...]]:
    """Teams by the runner left out of them; under '' the teams fitted on everybody."""
    return fit_designs(designs(), corpus(trials), {grade: len(rates) for grade, rates in RATES.items()})


def main() -> None:
    """Fit, print the errors of runners left out, write the coefficients."""
    fit_and_write(
        fit_all,
        OUT,
        __doc__,
        what="ridge coefficients from a first guess to foot strike or toe-off, on velocities of a video's "
        "points",
        method="ridge on windows of velocity, two stages; see benchmarks/fit_contacts_video.py",
        sd_ms="RMSE of runners left out of the fit, with the shake measured on real clips",
    )


if __name__ == "__main__":
    main()
