"""A motion made again from a changed figure: its points, axes, angles and centre of mass together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backstride.loads.what_if.cadence import Quickened
from backstride.loads.what_if.figure import Figure
from backstride.loads.what_if.steps import Steps
from backstride.model.arrays import FloatArray
from backstride.model.common import Sex
from backstride.model.contact import Contact, Stride
from backstride.model.motion import Motion
from backstride.model.recording import Note
from backstride.motion.angles import shown_curves
from backstride.motion.centre_of_mass import centre_of_mass
from backstride.motion.places import as_curves, as_points, as_track, places_of
from backstride.motion.trunk import trunk_axes


def figure_of(motion: Motion) -> Figure:
    """The points ever seen and the axes of a motion."""
    return Figure(places_of(motion.points), dict(motion.segment_axes))


def rebuilt(motion: Motion, figure: Figure, sex: Sex | None, how: str) -> Motion:
    """The motion with another figure on the same clock; contacts and strides stay.

    The trunk's axes are read from its points again, as they were at first: its long axis begins at the
    pelvis, so a turn about L5/S1 moves it by less than the turn.
    """
    time_s = motion.time_s
    trunk = trunk_axes(figure.places) if "trunk" in figure.axes else None
    axes = figure.axes if trunk is None else {**figure.axes, "trunk": trunk}
    return replace(
        motion,
        points=as_points(figure.places, time_s),
        segment_axes=axes,
        angles=as_curves(_curves(motion, Figure(figure.places, axes)), time_s),
        centre_of_mass=as_track(centre_of_mass(figure.places, sex).place_m, time_s),
        notes=(*motion.notes, Note(level="info", code="what_if", text=how)),
    )


def rebuilt_quicker(motion: Motion, made: Quickened, before: Steps, sex: Sex | None, how: str) -> Motion:
    """The motion on the quicker clock, with the contacts and strides that lie on it."""
    shown = replace(
        motion,
        time_s=made.clock.now_s,
        contacts=_contacts(motion, made.steps),
        strides=tuple(_moved(stride, before, made.steps) for stride in strides_within(motion, before)),
    )
    return rebuilt(shown, made.figure, sex, how)


def within(motion: Motion, steps: Steps) -> Motion:
    """The motion as it was, with those contacts and strides alone that lie on a stretch of steps."""
    return replace(motion, contacts=_contacts(motion, steps), strides=strides_within(motion, steps))


def strides_within(motion: Motion, steps: Steps) -> tuple[Stride, ...]:
    """The strides of which both strikes are among the steps."""
    known = set(steps.strike_s.tolist())
    return tuple(
        one for one in motion.strides if one.foot_strike_s in known and one.next_foot_strike_s in known
    )


def _contacts(motion: Motion, steps: Steps) -> tuple[Contact, ...]:
    return tuple(
        Contact(recording=motion.recording_id, side=side, foot_strike_s=float(strike), toe_off_s=float(off))
        for strike, off, side in zip(steps.strike_s, steps.off_s, steps.sides, strict=True)
    )


def _moved(stride: Stride, before: Steps, after: Steps) -> Stride:
    rows = [
        int(np.argmin(np.abs(before.strike_s - at)))
        for at in (stride.foot_strike_s, stride.next_foot_strike_s)
    ]
    return Stride(
        side=stride.side,
        foot_strike_s=float(after.strike_s[rows[0]]),
        toe_off_s=float(after.off_s[rows[0]]),
        next_foot_strike_s=float(after.strike_s[rows[1]]),
    )


def _curves(motion: Motion, figure: Figure) -> dict[str, FloatArray]:
    """The angle curves the motion had, of the figure."""
    curves, *_ = shown_curves(figure.axes, figure.places, motion.standing_rad.get("pelvic_tilt"))
    had = [str(name) for name in motion.angles.coords["curve"].to_numpy()]
    return {name: curves[name] for name in had if name in curves}
