"""A video file opened with care: what it is, and the one sentence for what it is not.

Only a plain file of a known container is opened, and nothing it names: a playlist or a reference to another
file or address is never followed, because the only protocol allowed is ``file`` and the only formats are the
ones below.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backstride.errors import (
    BackstrideError,
    ModelMissingError,
    RefusedError,
    UnreadableError,
    UsageError,
    WrongKindError,
)

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

MIN_SIDE_PX: Final = 64
"""Below this a whole person cannot stand in the frame with anything to be seen of the feet."""

VIDEO_FORMATS: Final = ("mov", "matroska", "avi", "mpegts", "mpeg", "flv", "asf", "ogg")
SOUND_FORMATS: Final = ("mp3", "wav", "flac", "aac", "aiff", "w64", "caf")
STILL_MARKS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
STILL_BRANDS: Final = (b"heic", b"heix", b"mif1", b"avif")
_COPY_AGAIN: Final = "Copy it from the phone again"
_FILM: Final = "Give a video of the run, MP4 or MOV as the phone made it"
_INSTALL: Final = "Install the video extra: pip install 'backstride[video]'"


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The open container and its first real picture stream.

    Raises
    ------
    UsageError, WrongKindError, UnreadableError, RefusedError
        No such file; a folder, still image or sound; damage or an unknown codec; a frame too small.
    ModelMissingError
        The video extra is not installed.
    """
    av = _library()
    _check_file(path)
    name = path.name
    formats = ",".join(VIDEO_FORMATS + SOUND_FORMATS)
    options = {"protocol_whitelist": "file", "format_whitelist": formats}
    try:
        container = av.open(f"file:{path.resolve()}", options=options)
    except av.error.FFmpegError as error:
        raise _cannot_open(name) from error
    except UnicodeDecodeError as error:  # text fields of a damaged header
        raise _cannot_open(name) from error
    with container:
        yield container, _picture_stream(container, name)


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Whatever the decoder raises inside becomes one sentence about the file."""
    av = _library()
    try:
        yield
    except BackstrideError:
        raise
    except (av.error.FFmpegError, UnicodeDecodeError) as error:
        raise UnreadableError("the video is damaged or cut off", where=name, fix=_COPY_AGAIN) from error


def _library() -> Any:
    try:
        import av
        import av.error
        import av.logging
    except ImportError as error:
        raise ModelMissingError("video needs a library that is not installed (av)", fix=_INSTALL) from error
    av.logging.set_level(None)  # what the decoder mutters about a damaged file is said by us, once
    return av


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise WrongKindError("this is a folder", where=path.name, fix=_FILM)
    if not path.exists():
        raise UsageError("there is no such file", where=path.name, fix="Check the path")
    if not path.is_file():
        raise WrongKindError("this is no ordinary file", where=path.name, fix=_FILM)
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
    except OSError as error:
        raise UnreadableError(f"the file cannot be read ({error.strerror})", where=path.name) from error
    if not start:
        raise UnreadableError("the file is empty", where=path.name, fix=_COPY_AGAIN)
    if start.startswith(STILL_MARKS) or (start[4:8] == b"ftyp" and start[8:12] in STILL_BRANDS):
        raise _still(path.name)


def _cannot_open(name: str) -> UnreadableError:
    return UnreadableError(
        "this does not open as a video: it is damaged, cut off, or of an unknown kind", where=name, fix=_FILM
    )


def _still(name: str) -> WrongKindError:
    return WrongKindError("this is a still image, not a video", where=name, fix=_FILM)


def _picture_stream(container: InputContainer, name: str) -> VideoStream:
    streams = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not streams:
        raise WrongKindError("this holds no moving picture, only sound or data", where=name, fix=_FILM)
    stream = streams[0]
    if stream.codec_context is None:
        raise UnreadableError(
            "its video codec is not supported", where=name, fix="Export it as MP4 with H.264 or HEVC"
        )
    width, height = stream.codec_context.width, stream.codec_context.height
    if not width or not height:  # nothing could be read that would say how large it is
        raise UnreadableError("the video holds no frame", where=name, fix=_COPY_AGAIN)
    if min(width, height) < MIN_SIDE_PX:
        raise RefusedError(
            f"the picture is {width} x {height} px, too small to see a runner", where=name, fix=_FILM
        )
    return stream


def _is_cover(stream: VideoStream) -> bool:
    """The cover of a song is a video stream of one image."""
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)
