"""The fitted part: straight-line weights from the acceleration around a step to its contact and its force.

Fitted by ``python -m benchmarks.imu_fit`` on what a sensor at the sacrum would have felt of eight runners
whose pelvis markers and plate forces are known. No recording of a real sensor went into the contacts;
one runner's went into the force, at half of the weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.sensors.imu_steps import Piece, windows

_WHOLE_STEP: Final = tuple(np.linspace(-0.5, 0.5, 41).tolist())
_FARTHEST: Final = 4.0
"""Standard deviations: what lies farther from the runners it was fitted on counts as lying there."""


@dataclass(frozen=True, eq=False)
class Line:
    """A ridge regression over one window. offsets: (k,) in steps. mean, scale: (f,); weight: (f, o);
    intercept: (o,). with_forward: whether forward acceleration is looked at beside vertical.
    """

    offsets: tuple[float, ...]
    with_forward: bool
    mean: FloatArray
    scale: FloatArray
    weight: FloatArray
    intercept: FloatArray

    def of(self, piece: Piece) -> FloatArray:
        """(steps, o); NaN where the window leaves the piece."""
        return self.at(features(piece, self.offsets, self.with_forward))

    def at(self, found: FloatArray) -> FloatArray:
        """The same from features already made, (steps, f)."""
        scaled = np.clip((found - self.mean) / self.scale, -_FARTHEST, _FARTHEST)
        return np.asarray(scaled @ self.weight + self.intercept)


@dataclass(frozen=True, eq=False)
class Fitted:
    """contact: strike and toe-off in steps from the step's push; force: peak in body weights.

    *_within: half of the 95 % interval of one step, of runners left out of the fit; s and body weights.
    """

    contact: Line
    force: Line
    foot_strike_within_s: float
    toe_off_within_s: float
    contact_time_within_s: float
    force_within_bw: float


def features(piece: Piece, offsets: tuple[float, ...], with_forward: bool) -> FloatArray:
    """What a line looks at, (steps, f).

    Without forward acceleration: the vertical one in g, and the time of a step in s. With it: the vertical
    one over its own mean, and the forward one in g. (Over whole steps the mean force is one body weight, so
    what a loose belt adds to all of the vertical acceleration is taken out.)
    """
    seen = windows(piece, offsets, with_forward)
    if not with_forward:
        return np.column_stack([seen, np.full(len(seen), piece.step_s)])
    seen[:, : len(offsets)] /= _mean_vertical(piece)
    return seen


def _mean_vertical(piece: Piece) -> float:
    """Usual mean over a step of the vertical acceleration as it is looked at, g; NaN if no step is whole."""
    means = windows(piece, _WHOLE_STEP, False).mean(axis=1)
    known = means[np.isfinite(means)]
    return float(np.median(known)) if known.size else float("nan")


def fitted() -> Fitted:
    """What stands in ``knowledge/sensors/imu_waist.json``."""
    return parse(load("sensors/imu_waist.json"))


def parse(content: Mapping[str, Any]) -> Fitted:
    """Fitted lines from their JSON."""
    within = content["within"]
    return Fitted(
        contact=_line(content["contact"]),
        force=_line(content["force"]),
        foot_strike_within_s=within["foot_strike_s"],
        toe_off_within_s=within["toe_off_s"],
        contact_time_within_s=within["contact_time_s"],
        force_within_bw=within["force_bw"],
    )


def _line(content: Mapping[str, Any]) -> Line:
    return Line(
        offsets=tuple(content["offsets"]),
        with_forward=content["with_forward"],
        mean=np.array(content["mean"]),
        scale=np.array(content["scale"]),
        weight=np.array(content["weight"]),
        intercept=np.array(content["intercept"]),
    )
