"""Whether a standing trial shows the body that runs: another person's would put every joint elsewhere.

Two things are compared that no rotation of a joint changes. The distances between the pelvis markers; and
the knee: its centre as the thigh's markers carry it from standing, and as the shank's markers do. In the
runner's own body the two meet wherever the leg goes; with another's lengths they miss each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.recording import Note, Recording
from backstride.motion import rigid
from backstride.motion.body import SHANK_MARKERS, THIGH_MARKERS
from backstride.motion.clean import Cleaned, clean
from backstride.motion.clusters import clusters
from backstride.motion.joint_centres import between
from backstride.motion.places import Places, middle, places_of, present, stack
from backstride.motion.standing import standing_places

# Skin and fit alone, largest of 29 trials with their own standing (24 RBDS, 4 Hamner, 1 JA1): pelvis 5.7 mm,
# knee 16.6 mm. As units of one score they take the own trials to 1.47 at most and the 168 pairs of an RBDS
# run with another runner's standing to 2.73 at least; the limit lies between (benchmarks/bad_facts.py).
PELVIS_UNIT_M: Final = 0.005
KNEE_UNIT_M: Final = 0.015
ANOTHER_BODY: Final = 2.0
FRAMES: Final = 300  # spread over the recording: medians of more change by less than 0.2 mm
SPARE_MARKERS: Final = 5  # of so many pelvis markers or more, the one that fits worst is left out
TOLD_M: Final = 0.005  # sizes that differ by more are named


@dataclass(frozen=True)
class Fit:
    """How a standing trial fits a run.

    pelvis_m: root mean square difference of the distances between pelvis markers. knee_m: how far thigh and
    shank miss each other at the knee, mean of the sides. None where the markers do not show it.
    sizes_m: size in words -> (standing, run).
    """

    pelvis_m: float | None
    knee_m: float | None
    sizes_m: dict[str, tuple[float, float]]

    @property
    def score(self) -> float:
        """Both in units of what skin explains, in quadrature; 0 when nothing can be compared."""
        return float(np.hypot((self.pelvis_m or 0.0) / PELVIS_UNIT_M, (self.knee_m or 0.0) / KNEE_UNIT_M))


def clean_with_own_standing(recording: Recording, standing: Recording | None) -> Cleaned:
    """``clean``, with a standing trial of another body left out, and a fault that says so.

    Its joint centres, its zero of the foot and its pelvic tilt would be another person's, in every leg angle
    and with nothing in the figures to show it; without a standing trial those are refused by name.

    Raises:
        WrongKindError: nobody stands still in the standing trial.
    """
    cleaned = clean(recording, standing)
    if cleaned.standing is None:
        return cleaned
    still = standing_places(cleaned.standing.points, cleaned.standing.rate_hz)
    fit = fit_of(still, cleaned.points)
    if fit.score <= ANOTHER_BODY:
        return cleaned
    alone = clean(recording, None)
    return replace(alone, notes=(_note(fit), *alone.notes))


def fit_of(still: Places, points: xr.DataArray) -> Fit:
    """How well standing places (3,) m fit a run's points (time, point, axis) m, both with labels repaired."""
    rows = np.unique(np.linspace(0, points.sizes["time"] - 1, FRAMES).astype(int))
    run = places_of(points.isel(time=rows))
    return Fit(_pelvis_m(still, run), _knee_m(still, run), _sizes_m(still, run))


def _pelvis_m(still: Places, run: Places) -> float | None:
    shared = clusters(name for name in run if name in still)
    pelvis = next((cluster.markers for cluster in shared if cluster.name == "pelvis"), ())
    if len(pelvis) < rigid.MIN_MARKERS:
        return None
    apart = _distances(stack(run, pelvis)) - _distances(np.stack([still[name] for name in pelvis])[None])
    every = range(len(pelvis))
    kept = [list(every)]
    if len(pelvis) >= SPARE_MARKERS:
        kept += [[i for i in every if i != left_out] for left_out in every]
    misfits = [_pairs_rms(apart[np.ix_(rows, rows)]) for rows in kept]
    seen = [misfit for misfit in misfits if np.isfinite(misfit)]
    return min(seen) if seen else None


def _distances(points: FloatArray) -> FloatArray:
    """Median distance of every two points (n, k, 3), (k, k) m; NaN where two are never seen together."""
    apart = np.linalg.norm(points[:, :, None] - points[:, None], axis=-1)
    never = ~np.isfinite(apart).any(axis=0)
    return np.where(never, np.nan, np.nanmedian(np.where(never, 0.0, apart), axis=0))


def _pairs_rms(apart: FloatArray) -> float:
    """Root mean square over every two markers, m; NaN where none were seen together."""
    pairs = apart[np.triu_indices(len(apart), 1)]
    pairs = pairs[np.isfinite(pairs)]
    return float(np.sqrt(np.mean(pairs**2))) if pairs.size else float("nan")


def _knee_m(still: Places, run: Places) -> float | None:
    misses = []
    for side in SIDES:
        knee = between(still, "knee", side)
        if knee is None:
            continue
        carried = [
            _carried(still, run, tuple(f"{name}_{side}" for name in names), knee)
            for names in (THIGH_MARKERS, SHANK_MARKERS)
        ]
        miss = np.linalg.norm(carried[0] - carried[1], axis=-1)
        misses += [float(np.median(miss[np.isfinite(miss)]))] if np.isfinite(miss).any() else []
    return float(np.mean(misses)) if misses else None


def _carried(still: Places, run: Places, markers: tuple[str, ...], point: FloatArray) -> FloatArray:
    """A point of standing carried into the run by a segment's markers, (n, 3) m; NaN with too few seen."""
    names = present(run, present(still, markers))
    if len(names) < rigid.MIN_MARKERS:
        return np.full((1, 3), np.nan)
    pose = rigid.fit(np.stack([still[name] for name in names]), stack(run, names))
    return np.asarray(pose.place(point[None])[:, 0])


def _sizes_m(still: Places, run: Places) -> dict[str, tuple[float, float]]:
    """Sizes a person can check with a tape: (standing, run) m, where both show them."""
    ends = {
        "pelvis width": (("asis_left",), ("asis_right",)),
        "pelvis depth": (("asis_left", "asis_right"), ("psis_left", "psis_right")),
        **{f"{side} shank": ((f"knee_lateral_{side}",), (f"ankle_lateral_{side}",)) for side in SIDES},
        **{f"{side} foot": ((f"heel_{side}",), (f"mt5_{side}",)) for side in SIDES},
    }
    sizes = {}
    for name, (first, second) in ends.items():
        pair = [_length_m(places, first, second) for places in (still, run)]
        if np.isfinite(pair).all():
            sizes[name] = (pair[0], pair[1])
    return sizes


def _length_m(places: Places, first: tuple[str, ...], second: tuple[str, ...]) -> float:
    start, end = middle(places, *first), middle(places, *second)
    if start is None or end is None:
        return float("nan")
    length = np.linalg.norm(np.atleast_2d(start - end), axis=-1)
    return float(np.median(length[np.isfinite(length)])) if np.isfinite(length).any() else float("nan")


def _note(fit: Fit) -> Note:
    found = [
        f"{name} {100 * standing:.1f} cm standing and {100 * run:.1f} cm running"
        for name, (standing, run) in fit.sizes_m.items()
        if abs(standing - run) > TOLD_M
    ]
    if fit.knee_m is not None and fit.knee_m > KNEE_UNIT_M:
        found.append(f"thigh and shank miss each other by {100 * fit.knee_m:.1f} cm at the knee")
    text = (
        f"The standing trial does not fit the runner: {', '.join(found)}. It was left out, as if none had "
        "been given: it shows another person, or markers were moved between the two recordings."
    )
    return Note(level="fault", code="standing_of_another", text=text)
