"""Frames of a video with their true times, one at a time whatever the length.

Times are the presentation times that stand in the file, so a variable frame rate needs no special care.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from backstride.errors import RefusedError, UnreadableError, WrongKindError
from backstride.pose.container import damage_told, open_video
from backstride.pose.frame import Frame as Frame
from backstride.pose.frame import Image as Image
from backstride.pose.frame import quarter_turns_left as quarter_turns_left
from backstride.pose.slow_motion import capture_rate_hz

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_CUT_OFF_SHARE: Final = 0.05
_CUT_OFF_S: Final = 0.5
"""A file whose frames end this much before its header says was cut off; sound often runs a little longer."""
_FIX_COPY: Final = "Copy it from the phone again"


@dataclass(frozen=True)
class VideoInfo:
    """What a file says of itself before its frames are decoded.

    width_px, height_px: the upright frame. rotation_deg: counterclockwise turn that makes it upright.
    rate_hz: average played rate. start_s: time of the first frame. frames, duration_s: as the header has them
    or estimated, for progress and for cutting the work only. capture_rate_hz: rate of the camera where a tag
    says it filmed slow motion, else None. keys_s: times just after the frames where decoding can begin, as
    far as the header lists them.
    """

    name: str
    width_px: int
    height_px: int
    rotation_deg: int
    rate_hz: float
    frames: int
    start_s: float
    duration_s: float
    codec: str
    capture_rate_hz: float | None
    keys_s: tuple[float, ...] = ()


def video_info(path: Path) -> VideoInfo:
    """What the file says of itself, and its first frame decoded to prove that it can be.

    Raises what ``open_video`` raises, and UnreadableError, RefusedError or WrongKindError for a file that
    holds no frame, lasts no time, is cut off, or is one image only.
    """
    path = Path(path)
    with open_video(path) as (container, stream), damage_told(path.name):
        _check_whole(stream, path)
        first = next(iter(container.decode(stream)), None)
        if first is None:
            raise UnreadableError("the video holds no frame", where=path.name, fix=_FIX_COPY)
        return _info(container, stream, first, path.name)


def _info(container: InputContainer, stream: VideoStream, first: VideoFrame, name: str) -> VideoInfo:
    rate_hz = float(stream.average_rate or stream.guessed_rate or 0.0)
    duration_s = header_duration_s(container, stream)
    frames = stream.frames or round(duration_s * rate_hz)
    if frames == 1:
        raise WrongKindError("this is a still image: a video of one frame", where=name, fix="Film the run")
    if duration_s == 0.0 and stream.frames == 0:
        raise RefusedError("the video lasts no time", where=name, fix=_FIX_COPY)
    turned = first.rotation % 180 != 0
    size = (first.height, first.width) if turned else (first.width, first.height)
    tagged_hz = capture_rate_hz({**container.metadata, **stream.metadata}, rate_hz)
    codec = stream.codec_context.name
    start_s = float(first.time) if first.pts is not None else 0.0
    return VideoInfo(
        name=name,
        width_px=size[0],
        height_px=size[1],
        rotation_deg=int(first.rotation),
        rate_hz=rate_hz,
        frames=frames,
        start_s=start_s,
        duration_s=duration_s,
        codec=codec,
        capture_rate_hz=tagged_hz,
        keys_s=_keys_s(stream, start_s, rate_hz),
    )


def _keys_s(stream: VideoStream, start_s: float, rate_hz: float) -> tuple[float, ...]:
    """An index counts in decoding times, which run ahead of those shown by as much as at the first frame.

    Half a frame is added, so that a time always lies after its frame: a cut there needs that frame only.
    """
    keys = [entry.timestamp for entry in stream.index_entries if entry.is_keyframe]
    if not (keys and rate_hz and stream.time_base):
        return ()
    return tuple(start_s + float((key - keys[0]) * stream.time_base) + 0.5 / rate_hz for key in keys)


def header_duration_s(container: InputContainer, stream: VideoStream) -> float:
    """How long the header says that it lasts, 0 where it does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1e6  # FFmpeg counts a container's time in microseconds


def _check_whole(stream: VideoStream, path: Path) -> None:
    """Where the header lists every frame's place, the last one must lie inside the file."""
    entries = stream.index_entries
    if len(entries) and (end := max(entry.pos + entry.size for entry in entries)) > path.stat().st_size:
        there = path.stat().st_size / end
        raise UnreadableError(
            f"the video is cut off: {there:.0%} of it is here", where=path.name, fix=_FIX_COPY
        )


def frames(
    path: Path, from_s: float = -np.inf, until_s: float = np.inf, *, threads: int = 1
) -> Iterator[Frame]:
    """Every frame with from_s <= time < until_s, in order, a few in memory at a time.

    threads: how many the decoder may use. Raises what ``open_video`` raises, UnreadableError for damage, a
    file that is cut off or times that run backwards, RefusedError where no time passes between frames.
    """
    path = Path(path)
    with open_video(path) as (container, stream), damage_told(path.name):
        from av.video.reformatter import VideoReformatter

        converter = VideoReformatter()
        _check_whole(stream, path)
        stream.codec_context.thread_count = threads
        stream.codec_context.thread_type = "AUTO" if threads > 1 else "NONE"
        last_s = -np.inf
        for time_s, frame in _timed(_from(container, stream, from_s), stream, path.name):
            last_s = time_s
            if time_s >= until_s:
                return
            if time_s >= from_s:
                yield Frame(time_s, frame, converter)
        _check_end(container, stream, last_s, path.name)


def _from(container: InputContainer, stream: VideoStream, from_s: float) -> Iterator[VideoFrame]:
    """Frames from the last point before from_s where decoding can begin; some before from_s are left out."""
    if np.isfinite(from_s) and stream.time_base:
        start = round(from_s / float(stream.time_base))
        container.seek(start, stream=stream, backward=True)
        ahead = _hurried(container, stream, start)
        first = next(ahead, None)
        if first is not None and first.pts is not None and first.pts <= start:
            yield first
            yield from ahead
            return
        container.seek(0)  # an index that points too late, or none: from the beginning then
        yield from _hurried(container, stream, start)
        return
    yield from container.decode(stream)


def _hurried(container: InputContainer, stream: VideoStream, start: int) -> Iterator[VideoFrame]:
    """Frames, of those shown before start only what others are built on."""
    for packet in container.demux(stream):
        early = packet.pts is not None and packet.pts < start
        stream.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
        yield from packet.decode()


def _timed(
    decoded: Iterator[VideoFrame], stream: VideoStream, name: str
) -> Iterator[tuple[float, VideoFrame]]:
    """Each frame with its time in s; a second frame of the same time is left out."""
    before_s = -np.inf
    for number, frame in zip(count(), decoded, strict=False):
        if frame.pts is None and not stream.average_rate:
            raise UnreadableError("its frames carry no times", where=name, fix=_FIX_COPY)
        time_s = float(frame.time) if frame.pts is not None else number / float(stream.average_rate or 1)
        if time_s < before_s:
            raise UnreadableError(
                f"its times run backwards after {before_s:.2f} s", where=name, fix="Export the clip again"
            )
        if time_s > before_s:
            yield time_s, frame
        before_s = time_s


def _check_end(container: InputContainer, stream: VideoStream, last_s: float, name: str) -> None:
    """After the last frame: there was one, and it came when the header says it should."""
    if not np.isfinite(last_s):
        raise UnreadableError("the video holds no frame", where=name, fix=_FIX_COPY)
    duration_s = header_duration_s(container, stream)
    begin_s = float((stream.start_time or 0) * (stream.time_base or 0))
    missing_s = begin_s + duration_s - last_s
    if missing_s > max(_CUT_OFF_S, _CUT_OFF_SHARE * duration_s):
        raise UnreadableError(
            f"the video is cut off: it ends at {last_s - begin_s:.1f} s of {duration_s:.1f} s",
            where=name,
            fix=_FIX_COPY,
        )
