"""How strides differ from each other: by chance, and by wandering slowly as real runners do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.linalg import cholesky, toeplitz

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.synth.spec import Spec

#: Spread is cut at this many standard deviations: a synthetic runner does not stumble.
CUT_SD = 2.5
#: Departures of the posture as ``knowledge/synth/running.toml`` names them: added, or shares of a range.
ADDED = ("tilt_deg", "lean_deg", "head_deg", "trunk_lag_strides")
FACTORS = ("tilt_range", "obliquity_range", "rotation_range", "trunk_range", "lateral_range", "arm_range")


@dataclass(frozen=True, eq=False)
class Sway:
    """How the posture departs from the dials, smooth in time: name -> spline over stride phase."""

    splines: dict[str, CubicSpline]

    def added(self, name: str, phase: FloatArray) -> FloatArray | float:
        """What is added to a dial, in the unit of its name; 0 where the posture does not vary."""
        return np.asarray(self.splines[name](phase)) if self.splines else 0.0

    def factor(self, name: str, phase: FloatArray) -> FloatArray | float:
        """What a range is multiplied by."""
        return 1 + np.asarray(self.splines[name](phase)) if self.splines else 1.0


STEADY = Sway({})


def departures(spec: Spec, kinds: int, count: int, rng: np.random.Generator) -> FloatArray:
    """(kinds, count) standard normal departures of successive strides or contacts.

    Without ``spec.wander`` they are independent and their mean over the recording is 0. With it that share of
    their variance wanders slowly, and a short recording keeps what it happened to catch.
    """
    white = np.clip(rng.standard_normal((kinds, count)), -CUT_SD, CUT_SD)
    if spec.wander == 0:
        return np.asarray(white - white.mean(axis=1, keepdims=True))
    slow = np.clip(rng.standard_normal((kinds, count)) @ _memory(count), -CUT_SD, CUT_SD)
    return np.asarray(np.sqrt(1 - spec.wander) * white + np.sqrt(spec.wander) * slow)


def tempo_s(spec: Spec, count: int, rng: np.random.Generator) -> FloatArray:
    """(count,) s by which a rhythm that wanders runs late at each contact; 0 without ``spec.wander``."""
    if spec.wander == 0 or spec.variability == 0:
        return np.zeros(count)
    slow = np.clip(rng.standard_normal(count) @ _memory(count), -CUT_SD, CUT_SD)
    step_s = load("synth/running.toml")["spread"]["tempo_s"] * np.sqrt(spec.wander) * spec.variability
    return np.asarray(np.cumsum(step_s * slow))


def sway(spec: Spec, phase: FloatArray, rng: np.random.Generator) -> Sway:
    """The posture's departures, one draw a stride, for contacts at ``phase`` (n,) strides."""
    if spec.posture_variability == 0:
        return STEADY
    knots = np.arange(np.floor(phase[0]) - 1, np.ceil(phase[-1]) + 2)
    figures = load("synth/running.toml")["posture_spread"]
    names = (*ADDED, *FACTORS)
    draws = departures(spec, len(names), len(knots), rng) * spec.posture_variability
    return Sway(
        {name: CubicSpline(knots, figures[name] * row) for name, row in zip(names, draws, strict=True)}
    )


@cache
def _memory(count: int) -> FloatArray:
    """(count, count): white rows times this are fractional Gaussian noise (Mandelbrot & Van Ness 1968)."""
    power = 2 * load("synth/running.toml")["spread"]["slow_hurst"]
    lag = np.arange(count, dtype=float)
    covariance = ((lag + 1) ** power - 2 * lag**power + np.abs(lag - 1) ** power) / 2
    return np.asarray(cholesky(toeplitz(covariance)))
