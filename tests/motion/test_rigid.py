from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.motion import rigid

CLUSTER = np.array([[0, 0, 0], [0, 0.05, 0], [0.02, 0.03, 0.04], [0.2, 0, -0.05], [0.18, 0, 0.05]])


def _moved(n: int, seed: int) -> tuple[np.ndarray, Rotation, np.ndarray]:
    rng = np.random.default_rng(seed)
    turns = Rotation.random(n, rng=rng)
    shifts = rng.normal(size=(n, 3))
    return np.stack([turns.apply(p) for p in CLUSTER], axis=1) + shifts[:, None], turns, shifts


@given(st.integers(0, 10_000))
def test_a_rigid_motion_is_found_exactly(seed):
    observed, turns, shifts = _moved(4, seed)
    found = rigid.fit(CLUSTER, observed)
    np.testing.assert_allclose(found.rotation, turns.as_matrix(), atol=1e-9)
    np.testing.assert_allclose(found.translation, shifts, atol=1e-9)
    assert found.residual_m.max() < 1e-7
    np.testing.assert_allclose(found.place(CLUSTER), observed, atol=1e-9)


@pytest.mark.parametrize("missing", range(5))
def test_one_missing_marker_changes_nothing(missing):
    observed, turns, _ = _moved(6, 3)
    observed[2:, missing] = np.nan
    np.testing.assert_allclose(rigid.fit(CLUSTER, observed).rotation, turns.as_matrix(), atol=1e-9)


def test_two_markers_or_a_line_of_them_leave_the_pose_open():
    observed, _, _ = _moved(2, 4)
    observed[0, :3] = np.nan
    line = np.zeros((2, 5, 3))
    line[..., 0] = np.arange(5)
    assert np.isnan(rigid.fit(CLUSTER, observed).residual_m).tolist() == [True, False]
    assert np.isnan(rigid.fit(line[0], line).residual_m).all()


def test_a_mirrored_cluster_is_not_fitted_by_a_reflection():
    mirrored = CLUSTER * [1, 1, -1]
    found = rigid.fit(CLUSTER, mirrored[None])
    assert np.linalg.det(found.rotation[0]) == pytest.approx(1.0)
    assert found.residual_m[0] > 0.01


def test_the_residual_is_the_root_mean_square_distance():
    rng = np.random.default_rng(5)
    observed = _moved(50, 5)[0] + rng.normal(scale=0.003, size=(50, 5, 3))
    found = rigid.fit(CLUSTER, observed)
    distance = np.linalg.norm(found.place(CLUSTER) - observed, axis=-1)
    np.testing.assert_allclose(found.residual_m, np.sqrt((distance**2).mean(axis=1)), rtol=1e-6)


def test_the_mean_shape_averages_noise_out_and_keeps_absent_markers_absent():
    observed = _moved(400, 6)[0] + np.random.default_rng(6).normal(scale=0.003, size=(400, 5, 3))
    observed[:, 1] = np.nan
    shape = rigid.mean_shape(observed, observed[0])
    assert np.isnan(shape[1]).all()
    kept = [0, 2, 3, 4]
    assert rigid.fit(CLUSTER[kept], shape[None, kept]).residual_m[0] < 0.0008
