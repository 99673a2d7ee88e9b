"""Angles in the picture's plane, on bodies bent by a formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.contact import Contact
from backstride.motion.planar_angles import foot_pitch, leg_angles, planar_curves, trunk_lean

ANGLE = st.floats(-80, 80)
TIME_S = np.arange(200) / 100.0


def along(start: FloatArray, length_m: float, angle_deg: float) -> FloatArray:
    """Downwards from start, + ahead."""
    angle = np.radians(angle_deg)
    return start + length_m * np.array([np.sin(angle), -np.cos(angle), 0.0])


def leg(thigh_deg: float, shank_deg: float, side: str = "left") -> dict[str, FloatArray]:
    hip = np.array([[3.0, 0.9, 0.0]])
    knee = along(hip, 0.4, thigh_deg)
    places = {"hip_centre": hip, "knee_centre": knee, "ankle_centre": along(knee, 0.4, shank_deg)}
    return {f"{name}_{side}": place for name, place in places.items()}


@given(thigh_deg=ANGLE, shank_deg=ANGLE, side=st.sampled_from(SIDES))
def test_a_leg_bent_as_told(thigh_deg: float, shank_deg: float, side: str) -> None:
    curves = leg_angles(leg(thigh_deg, shank_deg, side), side)  # type: ignore[arg-type]
    found = {name: float(np.degrees(curve[0])) for name, curve in curves.items()}
    assert found == pytest.approx(
        {
            f"thigh_angle_{side}": thigh_deg,
            f"shank_angle_{side}": shank_deg,
            f"knee_flexion_{side}": thigh_deg - shank_deg,
        },
        abs=1e-6,
    )


def test_a_heel_at_the_buttock_is_no_negative_knee() -> None:
    """Thigh ahead, shank behind and above: 130 degrees of flexion, whatever the turn of the shank's angle."""
    assert np.degrees(leg_angles(leg(20.0, -110.0), "left")["knee_flexion_left"]) == pytest.approx(130.0)


@given(thigh_deg=ANGLE, shank_deg=ANGLE, lean_deg=st.floats(-30, 30))
def test_a_lean_of_the_whole_body_does_not_bend_the_knee(
    thigh_deg: float, shank_deg: float, lean_deg: float
) -> None:
    one = leg_angles(leg(thigh_deg, shank_deg), "left")["knee_flexion_left"]
    other = leg_angles(leg(thigh_deg + lean_deg, shank_deg + lean_deg), "left")["knee_flexion_left"]
    assert other == pytest.approx(one, abs=1e-9)


def test_half_a_leg_gives_half_the_curves() -> None:
    whole = leg(20.0, -10.0)
    del whole["ankle_centre_left"]
    assert list(leg_angles(whole, "left")) == ["thigh_angle_left"]
    assert leg_angles(whole, "right") == {}


def trunk(lean_deg: float) -> dict[str, FloatArray]:
    hips = np.array([[3.0, 0.9, 0.0]])
    shoulders = along(hips, -0.5, -lean_deg)
    ends = {"hip_centre": hips, "shoulder_centre": shoulders}
    return {f"{name}_{side}": place for name, place in ends.items() for side in SIDES}


def lean_of(lean_deg: float) -> float:
    found = trunk_lean(trunk(lean_deg))
    assert found is not None
    return float(np.degrees(found[0]))


@given(lean_deg=st.floats(-30, 40))
def test_a_trunk_that_leans_forward_leans_more_by_as_much(lean_deg: float) -> None:
    """Shoulders do not lie on the neck, so upright is a constant off nought."""
    assert lean_of(lean_deg) - lean_of(0.0) == pytest.approx(lean_deg, abs=1e-6)
    assert abs(lean_of(0.0)) < 8.0


def test_no_trunk_without_both_shoulders() -> None:
    places = trunk(5.0)
    del places["shoulder_centre_left"]
    assert trunk_lean(places) is None


def contact(side: str, strike_s: float, length_s: float = 0.25) -> Contact:
    return Contact(recording="paper", side=side, foot_strike_s=strike_s, toe_off_s=strike_s + length_s)  # type: ignore[arg-type]


CONTACTS = [contact("left", 0.2), contact("left", 0.9), contact("left", 1.6)]


def foot(sole_deg: FloatArray, standing_deg: float, side: str = "left") -> dict[str, FloatArray]:
    """A foot whose heel and toe points lie askew by standing_deg when the sole is flat."""
    angle = np.radians(sole_deg + standing_deg)
    heel = np.tile([3.0, 0.1, 0.0], (len(angle), 1))
    line = np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1)
    return {f"heel_{side}": heel, f"toe_{side}": heel + 0.2 * line}


def stands(one: Contact) -> np.ndarray:
    after = TIME_S - one.foot_strike_s
    return (after > -1e-9) & (after <= one.toe_off_s - one.foot_strike_s)


def pitch_in(contacts: list[Contact]) -> FloatArray:
    """Toes up by 15 degrees at strike, flat from a tenth of the contact to half of it, then heel up."""
    share = np.full_like(TIME_S, np.nan)
    for one in contacts:
        inside = stands(one)
        share[inside] = (TIME_S[inside] - one.foot_strike_s) / (one.toe_off_s - one.foot_strike_s)
    return np.select([share < 0.1, share < 0.5, share >= 0.5], [15.0, 0.0, -30.0], default=-40.0)


@given(standing_deg=st.floats(-25, 25))
def test_the_standing_foot_is_its_own_nought(standing_deg: float) -> None:
    sole = pitch_in(CONTACTS)
    found = foot_pitch(foot(sole, standing_deg), "left", TIME_S, CONTACTS)
    assert found is not None
    assert np.degrees(found) == pytest.approx(sole, abs=1e-6)


def test_one_bad_stance_of_three_does_not_move_the_nought() -> None:
    sole = pitch_in(CONTACTS)
    spoilt = np.where((TIME_S > 0.9) & (TIME_S < 1.0), 20.0, sole)
    found = foot_pitch(foot(spoilt, -9.0), "left", TIME_S, CONTACTS)
    assert found is not None
    assert np.degrees(found) == pytest.approx(spoilt, abs=1e-6)


@pytest.mark.parametrize("lost", ["heel_left", "toe_left", "contacts"])
def test_no_pitch_without_a_foot_that_stands(lost: str) -> None:
    places = foot(pitch_in(CONTACTS), -9.0)
    contacts = [] if lost == "contacts" else CONTACTS
    places.pop(lost, None)
    assert foot_pitch(places, "left", TIME_S, contacts) is None


def test_a_foot_not_seen_in_stance_has_no_nought() -> None:
    places = foot(pitch_in(CONTACTS), -9.0)
    for one in CONTACTS:
        places["toe_left"][stands(one)] = np.nan
    assert foot_pitch(places, "left", TIME_S, CONTACTS) is None


def test_all_curves_of_a_side_view() -> None:
    sole = pitch_in(CONTACTS)
    whole = {name: np.repeat(place, len(TIME_S), 0) for name, place in (leg(25.0, -5.0) | trunk(6.0)).items()}
    curves = planar_curves(whole | foot(sole, -9.0), TIME_S, CONTACTS)
    leg_curves = {f"{name}_left" for name in ("thigh_angle", "shank_angle", "knee_flexion", "foot_pitch")}
    assert set(curves) == {"trunk_lean", "ankle_dorsiflexion_left", *leg_curves}
    assert np.degrees(curves["ankle_dorsiflexion_left"]) == pytest.approx(sole + 5.0, abs=1e-6)


def test_an_unseen_frame_is_unknown_in_every_curve_it_is_needed_for() -> None:
    places = {name: np.repeat(place, 3, 0) for name, place in leg(25.0, -5.0).items()}
    places["knee_centre_left"][1] = np.nan
    for curve in leg_angles(places, "left").values():
        assert np.isnan(curve).tolist() == [False, True, False]
