"""What the refinement looks at: short windows of foot and pelvis velocity around an event.

Horizontal velocities are against the ground and, like the vertical ones of the foot, shares of the running
speed; the pelvis' vertical velocity is a share of the speed of a fall from leg length; windows stretch with
the usual contact time. So runners and speeds become alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import Side
from backstride.motion.contact_guess import Guess
from backstride.motion.contact_signals import Signals
from backstride.motion.progression import Progression

GRAVITY_MPS2: Final = 9.80665  # standard gravity
LEG_LENGTH_M: Final = 0.9  # only fixes the unit in which the pelvis' velocity is told; any constant would do
USUAL_CONTACT_S: Final = 0.23  # mean first-guess contact of the fitted recordings; fixes the unit of time
USUAL_SPEED_MPS: Final = 3.5  # middle of the speeds the product is made for; fixes the unit of the speed


class Windows:
    """Reads standardised velocities of one recording at any time.

    Each channel is ``group_axis`` with axis ``x`` (along the run) or ``y`` (up), such as ``heel_x``.
    """

    def __init__(self, found: Signals, progress: Progression, guesses: Sequence[Guess]) -> None:
        contact_s = float(np.median([g.stop_s - g.start_s for g in guesses])) if guesses else USUAL_CONTACT_S
        self.stretch = contact_s / USUAL_CONTACT_S
        self._time_s = found.time_s
        self._found = found
        self._progress = progress
        self._curves: dict[tuple[str, Side | None], tuple[CubicSpline, BoolArray]] = {}

    def speed(self, at_s: FloatArray) -> FloatArray:
        """Running speed at the given times over the usual speed, (m,)."""
        return np.interp(at_s, self._time_s, self._progress.speed_mps) / USUAL_SPEED_MPS

    def read(self, channel: str, side: Side, at_s: FloatArray, offsets_s: FloatArray) -> FloatArray:
        """One channel around the given times, (m, offsets); NaN where it is not seen.

        Offsets are those of a usual contact, stretched to the recording's contact time. Beyond the ends of
        the recording the last value is held.
        """
        curve, seen = self._curve(channel, side)
        times = np.clip(at_s[:, None] + self.stretch * offsets_s[None, :], self._time_s[0], self._time_s[-1])
        values = np.asarray(curve(times))
        nearest = np.clip(np.searchsorted(self._time_s, times), 0, len(self._time_s) - 1)
        return np.where(seen[nearest] & seen[np.maximum(nearest - 1, 0)], values, np.nan)

    def _curve(self, channel: str, side: Side) -> tuple[CubicSpline, BoolArray]:
        group, axis = channel.split("_")
        key = (channel, None if group == "pelvis" else side)
        if key not in self._curves:
            values = self._channel(group, axis, side)
            seen = np.isfinite(values)
            frames = np.arange(len(values))
            if seen.any() and not seen.all():
                values = np.interp(frames, frames[seen], values[seen])
            self._curves[key] = (CubicSpline(self._time_s, np.where(np.isfinite(values), values, 0.0)), seen)
        return self._curves[key]

    def _channel(self, group: str, axis: str, side: Side) -> FloatArray:
        """The standardised channel over the whole recording, (n,); all NaN where its group is absent."""
        column = "xyz".index(axis)
        if group == "pelvis":
            if self._found.pelvis is None:
                return np.full(len(self._time_s), np.nan)
            return np.asarray(self._found.pelvis[:, column] / np.sqrt(GRAVITY_MPS2 * LEG_LENGTH_M))
        feet = self._found.heel if group == "heel" else self._found.ball
        if side not in feet:
            return np.full(len(self._time_s), np.nan)
        against = feet[side][:, column] - self._progress.ground_mps[:, column]
        return np.asarray(against / self._progress.speed_mps)


def features(
    windows: Windows, channels: tuple[str, ...], side: Side, at_s: FloatArray, offsets_s: FloatArray
) -> FloatArray:
    """Rows of the regression, (m, channels x offsets + 2): all channels, then speed and its square."""
    columns = [windows.read(channel, side, at_s, offsets_s) for channel in channels]
    speed = windows.speed(at_s)[:, None]
    return np.concatenate([*columns, speed, speed**2], axis=1)
