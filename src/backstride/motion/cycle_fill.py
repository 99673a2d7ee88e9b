"""Carrying points across gaps too long for a curve, by the runner's own mean stride.

When every marker of the pelvis is hidden for a fifth of a second in each stride, no neighbour is left to
rebuild them from; but running repeats itself. The missing stretch takes the shape of the mean stride, joined
at both ends to what was seen. The same serves one marker's long gaps: rebuilt from the other markers it would
carry their skin's movement, up to 4 degrees of a pelvic range. ``benchmarks/pelvis.py`` measures both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.motion.body import PELVIS_MARKERS
from backstride.motion.clean import SHORT_GAP_S
from backstride.motion.contact_guess import Guess
from backstride.motion.filters import finite_runs

HARMONICS: Final = 8  # to 11 Hz at 1.4 strides a second: pelvic angles lose less than 0.2 deg above 10 Hz
LEAST_STRIKES: Final = 4  # of one foot, the fewest that make a mean stride of any use
LONGEST_GAP_S: Final = 0.30  # less than half a stride: beyond that the mean stride would replace the runner
DRIFT_KNOTS_PER_STRIDE: Final = 1  # drift slower than a stride; anything faster belongs to the stride
ROUNDS: Final = 3  # a made runner who wanders by 4 cm comes back within 0.5 mm after three
PHASE_BINS: Final = 20  # 35 ms of a stride of 0.7 s: shorter than half a period of the eighth harmonic
# Strides that show a part before it may be carried into a gap. One is enough: on six strides of one runner,
# asking for two or three leaves gaps to their neighbours and moves a range by 2.6 and 3.9 deg instead of 0.7.
LEAST_SEEN_STRIDES: Final = 1
LEAST_KNOWN_SHARE: Final = 0.5  # of all samples; the mean stride must rest on what was seen


def pelvis_by_cycle(
    raw: xr.DataArray, cleaned: xr.DataArray, beats: Sequence[Guess], rate_hz: float
) -> xr.DataArray:
    """Cleaned points with the longer gaps of pelvis markers filled from the mean stride instead.

    Where too few strides are known, or a gap is too long, what the cleaning did stays.

    Args:
        raw: points as read, NaN where a marker was not seen.
        cleaned: the same clock and at least the same points, gaps filled where the cleaning could.
        beats: first guesses of the contacts, whatever the contacts are read from in the end.
        rate_hz: samples per second.
    """
    phase = stride_phase(beats, cleaned.coords["time"].to_numpy())
    names = [str(name) for name in cleaned.coords["point"].to_numpy()]
    seen_names = [str(name) for name in raw.coords["point"].to_numpy()]
    if phase is None:
        return cleaned
    values = cleaned.to_numpy().copy()
    for name in set(names) & set(seen_names) & set(PELVIS_MARKERS):
        place = values[:, names.index(name)]
        lost = ~np.isfinite(raw.to_numpy()[:, seen_names.index(name)]).all(axis=1)
        place[:] = _refilled(place, _longer(lost, int(SHORT_GAP_S * rate_hz)), phase, rate_hz)
    return cleaned.copy(data=values)


def stride_phase(beats: Sequence[Guess], time_s: FloatArray) -> FloatArray | None:
    """Strides run since the first strike, (n,), growing by one per stride; None with too few strikes.

    The left foot's strikes fall on whole numbers, the right foot's on its usual share of a stride later; a
    strike that was lost is counted by its time. NaN more than a stride before the first or after the last.
    """
    left, right = (np.sort([b.start_s for b in beats if b.side == side]) for side in SIDES)
    first, second = (left, right) if len(left) >= len(right) else (right, left)
    if len(first) < LEAST_STRIKES:
        return None
    usual = float(np.median(np.diff(first)))
    counted = np.concatenate([[0.0], np.cumsum(np.maximum(1.0, np.round(np.diff(first) / usual)))])
    at, phase = _with_ends(first, counted, usual)
    rough = np.interp(second, at, phase)
    if len(second):
        share = float(np.median(np.mod(rough, 1.0)))
        at, phase = np.append(at, second), np.append(phase, np.round(rough - share) + share)
    order = np.argsort(at)
    fine = np.interp(time_s, at[order], phase[order])
    fine[(time_s < at.min()) | (time_s > at.max())] = np.nan
    return np.asarray(fine)


def _with_ends(strikes_s: FloatArray, counted: FloatArray, usual_s: float) -> tuple[FloatArray, FloatArray]:
    """Strikes and their counts, with one stride more at both ends."""
    at = np.concatenate([[strikes_s[0] - usual_s], strikes_s, [strikes_s[-1] + usual_s]])
    return at, np.concatenate([[-1.0], counted, [counted[-1] + 1.0]])


def fill_by_cycle(place_m: FloatArray, phase: FloatArray, rate_hz: float) -> FloatArray:
    """One point's gaps of at most ``LONGEST_GAP_S`` filled from its mean stride, (n, 3) m.

    The mean stride is ``HARMONICS`` harmonics of the stride frequency, fitted to what was seen less the slow
    drift of the runner on the belt; the difference at both edges is carried linearly across the gap. Gaps
    at the ends stay, and gaps over a part of the stride that no other stride shows:
    harmonics fitted around a hole say nothing about it (up to 17 deg of a range, when the same fifth of
    every stride was hidden).

    Args:
        place_m: (n, 3) m, NaN where missing.
        phase: (n,) strides, NaN where unknown, from ``stride_phase``.
        rate_hz: samples per second.
    """
    seen = np.isfinite(place_m).all(axis=1)
    wanted = _short_gaps(np.asarray(~seen), int(LONGEST_GAP_S * rate_hz)) & np.isfinite(phase)
    usable = seen & np.isfinite(phase)
    wanted = _whole_runs(wanted, _shown(phase, usable))
    if not wanted.any() or usable.mean() < LEAST_KNOWN_SHARE:
        return place_m
    rows = np.arange(len(place_m))
    line = np.polyfit(rows[usable], place_m[usable], 1)
    cycle = np.outer(rows, line[0]) + line[1]
    cycle = cycle + _mean_stride((place_m - cycle)[usable], phase, usable)
    left_over = (place_m - cycle)[usable]
    bridged = np.stack([np.interp(rows, rows[usable], left_over[:, axis]) for axis in range(3)], axis=1)
    return np.where(wanted[:, None], cycle + bridged, place_m)


def _shown(phase: FloatArray, usable: BoolArray) -> BoolArray:
    """Samples whose part of the stride was seen in enough strides, (n,)."""
    counted = np.where(np.isfinite(phase), phase, 0.0)
    part = np.floor(np.mod(counted, 1.0) * PHASE_BINS).astype(np.int64)
    stride = np.floor(counted).astype(np.int64)
    pairs = np.unique(np.stack([part[usable], stride[usable]], axis=1), axis=0)
    strides_seen = np.bincount(pairs[:, 0], minlength=PHASE_BINS)
    return np.asarray(strides_seen[part] >= LEAST_SEEN_STRIDES)


def _whole_runs(wanted: BoolArray, allowed: BoolArray) -> BoolArray:
    """The runs of ``wanted`` that are allowed from end to end."""
    kept = np.zeros_like(wanted)
    for start, stop in finite_runs(wanted):
        kept[start:stop] = allowed[start:stop].all()
    return kept


def _mean_stride(known_m: FloatArray, phase: FloatArray, usable: BoolArray) -> FloatArray:
    """The mean stride at every sample, (n, 3) m; drift and stride are told apart in turns."""
    turns = 2 * np.pi * np.where(np.isfinite(phase), phase, 0.0)[:, None] * np.arange(1, HARMONICS + 1)
    basis = np.concatenate([np.cos(turns), np.sin(turns)], axis=1)
    strides = np.round(phase[usable] * DRIFT_KNOTS_PER_STRIDE)
    cycle = np.zeros((len(phase), 3))
    for _ in range(ROUNDS):
        drift = _drift(known_m - cycle[usable], phase[usable], strides)
        weights = np.linalg.lstsq(basis[usable], known_m - drift, rcond=None)[0]
        cycle = basis @ weights
    return cycle


def _drift(rest_m: FloatArray, phase: FloatArray, group: FloatArray) -> FloatArray:
    """Slow movement: the mean of each stride, joined by straight lines, (known, 3) m."""
    _, where = np.unique(group, return_inverse=True)
    count = np.bincount(where)
    at = np.bincount(where, phase) / count
    return np.stack(
        [np.interp(phase, at, np.bincount(where, rest_m[:, axis]) / count) for axis in range(3)], axis=1
    )


def _refilled(place_m: FloatArray, lost: BoolArray, phase: FloatArray, rate_hz: float) -> FloatArray:
    """A point with its lost samples filled by the cycle, or as before where the cycle cannot."""
    if not lost.any():
        return place_m
    by_cycle = fill_by_cycle(np.where(lost[:, None], np.nan, place_m), phase, rate_hz)
    return np.where(np.isfinite(by_cycle), by_cycle, place_m)


def _longer(missing: BoolArray, samples: int) -> BoolArray:
    """Missing samples in gaps of more than ``samples``."""
    kept = np.zeros_like(missing)
    for start, stop in finite_runs(missing):
        kept[start:stop] = stop - start > samples
    return kept


def _short_gaps(missing: BoolArray, longest: int) -> BoolArray:
    """Missing samples in gaps of at most ``longest`` that touch neither end."""
    wanted = np.zeros_like(missing)
    for start, stop in finite_runs(missing):
        if start > 0 and stop < len(missing) and stop - start <= longest:
            wanted[start:stop] = True
    return wanted
