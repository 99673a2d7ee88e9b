"""Net moment and force at L5/S1: from head and arms down, and from the feet up where plates saw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.loads.body_segments import lower_body, upper_body
from backstride.loads.foot_wrench import Wrench, foot_wrench, knows_pressure
from backstride.loads.ground_reaction import GRAVITY_MPS2, ContactForce, GroundReaction
from backstride.loads.lumbar_joint import KNOWLEDGE, Lumbosacral, lumbosacral, trunk_on_pelvis
from backstride.loads.newton_euler import Demanded, demanded
from backstride.loads.trunk_pose import head_is_marked
from backstride.loads.weight import LONGEST_STEP
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Sex
from backstride.model.loads import LoadWay
from backstride.model.motion import Motion
from backstride.model.recording import Note, NoteLevel
from backstride.model.runner import Runner
from backstride.motion.places import places_of

WITHOUT_PLATES: Final = "The load of the back is worked out from head, arms and trunk alone"
# benchmarks/lumbar_body_choices.py: a head that stays upright instead, mean and worst of five trials
HEAD_GOES_ALONG: Final = (
    "Without three markers on the head it is taken to move with the trunk; a head held still would make the "
    "largest extension moment 10 % lower, at most 20 %."
)


@dataclass(frozen=True, eq=False)
class Residual:
    """What the plates and the moving body disagree by, frame by frame, NaN where no plate saw both feet.

    moment_nm: (n, 3) about L5/S1, from above less from below, in pelvis axes. force_n: (n, 3) in the lab,
    mass times (acceleration of the whole body less gravity) less the plates' force.
    """

    moment_nm: FloatArray
    force_n: FloatArray

    def moment_rms_nm(self) -> FloatArray:
        """(3,) root mean square over the frames that are known; NaN without any."""
        return _rms(self.moment_nm)

    def force_rms_n(self) -> FloatArray:
        """(3,) likewise."""
        return _rms(self.force_n)


@dataclass(frozen=True, eq=False)
class LumbarMoment:
    """Of the lower body on the upper body at L5/S1, in the axes of a pelvis that is level in standing.

    moment_nm: (n, 3) N m: bending (+ to the right), axial (+ to the left), extension (+ extends).
    force_n: (n, 3) N: forward, up, right. posture_rad: (n, 3) trunk on pelvis, axes and signs of the moment,
    0 in standing; NaN without a trunk. mass_kg: that was used. size: of the pelvis over the generic adult's.
    way: what the moment was worked out from; ``both`` is from above, with the residual that plates give.
    """

    time_s: FloatArray
    moment_nm: FloatArray
    force_n: FloatArray
    posture_rad: FloatArray
    residual: Residual | None
    way: LoadWay
    mass_kg: float
    joint: Lumbosacral
    notes: tuple[Note, ...] = ()


def lumbar_moment(motion: Motion, reaction: GroundReaction | None, runner: Runner) -> LumbarMoment:
    """Net moment and force at L5/S1 by Newton and Euler (``newton_euler.demanded``).

    From above wherever head, trunk and arms are known: it rests on fewer filtered segments than the way from
    the feet, and on no plate's place and zero. Plates then give the residual, which the interval must hold.
    From below only where the upper body is missing. The markers are low-passed at the motion room's 20 Hz
    (-3 dB at 16 Hz), the plates' forces with the same filter (``foot_wrench``), so that both ways lose the
    same of an impact.

    Args:
        motion: of markers in three dimensions.
        reaction: of plates with centre of pressure, or None.
        runner: ``mass_kg`` (else the plates' weight) and ``sex``.

    Raises:
        MeasureRefused: a planar recording, no mass, or neither half of the body is known.
    """
    if motion.sight is not None:
        raise MeasureRefused(
            "The load of the back needs movement in three dimensions; a single camera sees two",
            fix="Record with markers and at least two cameras",
        )
    mass_kg = _mass_kg(reaction, runner)
    joint = lumbosacral(motion)
    above = _above(motion, joint, mass_kg, runner.sex)
    below = _below(motion, reaction, joint, mass_kg, runner.sex)
    if isinstance(above, MeasureRefused) and isinstance(below, MeasureRefused):
        raise above
    return _told(motion, joint, mass_kg, above, below)


def _told(
    motion: Motion,
    joint: Lumbosacral,
    mass_kg: float,
    above: Demanded | MeasureRefused,
    below: Demanded | MeasureRefused,
) -> LumbarMoment:
    known = below if isinstance(above, MeasureRefused) else above
    assert not isinstance(known, MeasureRefused)  # one of them is there
    way: LoadWay = "both"
    residual: Residual | None = None
    notes: list[Note] = []
    if isinstance(above, MeasureRefused):
        way, notes = "from_below", [_from_below_note(above)]
    elif isinstance(below, MeasureRefused):
        way, notes = "from_above", [_note("info", "lumbar_from_above", f"{WITHOUT_PLATES} ({below.what}).")]
    else:
        residual = Residual(_in(joint, above.moment_nm - below.moment_nm), above.force_n - below.force_n)
    if way != "from_below" and not head_is_marked(places_of(motion.points)):
        notes.append(_note("info", "lumbar_head", HEAD_GOES_ALONG))
    posture = trunk_on_pelvis(motion)
    return LumbarMoment(
        time_s=motion.time_s,
        moment_nm=_in(joint, known.moment_nm),
        force_n=_in(joint, known.force_n),
        posture_rad=np.full((motion.time_s.size, 3), np.nan) if posture is None else posture,
        residual=residual,
        way=way,
        mass_kg=mass_kg,
        joint=joint,
        notes=tuple(notes),
    )


def _from_below_note(why: MeasureRefused) -> Note:
    usual = load(KNOWLEDGE)["two_ways"]["sagittal_nm_per_kg"]
    text = (
        f"The load of the back is worked out from the feet up alone ({why.what}). Where a recording allows "
        f"both ways they differ by {usual[0]} to {usual[1]} N m/kg. The muscles' levers are taken from "
        "standing."
    )
    return _note("warning", "lumbar_from_below", text)


def _note(level: NoteLevel, code: str, text: str) -> Note:
    return Note(level=level, code=code, text=text)


def _mass_kg(reaction: GroundReaction | None, runner: Runner) -> float:
    """The plates' or the given mass, as the ground reaction trusts them."""
    if reaction is not None and reaction.body_weight_n is not None:
        return reaction.body_weight_n / GRAVITY_MPS2
    if runner.mass_kg is None:
        raise MeasureRefused("The load of the back needs the runner's mass", fix="Give it with --mass-kg")
    return runner.mass_kg


def _above(motion: Motion, joint: Lumbosacral, mass_kg: float, sex: Sex | None) -> Demanded | MeasureRefused:
    try:
        body = upper_body(motion, mass_kg, sex, joint)
    except MeasureRefused as why:
        return why
    return demanded(body, joint.place_m, motion.rate_hz)


def _below(
    motion: Motion, reaction: GroundReaction | None, joint: Lumbosacral, mass_kg: float, sex: Sex | None
) -> Demanded | MeasureRefused:
    """What pelvis and legs pass on to the upper body of the ground's wrench."""
    if reaction is None or not knows_pressure(reaction):
        return MeasureRefused("No plate says where its force acts", fix="Give the plates' file with --forces")
    try:
        asked = demanded(lower_body(motion, mass_kg, sex, joint), joint.place_m, motion.rate_hz)
    except MeasureRefused as why:
        return why
    ground = ground_wrench(motion, reaction)
    return Demanded(
        ground.force_n - asked.force_n, np.asarray(ground.moment_about(joint.place_m) - asked.moment_nm)
    )


def ground_wrench(motion: Motion, reaction: GroundReaction) -> Wrench:
    """Of the ground on both feet, on the motion's clock; NaN where a foot may be beside the plates."""
    feet = [foot_wrench(reaction, motion.contacts, side, motion.time_s) for side in SIDES]
    lost = ~seen_by_plates(reaction.contacts, motion.time_s)[:, None]
    return Wrench(
        np.where(lost, np.nan, feet[0].force_n + feet[1].force_n),
        np.where(lost, np.nan, feet[0].moment_nm + feet[1].moment_nm),
    )


def seen_by_plates(contacts: Sequence[ContactForce], time_s: FloatArray) -> BoolArray:
    """(n,) whether the plates saw every contact: from strike to toe-off of feet that take turns on them."""
    ordered = sorted(contacts, key=lambda one: one.foot_strike_s)
    steps_s = [after.foot_strike_s - one.foot_strike_s for one, after in pairwise(ordered)]
    usual_s = float(np.median(steps_s)) if steps_s else 0.0
    seen = np.zeros(time_s.size, dtype=np.bool_)
    for one in ordered:
        seen |= (time_s >= one.foot_strike_s) & (time_s <= one.toe_off_s)
    for (one, after), step_s in zip(pairwise(ordered), steps_s, strict=True):
        if after.side != one.side and step_s < LONGEST_STEP * usual_s:
            seen |= (time_s >= one.toe_off_s) & (time_s <= after.foot_strike_s)
    return seen


def _in(joint: Lumbosacral, vector: FloatArray) -> FloatArray:
    """A vector of the lab in the pelvis's axes."""
    return np.asarray(np.einsum("nij,ni->nj", joint.axes, vector))


def _rms(values: FloatArray) -> FloatArray:
    known = values[np.isfinite(values).all(axis=1)]
    return np.sqrt(np.mean(known**2, axis=0)) if len(known) else np.full(3, np.nan)
