"""Anchors, boxes and overlap by hand-worked figures and invariants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.knowledge.loader import load
from backstride.pose.detector_maths import Boxes, anchor_centres, decode_boxes, merge_overlapping, overlaps

DETECTOR = load("pose/blaze.toml")["detector"]


def test_the_anchors_are_as_many_as_the_models_rows() -> None:
    anchors = anchor_centres(DETECTOR["input_px"], DETECTOR["strides_px"], DETECTOR["anchors_per_cell"])
    assert anchors.shape == (2254, 2)  # the second dimension of the model's outputs
    assert anchors.min() > 0
    assert anchors.max() < 1


def test_anchors_stand_in_the_middle_of_cells_row_by_row() -> None:
    anchors = anchor_centres(4, (2, 4, 4), 2)
    fine = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    expected = [centre for centre in fine for _ in range(2)] + [(0.5, 0.5)] * 4
    np.testing.assert_allclose(anchors, expected)


def test_a_row_is_placed_from_its_anchor() -> None:
    anchors = np.array([[0.5, 0.25], [0.5, 0.5]])
    rows = np.array([[20.0, -10, 50, 80, 0, 0, -50, 25], [0.0] * 8])
    boxes = decode_boxes(rows, np.array([0.0, -3.0]), anchors, 100, 0.5)
    assert len(boxes) == 1  # the other is too weak
    np.testing.assert_allclose(boxes.corners, [[0.45, -0.25, 0.95, 0.55]])
    np.testing.assert_allclose(boxes.keypoints, [[[0.5, 0.25], [0.0, 0.5]]])
    np.testing.assert_allclose(boxes.scores, [0.5])


def test_no_row_gives_no_box() -> None:
    boxes = decode_boxes(np.zeros((3, 12)), np.full(3, -200.0), np.zeros((3, 2)), 224, 0.5)
    assert len(merge_overlapping(boxes, 0.3)) == 0


def test_overlap_of_hand_worked_boxes() -> None:
    boxes = np.array([[0.0, 0, 2, 2], [1, 1, 3, 3], [2, 2, 4, 4], [0, 0, 0, 0]])
    np.testing.assert_allclose(overlaps(boxes, boxes[0]), [1, 1 / 7, 0, 0])


def test_boxes_of_one_person_become_their_weighted_mean() -> None:
    corners = np.array([[0.0, 0, 1, 1], [0.1, 0, 1.1, 1], [5, 5, 6, 6]])
    keypoints = corners[:, None, :2]
    merged = merge_overlapping(Boxes(corners, keypoints, np.array([0.6, 0.9, 0.7])), 0.3)
    np.testing.assert_allclose(merged.scores, [0.9, 0.7])
    np.testing.assert_allclose(merged.corners, [[0.06, 0, 1.06, 1], [5, 5, 6, 6]])
    np.testing.assert_allclose(merged.keypoints[:, 0], [[0.06, 0], [5, 5]])


@given(
    arrays(np.float64, (6, 4), elements=st.floats(0, 1)),
    arrays(np.float64, 6, elements=st.floats(0.5, 1)),
)
def test_what_is_merged_does_not_overlap_the_best(values: np.ndarray, scores: np.ndarray) -> None:
    corners = np.hstack([values[:, :2], values[:, :2] + values[:, 2:]])
    merged = merge_overlapping(Boxes(corners, corners[:, None, :2], scores), 0.3)
    assert 1 <= len(merged) <= 6
    assert merged.scores[0] == pytest.approx(scores.max())
    assert np.all(np.diff(merged.scores) <= 0)
    assert merged.corners.min() >= corners.min() - 1e-12
    assert merged.corners.max() <= corners.max() + 1e-12
