"""What every formula reads, and the few ways it may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.force_from_motion import StepForces, forces_from_motion
from backstride.loads.ground_reaction import GroundReaction
from backstride.loads.lumbar_load import LumbarLoad, lumbar_load
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.model.contact import Contact, Stride
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.motion.excerpt import excerpt

# A stride with more of a curve missing than this gives no value. The motion room has already filled
# the gaps it can fill, so what is left may hold the very peak that is asked for (judged).
MOST_MISSING = 0.10

MOST_LOADED = 200  # strides of each foot: sharing out the muscles takes longer than all else (judged)

Reducer = Callable[[FloatArray], float]


@dataclass(frozen=True, eq=False)
class Trial:
    """One recording, ready to be measured: the argument of every formula.

    lumbar: what its lower back carries, or why that cannot be had; worked out when first asked for where it
    is not given.
    """

    motion: Motion
    reaction: GroundReaction | None
    runner: Runner
    lumbar: LumbarLoad | MeasureRefused | None = None

    def lumbar_load(self) -> LumbarLoad:
        """What L5/S1 carries throughout.

        Raises:
            MeasureRefused: it cannot be had from this recording or of this runner.
        """
        found = self._lumbar
        if isinstance(found, MeasureRefused):
            raise MeasureRefused(found.what, where=found.where, fix=found.fix)
        return found

    @cached_property
    def _lumbar(self) -> LumbarLoad | MeasureRefused:
        return self.lumbar or lumbar_or_why(self.motion, self.reaction, self.runner)

    @cached_property
    def step_forces(self) -> StepForces:
        """The ground's force through each contact as the centre of mass tells it, without plates.

        Raises:
            MeasureRefused: the legs are not known, or no step was seen whole.
        """
        return forces_from_motion(self.motion)

    def contacts(self, side: Side) -> tuple[Contact, ...]:
        """This foot's contacts in time order."""
        return tuple(c for c in self.motion.contacts if c.side == side)

    def strides(self, side: Side) -> tuple[Stride, ...]:
        """This foot's complete strides in time order."""
        return tuple(s for s in self.motion.strides if s.side == side)

    def strikes_s(self, side: Side) -> FloatArray:
        """(n,) times of this foot's foot strikes."""
        return np.array([c.foot_strike_s for c in self.contacts(side)], dtype=float)

    def curve_rad(self, name: str) -> FloatArray:
        """(time,) one angle curve.

        Raises:
            MeasureRefused: the curve cannot be had; the motion room's own words say why.
        """
        angles = self.motion.angles
        if name in self.motion.refused:
            raise MeasureRefused(self.motion.refused[name])
        if name not in angles.coords["curve"].values:
            raise MeasureRefused(
                f"The {name.replace('_', ' ')} angle could not be made from this recording",
                fix="Record with markers on both ends of each segment, and a standing trial",
            )
        return np.asarray(angles.sel(curve=name).values, dtype=float)

    def standing_rad(self, curve: str) -> float:
        """The runner's own standing value of an angle curve.

        Raises:
            MeasureRefused: there was no standing trial, or it does not show the curve.
        """
        value = self.motion.standing_rad.get(curve)
        if value is None or not np.isfinite(value):
            raise MeasureRefused(
                f"The {curve.replace('_', ' ')} of standing is not known",
                fix="Record standing still with the same markers and give the file with --standing",
            )
        return value

    def point_m(self, name: str) -> FloatArray:
        """(time, 3) one point in ISB lab axes.

        Raises:
            MeasureRefused: the recording has no such point.
        """
        points = self.motion.points
        if name not in points.coords["point"].values:
            raise MeasureRefused(
                f"The recording has no {name.replace('_', ' ')}",
                fix="Place markers on both sides of that joint, or load the standing trial that has them",
            )
        return np.asarray(points.sel(point=name).values, dtype=float)

    def centre_of_mass_m(self) -> FloatArray:
        """(time, 3) the body's centre of mass.

        Raises:
            MeasureRefused: it is missing throughout.
        """
        centre = np.asarray(self.motion.centre_of_mass.values, dtype=float)
        if not np.isfinite(centre).any():
            raise MeasureRefused(
                "The centre of mass could not be found",
                fix="Record with markers on the pelvis, front and back",
            )
        return centre


def lumbar_or_why(
    motion: Motion, reaction: GroundReaction | None, runner: Runner, standing_bw: float | None = None
) -> LumbarLoad | MeasureRefused:
    """What the lower back carries, or why that cannot be had: once for a recording, however many ask.

    Of a long run the middle 200 strides of each foot, so that an hour costs what two minutes do.
    """
    try:
        return lumbar_load(excerpt(motion, MOST_LOADED), reaction, runner, standing_bw=standing_bw)
    except MeasureRefused as why:
        return why


def speed_mps(trial: Trial) -> float:
    """The running speed, given or found.

    Raises:
        MeasureRefused: it is not known.
    """
    if trial.motion.speed_mps is None:
        raise MeasureRefused(
            "The running speed is not known",
            fix="Give the belt speed or the pace with --speed-mps",
        )
    return trial.motion.speed_mps


def at(trial: Trial, values: FloatArray, times_s: FloatArray) -> FloatArray:
    """``values`` (time,) read between samples at ``times_s``; NaN outside the record or beside a gap.

    >>> from types import SimpleNamespace as Fake
    >>> clock = Fake(motion=Fake(time_s=np.array([0.0, 1.0, 2.0])))
    >>> at(clock, np.array([0.0, 10.0, 30.0]), np.array([0.5, 1.5, 9.0]))
    array([ 5., 20., nan])
    """
    return np.interp(times_s, trial.motion.time_s, values, left=np.nan, right=np.nan)


def over(
    trial: Trial, values: FloatArray, starts_s: FloatArray, stops_s: FloatArray, reduce: Reducer
) -> FloatArray:
    """``reduce`` of ``values`` (time,) within each window; NaN where too much of the window is missing."""
    return over_times(trial.motion.time_s, values, starts_s, stops_s, reduce)


def over_times(
    time_s: FloatArray, values: FloatArray, starts_s: FloatArray, stops_s: FloatArray, reduce: Reducer
) -> FloatArray:
    """As ``over``, of ``values`` (time,) on a clock of their own; NaN where a window has no end."""
    starts = np.searchsorted(time_s, starts_s)
    stops = np.where(np.isfinite(stops_s), np.searchsorted(time_s, stops_s, side="right"), starts)
    return np.array([_reduced(values[a:b], reduce) for a, b in zip(starts, stops, strict=True)], dtype=float)


def over_strides(
    trial: Trial, side: Side, values: FloatArray, reduce: Reducer, time_s: FloatArray | None = None
) -> FloatArray:
    """``reduce`` of ``values`` (time,) over each stride of ``side``; time_s: of a clock of their own."""
    strides = trial.strides(side)
    starts = np.array([s.foot_strike_s for s in strides], dtype=float)
    stops = np.array([s.next_foot_strike_s for s in strides], dtype=float)
    clock_s = trial.motion.time_s if time_s is None else time_s
    return over_times(clock_s, values, starts, stops, reduce)


def over_contacts(trial: Trial, side: Side, values: FloatArray, reduce: Reducer) -> FloatArray:
    """``reduce`` of ``values`` (time,) over each contact of ``side``."""
    contacts = trial.contacts(side)
    stops = np.array([c.toe_off_s for c in contacts], dtype=float)
    return over(trial, values, trial.strikes_s(side), stops, reduce)


def spread(window: FloatArray) -> float:
    """Largest minus smallest.

    >>> float(spread(np.array([1.0, 4.0, 2.0])))
    3.0
    """
    return float(np.max(window) - np.min(window))


def _reduced(window: FloatArray, reduce: Reducer) -> float:
    seen = window[np.isfinite(window)]
    if seen.size == 0 or seen.size < (1 - MOST_MISSING) * window.size:
        return float("nan")
    return float(reduce(seen))
