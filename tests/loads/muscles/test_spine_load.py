"""What L5/S1 carries: textbook equilibria, mirror images, sizes, and what cannot be had."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import MeasureRefused
from backstride.loads.muscles.anatomy import Anatomy, anatomy, border_rad, sacral_slope_rad
from backstride.loads.muscles.spine_load import QUADRATUS, SpineLoad, spine_load
from backstride.loads.weight import GRAVITY_MPS2

UPPER_KG, CENTRE_M = 40.0, 0.30  # of a trunk with head and arms, and how far above L5/S1 its mass lies
WEIGHT_N = UPPER_KG * GRAVITY_MPS2
UPRIGHT = np.zeros((1, 3))
SEED = st.integers(0, 2**32 - 1)


def _one(moment: list[float], force: list[float], **options: float) -> SpineLoad:
    return spine_load(np.array([moment]), np.array([force]), UPRIGHT, **options)


def _back_muscle(arm_m: float) -> Anatomy:
    """The textbook's back: one extensor and one flexor, straight up and down, and two on each side."""
    names = ("back", "front", "left", "right", "turn_left", "turn_right")
    arms = np.zeros((4, 6, 3))
    arms[0] = [[0, 0, arm_m], [0, 0, -arm_m], [-0.07, 0, 0], [0.07, 0, 0], [0, 0.05, 0], [0, -0.05, 0]]
    groups = tuple(f"{name}_{'left' if 'left' in name else 'right'}" for name in names)
    return Anatomy(names, groups, np.full(6, 1000.0), arms, np.tile([0.0, -1.0, 0.0], (6, 1)), arms[0])


def test_standing_straight_over_the_joint_it_carries_the_weight_above() -> None:
    load = _one([0, 0, 0], [0, WEIGHT_N, 0])
    assert load.compression_n[0] == pytest.approx(WEIGHT_N, rel=1e-12)
    assert load.shear_n[0] == pytest.approx([0, 0], abs=1e-9)
    assert not any(force.any() for force in load.group_force_n.values())


def test_standing_with_the_weight_a_little_ahead_adds_a_little_muscle() -> None:
    """20 mm ahead of L5/S1: 8 N m, held by some 200 N of back muscle with arms of about 4 cm."""
    load = _one([0, 0, 0.02 * WEIGHT_N], [0, WEIGHT_N, 0])
    added = load.compression_n[0] - WEIGHT_N
    assert 0.02 * WEIGHT_N / 0.050 < added < 0.02 * WEIGHT_N / 0.035
    back = sum(load.group_force_n[f"multifidus_{side}"][0] for side in ("left", "right"))
    assert 0 < back < added


def test_free_fall_carries_nothing() -> None:
    load = _one([0, 0, 0], [0, 0, 0])
    assert load.compression_n[0] == 0
    assert not load.shear_n.any()


@pytest.mark.parametrize("lean_deg", [0, 10, 30, 60])
@pytest.mark.parametrize("arm_m", [0.05, 0.06])
def test_a_held_lean_is_the_textbook_s_single_muscle(lean_deg: float, arm_m: float) -> None:
    """Trunk and pelvis lean as one: F d = W l sin(lean), C = F + W cos(lean), shear = W sin(lean)."""
    lean = np.radians(lean_deg)
    moment = WEIGHT_N * CENTRE_M * np.sin(lean)
    muscle = moment / arm_m
    force = WEIGHT_N * np.array([-np.sin(lean), np.cos(lean), 0.0])  # the support, in axes that lean
    load = spine_load(np.array([[0, 0, moment]]), force[None], UPRIGHT, body=_back_muscle(arm_m))
    assert load.compression_n[0] == pytest.approx(muscle + WEIGHT_N * np.cos(lean), rel=1e-12)
    assert load.shear_n[0] == pytest.approx([WEIGHT_N * np.sin(lean), 0.0], abs=1e-9)
    assert load.group_force_n["back_right"][0] == pytest.approx(muscle, rel=1e-12, abs=1e-9)


@settings(max_examples=25)
@given(seed=SEED, co_contraction=st.sampled_from([0.0, 0.05]))
def test_muscles_and_joint_together_are_the_net_force(seed: int, co_contraction: float) -> None:
    """Compression and shear turned back, plus the pulls, give the force that came in, whatever the axis."""
    rng = np.random.default_rng(seed)
    moment, force = rng.normal(size=(5, 3)) * [40, 25, 60], rng.normal(size=(5, 3)) * 300
    posture = rng.uniform(-1, 1, size=(5, 3)) * border_rad()
    straight = spine_load(moment, force, posture, co_contraction=co_contraction)
    tilt = float(rng.uniform(-0.5, 0.8))
    tilted = spine_load(moment, force, posture, co_contraction=co_contraction, tilt_rad=tilt)
    forward = np.cos(tilt) * tilted.shear_n[:, 0] - np.sin(tilt) * tilted.compression_n
    down = np.sin(tilt) * tilted.shear_n[:, 0] + np.cos(tilt) * tilted.compression_n
    np.testing.assert_allclose(down, straight.compression_n, atol=1e-8)
    np.testing.assert_allclose(forward, straight.shear_n[:, 0], atol=1e-8)
    np.testing.assert_allclose(tilted.shear_n[:, 1], straight.shear_n[:, 1], atol=1e-8)
    assert straight.kkt.max() < 1e-8


@settings(max_examples=25)
@given(seed=SEED)
def test_a_mirrored_runner_has_a_mirrored_load(seed: int) -> None:
    rng = np.random.default_rng(seed)
    moment, force = rng.normal(size=(5, 3)) * [40, 25, 60], rng.normal(size=(5, 3)) * 300
    posture = rng.uniform(-1, 1, size=(5, 3)) * border_rad()
    one = spine_load(moment, force, posture)
    other = spine_load(moment * [-1, -1, 1], force * [1, 1, -1], posture * [-1, -1, 1])
    np.testing.assert_allclose(other.compression_n, one.compression_n, rtol=1e-8)
    np.testing.assert_allclose(other.shear_n, one.shear_n * [1, -1], atol=1e-6)
    for name, force_n in one.group_force_n.items():
        group, _, side = name.rpartition("_")
        twin = f"{group}_{'left' if side == 'right' else 'right'}"
        np.testing.assert_allclose(other.group_force_n[twin], force_n, atol=1e-6)


@settings(max_examples=25)
@given(seed=SEED, size=st.floats(0.6, 1.5))
def test_a_larger_trunk_needs_smaller_forces(seed: int, size: float) -> None:
    """Arms grow with the trunk, so the muscles' part shrinks by as much and the moment stays."""
    rng = np.random.default_rng(seed)
    moment, nothing = rng.normal(size=(4, 3)) * [40, 25, 60], np.zeros((4, 3))
    posture = rng.uniform(-1, 1, size=(4, 3)) * border_rad()
    one, scaled = spine_load(moment, nothing, posture), spine_load(moment, nothing, posture, size)
    np.testing.assert_allclose(scaled.compression_n * size, one.compression_n, rtol=1e-8)
    for side in ("left", "right"):
        np.testing.assert_allclose(scaled.quadratus_drive_nm[side], one.quadratus_drive_nm[side], atol=1e-7)


def test_quadratus_drives_bending_to_its_own_side_by_force_times_shortening() -> None:
    """Its fascicles shorten by some 31 mm per rad of bending, the mean weighed by whichever pulls."""
    load = _one([50, 0, 0], [0, 0, 0])
    ratio = load.quadratus_drive_nm["right"][0, 0] / load.group_force_n[f"{QUADRATUS}_right"][0]
    assert 0.025 < ratio < 0.040
    assert not load.quadratus_drive_nm["left"].any()


def test_co_contraction_presses_harder() -> None:
    loads = [
        _one([10, 5, 60], [0, 600, 0], co_contraction=floor).compression_n[0] for floor in (0, 0.02, 0.1)
    ]
    assert loads == sorted(loads)
    assert loads[-1] > 1.2 * loads[0]


def test_on_the_end_plate_compression_is_less_and_shear_forward() -> None:
    along, plate = (_one([10, 5, 100], [0, 800, 0], tilt_rad=tilt) for tilt in (0.0, sacral_slope_rad()))
    assert 0.75 < plate.compression_n[0] / along.compression_n[0] < 0.95
    assert plate.shear_n[0, 0] > 0


def test_the_answer_does_not_depend_on_how_many_frames_are_asked_together() -> None:
    rng = np.random.default_rng(2)
    moment, force = rng.normal(size=(8200, 3)) * [40, 25, 60], rng.normal(size=(8200, 3)) * 300
    posture = rng.uniform(-1, 1, size=(8200, 3)) * border_rad()
    everything, last = spine_load(moment, force, posture), spine_load(moment[-3:], force[-3:], posture[-3:])
    np.testing.assert_allclose(everything.compression_n[-3:], last.compression_n, rtol=1e-9)
    assert everything.kkt.max() < 1e-8


def test_missing_stays_missing_and_a_far_posture_is_said() -> None:
    moment, force = np.full((4, 3), 20.0), np.full((4, 3), 300.0)
    posture = np.zeros((4, 3))
    moment[0, 1], force[1, 0], posture[2, 2], posture[3, 2] = np.nan, np.nan, np.nan, 1.0
    load = spine_load(moment, force, posture)
    assert np.isnan(load.compression_n).tolist() == [True, True, True, False]
    assert np.isnan(load.group_force_n["psoas_major_left"]).tolist() == [True, False, True, False]
    assert load.held.tolist() == [False, False, False, True]


def test_no_frames_are_no_frames() -> None:
    load = spine_load(np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 3)))
    assert load.compression_n.shape == (0,)
    assert load.shear_n.shape == (0, 2)


@pytest.mark.parametrize("size", [0.3, 2.0, float("nan")])
def test_a_size_that_is_nobodys_is_refused(size: float) -> None:
    with pytest.raises(MeasureRefused, match="trunk"):
        _one([0, 0, 0], [0, 0, 0], size=size)


def test_twenty_groups_have_a_force() -> None:
    assert set(_one([0, 0, 10], [0, 0, 0]).group_force_n) == set(anatomy().groups)
