"""Where the feet go when the steps get quicker: planted in stance, carried smoothly from plant to plant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.loads.what_if.steps import Steps
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.motion.body import FOOT_MARKERS
from backstride.motion.places import Places, present
from backstride.motion.stance_speed import FLAT_FROM, FLAT_TO, STILL_MPS

EDGE: Final = 0.4  # of a swing, in which the moving sets in and ends (judged; the loads hardly hang on it)
GRID: Final = 201  # places along a swing at which it is followed

#: How far a foot has come over the ground, (k,) m, at new moments (k,) s; NaN where that was not recorded.
Going = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class Plants:
    """The contacts of one foot.

    start_s, stop_s: (k,) s. moved_m: (k, 3) m, how far each is set elsewhere. going: the foot as it went.
    """

    start_s: FloatArray
    stop_s: FloatArray
    moved_m: FloatArray
    going: Going

    def at(self, time_s: FloatArray) -> FloatArray:
        """How far the foot is moved at some moments, (m, 3) m.

        Constant in stance. In swing it grows as the foot goes, so that the whole swing is drawn out or pushed
        together, and sets in and ends without a jump of speed or acceleration.
        """
        found = np.empty((len(time_s), 3))
        found[:] = self.moved_m[np.clip(np.searchsorted(self.start_s, time_s, side="right") - 1, 0, None)]
        for k in range(len(self.start_s) - 1):
            swung = (time_s > self.stop_s[k]) & (time_s < self.start_s[k + 1])
            if swung.any():
                share = self._share(k, time_s[swung])[:, None]
                found[swung] = self.moved_m[k] + share * (self.moved_m[k + 1] - self.moved_m[k])
        return found

    def _share(self, k: int, time_s: FloatArray) -> FloatArray:
        """How much of the way to the next contact's place is made, (m,) from 0 to 1."""
        lasts_s = self.start_s[k + 1] - self.stop_s[k]
        along = np.linspace(0.0, 1.0, GRID)
        speed = np.gradient(self.going(self.stop_s[k] + along * lasts_s), along)
        if not np.isfinite(speed).all():
            speed = np.ones(GRID)  # a swing that was not recorded whole
        weighed = speed * _smooth(along / EDGE) * _smooth((1 - along) / EDGE)
        made = np.concatenate([[0.0], np.cumsum((weighed[1:] + weighed[:-1]) / 2)])
        return np.asarray(CubicSpline(along, made / made[-1])((time_s - self.stop_s[k]) / lasts_s))


def plants(steps: Steps, side: Side, moved_m: FloatArray, drift_mps: FloatArray, going: Going) -> Plants:
    """One foot's contacts, with one more before the first and one after the last.

    Args:
        steps: both feet's, at their new moments.
        side: whose.
        moved_m: (k, 3) of all contacts of ``steps``.
        drift_mps: (3,) how fast the moving grows, for the contacts that were not recorded.
        going: the foot over the ground, at new moments.
    """
    mine = np.array([one == side for one in steps.sides])
    start, stop, moved = steps.strike_s[mine], steps.off_s[mine], moved_m[mine]
    stride_s, contact_s = 2 * float(steps.step_s.mean()), float(steps.contact_s.mean())
    before, after = start[0] - stride_s, start[-1] + stride_s
    return Plants(
        np.concatenate([[before], start, [after]]),
        np.concatenate([[before + contact_s], stop, [after + contact_s]]),
        np.concatenate([[moved[0] - stride_s * drift_mps], moved, [moved[-1] + stride_s * drift_mps]]),
        going,
    )


def _smooth(share: FloatArray) -> FloatArray:
    """From 0 to 1 without a jump of slope or bend at either end."""
    inside = np.clip(share, 0.0, 1.0)
    return np.asarray(inside**3 * (10 - 15 * inside + 6 * inside**2))


def belt_mps(places: Places, time_s: FloatArray, contacts: Sequence[Contact]) -> float:
    """How fast the ground runs backward under the standing feet, m/s; 0 over solid ground.

    From the foot's markers while the sole is flat, as ``motion.stance_speed`` reads it.
    """
    found = [_foot_mps(places, time_s, contact) for contact in contacts]
    seen = [speed for speed in found if np.isfinite(speed)]
    backward = -float(np.median(seen)) if seen else 0.0
    return backward if abs(backward) >= STILL_MPS else 0.0


def _foot_mps(places: Places, time_s: FloatArray, contact: Contact) -> float:
    """Forward speed of a standing foot's markers, m/s; NaN where none is seen."""
    lasts_s = contact.toe_off_s - contact.foot_strike_s
    start, stop = contact.foot_strike_s + lasts_s * np.array([FLAT_FROM, FLAT_TO])
    names = present(places, [f"{name}_{contact.side}" for name in FOOT_MARKERS])
    speeds = [np.diff(np.interp([start, stop], time_s, places[name][:, 0]))[0] for name in names]
    known = [speed for speed in speeds if np.isfinite(speed)]
    return float(np.median(known)) / (stop - start) if known else float("nan")
