"""Angles out of rotations: signs by hand, orders by composing them back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import polar
from scipy.spatial.transform import Rotation

from backstride.motion.pelvis import pelvis_angles
from backstride.motion.rotations import about_z, forward_lean, joint_angles, lab_angles, square
from backstride.motion.segment_frames import long_axis_frame, side_axis_frame, sole_frame

TURN = st.floats(-3.0, 3.0)
SLOPE = st.floats(-1.4, 1.4)  # short of a quarter turn, where any such order loses an axis


@given(TURN, SLOPE, TURN)
def test_lab_angles_undo_rotation_obliquity_tilt_in_this_order(y: float, x: float, z: float) -> None:
    matrix = Rotation.from_euler("YXZ", [y, x, z]).as_matrix()[None]
    np.testing.assert_allclose(np.concatenate(lab_angles(matrix)), [y, x, z], atol=1e-9)


@given(TURN, SLOPE, TURN, TURN, SLOPE, TURN)
def test_joint_angles_undo_flexion_floating_axial_in_this_order_wherever_the_body_faces(
    flexion: float, side: float, axial: float, y: float, x: float, z: float
) -> None:
    proximal = Rotation.from_euler("YXZ", [y, x, z])
    distal = proximal * Rotation.from_euler("ZXY", [flexion, side, axial])
    found = joint_angles(proximal.as_matrix()[None], distal.as_matrix()[None])
    np.testing.assert_allclose(np.concatenate(found), [flexion, side, axial], atol=1e-9)


@pytest.mark.parametrize(
    ("axis", "curve"), [("z", "pelvic_tilt"), ("x", "pelvic_obliquity"), ("y", "pelvic_rotation")]
)
def test_pelvic_signs(axis: str, curve: str) -> None:
    """Front down, right side down, right side forward: each positive, each alone."""
    degrees = {"z": -10.0, "x": 10.0, "y": 10.0}[axis]
    pelvis = Rotation.from_euler(axis, degrees, degrees=True).as_matrix()
    front, right = pelvis[:, 0], pelvis[:, 2]
    assert {"z": -front[1], "x": -right[1], "y": right[0]}[axis] > 0.1
    angles = pelvis_angles(pelvis[None])
    assert np.degrees(angles[curve][0]) == pytest.approx(10.0)
    assert sum(abs(value[0]) for value in angles.values()) == pytest.approx(np.radians(10.0))


@given(st.integers(0, 2**32 - 1))
def test_frames_are_right_handed_and_orthonormal(seed: int) -> None:
    a, b, c = np.random.default_rng(seed).normal(size=(3, 5, 3))
    for frame in (long_axis_frame(a, b, c), side_axis_frame(a, b), sole_frame(a)):
        np.testing.assert_allclose(frame @ np.swapaxes(frame, 1, 2), np.tile(np.eye(3), (5, 1, 1)), atol=1e-9)
        np.testing.assert_allclose(np.linalg.det(frame), 1.0)


def test_frames_of_a_body_facing_forward_are_the_lab_axes() -> None:
    up, right, ahead = np.eye(3)[1], np.eye(3)[2], np.eye(3)[0]
    np.testing.assert_allclose(long_axis_frame(np.zeros(3), up, right), np.eye(3))
    np.testing.assert_allclose(side_axis_frame(right, ahead), np.eye(3))
    np.testing.assert_allclose(sole_frame(ahead - 0.3 * up), np.eye(3))


def test_a_null_direction_gives_no_frame() -> None:
    assert np.isnan(sole_frame(np.array([0.0, 1.0, 0.0]))).any()


def test_forward_lean_and_about_z() -> None:
    assert forward_lean(np.zeros((1, 3)), np.array([[1.0, 1.0, 5.0]]))[0] == pytest.approx(np.pi / 4)
    np.testing.assert_allclose(about_z(np.pi / 2) @ [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], atol=1e-12)


def test_square_is_the_polar_decomposition_and_leaves_gaps() -> None:
    dice = np.random.default_rng(4)
    bent = Rotation.random(40, rng=1).as_matrix() + 0.05 * dice.normal(size=(40, 3, 3))
    bent[7, 1, 2] = np.nan
    found = square(bent)
    for one, near in zip(bent, found, strict=True):
        if np.isfinite(one).all():
            np.testing.assert_allclose(near, polar(one)[0], atol=1e-12)
    assert np.isnan(found[7]).all()
    assert np.isnan(square(np.full((2, 3, 3), np.nan))).all()
    np.testing.assert_allclose(square(2.0 * np.eye(3)), np.eye(3), atol=1e-15)
