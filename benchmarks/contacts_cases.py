"""Trials with plate truth, and what other laboratories would have recorded of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.motion.contact_features import Windows, features
from backstride.motion.contact_guess import Guess, first_guess
from backstride.motion.contact_model import Event, Member
from backstride.motion.contact_signals import BALL_POINTS, HEEL_POINTS, signals
from backstride.motion.progression import progression
from backstride.read.load import load
from benchmarks.common import rbds_trials, shared_data, truth_contacts, truth_trials

NEAR_S = 0.15  # middles of a detected and a true contact of one foot; half the shortest step
EDGE_S = 0.1  # windows reach this far; contacts nearer to an end are not fitted to


class Truth(NamedTuple):
    """Plate contacts of one trial: sides ('' where unknown), (n, 2) strike and toe-off in s."""

    sides: tuple[str, ...]
    times_s: FloatArray


@dataclass(frozen=True, eq=False)
class Trial:
    """One running trial. runner: 'other' for trials no fit may see."""

    id: str
    runner: str
    speed_mps: float
    points: xr.DataArray
    rate_hz: float
    truth: Truth


@dataclass(frozen=True)
class Variant:
    """How a trial is seen: resampled, noisy, with markers moved on the foot or left out."""

    rate_hz: float | None = None
    noise_m: float = 0.0
    moved_m: float = 0.0
    fewer: bool = False
    without: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Seen:
    """A variant's windows with each true contact's first guess: sides, guess and truth (n, 2) s.

    moved: its markers were glued elsewhere.
    """

    runner: str
    moved: bool
    windows: Windows
    sides: tuple[str, ...]
    guess_s: FloatArray
    truth_s: FloatArray


def rbds() -> list[Trial]:
    """The treadmill trials the coefficients are fitted on."""
    return [trial(path.stem, path, path.stem.split("run")[0]) for path in rbds_trials()]


def others() -> list[Trial]:
    """Trials of other laboratories, never fitted on."""
    full = shared_data() / "fullbody"
    paths = [full / "JA1Gait21.c3d", *sorted(full.glob("hamner_s01_Run_*.trc")), full / "bmclab_run.trc"]
    return [trial(path.stem, path, "other") for path in paths]


def trial(name: str, path, runner: str) -> Trial:  # type: ignore[no-untyped-def]
    recording = load(path)
    table = truth_contacts()
    rows = table[table.trial == name]
    truth = Truth(
        tuple("" if isinstance(side, float) else str(side) for side in rows.side),
        rows[["foot_strike_s", "toe_off_s"]].to_numpy(dtype=np.float64),
    )
    speed = float(truth_trials().speed_mps.get(name, np.nan))
    return Trial(name, runner, speed, recording.points, recording.rate_hz, truth)


def vary(trial: Trial, variant: Variant) -> Trial:
    """The trial as the variant sees it; the same seed gives the same noise."""
    rng = np.random.default_rng([variant.seed, *trial.id.encode()])
    points, rate = trial.points, trial.rate_hz
    if variant.moved_m:
        points = _moved(points, variant.moved_m, rng)
    if variant.fewer:
        points = _fewer(points, rng)
    if variant.without:
        points = without(points, variant.without)
    if variant.rate_hz or variant.noise_m:
        rate = variant.rate_hz or rate
        points = _resampled(points, rate, variant.noise_m, rng)
    return replace(trial, points=points, rate_hz=rate)


def see(trial: Trial, moved: bool = False) -> Seen:
    """First guesses of a trial beside its true contacts, edges left out."""
    found = signals(trial.points, trial.rate_hz)
    progress = progression(found)
    guesses = first_guess(found, progress)
    pairs = _pairs(trial, guesses)
    return Seen(
        runner=trial.runner,
        moved=moved,
        windows=Windows(found, progress, guesses),
        sides=tuple(guess.side for _, guess in pairs),
        guess_s=np.array([[guess.start_s, guess.stop_s] for _, guess in pairs]).reshape(-1, 2),
        truth_s=np.array([trial.truth.times_s[i] for i, _ in pairs]).reshape(-1, 2),
    )


def rows(seen: Seen, member: Member, at_s: FloatArray) -> FloatArray:
    """Feature rows of a member at the given times of one variant, (n, k)."""
    sides = np.array(seen.sides)
    out: FloatArray | None = None
    for side in SIDES:
        mine = sides == side
        if mine.any():
            block = features(seen.windows, member.channels, side, at_s[mine], member.offsets_s)
            out = np.full((len(at_s), block.shape[1]), np.nan) if out is None else out
            out[mine] = block
    return np.zeros((0, 0)) if out is None else out


def column(event: Event) -> int:
    return 0 if event == "foot_strike" else 1


def without(points: xr.DataArray, names: Sequence[str]) -> xr.DataArray:
    """Points less those named, with or without a side."""
    keep = [n for n in map(str, points.point.values) if n not in names and n.rsplit("_", 1)[0] not in names]
    return points.sel(point=keep)


def _pairs(trial: Trial, guesses: list[Guess]) -> list[tuple[int, Guess]]:
    """True contacts away from the ends, each with the nearest guess of its own foot."""
    ends = trial.points.coords["time"].to_numpy()[[0, -1]]
    found = []
    for i, (side, (strike, off)) in enumerate(zip(trial.truth.sides, trial.truth.times_s, strict=True)):
        if strike < ends[0] + EDGE_S or off > ends[1] - EDGE_S:
            continue
        near = [g for g in guesses if side in ("", g.side)]
        best = min(near, key=lambda g: abs(g.start_s + g.stop_s - strike - off), default=None)
        if best and abs(best.start_s + best.stop_s - strike - off) / 2 < NEAR_S:
            found.append((i, best))
    return found


def _group(points: xr.DataArray, names: Sequence[str], side: str) -> list[int]:
    index = list(map(str, points.point.values))
    return [index.index(f"{name}_{side}") for name in names if f"{name}_{side}" in index]


def _moved(points: xr.DataArray, sd_m: float, rng: np.random.Generator) -> xr.DataArray:
    """Markers glued elsewhere on the foot: each group, each marker half as much, in the sagittal plane."""
    moved = points.copy()
    places = moved.values
    for side in SIDES:
        groups = [_group(points, HEEL_POINTS, side), _group(points, BALL_POINTS, side)]
        if not all(groups):
            continue
        along = places[:, groups[1]].mean(axis=1) - places[:, groups[0]].mean(axis=1)
        along[:, 2] = 0.0
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        up = np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=1)
        for group in groups:
            shift = rng.normal(0, sd_m, 2)
            for marker in group:
                a, b = shift + rng.normal(0, sd_m / 2, 2)
                places[:, marker] += a * along + b * up
    return moved


def _fewer(points: xr.DataArray, rng: np.random.Generator) -> xr.DataArray:
    """A poorer marker set: a random part of each group, at least one marker of it on each foot."""
    keep = set(map(str, points.point.values))
    for group in (HEEL_POINTS, BALL_POINTS):
        there = [n for n in group if all(_group(points, [n], side) for side in SIDES)]
        if there:
            kept = rng.choice(there, rng.integers(1, len(there) + 1), replace=False)
            keep -= {f"{n}_{side}" for n in group for side in SIDES if n not in kept}
    return points.sel(point=[n for n in map(str, points.point.values) if n in keep])


def _resampled(
    points: xr.DataArray, rate_hz: float, noise_m: float, rng: np.random.Generator
) -> xr.DataArray:
    """As another camera would sample it: other rate, other phase, white noise on each axis; gaps bridged."""
    time_s = points.coords["time"].to_numpy()
    values = points.values.reshape(len(time_s), -1).copy()
    for track in values.T:
        known = np.isfinite(track)
        if known.any() and not known.all():
            track[:] = np.interp(time_s, time_s[known], track[known])
    known = np.isfinite(values).all(axis=0)
    new_s = np.arange(time_s[0] + rng.uniform(0, 1 / rate_hz), time_s[-1], 1 / rate_hz)
    sampled = np.full((len(new_s), values.shape[1]), np.nan)
    sampled[:, known] = CubicSpline(time_s, values[:, known], axis=0)(new_s)
    sampled += rng.normal(0, noise_m, sampled.shape) if noise_m else 0.0
    return xr.DataArray(
        sampled.reshape(len(new_s), -1, 3),
        dims=points.dims,
        coords={"time": new_s, "point": points.point.values, "axis": points.axis.values},
        attrs=points.attrs,
    )
