"""H.264 in MP4 with exact frame times: the one way in which a report writes pictures that move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import ModelMissingError

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

Image = NDArray[np.uint8]

TICKS_HZ: Final = 90_000
"""The clock of MPEG video (ISO/IEC 13818-1): 11 microseconds, and whole for 24, 25, 30, 50, 60 frames/s."""
BT709: Final = 1
"""Colours as ITU-R BT.709 has them, in ITU-T H.273; said in the file, so that no player guesses."""
LIMITED_RANGE: Final = 1
SEI: Final = 6
"""The kind of unit in which the encoder notes its name and settings (ITU-T H.264, table 7-1)."""


@dataclass(frozen=True)
class Quality:
    """constant_rate: x264's, lower is better. most_bit_s: bits in a second, None for no limit. key_every_s:
    how far apart frames lie that decode alone."""

    constant_rate: int
    most_bit_s: int | None
    key_every_s: float


def write_h264(
    path: Path, frames: Iterable[tuple[float, Image]], size_px: tuple[int, int], quality: Quality
) -> None:
    """Write the frames to ``path``, scaled to ``size_px`` (width, height, both even), the first at time 0.

    No frame depends on a later one, one thread encodes, and nothing is noted in the file, so that seeking is
    exact and the same frames give the same bytes. Raises ValueError without a frame or where time does not
    go on, ModelMissingError without the video extra.
    """
    av = _library()
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=options) as out:
        stream = _stream(out, size_px, quality)
        _mux(av, out, stream, _encoded(av, stream, frames, quality.key_every_s))


def _library() -> Any:
    try:
        import av
        import av.bitstream
        import av.video.reformatter
    except ImportError as error:
        raise ModelMissingError(
            "video needs a library that is not installed (av)",
            fix="Install the video extra: pip install 'backstride[video]'",
        ) from error
    return av


def _stream(out: OutputContainer, size_px: tuple[int, int], quality: Quality) -> VideoStream:
    # forced-idr: a frame asked for as a key frame is one that a browser can seek to
    options = {"preset": "veryfast", "crf": str(quality.constant_rate), "forced-idr": "1"}
    if quality.most_bit_s:
        options |= {"maxrate": str(quality.most_bit_s), "bufsize": str(quality.most_bit_s)}
    stream = out.add_stream("libx264", options=options)
    stream.width, stream.height = size_px
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, TICKS_HZ)
    context.thread_count = 1
    context.max_b_frames = 0
    context.gop_size = 1_000_000  # key frames come by time, never by count
    context.colorspace = context.color_primaries = context.color_trc = BT709
    context.color_range = LIMITED_RANGE
    return stream


def _encoded(
    av: Any, stream: VideoStream, frames: Iterable[tuple[float, Image]], key_every_s: float
) -> Iterator[Any]:
    """Packets of the frames in order, then what the encoder still held."""
    first_s = before = key_s = None
    for time_s, image in frames:
        first_s = time_s if first_s is None else first_s
        tick = round((time_s - first_s) * TICKS_HZ)
        if before is not None and tick <= before:
            raise ValueError(f"frames must go forward in time: {time_s} s")
        # half a tick of tolerance: 0.25 s is reached at 0.2499999
        is_key = key_s is None or time_s - key_s >= key_every_s - 0.5 / TICKS_HZ
        key_s, before = time_s if is_key else key_s, tick
        yield from stream.encode(_picture(av, image, stream, tick, is_key=is_key))
    if first_s is None:
        raise ValueError("there is no frame to write")
    yield from stream.encode(None)


def _picture(av: Any, image: Image, stream: VideoStream, tick: int, *, is_key: bool) -> Any:
    kinds, reformatter = av.video.frame.PictureType, av.video.reformatter
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24").reformat(
        stream.width,
        stream.height,
        "yuv420p",
        dst_colorspace=reformatter.Colorspace.ITU709,
        interpolation=reformatter.Interpolation.AREA,
    )
    frame.pts, frame.time_base = tick, Fraction(1, TICKS_HZ)
    frame.pict_type = kinds.I if is_key else kinds.NONE
    return frame


def _mux(av: Any, out: OutputContainer, stream: VideoStream, packets: Iterator[Any]) -> None:
    """The packets into the file, without the encoder's note about itself."""
    strip = None
    for packet in _lasting(packets):
        # only after the first packet are the stream's headers known
        strip = strip or av.bitstream.BitStreamFilterContext(f"filter_units=remove_types={SEI}", stream)
        out.mux(strip.filter(packet))


def _lasting(packets: Iterator[Any]) -> Iterator[Any]:
    """Each packet lasts until the next one, the last as long as the one before it; the encoder does not know
    how long a frame is shown where the rate varies."""
    held, length = None, TICKS_HZ // 25  # a lone frame as in television
    for packet in packets:
        if held is not None:
            held.duration = length = packet.pts - held.pts
            yield held
        held = packet
    if held is not None:
        held.duration = length
        yield held
