"""One decoded frame as pictures: all of it or a part in colour, or small and grey.

A phone held upright stores its frames lying and a tag that says so; pictures come out as a person sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from av.video.reformatter import VideoReformatter

Image = NDArray[np.uint8]
"""(height, width, 3) RGB, upright."""
Grey = NDArray[np.uint8]
"""(height, width) brightness, upright."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px; what lies at left is inside, at right outside."""

SMALL_PX: Final = 640
"""For finding movement a picture is halved until its long side is shorter; halves are the cheapest to
make."""
PARTIAL: Final = ("yuv420p", "yuvj420p")
"""Formats of which a part can be cut out: brightness in one plane, colours in two of half the size."""
STEP_PX: Final = 128
"""Sides of a part are multiples of this, so that they seldom change: a converter must then be set up anew."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One decoded frame. time_s: presentation time on the file's own clock. converter: shared by the frames
    of one reader, because setting one up takes as long as converting a frame."""

    time_s: float
    decoded: VideoFrame
    converter: VideoReformatter | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the upright frame."""
        width, height = self.decoded.width, self.decoded.height
        return (height, width) if quarter_turns_left(self.decoded.rotation) % 2 else (width, height)

    def image(self) -> Image:
        """The frame as RGB, upright; made on each call, because most frames of a first look are not looked
        at."""
        return self._upright(_rgb(self.decoded, self.converter))

    def paint(self, canvas: Image, box: Box) -> None:
        """Fill in the part of the upright frame round a box, with the pixels of ``image``; the rest stays.

        canvas: (h, w, 3) of the frame's size, written to. Only what lies in the box, and a little more, is
        converted, which of a large frame saves most of the time.
        """
        stored, turns = self.decoded, quarter_turns_left(self.decoded.rotation)
        place = _placed(turned_left(box, -turns, *self.size_px), stored.width, stored.height)
        if place is None or stored.format.name not in PARTIAL or stored.width % 2 or stored.height % 2:
            canvas[:] = self.image()
            return
        left, top, right, bottom = map(int, turned_left(place, turns, stored.width, stored.height))
        canvas[top:bottom, left:right] = np.rot90(_rgb(_cut_out(stored, place), self.converter), turns)

    def small_grey(self) -> tuple[Grey, int]:
        """The brightness as stored, upright, and how many pixels of the frame one of its pixels is wide.

        Halved by averaging until shorter than SMALL_PX; an odd last row or column is left out.
        """
        import cv2

        grey, scale = _luma(self.decoded), 1
        while max(grey.shape) >= SMALL_PX:
            height, width = grey.shape[0] // 2, grey.shape[1] // 2
            even = grey[: 2 * height, : 2 * width]
            grey, scale = (
                np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA)),
                2 * scale,
            )
        if grey.dtype != np.uint8:
            grey = (grey >> (self.decoded.format.components[0].bits - 8)).astype(np.uint8)
        return self._upright(grey), scale

    def _upright(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        quarter_turns = quarter_turns_left(self.decoded.rotation)
        return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image


def quarter_turns_left(rotation_deg: float) -> int:
    """How often to turn a frame left by 90 degrees for its tag, which counts counterclockwise.

    >>> [quarter_turns_left(tag) for tag in (0, 90, -90, 180, -180)]
    [0, 1, 3, 2, 2]
    """
    return round(rotation_deg / 90) % 4


def turned_left(box: Box, times: int, width: float, height: float) -> Box:
    """A box of a frame of this size in the same frame turned left by quarter turns.

    >>> turned_left((1, 2, 3, 5), 1, width=10, height=8)
    (2, 7, 5, 9)
    """
    for _ in range(times % 4):
        left, top, right, bottom = box
        box, width, height = (top, width - right, bottom, width - left), height, width
    return box


def _rgb(frame: VideoFrame, converter: VideoReformatter | None) -> Image:
    if converter is not None:
        frame = converter.reformat(frame, format="rgb24", threads=1)
    return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def _placed(box: Box, width: int, height: int) -> tuple[int, int, int, int] | None:
    """The box cut at the edges of the stored frame and grown to a common size; None if nothing is left."""
    across, down = _stretch(box[0], box[2], width), _stretch(box[1], box[3], height)
    return None if across is None or down is None else (across[0], down[0], across[1], down[1])


def _stretch(first: float, last: float, size: int) -> tuple[int, int] | None:
    """From an even pixel, because two share a colour."""
    low, high = max(int(first) // 2 * 2, 0), min(int(np.ceil(last)), size)
    if low >= high:
        return None
    length = min(-(-(high - low) // STEP_PX) * STEP_PX, size)
    low = min(low, size - length)
    return low, low + length


def _cut_out(frame: VideoFrame, place: tuple[int, int, int, int]) -> VideoFrame:
    """A part of a frame of format 4:2:0 as a frame of its own, with the same colours."""
    import av

    left, top, right, bottom = place
    cut = av.VideoFrame(right - left, bottom - top, frame.format.name)
    for source, target, step in zip(frame.planes, cut.planes, (1, 2, 2), strict=True):
        rows = slice(top // step, bottom // step), slice(left // step, right // step)
        _rows(target, np.uint8)[:] = _rows(source, np.uint8)[rows]
    cut.colorspace, cut.color_range = frame.colorspace, frame.color_range
    return cut


def _rows(plane: VideoPlane, stored: Any) -> NDArray[Any]:
    """(h, w) the values of a plane where they lie."""
    values = np.frombuffer(plane, stored)  # type: ignore[call-overload]  # a plane is a buffer
    rows: NDArray[Any] = values.reshape(plane.height, -1)[:, : plane.width]
    return rows


def _luma(frame: VideoFrame) -> NDArray[Any]:
    """(h, w) brightness, looked at where it lies if the frame keeps it apart, else converted."""
    kind = frame.format
    if kind.is_big_endian or not (kind.is_planar and kind.name.startswith(("yuv", "nv12", "nv21"))):
        return np.asarray(frame.to_ndarray(format="gray"))
    return _rows(frame.planes[0], np.uint8 if kind.components[0].bits == 8 else "<u2")
