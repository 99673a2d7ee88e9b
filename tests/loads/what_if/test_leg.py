"""A leg of two bones: its lengths, its ends, its side of the line."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.loads.what_if.leg import Bent, Leg, Rider, bend, flexion, reach_m
from backstride.loads.what_if.turns import shortest_turn, turn_about, turned
from backstride.model.arrays import FloatArray

small = st.floats(-0.03, 0.03)
angles = st.floats(0.1, 1.8)


SKEW = (0.1, 0.05, 1.0)  # a knee's axis as markers have it: not square on the leg
SQUARE = (0.0, 0.0, 1.0)


def _leg(knee_rad: float, lean_rad: float, beside_m: float, axis: tuple[float, float, float] = SKEW) -> Leg:
    """A thigh of 42 and a shank of 40 cm bent by an angle, leaned, the knee a little out of its plane."""
    hip = np.array([0.1, 0.9, 0.08])
    thigh = 0.42 * np.array([np.sin(knee_rad / 2), -np.cos(knee_rad / 2), 0.0])
    shank = 0.40 * np.array([-np.sin(knee_rad / 2), -np.cos(knee_rad / 2), 0.0])
    tip = Rotation.from_euler("zx", [lean_rad, lean_rad / 3])
    knee = hip + tip.apply(thigh + np.array([0.0, 0.0, beside_m]))
    ankle = hip + tip.apply(thigh + shank)
    return Leg(*(np.array([one]) for one in (hip, knee, ankle, tip.apply(axis))))


def _ends(leg: Leg, bent: Bent, hip: FloatArray, ankle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The knee as the moved thigh and as the moved shank have it."""
    by_thigh = hip + np.einsum("nij,nj->ni", bent.thigh, leg.knee_m - leg.hip_m)
    by_shank = ankle + np.einsum("nij,nj->ni", bent.shank, leg.knee_m - leg.ankle_m)
    return by_thigh, by_shank


@given(angles, st.floats(-0.6, 0.6), small, st.tuples(small, small, small), st.tuples(small, small, small))
def test_thigh_and_shank_meet_at_the_knee_and_keep_their_lengths(
    knee, lean, beside, hip_by, ankle_by
) -> None:
    leg = _leg(knee, lean, beside)
    hip, ankle = leg.hip_m + hip_by, leg.ankle_m + ankle_by
    bent = bend(leg, hip, ankle)
    if np.linalg.norm(ankle - hip) > reach_m(leg, 0.0)[0]:
        return
    by_thigh, by_shank = _ends(leg, bent, hip, ankle)
    np.testing.assert_allclose(by_thigh, by_shank, atol=1e-12)
    for moved, before, end in ((by_thigh, leg.hip_m, hip), (by_shank, leg.ankle_m, ankle)):
        length = np.linalg.norm(moved - end), np.linalg.norm(leg.knee_m - before)
        np.testing.assert_allclose(*length, rtol=0, atol=1e-12)
    for turn in (bent.thigh[0], bent.shank[0]):
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        np.testing.assert_allclose(np.linalg.det(turn), 1.0)


@given(angles, st.floats(-0.6, 0.6), small)
def test_a_leg_that_is_not_moved_is_not_turned(knee: float, lean: float, beside: float) -> None:
    leg = _leg(knee, lean, beside)
    bent = bend(leg, leg.hip_m, leg.ankle_m)
    np.testing.assert_allclose(bent.thigh[0], np.eye(3), atol=1e-10)
    np.testing.assert_allclose(bent.shank[0], np.eye(3), atol=1e-10)


def test_a_hip_that_sinks_bends_the_knee_forward_and_by_the_law_of_cosines() -> None:
    leg = _leg(0.6, 0.0, 0.0, SQUARE)
    hip = leg.hip_m - [0.0, 0.02, 0.0]
    knee, _ = _ends(leg, bend(leg, hip, leg.ankle_m), hip, leg.ankle_m)
    moved = Leg(hip, knee, leg.ankle_m, leg.axis)
    apart = np.linalg.norm(hip - leg.ankle_m)
    known = np.pi - np.arccos((0.42**2 + 0.40**2 - apart**2) / (2 * 0.42 * 0.40))
    np.testing.assert_allclose(flexion(moved), known, atol=1e-9)
    assert flexion(moved)[0] > flexion(leg)[0]
    assert knee[0, 0] > leg.knee_m[0, 0]


def test_a_leg_is_never_stretched_and_leaves_what_it_lacks_at_the_knee() -> None:
    leg = _leg(0.3, 0.0, 0.0, SQUARE)
    hip = leg.ankle_m + np.array([0.0, 0.85, 0.0])
    bent = bend(leg, hip, leg.ankle_m)
    np.testing.assert_allclose(reach_m(leg, 0.0), 0.82, atol=1e-12)
    by_thigh, by_shank = _ends(leg, bent, hip, leg.ankle_m)
    np.testing.assert_allclose(np.linalg.norm(by_thigh - by_shank), 0.03, atol=1e-9)


def test_the_reach_at_the_own_flexion_is_the_own_distance() -> None:
    leg = _leg(0.25, 0.1, 0.01)
    own = np.linalg.norm(leg.ankle_m - leg.hip_m)
    np.testing.assert_allclose(reach_m(leg, float(flexion(leg)[0])), own, atol=1e-12)
    assert reach_m(leg, 0.0)[0] > own


@given(angles, st.floats(-0.6, 0.6), small, st.tuples(small, small, small), st.tuples(small, small, small))
def test_a_rider_goes_where_the_bent_thigh_carries_it(knee, lean, beside, hip_by, ankle_by) -> None:
    leg = _leg(knee, lean, beside)
    point = leg.knee_m + np.array([0.004, -0.01, 0.02])
    hip, ankle = leg.hip_m + hip_by, leg.ankle_m + ankle_by
    carried = hip + np.einsum("nij,nj->ni", bend(leg, hip, ankle).thigh, point - leg.hip_m)
    np.testing.assert_allclose(Rider(leg, point).place_m(hip, ankle), carried, atol=1e-12)


def test_turns_agree_with_rotation_vectors() -> None:
    rng = np.random.default_rng(3)
    axis = rng.normal(size=(20, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    angle = rng.uniform(-3, 3, 20)
    known = Rotation.from_rotvec(axis * angle[:, None]).as_matrix()
    np.testing.assert_allclose(turn_about(axis, angle), known, atol=1e-12)


def test_the_shortest_turn_lays_one_direction_on_another_and_turns_about_nothing_else() -> None:
    before = np.array([[0.0, -1.0, 0.0], [0.6, -0.8, 0.0]])
    after = np.array([[0.1, -np.sqrt(0.98), 0.1], [0.6, -0.8, 0.0]])
    turn = shortest_turn(before, after)
    np.testing.assert_allclose(turned(turn, before, np.zeros((2, 3))), after, atol=1e-12)
    np.testing.assert_allclose(turn[1], np.eye(3), atol=1e-12)
    axis = np.cross(before[0], after[0])
    np.testing.assert_allclose(turn[0] @ axis, axis, atol=1e-12)
