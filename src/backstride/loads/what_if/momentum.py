"""Turning about the vertical: what a trunk that turns less leaves for arms and ground to make up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backstride.loads.body_segments import upper_body
from backstride.loads.newton_euler import MovingBody
from backstride.loads.what_if.balance import ARM
from backstride.model.arrays import FloatArray
from backstride.model.common import Sex
from backstride.model.motion import Motion
from backstride.motion.filters import derivative


def turning_nms(
    body: MovingBody, about_m: FloatArray, rate_hz: float, only: Iterable[int] | None = None
) -> FloatArray:
    """Angular momentum about the vertical through a moving place, (n,) N m s, + turning to the left.

    ``(c - p) x m (c' - p')`` of every segment and its own turning, ``J_e e x e'`` over its axes.

    Args:
        body: with its s segments.
        about_m: (n, 3) the body's centre of mass.
        rate_hz: samples per second.
        only: rows of some segments.
    """
    total = np.zeros(len(about_m))
    for row in range(len(body.names)) if only is None else only:
        away = body.centre_m[row] - about_m
        total += body.mass_kg[row] * _up(away, derivative(away, rate_hz))
        for axis in range(3):
            own = body.axes[row][:, :, axis]
            total += body.spread_kgm2[row, axis] * _up(own, derivative(own, rate_hz))
    return total


def left_to_the_arms(now: Motion, then: Motion, sex: Sex | None) -> float:
    """How much harder the arms would have to swing for the upper body to turn as much as it did, as a share.

    The root mean square of what the changed upper body no longer turns, over that of both arms as they swing.
    In flight nothing else can make it up; on the ground a foot can as well.

    Raises:
        MeasureRefused: a part of the upper body is missing.
    """
    bodies = [upper_body(one, 1.0, sex) for one in (now, then)]
    centres = [one.centre_of_mass.to_numpy() for one in (now, then)]
    before, after = (
        turning_nms(body, centre, now.rate_hz) for body, centre in zip(bodies, centres, strict=True)
    )
    arms = [row for row, name in enumerate(bodies[0].names) if name.startswith(ARM)]
    swung = turning_nms(bodies[0], centres[0], now.rate_hz, arms)
    return float(np.nanstd(after - before) / np.nanstd(swung))


def _up(place: FloatArray, velocity: FloatArray) -> FloatArray:
    """The vertical component of place x velocity, (n,)."""
    return np.asarray(place[:, 2] * velocity[:, 0] - place[:, 0] * velocity[:, 2])
