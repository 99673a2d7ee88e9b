"""The steps of a waist sensor's recording, and what surrounds each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.imu import ImuRecording
from backstride.sensors.imu_axes import Axes, find_axes
from backstride.sensors.imu_beat import Beat, felt_g
from backstride.sensors.imu_filters import around, low_pass

SEEN_HZ = 10.0  # what contacts and forces are read from: how a sensor sits shakes the rest
_PIECE_S = 60.0  # a belt may turn in longer
_MARGIN_S = 1.0


@dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of running: times (n,) s, vertical and forward acceleration in g below 10 Hz, right in g,
    roll about forward in rad/s or None; steps: (k,) s when the body pushes most, numbered by ``count``.
    """

    time_s: FloatArray
    vertical_g: FloatArray
    forward_g: FloatArray
    right_g: FloatArray
    roll_rad_s: FloatArray | None
    step_s: float
    steps: FloatArray
    count: FloatArray
    axes: Axes


def pieces(recording: ImuRecording, beat: Beat) -> list[Piece]:
    """Every running stretch, cut to a minute at most."""
    rate = recording.rate_hz
    accel = felt_g(recording)
    found = []
    for start, end, stride in _whole(beat, accel, rate):
        parts = max(1, round((end - start) / rate / _PIECE_S))
        edges = np.linspace(start, end, parts + 1).astype(int)
        for first, last in pairwise(edges):
            found.append(_piece(recording, accel, (int(first), int(last)), (start, end), stride / 2))
    return found


def _whole(beat: Beat, accel: FloatArray, rate: float) -> list[tuple[int, int, float]]:
    """Running stretches, cut where samples are missing; what is too short for a beat is left out."""
    least = load("sensors/imu.toml")["beat"]["shortest_s"] * rate
    found = []
    for start, end, stride in beat.spans():
        known = np.isfinite(accel[start:end]).all(axis=1)
        edges = np.flatnonzero(np.diff(np.r_[False, known, False].astype(int)))
        runs = zip(edges[::2] + start, edges[1::2] + start, strict=True)
        found += [(int(first), int(last), stride) for first, last in runs if last - first >= least]
    return found


def _piece(
    recording: ImuRecording, accel: FloatArray, own: tuple[int, int], span: tuple[int, int], step_s: float
) -> Piece:
    """Steps of ``own`` samples, seen with a margin within ``span``."""
    rate = recording.rate_hz
    margin = round(_MARGIN_S * rate)
    part = slice(max(span[0], own[0] - margin), min(span[1], own[1] + margin))
    times, seen = recording.time_s[part], accel[part]
    axes = find_axes(seen, rate, step_s)
    smooth = low_pass(seen, rate, SEEN_HZ)
    steps, count = _steps(times, seen @ axes.up, rate, step_s)
    ends = recording.time_s[own[0]], recording.time_s[own[1] - 1] + 1 / rate
    mine = (steps >= ends[0]) & (steps < ends[1])
    turning = None if recording.gyro_rad_s is None else recording.gyro_rad_s[part] @ axes.forward
    return Piece(
        time_s=times,
        vertical_g=smooth @ axes.up,
        forward_g=smooth @ axes.forward,
        right_g=smooth @ axes.right,
        roll_rad_s=turning,
        step_s=step_s,
        steps=steps[mine],
        count=count[mine],
        axes=axes,
    )


def _steps(
    times: FloatArray, vertical: FloatArray, rate: float, step_s: float
) -> tuple[FloatArray, FloatArray]:
    """When the vertical acceleration is highest at the step's rate, and the steps' numbers."""
    from scipy.signal import hilbert

    phase = np.unwrap(np.angle(hilbert(around(vertical, rate, 1 / step_s)))) / (2 * np.pi)
    phase = np.maximum.accumulate(phase)
    numbers = np.arange(np.ceil(phase[0]), np.floor(phase[-1]) + 1)
    return np.interp(numbers, phase, times), numbers


def windows(piece: Piece, offsets: Sequence[float], with_forward: bool) -> FloatArray:
    """Acceleration around every step, g: (k, offsets) or twice as many; NaN where a window leaves the piece.

    offsets: places in steps, 0 where the body pushes most. Vertical is cut off at 0, as sensors that
    are worn loosely show what is below it badly; forward is about its mean.
    """
    at = piece.steps[:, None] + np.asarray(offsets) * piece.step_s
    vertical = np.maximum(np.interp(at, piece.time_s, piece.vertical_g), 0.0)
    forward = np.interp(at, piece.time_s, piece.forward_g - piece.forward_g.mean())
    out = np.hstack([vertical, forward]) if with_forward else vertical
    out[(at[:, 0] < piece.time_s[0]) | (at[:, -1] > piece.time_s[-1])] = np.nan
    return out
