"""Marks drawn into a frame of a video: the body, the feet that stand, and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import ModelMissingError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.report.player.skeleton import skeleton_lines
from backstride.report.player.words import say

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

# The dark scheme's colours of the page, which are read on any picture over a black edge.
COLOURS: Final[Mapping[Side | None, Colour]] = {
    "left": (255, 143, 102),
    "right": (130, 180, 255),
    None: (204, 214, 212),
}
EDGE: Final = (0, 0, 0)
# Shares of the frame's shorter side, so that marks look alike on any clip; chosen by eye at 720 and 1080 px.
THICK, TEXT_HIGH, DASH = 0.0045, 0.035, 0.018
STANDING: Final = 2.5  # times as thick as a limb is the line under a foot that stands
HERSHEY_PX: Final = 22.0  # height of a capital of OpenCV's plain font at scale 1


@dataclass(frozen=True)
class Moment:
    """What is drawn into one frame: places, (2,) px or NaN; the feet that stand; the run's clock."""

    places: Mapping[str, FloatArray]
    standing: frozenset[Side]
    time_s: float


def marked(image: Image, moment: Moment) -> Image:
    """A copy of the frame (height, width, 3) RGB with its marks.

    Left is solid and right dashed, as in the report. Raises ModelMissingError without the video extra.
    """
    drawn = np.ascontiguousarray(image).copy()
    pen = _Pen(_library(), drawn, min(drawn.shape[:2]))
    for line in skeleton_lines():
        pen.line([moment.places[name] for name in line.points if name in moment.places], line.side)
    for side in SIDES:
        if side in moment.standing:
            foot = [moment.places[name] for name in (f"heel_{side}", f"toe_{side}") if name in moment.places]
            pen.line(foot, side, times=STANDING)
    pen.words(moment)
    return drawn


class _Pen:
    """Draws into one frame, every line over a black edge."""

    def __init__(self, cv2: Any, image: Image, short_px: int) -> None:
        self.cv2, self.image = cv2, image
        self.thick_px = max(1, round(THICK * short_px))
        self.text_px = max(10.0, TEXT_HIGH * short_px)
        self.dash_px = max(4.0, DASH * short_px)

    def line(self, places: list[FloatArray], side: Side | None, *, times: float = 1.0) -> None:
        """Through the places that were seen, in their order."""
        seen = [place for place in places if np.isfinite(place).all()]
        thick_px = max(1, round(self.thick_px * times))
        pieces = list(pairwise(seen))
        for start, stop in pieces:
            self._piece(start, stop, EDGE, thick_px + 2 * max(1, self.thick_px // 2))
        for start, stop in pieces:
            for one, other in self._dashes(start, stop) if side == "right" else [(start, stop)]:
                self._piece(one, other, COLOURS[side], thick_px)

    def _dashes(self, start: FloatArray, stop: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
        """Every second part of the line, the first and the last drawn, so that joints stay whole."""
        parts = 2 * round(float(np.hypot(*(stop - start))) / (2 * self.dash_px)) + 1
        ends = start + (stop - start) * np.linspace(0, 1, parts + 1)[:, None]
        return [(ends[at], ends[at + 1]) for at in range(0, parts, 2)]

    def _piece(self, start: FloatArray, stop: FloatArray, colour: Colour, thick_px: int) -> None:
        ends = [tuple(int(n) for n in np.round(place)) for place in (start, stop)]
        self.cv2.line(self.image, *ends, colour, thick_px, self.cv2.LINE_AA)

    def words(self, moment: Moment) -> None:
        """The time, and under it which feet stand: a filled box and its name, an empty box without."""
        left, line = round(self.text_px), round(self.text_px * 1.7)
        self._text(f"{moment.time_s:.3f} s", left, line, COLOURS[None])
        for row, side in enumerate(SIDES, start=2):
            low, high_px = line * row, round(self.text_px * 0.8)
            corners = (left, low - high_px), (left + high_px, low)
            self.cv2.rectangle(self.image, *corners, EDGE, 2 * self.thick_px + 2)
            filled = self.cv2.FILLED if side in moment.standing else self.thick_px
            self.cv2.rectangle(self.image, *corners, COLOURS[side], filled)
            self._text(say(side), left + round(self.text_px * 1.3), low, COLOURS[side])

    def _text(self, text: str, x: int, y: int, colour: Colour) -> None:
        scale = self.text_px / HERSHEY_PX
        for drawn, thick_px in ((EDGE, 3 * self.thick_px), (colour, self.thick_px)):
            font = self.cv2.FONT_HERSHEY_SIMPLEX
            self.cv2.putText(self.image, text, (x, y), font, scale, drawn, thick_px, self.cv2.LINE_AA)


def _library() -> Any:
    try:
        import cv2
    except ImportError as error:
        raise ModelMissingError(
            "drawing into a video needs a library that is not installed (cv2)",
            fix="Install the video extra: pip install 'backstride[video]'",
        ) from error
    return cv2
