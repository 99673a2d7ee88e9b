"""The runner as sixteen rigid segments, parted at L5/S1: what rides on the joint and what hangs below it.

Masses, centres and radii of gyration: de Leva 1996 by sex, lengths the runner's own (medians over the run).
Upper and middle trunk and the lower trunk's share above L5/S1 lie on the line from the shoulders to the
hips and are held together as one rigid body (``trunk_pose``), and the head with them where it has no markers
of its own; the rest of the lower trunk goes with the pelvis. A segment without a third marker takes its side
axis from the trunk: an arm's spin about its own long axis is then the trunk's (arms that do not spin at all
change no largest moment by more than 1.2 %, ``benchmarks/lumbar_body_choices.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.loads.leg_segments import SHANK_AXES, foot, shank, usual
from backstride.loads.lumbar_joint import KNOWLEDGE as LUMBAR
from backstride.loads.lumbar_joint import Lumbosacral, lumbosacral
from backstride.loads.newton_euler import MovingBody, MovingSegment, spread_of
from backstride.loads.trunk_pose import TrunkPose, head_pose, trunk_pose
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex, Side
from backstride.model.motion import Motion
from backstride.motion.joint_centres import between
from backstride.motion.places import Places, middle, places_of
from backstride.motion.segment_figures import KNOWLEDGE, figure, gyration, trunk_length
from backstride.motion.segment_frames import long_axis_frame

UPRIGHT: Final = SHANK_AXES  # where de Leva's axes stand among those of a segment that is long along Y
Segments = dict[str, MovingSegment]


def upper_body(
    motion: Motion, mass_kg: float, sex: Sex | None, joint: Lumbosacral | None = None
) -> MovingBody:
    """Head, trunk above L5/S1, arms and hands.

    Args:
        motion: with the trunk's axes and the points of both arms.
        mass_kg: of the whole body.
        sex: chooses de Leva's column; None takes the mean of both.
        joint: L5/S1, where it is known already.

    Raises:
        MeasureRefused: shoulders or arms are missing; it names them.
    """
    places, axes = places_of(motion.points), motion.segment_axes.get("trunk")
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    top = shoulders_m(places)
    if axes is None or hips is None or top is None:
        raise _missing("the shoulders", "markers on both shoulders (and C7)")
    joint = joint or lumbosacral(motion)
    neck = places.get("c7", _usual_c7(top, hips, sex))
    pose = trunk_pose(places, joint.place_m, axes)
    found = _held(_head(neck, hips, axes, mass_kg, sex), head_pose(places, axes) or pose)
    found |= _held(_trunk(top, hips, axes, joint, mass_kg, sex), pose)
    for side in SIDES:
        found |= _arm(places, side, pose.axes, mass_kg, sex)
    return stacked(found)


def _usual_c7(shoulders: FloatArray, hips: FloatArray, sex: Sex | None) -> FloatArray:
    """C7 on the line through hips and shoulders, as far beyond these as de Leva's people have it."""
    ratio = trunk_length("from_c7", sex) / trunk_length("from_shoulders", sex)
    return np.asarray(hips + ratio * (shoulders - hips))


def _held(segments: Segments, pose: TrunkPose) -> Segments:
    """The segments as parts of one rigid body, each at the mean of where it lies there."""
    return {
        name: replace(part, centre_m=pose.carried(part.centre_m), axes=pose.axes)
        for name, part in segments.items()
    }


def lower_body(
    motion: Motion, mass_kg: float, sex: Sex | None, joint: Lumbosacral | None = None
) -> MovingBody:
    """The pelvis below L5/S1, thighs, shanks and feet.

    Raises:
        MeasureRefused: a leg's segment is missing; it names it.
    """
    places, joint = places_of(motion.points), joint or lumbosacral(motion)
    found = {"pelvis": _pelvis(places, joint, mass_kg, sex)}
    for side in SIDES:
        for segment in ("thigh", "shank", "foot"):
            if f"{segment}_{side}" not in motion.segment_axes:
                raise _missing(
                    f"the {side} {segment}",
                    "a standing trial with markers on both sides of knee and ankle, given with --standing",
                )
        found |= {
            f"thigh_{side}": _thigh(motion, places, side, mass_kg, sex),
            f"shank_{side}": shank(motion, places, side, mass_kg, sex),
            f"foot_{side}": foot(motion, places, side, mass_kg, sex),
        }
    return stacked(found)


def shoulders_m(places: Places) -> FloatArray | None:
    """The middle of the shoulders, (n, 3) m; None without them."""
    return middle(places, "shoulder_centre_left", "shoulder_centre_right")


def stacked(segments: Mapping[str, MovingSegment]) -> MovingBody:
    """Segments of one clock as one body."""
    return MovingBody(
        names=tuple(segments),
        mass_kg=np.array([one.mass_kg for one in segments.values()]),
        spread_kgm2=np.array([one.spread_kgm2 for one in segments.values()]),
        centre_m=np.array([one.centre_m for one in segments.values()]),
        axes=np.array([one.axes for one in segments.values()]),
    )


def share_above(shoulders_to_hips_m: float, joint: Lumbosacral, sex: Sex | None) -> float:
    """The share of the lower trunk (navel to hips) that lies above L5/S1, its mass even along its length.

    A seventh of it in the Hamner runner; more in women, whose navel lies higher above the hips. None or half
    of it instead changes the largest extension moment by -1 and +4 % (``benchmarks/lumbar_body_choices.py``).
    """
    length = shoulders_to_hips_m * trunk_length("lower", sex) / trunk_length("from_shoulders", sex)
    return float(np.clip(1.0 - _joint_above_hips_m(joint) / length, 0.0, 1.0))


def _joint_above_hips_m(joint: Lumbosacral) -> float:
    generic = load(LUMBAR)["generic"]
    return float(joint.size * (generic["l5s1_m"][1] - generic["hips_m"][1]))


def _head(neck: FloatArray, hips: FloatArray, axes: FloatArray, mass_kg: float, sex: Sex | None) -> Segments:
    table = load(KNOWLEDGE)
    centre = neck + table["head_above_c7_of_trunk"] * (neck - hips)
    return {"head": _long("head", mass_kg, sex, table["head_of_trunk"] * _length(neck - hips), centre, axes)}


def _trunk(
    top: FloatArray, hips: FloatArray, axes: FloatArray, joint: Lumbosacral, mass_kg: float, sex: Sex | None
) -> Segments:
    """Upper and middle trunk, and the slice of the lower one above L5/S1, along the line to the hips."""
    span = _length(top - hips)
    up = (top - hips) / span
    whole = span / trunk_length("from_shoulders", sex)
    lengths = {part: whole * trunk_length(part, sex) for part in ("upper", "middle", "lower")}
    found: Segments = {}
    ceiling = whole  # of the part, above the hips
    for part in ("upper", "middle"):
        name = f"{part}_trunk"
        height = ceiling - figure(name, "centre", sex) / 100 * lengths[part]
        found[name] = _long(name, mass_kg, sex, lengths[part], np.asarray(hips + height * up), axes)
        ceiling -= lengths[part]
    share = share_above(span, joint, sex)
    height = ceiling - share * lengths["lower"] / 2
    centre = np.asarray(hips + height * up)
    found["lower_trunk"] = _slice(share, lengths["lower"], mass_kg, sex, centre, axes)
    return found


def _pelvis(places: Places, joint: Lumbosacral, mass_kg: float, sex: Sex | None) -> MovingSegment:
    """What the lower trunk has below L5/S1, straight above the hips in the level pelvis."""
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    assert hips is not None  # the joint was placed from them
    span = _shoulders_to_hips_m(places, joint)
    length = span * trunk_length("lower", sex) / trunk_length("from_shoulders", sex)
    share = share_above(span, joint, sex)
    whole_above = (1.0 - figure("lower_trunk", "centre", sex) / 100) * length
    own_above = (whole_above - share * (1.0 - share / 2) * length) / (1.0 - share)
    centre = hips + own_above * joint.axes[:, :, 1]
    return _slice(1.0 - share, length, mass_kg, sex, centre, joint.axes)


def _shoulders_to_hips_m(places: Places, joint: Lumbosacral) -> float:
    """The runner's, or without shoulders the generic adult's at the size of the pelvis."""
    hips, top = middle(places, "hip_centre_left", "hip_centre_right"), shoulders_m(places)
    if hips is not None and top is not None:
        return _length(top - hips)
    return _joint_above_hips_m(joint) + float(joint.size * load(LUMBAR)["generic"]["shoulders_above_l5s1_m"])


def _slice(
    share: float, length_m: float, mass_kg: float, sex: Sex | None, centre: FloatArray, axes: FloatArray
) -> MovingSegment:
    """A slice of the lower trunk as thick as its share of the mass: less mass, and less spread along Y."""
    whole = _long("lower_trunk", mass_kg, sex, length_m, centre, axes)
    spread = whole.spread_kgm2 * np.array([share, share**3, share])
    return MovingSegment(share * whole.mass_kg, spread, centre, axes)


def _arm(places: Places, side: Side, trunk: FloatArray, mass_kg: float, sex: Sex | None) -> Segments:
    """Upper arm, forearm and hand; a lone elbow or wrist marker serves as the joint's centre."""
    shoulder = places[f"shoulder_centre_{side}"]
    elbow, wrist = (_centre(places, joint, side) for joint in ("elbow", "wrist"))
    if elbow is None or wrist is None:
        raise _missing(
            f"the {side} {'elbow' if elbow is None else 'wrist'}", "markers on both elbows and wrists"
        )
    across = trunk[:, :, 2]
    above = long_axis_frame(elbow, shoulder, across)
    below = long_axis_frame(wrist, elbow, across)
    knuckle = places.get(f"hand_{side}")
    if knuckle is None:
        knuckle = wrist + load(KNOWLEDGE)["hand_of_forearm"] * (wrist - elbow)
    return {
        f"upper_arm_{side}": _between("upper_arm", mass_kg, sex, shoulder, elbow, above),
        f"forearm_{side}": _between("forearm", mass_kg, sex, elbow, wrist, below),
        f"hand_{side}": _between("hand", mass_kg, sex, wrist, knuckle, below),
    }


def _thigh(motion: Motion, places: Places, side: Side, mass_kg: float, sex: Sex | None) -> MovingSegment:
    hip, knee = places[f"hip_centre_{side}"], places[f"knee_centre_{side}"]
    return _between("thigh", mass_kg, sex, hip, knee, motion.segment_axes[f"thigh_{side}"])


def _between(
    name: str, mass_kg: float, sex: Sex | None, start: FloatArray, end: FloatArray, axes: FloatArray
) -> MovingSegment:
    """A segment from its first end point to the other."""
    centre = np.asarray(start + figure(name, "centre", sex) / 100.0 * (end - start))
    return _long(name, mass_kg, sex, _length(end - start), centre, axes)


def _long(
    name: str, mass_kg: float, sex: Sex | None, length_m: float, centre: FloatArray, axes: FloatArray
) -> MovingSegment:
    """A segment that is long along its Y axis; ``mass_kg`` is the body's."""
    own_kg = mass_kg * figure(name, "mass", sex) / 100.0
    radii_m = length_m * gyration(name, sex)[list(UPRIGHT)]
    return MovingSegment(own_kg, spread_of(own_kg, radii_m), centre, axes)


def _centre(places: Places, joint: str, side: Side) -> FloatArray | None:
    both = between(places, joint, side)
    return places.get(f"{joint}_lateral_{side}") if both is None else both


def _length(vector: FloatArray) -> float:
    """The usual length over time, m; NaN where nothing is known."""
    return usual(np.linalg.norm(vector, axis=1))


def _missing(what: str, needs: str) -> MeasureRefused:
    return MeasureRefused(
        f"The load of the back needs the whole body, and {what} cannot be had", fix=f"Record with {needs}"
    )
