"""The foot as it meets the ground."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.measures.bands import REFERENCES
from backstride.measures.interval import FEWEST_STRIDES, RECOMMENDED_STRIDES
from backstride.measures.registry import measure
from backstride.measures.trial import Trial, at
from backstride.model.arrays import FloatArray
from backstride.model.common import Side

FootStrike = Literal["rearfoot", "midfoot", "forefoot"]
OUTER_EDGE: Final = ("heel", "mt5")


@measure("foot_strike_angle")
def foot_strike_angle(trial: Trial, side: Side) -> FloatArray:
    """Degrees the sole is pitched up at foot strike, against the same foot standing flat.

    Along the outer edge, heel to fifth metatarsal, which is what touches first: a foot turned in at strike
    has its inner edge several degrees higher. Without those two markers the pitch of the whole foot.
    """
    heel, front = (f"{name}_{side}" for name in OUTER_EDGE)
    stood = trial.motion.standing_m
    if heel not in stood or front not in stood:
        return whole_foot_angle(trial, side)
    edge_m = trial.point_m(front) - trial.point_m(heel)
    pitch = _elevation_rad(edge_m) - _elevation_rad(stood[front] - stood[heel])
    return np.degrees(at(trial, pitch, trial.strikes_s(side)))


def whole_foot_angle(trial: Trial, side: Side) -> FloatArray:
    """Degrees the whole foot is pitched up at foot strike, against standing: its inner edge included."""
    return np.degrees(at(trial, trial.curve_rad(f"foot_pitch_{side}"), trial.strikes_s(side)))


def foot_strike_class(trial: Trial, side: Side) -> FootStrike:
    """Which part of the foot usually lands first, by the medians over this side's foot strikes.

    Two questions, each asked of the part that answers it, with the cut-offs of Mo 2023 (43 runners, against
    the strike index; nothing fitted here). Is the whole foot pitched up enough to land on the heel? If not,
    does the outer edge, on which every foot lands, point down? How often that agrees with what observers
    wrote stands in ``benchmarks/foot_strike_class.py``.

    Raises:
        MeasureRefused: the angle cannot be had, or from fewer than three foot strikes.
    """
    edge = foot_strike_angle(trial, side)
    known = int(np.isfinite(edge).sum())
    if known < FEWEST_STRIDES:
        raise MeasureRefused(
            f"Only {known} foot strikes of the {side} foot could be read",
            fix=f"Record at least {RECOMMENDED_STRIDES} of each foot",
        )
    edge_deg, whole_deg = float(np.nanmedian(edge)), float(np.nanmedian(whole_foot_angle(trial, side)))
    return class_of(edge_deg, whole_deg)


def class_of(edge_deg: float, whole_deg: float) -> FootStrike:
    """The class of a foot strike from the angles of the outer edge and of the whole foot.

    >>> class_of(12.0, 15.0), class_of(0.0, 5.0), class_of(-4.0, 1.0)
    ('rearfoot', 'midfoot', 'forefoot')
    """
    cut = load(REFERENCES)["foot_strike"]
    if whole_deg > cut["rearfoot_above_deg"]:
        return "rearfoot"
    return "forefoot" if edge_deg < cut["forefoot_below_deg"] else "midfoot"


def _elevation_rad(line_m: FloatArray) -> FloatArray:
    """Angle of lines (..., 3) above the floor, whatever way they point."""
    return np.asarray(np.arctan2(line_m[..., 1], np.hypot(line_m[..., 0], line_m[..., 2])))
