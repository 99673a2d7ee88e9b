"""The centre of mass of the body: from all segments, or from legs and pelvis where trunk or arms are missing.

Measured by ``benchmarks/centre_of_mass.py``. All segments: in flight the centre accelerates at -9.5 to -10.0
m/s2, its vertical oscillation is 4 to 9 mm larger than the twice integrated plate force (five trials, two
runners). Legs and pelvis against all segments: at foot strike -5 to +9 mm fore-aft, 0.6 deg of leg angle;
against the plates of 24 RBDS trials its oscillation is 1.2 +- 4.1 mm larger (at most 9.9), where the bare
middle of the pelvis is 6.1 +- 6.9 mm larger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex, Side
from backstride.model.motion import CentreOfMassMethod
from backstride.model.recording import Note
from backstride.motion.joint_centres import between, shoulder_centres
from backstride.motion.places import Places, middle
from backstride.motion.segment_figures import KNOWLEDGE, figure

# Upper body (head, trunk, arms) from the middle of the pelvis: the mean of the two runners with trunk and
# arms (Hamner at four speeds 12-26 mm forward, JA1 6 mm; up 0.264 and 0.244 of thigh plus shank).
UPPER_FORWARD_M: Final = 0.013
UPPER_UP_OF_LEG: Final = 0.254
# Whole body from the middle of the pelvis where not even the legs are known: the same two runners (Hamner
# 10-20 mm forward and 5-22 mm down, JA1 9 and 23 mm).
BODY_FROM_PELVIS_M: Final = (0.011, -0.019, 0.0)
# The foot's mass halfway between ankle and forefoot where no toe marker stands for its tip (Winter 2009,
# Biomechanics and Motor Control of Human Movement, 4th ed., table 4.1).
FOOT_SHARE_FROM_ANKLE: Final = 0.5

Part = tuple[float, FloatArray]  # mass in per cent of the body, place (n, 3) m


@dataclass(frozen=True, eq=False)
class CentreOfMass:
    """Place of the centre of mass, (n, 3) m, how it was had, and in words for people."""

    place_m: FloatArray
    method: CentreOfMassMethod
    how: str


def centre_of_mass(places: Places, sex: Sex | None) -> CentreOfMass:
    """The best centre of mass the points allow; NaN throughout without a pelvis.

    Args:
        places: filtered points with joint centres, name -> (n, 3) m.
        sex: chooses de Leva's column; None takes the mean of both (at most 4 mm apart on Hamner).
    """
    pelvis = places.get("pelvis_centre")
    if pelvis is None:
        nowhere = np.full_like(next(iter(places.values())), np.nan)
        return CentreOfMass(nowhere, "pelvis", "Not known without markers on the pelvis, front and back.")
    known = {**places, **shoulder_centres(places)}
    whose = f"de Leva 1996, {sex or 'mean of both sexes, the sex being unknown'}"
    legs = _parts(known, sex, _leg_parts)
    upper = _upper_parts(known, sex)
    if legs and upper:
        return CentreOfMass(_weighted(legs + upper), "segments", f"All segments ({whose}).")
    if legs:
        place = _legs_and_pelvis(legs, known, pelvis)
        return CentreOfMass(
            place, "pelvis", f"Legs ({whose}) and an upper body carried upright by the pelvis."
        )
    offset = np.array(BODY_FROM_PELVIS_M)
    return CentreOfMass(pelvis + offset, "pelvis", "The middle of the pelvis, moved by a usual offset.")


def told(how: str) -> Note:
    """How the centre of mass was had, as a note."""
    return Note(level="info", code="centre_of_mass", text=f"Centre of mass: {how[0].lower()}{how[1:]}")


def _legs_and_pelvis(legs: list[Part], places: Places, pelvis: FloatArray) -> FloatArray:
    upper_share = 100.0 - sum(mass for mass, _ in legs)
    length = np.median(_finite([_leg_length(places, side) for side in SIDES]))
    upper = pelvis + np.array([UPPER_FORWARD_M, UPPER_UP_OF_LEG * length, 0.0])
    return _weighted([*legs, (upper_share, upper)])


def _leg_length(places: Places, side: Side) -> FloatArray:
    hip, knee, ankle = (places[f"{joint}_centre_{side}"] for joint in ("hip", "knee", "ankle"))
    return np.asarray(np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1))


def _leg_parts(places: Places, sex: Sex | None, side: Side) -> list[Part] | None:
    hip, knee, ankle = (places.get(f"{joint}_centre_{side}") for joint in ("hip", "knee", "ankle"))
    if hip is None or knee is None or ankle is None:
        return None
    foot = foot_place(places, sex, side, ankle)
    return [
        _between_ends("thigh", sex, hip, knee),
        _between_ends("shank", sex, knee, ankle),
        (figure("foot", "mass", sex), foot),
    ]


def foot_place(places: Places, sex: Sex | None, side: Side, ankle: FloatArray) -> FloatArray:
    """The foot's centre of mass, (n, 3) m: between heel and toe, else between ankle and forefoot."""
    heel, toe = places.get(f"heel_{side}"), places.get(f"toe_{side}")
    if heel is not None and toe is not None:
        return _between_ends("foot", sex, heel, toe)[1]
    front = [places[name] for name in (f"mt1_{side}", f"mt2_{side}", f"mt5_{side}") if name in places]
    if not front:
        return ankle
    return np.asarray(ankle + FOOT_SHARE_FROM_ANKLE * (sum(front) / len(front) - ankle))


def _arm_parts(places: Places, sex: Sex | None, side: Side) -> list[Part] | None:
    """Upper arm, forearm and hand; a lone elbow or wrist marker serves as centre (under 2 mm off)."""
    shoulder = places.get(f"shoulder_centre_{side}")
    elbow, wrist = _joint(places, "elbow", side), _joint(places, "wrist", side)
    if shoulder is None or elbow is None or wrist is None:
        return None
    hand = places.get(f"hand_{side}", wrist)
    return [
        _between_ends("upper_arm", sex, shoulder, elbow),
        _between_ends("forearm", sex, elbow, wrist),
        (figure("hand", "mass", sex), hand),
    ]


def _upper_parts(places: Places, sex: Sex | None) -> list[Part] | None:
    """Head, trunk and arms; the trunk's mass on the line from its top to mid-hip."""
    arms = _parts(places, sex, _arm_parts)
    hips = middle(places, "hip_centre_left", "hip_centre_right")
    shoulders = middle(places, "shoulder_centre_left", "shoulder_centre_right")
    if arms is None or hips is None or shoulders is None:
        return None
    neck = places.get("c7", shoulders)
    head = neck + load(KNOWLEDGE)["head_above_c7_of_trunk"] * (neck - hips)
    trunk = _between_ends("trunk_from_shoulders", sex, _trunk_top(shoulders, neck), hips)
    return [trunk, (figure("head", "mass", sex), head), *arms]


def _trunk_top(shoulders: FloatArray, neck: FloatArray) -> FloatArray:
    """The middle of the shoulders in the mean, moving with C7: the shoulders ride up with the arms.

    In the mean, because C7 lies behind the trunk's long axis and the collarbone notch before it: with the
    mean of all three the JA1 runner, standing on a plate, has his centre of mass 10.5 mm ahead of the centre
    of pressure, so 2 mm. Moving with C7, because the acromia bob by 6 to 13 mm more than C7, which alone
    puts the body's oscillation 3 to 4 mm further above the plates' (five trials).
    """
    offset = shoulders - neck
    known = offset[np.isfinite(offset).all(axis=1)]
    return neck + known.mean(axis=0) if len(known) else shoulders


def _parts(
    places: Places, sex: Sex | None, of_side: Callable[[Places, Sex | None, Side], list[Part] | None]
) -> list[Part] | None:
    """The parts of both sides; None when one side lacks a point."""
    left, right = (of_side(places, sex, side) for side in SIDES)
    return None if left is None or right is None else left + right


def _joint(places: Places, joint: str, side: Side) -> FloatArray | None:
    both = between(places, joint, side)
    return places.get(f"{joint}_lateral_{side}") if both is None else both


def _between_ends(segment: str, sex: Sex | None, start: FloatArray, end: FloatArray) -> Part:
    share = figure(segment, "centre", sex) / 100.0
    return figure(segment, "mass", sex), np.asarray(start + share * (end - start))


def _weighted(parts: list[Part]) -> FloatArray:
    total = sum(mass for mass, _ in parts)
    return np.asarray(sum(mass * place for mass, place in parts) / total)


def _finite(values: list[FloatArray]) -> FloatArray:
    together = np.concatenate(values)
    return together[np.isfinite(together)]
