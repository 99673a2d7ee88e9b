"""One runner's points as a figure on black: what is left of a frame when everything else is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.pose.decode import Image

LEFT, RIGHT, MIDDLE = (255, 143, 102), (130, 180, 255), (204, 214, 212)  # the report's, on dark
COLOURS: Final = MappingProxyType({"left": LEFT, "right": RIGHT})
PER_SIDE: Final = (
    ("shoulder_centre", "elbow_centre"),
    ("elbow_centre", "wrist_centre"),
    ("shoulder_centre", "hip_centre"),
    ("hip_centre", "knee_centre"),
    ("knee_centre", "ankle_centre"),
    ("ankle_centre", "heel"),
    ("heel", "toe"),
)
ACROSS: Final = ("shoulder_centre", "hip_centre")
LINES_OF_HEIGHT: Final = 1 / 240
"""Width of a line over the frame's shorter side: 3 px at 720."""
PARTS: Final = 4
"""Bits of a pixel that OpenCV takes places in, so that a slow limb does not jump."""


def skeleton(places_px: Mapping[str, FloatArray], width_px: int, height_px: int) -> Image:
    """(h, w, 3) black, with the figure. places_px: name -> (2,); a point that is missing or NaN is left out.

    A head is a ring about the middle of the ears: no nose, no eyes, nothing of a face.
    """
    image = np.zeros((height_px, width_px, 3), np.uint8)
    thick_px = max(round(LINES_OF_HEIGHT * min(width_px, height_px)), 1)
    for name in ACROSS:
        _line(image, places_px, f"{name}_left", f"{name}_right", MIDDLE, thick_px)
    for side in SIDES:
        for one, other in PER_SIDE:
            _line(image, places_px, f"{one}_{side}", f"{other}_{side}", COLOURS[side], thick_px)
    _head(image, places_px, thick_px)
    return image


def _line(
    image: Image,
    places_px: Mapping[str, FloatArray],
    one: str,
    other: str,
    colour: tuple[int, int, int],
    thick_px: int,
) -> None:
    import cv2

    ends = np.array([places_px.get(name, np.full(2, np.nan)) for name in (one, other)])
    if np.isfinite(ends).all():
        start, stop = (ends * 2**PARTS).round().astype(int).tolist()
        cv2.line(image, start, stop, colour, thick_px, cv2.LINE_AA, PARTS)


def _head(image: Image, places_px: Mapping[str, FloatArray], thick_px: int) -> None:
    """A ring as wide as the way from the ears to the shoulders."""
    import cv2

    ears, shoulders = (
        np.mean([places_px.get(f"{name}_{side}", np.full(2, np.nan)) for side in SIDES], axis=0)
        for name in ("ear", "shoulder_centre")
    )
    if np.isfinite([ears, shoulders]).all():
        centre = (ears * 2**PARTS).round().astype(int).tolist()
        radius = round(np.linalg.norm(ears - shoulders) / 2 * 2**PARTS)
        cv2.circle(image, centre, radius, MIDDLE, thick_px, cv2.LINE_AA, PARTS)
