"""New pictures into a new video that holds nothing else: no sound, no place, no device, no date."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from backstride.pose.decode import Frame, Image

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

QUALITY: Final = {"crf": "18", "preset": "veryfast"}
"""x264's constant rate factor: 18 is commonly taken as hard to tell from the original. Slower presets make a
smaller file, not a better picture."""
THREADS: Final = 4
"""The encoder's output depends on their number; a fixed one gives the same bytes on every machine."""
CONTAINER: Final = {"movflags": "+faststart", "fflags": "+bitexact"}
"""The index in front, for players on the web; nothing said of the program that wrote the file."""
_BT709: Final = 1
_LIMITED: Final = 1  # both as in ISO/IEC 23091-2: matrix coefficients BT.709, video range


def write_video(out: Path, pictures: Iterable[tuple[Frame, Image]], rate_hz: float) -> int:
    """Write pictures (h, w, 3) at the times of the frames they stand for; how many there were.

    H.264 in MP4. An odd width or height grows by one pixel, the edge repeated. rate_hz: nominal. Raises
    OSError where the file cannot be written, StopIteration without any picture.
    """
    import av
    import av.error

    written = 0
    try:
        rest = iter(pictures)
        first = next(rest)
        tick_s = first[0].decoded.time_base or 1 / _nominal(rate_hz)
        clock = {"movie_timescale": str(tick_s.denominator)}  # or a first frame after 0 s moves by half a ms
        with av.open(str(out), "w", format="mp4", options=CONTAINER | clock) as container:
            stream = _stream(container, *first, rate_hz)
            stream.codec_context.time_base = tick_s
            for frame, image in chain([first], rest):
                container.mux(stream.encode(_encodable(frame, image, stream, written)))
                written += 1
            container.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error
    return written


def _stream(container: Any, frame: Frame, image: Image, rate_hz: float) -> VideoStream:
    """An empty stream with the size and colours of the source."""
    source = frame.decoded
    stream = cast("VideoStream", container.add_stream("libx264", rate=_nominal(rate_hz), options=QUALITY))
    context = stream.codec_context
    context.height, context.width = (side + side % 2 for side in image.shape[:2])
    context.pix_fmt = "yuv420p"
    context.thread_count = THREADS
    context.color_primaries, context.color_trc = source.color_primaries, source.color_trc
    context.colorspace, context.color_range = _BT709, _LIMITED
    return stream


def _nominal(rate_hz: float) -> Fraction:
    return Fraction(rate_hz or 30.0).limit_denominator(1001)  # a file without a rate: what phones film at


def _encodable(frame: Frame, image: Image, stream: VideoStream, number: int) -> VideoFrame:
    import av

    height, width = image.shape[:2]
    even = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    made = av.VideoFrame.from_ndarray(even, format="rgb24")
    made = made.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
    made.pts = frame.decoded.pts if frame.decoded.pts is not None else number
    made.time_base = stream.codec_context.time_base
    return made
