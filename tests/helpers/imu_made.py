"""A runner's waist as a sensor would feel it, made from nothing but half sines: no code of the product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRAVITY = 9.80665
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """felt (n, 3) in g and turning (n, 3) in rad/s: forward, up, right; contacts (k, 2) in s."""

    time_s: Array
    felt_g: Array
    turning: Array
    contacts_s: Array
    sides: tuple[str, ...]
    peak_bw: float


def runner(
    cadence: float = 168.0,
    duty: float = 0.66,
    seconds: float = 30.0,
    rate_hz: float = 200.0,
    fore_aft: float = 0.3,
    size: float = 1.0,
    first: str = "right",
) -> Made:
    """duty: contact over step time. size: of all that is not gravity; fore_aft: of braking and pushing, g."""
    step = 60.0 / cadence
    contact = duty * step
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    felt, turning = np.zeros((len(time), 3)), np.zeros((len(time), 3))
    peak = np.pi / 2 / duty
    strikes = np.arange(0.1, seconds, step)
    other = "left" if first == "right" else "right"
    sides = tuple(first if n % 2 == 0 else other for n in range(len(strikes)))
    for strike, side in zip(strikes, sides, strict=True):
        share = (time - strike) / contact
        on = (share >= 0) & (share < 1)
        bump, sign = np.sin(np.pi * share[on]), 1.0 if side == "right" else -1.0
        felt[on, 1] += peak * bump
        felt[on, 0] += -fore_aft * np.sin(2 * np.pi * share[on])
        felt[on, 2] += 0.2 * sign * bump
        turning[on, 0] += 0.6 * sign * bump
    felt = size * (felt - felt.mean(axis=0)) + np.array([0.0, 1.0, 0.0])
    return Made(time, felt, turning, np.column_stack([strikes, strikes + contact]), sides, peak)
