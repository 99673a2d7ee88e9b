"""Where a sensor's recording is running, and how many steps a minute.

A stride repeats: the correlation of the acceleration vector with itself is highest a stride later. Summed
over the three axes it does not change when the axes are turned, and the step alone does not repeat in it
where the two feet differ. Runners' strides last 0.5 to 1.05 s: twice and half of one lie outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.imu import ImuCadence, ImuRecording, Placement
from backstride.sensors.imu_filters import bridged, low_pass

_SEEN_HZ = 20.0  # what is looked at: the rhythm, not the impacts


@dataclass(frozen=True, eq=False)
class Beat:
    """Windows of one length: start (w,) in samples, stride (w,) in s, NaN where it is no running."""

    starts: FloatArray
    length: int
    stride_s: FloatArray

    @property
    def running(self) -> BoolArray:
        """(w,) which windows are running."""
        return np.isfinite(self.stride_s)

    def spans(self) -> list[tuple[int, int, float]]:
        """Stretches of running windows in a row: first sample, one after the last, usual stride in s."""
        spans, run = [], []
        for window, ran in enumerate([*self.running, False]):
            if ran:
                run.append(window)
            elif run:
                usual = float(np.median(self.stride_s[run]))
                spans.append((int(self.starts[run[0]]), int(self.starts[run[-1]]) + self.length, usual))
                run = []
        return spans


def felt_g(recording: ImuRecording) -> FloatArray:
    """Acceleration (n, 3) in g, gaps of up to a tenth of a second bridged."""
    gravity: float = load("sensors/imu.toml")["gravity"]["standard_mps2"]
    return bridged(recording.accel_mps2, round(0.1 * recording.rate_hz)) / gravity


def find_beat(recording: ImuRecording, placement: Placement) -> Beat:
    """The strides of every window.

    Raises:
        RefusedError: too short, standing still, walking, or no steady running, by name.
    """
    known = load("sensors/imu.toml")["beat"]
    rate = recording.rate_hz
    signal = felt_g(recording)
    if len(signal) < known["shortest_s"] * rate:
        raise RefusedError(
            f"it lasts {len(signal) / rate:.1f} s, too short for a beat",
            where=recording.name,
            fix="Record 30 s or more of steady running",
        )
    count = max(1, len(signal) // round(known["window_s"] * rate))
    length = len(signal) // count
    starts = np.arange(count) * length
    seen = [_window(signal[start : start + length], rate, known, placement) for start in starts]
    beat = Beat(starts, length, np.array([stride for stride, _ in seen]))
    if not beat.running.any():
        raise _no_running([kind for _, kind in seen], recording.name)
    return beat


def cadence(recording: ImuRecording, placement: Placement) -> ImuCadence:
    """Steps per minute of both feet over all windows that are running; raises as ``find_beat``.

    The interval joins the scatter between windows (1 % where they are few) and 0.5 % for clock and method.
    """
    return cadence_of(find_beat(recording, placement), recording.rate_hz)


def cadence_of(beat: Beat, rate_hz: float) -> ImuCadence:
    """The same from a beat already found."""
    each = 120.0 / beat.stride_s[beat.running]
    mean = float(each.mean())
    known = load("sensors/imu.toml")["beat"]
    few = len(each) < known["few_windows"]
    spread = known["few_within"] * mean if few else 1.96 * float(each.std(ddof=1)) / np.sqrt(len(each))
    within = float(np.hypot(spread, known["within"] * mean))
    running_s = len(each) * beat.length / rate_hz
    strides = tuple(beat.stride_s[beat.running].tolist())
    return ImuCadence(mean, (mean - within, mean + within), running_s, strides)


def _window(
    signal: FloatArray, rate: float, known: Mapping[str, Any], placement: Placement
) -> tuple[float, str]:
    """Stride in s, or NaN and what the window is instead."""
    seen = np.asarray(np.isfinite(signal).all(axis=1), dtype=np.bool_)
    if seen.mean() < known["least_seen"]:
        return np.nan, "missing"
    about = signal - signal[seen].mean(axis=0)
    moving = low_pass(np.where(seen[:, None], about, 0.0), rate, _SEEN_HZ)
    size = float(np.sqrt((moving**2).sum(axis=1).mean() / seen.mean()))
    if size < known["still_g"]:
        return np.nan, "still"
    stride, regular = stride_of(moving, rate)
    if size < known["running_g"][placement]:
        return np.nan, "walking"
    return (stride, "running") if regular >= known["least_regular"] else (np.nan, "unsteady")


def stride_of(moving: FloatArray, rate_hz: float) -> tuple[float, float]:
    """Stride in s and how well the signal repeats after it (1 is exactly); moving: (n, c) about its mean."""
    shortest, longest = load("sensors/imu.toml")["beat"]["stride_s"]
    repeats = _repeats(moving)
    lags = np.arange(int(shortest * rate_hz), min(int(longest * rate_hz) + 2, len(repeats) - 1))
    peaks = lags[(repeats[lags] >= repeats[lags - 1]) & (repeats[lags] >= repeats[lags + 1])]
    if not peaks.size or repeats[peaks].max() <= 0:
        return np.nan, 0.0
    high = peaks[repeats[peaks] >= 0.85 * repeats[peaks].max()]  # three steps repeat nearly as well as two
    lag = _refined(repeats, int(high[0]))
    for strides in range(2, int(0.5 * len(moving) / lag) + 1):  # many strides later the lag is known finer
        near = round(strides * lag)
        reach = max(1, round(0.1 * lag))
        if near + reach + 1 >= len(repeats):
            break
        best = near - reach + int(repeats[near - reach : near + reach + 1].argmax())
        if abs(best - near) == reach or repeats[best] < 0.3:
            break
        lag = _refined(repeats, best) / strides
    return lag / rate_hz, float(repeats[int(high[0])])


def _repeats(moving: FloatArray) -> FloatArray:
    """Correlation with itself by lag, (n // 2 + 1,), summed over axes, of unit size at 0, not tapering."""
    count = len(moving)
    spectrum = np.fft.rfft(moving, 2 * count, axis=0)
    raw = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=1))[: count // 2 + 1]
    raw = raw / (count - np.arange(len(raw)))
    return np.asarray(raw / raw[0])


def _refined(values: FloatArray, at: int) -> float:
    """The place of a peak between samples, by a parabola."""
    before, here, after = values[at - 1], values[at], values[at + 1]
    bend = before - 2 * here + after
    return at + (0.5 * float((before - after) / bend) if bend < 0 else 0.0)


def _no_running(kinds: list[str], where: str) -> RefusedError:
    most = max(set(kinds), key=kinds.count)
    what = {
        "still": "the sensor lies or stands still; nobody runs in it",
        "walking": "it moves no more than in walking; no stretch of it is running",
        "missing": "no stretch of it is without missing samples",
        "unsteady": "it shakes like a run, but no beat of a runner repeats in it",
    }[most]
    return RefusedError(what, where=where, fix="Give 30 s or more of steady running")
