"""The zero of a force plate: offset and slow drift, taken from the phases in which nobody stands on it.

An unloaded plate dwells at its zero and leaves it steeply. A plate that is never free (walking on one belt,
standing) has no such dwell: its lowest force is the bottom of a curve. Then nothing is removed, because
whatever were removed would be body weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from scipy.ndimage import minimum_filter1d
from scipy.signal import butter, sosfiltfilt

from backstride.model.arrays import BoolArray, FloatArray

Piece = tuple[int, int]
"""First sample of a free phase, and the one after its last."""

BaselineVerdict = Literal["removed", "never_unloaded"]

_CUTOFF_HZ: Final = 50.0  # the cut-off of a plate contact, so that both see the same flanks
# A child of 20 kg, the lightest Runner, standing on two plates loads each by 98 N; an empty plate whose
# signal stays below this all along is only off its zero.
_EMPTY_PLATE_N: Final = 60.0
_LEAST_LOADING_N: Final = 100.0  # a recording whose force varies less holds no step
# Samples within this share of the force range above the local floor may be free; tried in turn. Of a runner's
# 1.5 to 2.5 kN, 2 % is over the noise of a quiet belt and 10 % over the shaking of the worst.
_NEAR_FLOOR: Final = (0.1, 0.05, 0.02)
# The floor may wander by this share of the force range: a person standing still is 0.4 of a runner's peak.
_MAX_DRIFT: Final = 0.15
_FLOOR_WINDOW_S: Final = 2.0  # holds several flights at any running cadence
# Dwell: time within four times the tolerance over time within the tolerance. The bottom of a parabola gives
# sqrt(4) = 2, a dwell with steep flanks gives 1. The 24 treadmill trials of RBDS give 1.14
# to 1.65, the highest at 65 ms of flight.
_WIDER: Final = 4.0
_MAX_DWELL_RATIO: Final = 1.8
_NOISE_BAND: Final = 4.0  # standard deviations: keeps all of the noise and none of the flanks
_LEAST_BAND_N: Final = 10.0
_TO_SIGMA: Final = 1.4826  # median absolute deviation to standard deviation of a normal distribution
_LOADED_N: Final = 5.0  # a free phase this far above its neighbours is none; quiet ones scatter by 1 to 4 N
_OUTLYING: Final = 2.0  # standard deviations, where the belt shakes more than that
_TRIM: Final = 0.3  # of a free phase at either end: the flanks and what the filter smears
_LEAST_CORE_S: Final = 0.01
_LONGEST_PIECE_S: Final = 0.25  # long quiet phases count in pieces, so that drift inside them is followed
_LEAST_PAIRS: Final = 2  # fewer pieces give an offset, no drift
_COMPARED_PIECES: Final = 11  # about 4 s of running: longer than a stumble, shorter than a drift
# What flights cannot tell from zero. On the 24 treadmill trials of RBDS the level of single flights scatters
# by 1 to 4 N; the trial with the shortest flights (65 ms on a ringing belt) reads 5 N where the plate reads
# 0 to 2 N at higher speeds; the followed zero lies within 6 N of a straight line.
_RESOLVED_OFFSET_N: Final = 8.0
_RESOLVED_WANDER_N: Final = 10.0


@dataclass(frozen=True, eq=False)
class Baseline:
    """``values`` (n, k): what to subtract from each channel; zeros where nothing may be removed."""

    values: FloatArray
    verdict: BaselineVerdict


def find_baseline(vertical_n: FloatArray, channels: FloatArray, rate_hz: float) -> Baseline:
    """The offset and drift of ``channels``, read while the plate is free.

    A straight drift is preferred; one that bends is followed where it bends by more than flights scatter. An
    offset of the vertical force too small to be told from zero is left.

    Parameters
    ----------
    vertical_n
        Vertical force (n,) N, loading positive.
    channels
        (n, k) the channels to correct, any unit, the vertical force (of either sign) among them; all finite.
    rate_hz
        Sampling rate.
    """
    smooth = _smooth(vertical_n, rate_hz)
    low, high = np.percentile(smooth, [1, 99.5])
    if high - low < _LEAST_LOADING_N:
        return _of_steady_plate(vertical_n, channels)
    near = _near_floor(smooth, float(low), float(high - low), rate_hz)
    pieces = _free_pieces(vertical_n, smooth, near, rate_hz)
    if not pieces:
        return Baseline(np.zeros_like(channels), "never_unloaded")
    straight, followed = _levels(pieces, vertical_n, np.column_stack([vertical_n, channels]))
    bend = np.abs(followed[:, 0] - straight[:, 0]).max()
    values = followed if bend > _RESOLVED_WANDER_N else straight
    if np.abs(values[:, 0]).max() < _RESOLVED_OFFSET_N:
        vertical = (np.abs(channels) == np.abs(vertical_n)[:, None]).all(axis=0)
        values[:, 1:][:, vertical] = 0.0
    return Baseline(values[:, 1:], "removed")


def _free_pieces(vertical_n: FloatArray, smooth: FloatArray, free: BoolArray, rate_hz: float) -> list[Piece]:
    """Free phases near the floor, then closer to the level these first ones give."""
    pieces = _pieces(free, rate_hz)
    if not pieces:
        return []
    rough = _levels(pieces, vertical_n, vertical_n[:, None])[1][:, 0]
    band = max(_LEAST_BAND_N, _NOISE_BAND * _spread(vertical_n - rough, pieces))
    return _pieces(free & (np.abs(smooth - rough) < band), rate_hz) or pieces


def _smooth(vertical_n: FloatArray, rate_hz: float) -> FloatArray:
    if rate_hz <= 2 * _CUTOFF_HZ or len(vertical_n) < 30:  # 30 samples: filtfilt needs more than its padding
        return vertical_n
    smooth: FloatArray = sosfiltfilt(_sections(rate_hz), vertical_n)
    return smooth


@cache
def _sections(rate_hz: float) -> FloatArray:
    """The filter at a rate: designing it takes longer than the filtering, and each plate asks for it."""
    return np.asarray(butter(2, _CUTOFF_HZ, fs=rate_hz, output="sos"))


def _of_steady_plate(vertical_n: FloatArray, channels: FloatArray) -> Baseline:
    """Never stepped on: all of it is offset. Steadily loaded: someone stands there."""
    if abs(float(np.median(vertical_n))) > _EMPTY_PLATE_N:
        return Baseline(np.zeros_like(channels), "never_unloaded")
    return Baseline(np.broadcast_to(np.median(channels, axis=0), channels.shape), "removed")


def _near_floor(smooth: FloatArray, low: float, span: float, rate_hz: float) -> BoolArray:
    """Samples at the local floor, or none of them where the floor is no dwell."""
    window = max(3, round(_FLOOR_WINDOW_S * rate_hz))
    floor = np.minimum(minimum_filter1d(smooth, window), low + _MAX_DRIFT * span)
    for share in _NEAR_FLOOR:
        near: BoolArray = smooth < floor + share * span
        wider = np.count_nonzero(smooth < floor + _WIDER * share * span)
        if wider < _MAX_DWELL_RATIO * np.count_nonzero(near):
            return near
    return np.zeros(len(smooth), dtype=bool)


def _pieces(free: BoolArray, rate_hz: float) -> list[Piece]:
    """Start and stop of the middle of every free phase, long ones cut into pieces."""
    edges = np.diff(np.concatenate([[False], free, [False]]).astype(int))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    longest, least = max(3, round(_LONGEST_PIECE_S * rate_hz)), max(3, round(_LEAST_CORE_S * rate_hz))
    pieces: list[Piece] = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        trim = min(round(_TRIM * (stop - start)), longest)
        first, last = start + trim, stop - trim
        if last - first >= least:
            cuts = np.linspace(first, last, 1 + max(1, (last - first) // longest)).astype(int).tolist()
            pieces += pairwise(cuts)
    return pieces


def _spread(rest: FloatArray, pieces: list[Piece]) -> float:
    """Standard deviation of what is left in the pieces, from the median deviation."""
    inside = np.concatenate([rest[start:stop] for start, stop in pieces])
    return float(_TO_SIGMA * np.median(np.abs(inside)))


def _levels(
    pieces: list[Piece], vertical_n: FloatArray, channels: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The zero of every channel over time (n, k): as a straight line, and followed piece by piece.

    A foot still or already on the plate can only add load, so pieces above their neighbours do not count.
    """
    times = np.array([(start + stop - 1) / 2 for start, stop in pieces])
    loads, levels = _means(pieces, vertical_n[:, None]), _means(pieces, channels)
    above = (loads - _running_line(times, loads, _COMPARED_PIECES))[:, 0]
    empty = above <= max(_LOADED_N, _OUTLYING * _TO_SIGMA * float(np.median(np.abs(above))))
    times, levels = times[empty], levels[empty]
    samples = np.arange(len(channels), dtype=float)
    lines = (_running_line(times, levels, size) for size in (len(times), _COMPARED_PIECES // 2))
    straight, followed = (
        np.column_stack([np.interp(samples, times, column) for column in line.T]) for line in lines
    )
    return straight, followed


def _means(pieces: list[Piece], channels: FloatArray) -> FloatArray:
    """Mean of every channel in every piece (pieces, k); a mean, because a belt rings to both sides."""
    bounds = np.array(pieces).ravel()
    sums = np.vstack([np.zeros(channels.shape[1]), np.cumsum(channels, axis=0)])[bounds]
    means: FloatArray = (sums[1::2] - sums[::2]) / (bounds[1::2] - bounds[::2])[:, None]
    return means


def _running_line(times: FloatArray, levels: FloatArray, size: int) -> FloatArray:
    """At every piece, the robust line through the ``size`` pieces round it; (pieces, k).

    Slope: the median over pairs half the window apart; height: the median of what is left. A line rather
    than a level keeps a drift at the ends, where the window cannot be centred.
    """
    size = min(size, len(times))
    starts = np.clip(np.arange(len(times)) - size // 2, 0, len(times) - size)
    windows, window_of = np.unique(starts, return_inverse=True)
    inside = windows[:, None] + np.arange(size)
    t, y = times[inside][..., None], levels[inside]
    slopes = np.zeros((len(windows), 1, levels.shape[1]))
    half = size // 2
    if half >= _LEAST_PAIRS:
        rises = (y[:, -half:] - y[:, :half]) / (t[:, -half:] - t[:, :half])
        slopes = np.median(rises, axis=1, keepdims=True)
    heights = np.median(y - t * slopes, axis=1)
    line: FloatArray = heights[window_of] + times[:, None] * slopes[window_of, 0]
    return line
