"""The moment at L5/S1 from the whole body: statics, free fall, turning, mirrors, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.errors import MeasureRefused
from backstride.loads.body_segments import lower_body, share_above, upper_body
from backstride.loads.ground_reaction import ContactForce, GroundReaction
from backstride.loads.lumbar_joint import lumbosacral, standing_motion, trunk_on_pelvis
from backstride.loads.lumbar_moment import LumbarMoment, lumbar_moment, seen_by_plates
from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.motion import Motion
from backstride.model.recording import Plate
from backstride.model.runner import Runner
from backstride.model.sight import Sight
from backstride.motion.places import as_points
from backstride.motion.segment_figures import figure
from helpers import paper_body
from helpers.paper_body import MASS_KG, RATE_HZ, SEX

MAN = Runner(mass_kg=MASS_KG, sex=SEX)
INSIDE = slice(3, -3)
BENDING, AXIAL, EXTENSION = range(3)


def _moment(motion: Motion, reaction: GroundReaction | None = None) -> LumbarMoment:
    return lumbar_moment(motion, reaction, MAN)


def _leaned(angle_rad: float, axis: str = "z", n: int = 21) -> Motion:
    """The whole statue held at a lean."""
    vector = np.zeros(3)
    vector["xyz".index(axis)] = angle_rad
    turn = Rotation.from_rotvec(np.tile(vector, (n, 1))).as_matrix()
    return paper_body.motion(turn, np.zeros((n, 3)))


def _above(motion: Motion) -> tuple[float, np.ndarray]:
    """Mass above L5/S1 and how far its centre is from the joint, (3,) m, at the middle."""
    body, joint = upper_body(motion, MASS_KG, SEX), lumbosacral(motion)
    kg = body.mass_kg.sum()
    centre = np.einsum("s,sni->ni", body.mass_kg, body.centre_m) / kg
    return kg, (centre - joint.place_m)[10]


def test_the_parts_weigh_what_the_body_weighs() -> None:
    still = paper_body.standing()
    upper, lower = upper_body(still, MASS_KG, SEX), lower_body(still, MASS_KG, SEX)
    assert upper.mass_kg.sum() + lower.mass_kg.sum() == pytest.approx(MASS_KG, rel=1e-3)
    assert 0.5 < upper.mass_kg.sum() / MASS_KG < 0.54  # de Leva: head, arms, two thirds of the trunk
    assert len(upper.names) + len(lower.names) == 17  # sixteen, the lower trunk cut in two at L5/S1


def test_standing_asks_for_the_weight_above_and_its_lever_exactly() -> None:
    still = paper_body.standing()
    found, (kg, lever) = _moment(still), _above(still)
    weight_n = kg * GRAVITY_MPS2
    np.testing.assert_allclose(found.force_n[INSIDE], np.tile([0.0, weight_n, 0.0], (15, 1)), atol=1e-7)
    np.testing.assert_allclose(found.moment_nm[INSIDE, EXTENSION], weight_n * lever[0], atol=1e-7)
    np.testing.assert_allclose(found.moment_nm[INSIDE, :EXTENSION], 0.0, atol=1e-7)


@pytest.mark.parametrize("angle_deg", [10.0, 30.0])
def test_a_held_lean_is_held_by_the_extensors_as_the_textbook_has_it(angle_deg: float) -> None:
    """Weight times the lever of the centre above the joint, turned by the lean."""
    angle = -np.radians(angle_deg)  # forward
    kg, lever = _above(paper_body.standing())
    ahead = np.cos(angle) * lever[0] - np.sin(angle) * lever[1]
    found = _moment(_leaned(angle))
    np.testing.assert_allclose(found.moment_nm[INSIDE, EXTENSION], kg * GRAVITY_MPS2 * ahead, atol=1e-7)
    assert found.moment_nm[10, EXTENSION] > 0
    np.testing.assert_allclose(np.linalg.norm(found.force_n[10]), kg * GRAVITY_MPS2, rtol=1e-9)


def test_a_lean_to_the_left_asks_for_bending_to_the_right() -> None:
    """About X by the right hand the head goes to the right; turned the other way it hangs to the left."""
    assert _moment(_leaned(np.radians(-10.0), "x")).moment_nm[10, BENDING] > 1.0


def test_free_fall_asks_for_nothing() -> None:
    time_s = np.arange(60) / RATE_HZ
    shift = np.column_stack([3.0 * time_s, -GRAVITY_MPS2 * time_s**2 / 2, 0.2 * time_s])
    found = _moment(paper_body.motion(np.tile(np.eye(3), (60, 1, 1)), shift))
    np.testing.assert_allclose(found.moment_nm[INSIDE], 0.0, atol=1e-6)
    np.testing.assert_allclose(found.force_n[INSIDE], 0.0, atol=1e-6)


def test_a_body_that_spins_up_about_the_vertical_asks_for_its_inertia() -> None:
    """About a vertical axis through L5/S1: I times the angular acceleration, plus the weight's own lever."""
    still = paper_body.standing()
    joint = lumbosacral(still).place_m[0]
    time_s = np.arange(80) / RATE_HZ
    rate = 4.0
    turn = Rotation.from_rotvec(np.outer(rate * time_s**2 / 2, [0.0, 1.0, 0.0])).as_matrix()
    spun = paper_body.motion(turn, joint - np.einsum("nij,j->ni", turn, joint))
    body = upper_body(still, MASS_KG, SEX)
    away = body.centre_m[:, 0] - joint
    apart = np.einsum("s,si->", body.mass_kg, away[:, [0, 2]] ** 2)
    own = sum(
        float((axes[0][[0, 2]] ** 2 @ spread).sum())
        for axes, spread in zip(body.axes, body.spread_kgm2, strict=True)
    )
    found = _moment(spun).moment_nm[INSIDE, AXIAL]
    np.testing.assert_allclose(found, rate * (apart + own), rtol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.floats(-3.1, 3.1), st.integers(0, 5))
def test_a_lab_turned_about_the_vertical_changes_nothing(angle: float, seed: int) -> None:
    moving = _wobbling(seed)
    turn = Rotation.from_rotvec([0.0, angle, 0.0]).as_matrix()
    here, there = _moment(moving), _moment(paper_body.turned_lab(moving, turn))
    scale = np.nanmax(np.abs(here.moment_nm))
    np.testing.assert_allclose(there.moment_nm, here.moment_nm, atol=1e-7 * scale)
    np.testing.assert_allclose(there.posture_rad, here.posture_rad, atol=1e-9)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 50))
def test_a_mirrored_runner_bends_and_turns_the_other_way(seed: int) -> None:
    moving = _wobbling(seed)
    here, there = _moment(moving), _moment(paper_body.mirrored(moving))
    signs = np.array([-1.0, -1.0, 1.0])
    scale = np.nanmax(np.abs(here.moment_nm))
    np.testing.assert_allclose(there.moment_nm, signs * here.moment_nm, atol=1e-7 * scale)
    np.testing.assert_allclose(there.force_n, here.force_n * [1.0, 1.0, -1.0], atol=1e-6)
    np.testing.assert_allclose(there.posture_rad, signs * here.posture_rad, atol=1e-9)


def _wobbling(seed: int) -> Motion:
    """The statue turning every way, each marker a little on its own."""
    random = np.random.default_rng(seed)
    time_s = np.arange(40) / RATE_HZ
    angles = np.array(
        [random.uniform(0.05, 0.2) * np.sin(2 * np.pi * f * time_s + f) for f in (2.0, 3.0, 4.0)]
    ).T
    turn = Rotation.from_euler("zxy", angles).as_matrix()
    made = paper_body.motion(turn, np.column_stack([time_s, 0.03 * np.sin(12 * time_s), 0.0 * time_s]))
    drift = np.cumsum(random.normal(scale=1e-4, size=made.points.shape), axis=0)
    return replace(made, points=made.points.copy(data=made.points.to_numpy() + drift))


def test_posture_is_zero_in_standing_and_has_the_moments_signs() -> None:
    still = paper_body.standing()
    posture = trunk_on_pelvis(still)
    assert posture is not None
    np.testing.assert_allclose(posture, 0.0, atol=1e-9)
    for axis, vector in ((BENDING, [0.1, 0, 0]), (AXIAL, [0, 0.1, 0]), (EXTENSION, [0, 0, 0.1])):
        bent = {
            **still.segment_axes,
            "trunk": Rotation.from_rotvec(vector).as_matrix() @ still.segment_axes["trunk"],
        }
        found = trunk_on_pelvis(replace(still, segment_axes=bent))
        assert found is not None
        assert found[0, axis] == pytest.approx(0.1, abs=0.01)
        assert np.abs(np.delete(found[0], axis)).max() < 0.02


def test_the_joint_lies_where_the_generic_pelvis_has_it() -> None:
    """108 mm behind and 24 mm above the middle of the ASIS markers in a level pelvis, times the size."""
    still = paper_body.standing()
    joint, places = lumbosacral(still), paper_body.places(still)
    front = (places["asis_left"] + places["asis_right"]) / 2
    np.testing.assert_allclose(
        joint.place_m - front, joint.size * np.tile([-0.108, 0.024, 0.0], (21, 1)), atol=1e-9
    )
    np.testing.assert_allclose(joint.axes, np.tile(np.eye(3), (21, 1, 1)), atol=1e-9)
    assert 0.9 < joint.size < 1.1


def test_a_standing_motion_is_the_standing_trial() -> None:
    still = standing_motion(_leaned(0.4))
    assert still is not None
    found, own = _moment(still), _moment(paper_body.standing())
    np.testing.assert_allclose(found.moment_nm[4], own.moment_nm[10], atol=1e-7)


def test_a_longer_trunk_has_more_of_its_lower_part_above_the_joint() -> None:
    joint = lumbosacral(paper_body.standing())
    shares = [share_above(length, joint, SEX) for length in (0.3, 0.5, 0.7)]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert share_above(0.5, joint, "female") > share_above(0.5, joint, "male")


def test_standing_on_a_plate_both_ways_give_the_same() -> None:
    """The ground bears the weight under the body's own centre of mass: nothing is left over."""
    still = paper_body.standing(120)
    body = [make(still, MASS_KG, SEX) for make in (upper_body, lower_body)]
    kg = sum(one.mass_kg.sum() for one in body)
    centre = sum(np.einsum("s,si->i", one.mass_kg, one.centre_m[:, 0]) for one in body) / kg
    found = _moment(*_on_plate(still, np.array([0.0, kg * GRAVITY_MPS2, 0.0]), centre))
    assert found.way == "both"
    assert found.residual is not None
    known = np.isfinite(found.residual.moment_nm).all(axis=1)
    assert known.sum() > 50
    np.testing.assert_allclose(found.residual.moment_nm[known], 0.0, atol=0.2)
    np.testing.assert_allclose(found.residual.force_rms_n(), 0.0, atol=0.5)


def _on_plate(made: Motion, force_n: np.ndarray, place_m: np.ndarray) -> tuple[Motion, GroundReaction]:
    """With a plate that bears a steady force at a place on the floor, and feet that take turns on it."""
    n, half = made.time_s.size, float(made.time_s[-1]) / 2
    spot = np.where(np.array([True, False, True]), place_m, 0.0)
    plate = Plate("floor", np.tile(force_n, (n, 1)), np.tile(spot, (n, 1)), np.zeros(n))
    starts: list[tuple[Side, float]] = [("left", 0.0), ("right", half)]
    seen = tuple(ContactForce(side, start, start + half, 0, n) for side, start in starts)
    own = tuple(
        Contact(recording="paper body", side=side, foot_strike_s=start, toe_off_s=start + half)
        for side, start in starts
    )
    weight_n = MASS_KG * GRAVITY_MPS2
    ground = GroundReaction(made.time_s, RATE_HZ, plate.force_n, seen, weight_n, "mass", (), (plate,))
    return replace(made, contacts=own), ground


def test_only_what_plates_saw_of_feet_in_turn_is_known() -> None:
    time_s = np.arange(0, 4, 0.01)
    turns = [("left", 0.5), ("right", 0.9), ("left", 1.3), ("left", 2.5), ("right", 2.9)]
    seen = seen_by_plates([ContactForce(s, at, at + 0.3, 0, 0) for s, at in turns], time_s)  # type: ignore[arg-type]
    spans = [time_s[[a, b - 1]] for a, b in _runs(seen)]
    np.testing.assert_allclose(spans, [[0.5, 1.6], [2.5, 3.2]], atol=0.011)
    assert not seen_by_plates([], time_s).any()


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize(
    ("without", "says"), [("wrist", "wrist"), ("elbow", "elbow"), (("acromion", "c7"), "shoulders")]
)
def test_a_missing_part_of_the_upper_body_is_named(without: str | tuple[str, ...], says: str) -> None:
    n = 21
    names = (without,) if isinstance(without, str) else without
    made = paper_body.motion(np.tile(np.eye(3), (n, 1, 1)), np.zeros((n, 3)), without=names)
    with pytest.raises(MeasureRefused, match=says):
        _moment(made)


def test_without_arms_plates_still_tell_from_below() -> None:
    still = paper_body.motion(np.tile(np.eye(3), (120, 1, 1)), np.zeros((120, 3)), without=("wrist",))
    found = _moment(*_on_plate(still, np.array([0.0, MASS_KG * GRAVITY_MPS2, 0.0]), np.zeros(3)))
    assert found.way == "from_below"
    assert [note.code for note in found.notes] == ["lumbar_from_below"]
    assert np.isfinite(found.moment_nm).any()


def test_no_mass_and_no_plates_is_refused_and_plates_weigh() -> None:
    still = paper_body.standing(120)
    with pytest.raises(MeasureRefused, match="mass"):
        lumbar_moment(still, None, Runner(sex=SEX))
    weighed = lumbar_moment(*_on_plate(still, np.array([0.0, 700.0, 0.0]), np.zeros(3)), Runner(sex=SEX))
    assert weighed.mass_kg == pytest.approx(MASS_KG)


def test_a_single_camera_is_refused() -> None:
    sight = Sight.__new__(Sight)  # only that there is one matters
    with pytest.raises(MeasureRefused, match="three dimensions"):
        _moment(replace(paper_body.standing(), sight=sight))


def test_a_gap_in_one_arm_is_a_gap_in_the_moment() -> None:
    still = paper_body.standing(60)
    gone = still.points.copy(deep=True)
    gone.loc[{"point": "wrist_lateral_left", "time": still.time_s[30]}] = np.nan
    found = _moment(replace(still, points=gone))
    assert np.flatnonzero(np.isnan(found.moment_nm[:, 2])).tolist() == [0, 1, 2, *range(27, 34), 57, 58, 59]


def test_a_head_with_markers_moves_by_them_and_one_without_goes_along() -> None:
    still = paper_body.standing(60)
    assert [note.code for note in _moment(still).notes] == ["lumbar_from_above", "lumbar_head"]
    places = paper_body.places(still)
    nod = 0.02 * np.sin(2 * np.pi * 3 * still.time_s)
    band = {
        f"head_{end}_{side}": places["c7"] + [x, 0.2, z] + np.outer(nod, [1.0, 0.0, 0.0])
        for end, x in (("front", 0.17), ("back", 0.0))
        for side, z in (("left", -0.07), ("right", 0.07))
    }
    nodding = replace(still, points=as_points({**places, **band}, still.time_s))
    found = _moment(nodding)
    assert "lumbar_head" not in [note.code for note in found.notes]
    head_kg = MASS_KG * figure("head", "mass", SEX) / 100
    pushed = found.force_n[INSIDE, 0]
    np.testing.assert_allclose(
        pushed, -head_kg * (6 * np.pi) ** 2 * nod[INSIDE], atol=1e-3 * np.abs(pushed).max()
    )


def test_without_c7_the_head_stays_nearly_as_high() -> None:
    n = 21
    bare = paper_body.motion(np.tile(np.eye(3), (n, 1, 1)), np.zeros((n, 3)), without=("c7",))
    heights = [upper_body(one, MASS_KG, SEX).centre_m[0, 0, 1] for one in (paper_body.standing(n), bare)]
    assert heights[1] == pytest.approx(heights[0], abs=0.06)
