"""The runner's own motion with one thing changed, or why that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.lumbar_joint import lumbosacral
from backstride.loads.what_if.cadence import Run, quicker
from backstride.loads.what_if.known import Known, known
from backstride.loads.what_if.momentum import left_to_the_arms
from backstride.loads.what_if.plants import belt_mps
from backstride.loads.what_if.rebuilt import figure_of, rebuilt, rebuilt_quicker, within
from backstride.loads.what_if.steps import steps_of
from backstride.loads.what_if.upper_body import Hinge, leaned, less_turned
from backstride.model.common import SIDES
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.motion.body import KNEE_ON_SHANK


@dataclass(frozen=True, eq=False)
class Tried:
    """A what-if carried out.

    now: the motion as it was, with the contacts and strides that the changed one has as well, in its order.
    then: the changed motion. variants: the same change made in other ways that are as likely; what differs
    between them and ``then`` is doubt about the change. notes: what to know of it, in words.
    """

    now: Motion
    then: Motion
    variants: tuple[Motion, ...]
    notes: tuple[str, ...]


def changed(motion: Motion, what_if_id: str, runner: Runner) -> Motion:
    """The motion with one thing changed; see ``tried``."""
    what_if = known(what_if_id)
    able(motion)
    return _made(motion, what_if, runner, None)


def tried(
    motion: Motion, what_if_id: str, runner: Runner, require: Callable[[Motion, Motion], None] | None = None
) -> Tried:
    """The motion with one thing changed, and the other ways to change it.

    Args:
        motion: of markers, with pelvis, legs, trunk and arms.
        what_if_id: one of ``what_if_ids()``.
        runner: his sex chooses the segments' masses.
        require: called with the motion as it was and as changed; what it raises is raised before the work
            on the variants.

    Raises:
        MeasureRefused: a part of the body is missing, a leg would not reach, no flight would be left, or the
            arms could not make up for what the trunk no longer turns.
    """
    what_if = known(what_if_id)
    able(motion)
    then = _made(motion, what_if, runner, None)
    now = within(motion, steps_of(motion.contacts)) if what_if.kind == "cadence" else motion
    if require is not None:
        require(now, then)
    variants = [_or_none(motion, what_if, runner, variant) for variant in what_if.variants]
    return Tried(
        now, then, tuple(one for one in variants if one is not None), _notes(what_if, now, then, runner)
    )


def able(motion: Motion) -> None:
    """Whether the motion shows all that has to be moved.

    Raises:
        MeasureRefused: it does not; the message says what is missing.
    """
    if motion.sight is not None:
        raise MeasureRefused(
            "A single camera does not show the whole body in three dimensions",
            fix="Record with markers on the whole body",
        )
    if motion.centre_of_mass_method != "segments":
        raise MeasureRefused(
            "The body can be balanced again only where trunk and arms are seen",
            fix="Record with markers on both shoulders, elbows and wrists as well",
        )
    shown = set(figure_of(motion).places)
    for side in SIDES:
        for segment in ("thigh", "shank", "foot"):
            if f"{segment}_{side}" not in motion.segment_axes:
                raise MeasureRefused(
                    f"The {side} {segment} is not known well enough to be moved",
                    fix="Give a standing trial with markers on both sides of knee and ankle",
                )
        if not {f"hip_centre_{side}", f"{KNEE_ON_SHANK}_{side}", f"ankle_centre_{side}"} <= shown:
            raise MeasureRefused(
                f"The {side} leg's joints are not known", fix="Give a standing trial with --standing"
            )


def _lean(motion: Motion, what_if: Known, runner: Runner, variant: str | None) -> Motion:
    """The trunk's lean as it is measured (middle of the pelvis to upper trunk) changed by so many degrees."""
    hinge: Hinge = "hips" if variant == "hips" else "back"
    posed = leaned(
        figure_of(motion),
        lumbosacral(motion).place_m,
        float(np.radians(what_if.amount)),
        runner.sex,
        hinge=hinge,
        most_lower_m=what_if.most_lower_m,
    )
    return rebuilt(motion, posed, runner.sex, what_if.how)


def _rotation(motion: Motion, what_if: Known, runner: Runner, variant: str | None) -> Motion:
    posed = less_turned(
        figure_of(motion),
        lumbosacral(motion).place_m,
        motion.angles.sel(curve="trunk_rotation").to_numpy(),
        what_if.amount,
        runner.sex,
        arms=variant != "arms_swing_on",
        most_lower_m=what_if.most_lower_m,
    )
    return rebuilt(motion, posed, runner.sex, what_if.how)


def _cadence(motion: Motion, what_if: Known, runner: Runner, variant: str | None) -> Motion:
    figure = figure_of(motion)
    steps = steps_of(motion.contacts)
    run = Run(
        time_s=motion.time_s,
        rate_hz=motion.rate_hz,
        figure=figure,
        centre_m=motion.centre_of_mass.to_numpy(),
        steps=steps,
        belt_mps=belt_mps(figure.places, motion.time_s, motion.contacts),
    )
    power = what_if.contact_power[variant or "middle"]
    made = quicker(run, what_if.amount, power, runner.sex, what_if.most_lower_m)
    return rebuilt_quicker(motion, made, steps, runner.sex, what_if.how)


def _notes(what_if: Known, now: Motion, then: Motion, runner: Runner) -> tuple[str, ...]:
    """What the change asks of the body besides.

    Raises:
        MeasureRefused: more than the arms can give.
    """
    if what_if.kind == "cadence":
        return ()
    if what_if.kind == "rotation":
        share = left_to_the_arms(now, then, runner.sex)
        if not share <= what_if.most_arms:
            raise MeasureRefused(
                "The trunk's turn balances the legs, and the arms could not make up for half of it: they "
                f"would have to swing {100 * share:.0f} % harder",
                fix="This change alone does not go with this way of running",
            )
        return (what_if.say["arms"].format(percent=round(100 * share)),)
    lower_m = np.nanmean(now.centre_of_mass.to_numpy()[:, 1] - then.centre_of_mass.to_numpy()[:, 1])
    return (what_if.say["lower"].format(mm=round(1e3 * lower_m)),) if lower_m >= 0.5e-3 else ()


def _or_none(motion: Motion, what_if: Known, runner: Runner, variant: str) -> Motion | None:
    """A variant that cannot be made says nothing about the one that can."""
    try:
        return _made(motion, what_if, runner, variant)
    except MeasureRefused:
        return None


def _made(motion: Motion, what_if: Known, runner: Runner, variant: str | None) -> Motion:
    make = {"lean": _lean, "rotation": _rotation, "cadence": _cadence}[what_if.kind]
    return make(motion, what_if, runner, variant)
