"""From the numbers a person detector gives to people: anchors, boxes, overlap.

The detector is of the single-shot kind (Liu et al. 2016, SSD, arXiv:1512.02325) with anchors of one size:
every output row is a box and keypoints relative to its anchor's centre, in pixels of the input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.pose.landmark_maths import Logits, sigmoid


@dataclass(frozen=True, eq=False)
class Boxes:
    """n candidate people. corners: (n, 4) left, top, right, bottom; keypoints: (n, k, 2); scores: (n,)."""

    corners: FloatArray
    keypoints: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.scores)


def anchor_centres(input_px: int, strides_px: Sequence[int], per_cell: int) -> FloatArray:
    """(n, 2) centres of all anchors, as shares of the input, in the order of the output rows.

    Layers of one stride lie together: at each cell, row by row, stand the anchors of all of them.
    """
    layers = []
    for stride in dict.fromkeys(strides_px):
        cells = -(-input_px // stride)
        at_cell = per_cell * strides_px.count(stride)
        along = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(along, along, indexing="ij")
        layers.append(np.repeat(np.column_stack([x.ravel(), y.ravel()]), at_cell, axis=0))
    return np.concatenate(layers)


def decode_boxes(
    rows: FloatArray, logits: Logits, anchors: FloatArray, input_px: int, score_at_least: float
) -> Boxes:
    """Rows (n, 4 + 2k) and logits (n,) of the output as boxes in shares of the input, weak ones left out.

    A row is: centre x, y from the anchor's, width, height, then k keypoints from the anchor's centre, all px.
    """
    scores = sigmoid(logits)
    kept = scores >= score_at_least
    values, centres = rows[kept] / input_px, anchors[kept]
    middle, half = values[:, :2] + centres, values[:, 2:4] / 2
    keypoints = values[:, 4:].reshape(len(values), (rows.shape[1] - 4) // 2, 2) + centres[:, None]
    return Boxes(np.hstack([middle - half, middle + half]), keypoints, scores[kept])


def overlaps(corners: FloatArray, other: FloatArray) -> FloatArray:
    """Intersection over union of boxes (n, 4) with one box (4,), (n,)."""
    low, high = np.maximum(corners[:, :2], other[:2]), np.minimum(corners[:, 2:], other[2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=1)
    together = _areas(corners) + _areas(other[None]) - shared
    shares: FloatArray = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    return shares


def merge_overlapping(boxes: Boxes, overlap_at_least: float) -> Boxes:
    """One box a person, best first: boxes that overlap the best one are averaged into it, weighted by score.

    The average of several rows is steadier from frame to frame than the best row alone (Bazarevsky et al.
    2019, BlazeFace, arXiv:1907.05047, on post-processing).
    """
    left = np.argsort(-boxes.scores, kind="stable")
    corners, keypoints, scores = [], [], []
    while left.size:
        same = overlaps(boxes.corners[left], boxes.corners[left[0]]) > overlap_at_least
        same[0] = True  # a box of no area does not even overlap itself
        group = left[same]
        weights = boxes.scores[group] / boxes.scores[group].sum()
        corners.append(weights @ boxes.corners[group])
        keypoints.append(np.tensordot(weights, boxes.keypoints[group], axes=1))
        scores.append(boxes.scores[left[0]])
        left = left[~same]
    if not scores:
        return boxes
    return Boxes(np.array(corners), np.array(keypoints), np.array(scores))


def _areas(corners: FloatArray) -> FloatArray:
    sides = np.clip(corners[:, 2:] - corners[:, :2], 0.0, None)
    areas: FloatArray = np.prod(sides, axis=1)
    return areas
