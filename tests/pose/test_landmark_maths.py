"""Points sharpened on heatmaps that were drawn for the purpose."""

from __future__ import annotations

import numpy as np

from backstride.pose.landmark_maths import sharpened, sigmoid


def spot(column: float, row: float, peak: float = 4.0) -> np.ndarray:
    """(64, 64) logits: a bell of width 1.2 cells on a low floor."""
    y, x = np.mgrid[:64, :64]
    return peak - ((x - column) ** 2 + (y - row) ** 2) / 1.2**2


def test_a_point_moves_to_the_middle_of_its_spot() -> None:
    maps = np.dstack([spot(20, 30), spot(40, 10)])
    rough = np.array([[21.3, 29.6], [39.2, 11.4]]) / 64
    np.testing.assert_allclose(sharpened(rough, maps, 7, 0.5) * 64, [[20, 30], [40, 10]], atol=0.2)


def test_a_faint_map_or_a_point_outside_changes_nothing() -> None:
    maps = np.dstack([spot(20, 30, peak=-1.0), spot(20, 30), spot(20, 30)])
    points = np.array([[20.5, 30.5], [-3.0, 10.0], [64.0, 10.0]]) / 64
    np.testing.assert_array_equal(sharpened(points, maps, 7, 0.5), points)


def test_at_the_edge_only_cells_of_the_map_count() -> None:
    moved = sharpened(np.array([[0.4, 63.5]]) / 64, spot(0, 63)[..., None], 7, 0.5) * 64
    assert 0 <= moved[0, 0] < 1
    assert 62 < moved[0, 1] <= 63


def test_probabilities_of_large_logits_are_finite() -> None:
    np.testing.assert_allclose(sigmoid(np.array([-1e30, 0.0, 1e30], np.float32)), [0, 0.5, 1], atol=1e-12)
