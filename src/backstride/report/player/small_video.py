"""The pictures of a stretch as a small video that a browser steps through frame by frame."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.report.player.h264 import Quality, write_h264

Image = NDArray[np.uint8]
"""(height, width, 3) RGB, upright."""

LONG_SIDE_PX: Final = 960
"""As wide as a page shows it; a foot of 25 cm is then some 30 px long where the body fills the height."""
ON_THE_PAGE: Final = Quality(constant_rate=26, most_bit_s=1_500_000, key_every_s=0.25)
"""A quality at which the foot's edge stays sharp, at most 2 MB in 12 s, and seeks that decode 15 frames of
60 frames/s at most; judged by eye on phone clips."""


def small_size(width_px: int, height_px: int) -> tuple[int, int]:
    """The size of the small video: the same shape, even as H.264 needs it, never enlarged.

    >>> small_size(1920, 1080), small_size(1081, 1921), small_size(320, 240)
    ((960, 540), (540, 960), (320, 240))
    """
    smaller = min(1.0, LONG_SIDE_PX / max(width_px, height_px))
    return max(2, round(width_px * smaller / 2) * 2), max(2, round(height_px * smaller / 2) * 2)


def small_video(frames: Iterable[tuple[float, Image]], width_px: int, height_px: int) -> bytes:
    """An MP4 of these frames, H.264, silent and without a word about where it comes from.

    Args:
        frames: (time in s, picture) in the order of time; the first becomes time 0, the spaces are kept.
        width_px, height_px: the pictures.

    The same frames give the same bytes on one machine. Raises ValueError without a frame, and
    ModelMissingError without the video extra.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "small.mp4"
        write_h264(made, frames, small_size(width_px, height_px), ON_THE_PAGE)
        return made.read_bytes()
