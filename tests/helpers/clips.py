"""Tiny video files made for a test: MPEG-4 in MP4, tags patched in by hand so that nothing checks itself."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

QUARTER_CLOCKWISE = (0, 1, -1, 0)
HALF = (-1, 0, 0, -1)


def grey(count: int, width: int = 96, height: int = 64) -> list[Image]:
    """Frames of growing brightness: frame k is about 10 k everywhere."""
    return [np.full((height, width, 3), min(10 * k, 250), np.uint8) for k in range(count)]


def corner_lit(count: int, width: int = 96, height: int = 64) -> list[Image]:
    """Dark frames whose upper left quarter is white."""
    frames = [np.zeros((height, width, 3), np.uint8) for _ in range(count)]
    for frame in frames:
        frame[: height // 2, : width // 2] = 255
    return frames


def write_clip(
    path: Path,
    images: Sequence[Image],
    *,
    times_ms: Sequence[int] | None = None,
    codec: str = "mpeg4",
    metadata: dict[str, str] | None = None,
    faststart: bool = False,
) -> Path:
    """A clip of these RGB frames at 25 frames/s, or at times in ms; every tenth decodes alone."""
    import av

    flags = "use_metadata_tags" + ("+faststart" if faststart else "")
    with av.open(
        str(path), "w", options={"movflags": flags} if path.suffix in (".mp4", ".mov") else {}
    ) as out:
        out.metadata.update(metadata or {})
        stream = out.add_stream(codec, rate=25)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        stream.codec_context.gop_size = 10
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = times_ms[number] if times_ms else 40 * number
            frame.time_base = Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def turn(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write a display matrix (a, b, c, d) into the track header, as a phone does (ISO/IEC 14496-12, 8.3.2).

    The player draws the stored point (x, y) at (a x + c y, b x + d y).
    """
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 4 + 20 + 8 + 8  # version, times and ids, reserved, layer to volume
    a, b, c, d = (value << 16 for value in matrix)
    data[place : place + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


def remuxed_with_times(source: Path, target: Path, times_ms: Sequence[int]) -> Path:
    """The same packets with these presentation times, decode times kept rising."""
    import av

    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        stream.time_base = Fraction(1, 1000)
        packets = [packet for packet in before.demux(video=0) if packet.size]
        for number, (packet, time_ms) in enumerate(zip(packets, times_ms, strict=True)):
            packet.stream = stream
            packet.time_base = Fraction(1, 1000)
            packet.dts, packet.pts = number - 1000, time_ms
            after.mux(packet)
    return target
