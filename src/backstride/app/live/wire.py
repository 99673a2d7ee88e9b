"""How server and live process talk: a kind, a length, then so many bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, Final

from backstride.errors import BackstrideError
from backstride.knowledge.loader import load

HELLO, FRAME, BYE, READY, ANSWER, FAULT, WARM = b"H", b"F", b"B", b"R", b"A", b"E", b"W"
HEAD: Final = struct.Struct("<cI")
STAMP: Final = struct.Struct("<dI")
"""Before each picture: when it was taken, ms on the browser's clock, and its number."""


class FrameError(BackstrideError):
    """A frame that is none."""


def write(stream: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """One message, whole."""
    stream.write(HEAD.pack(kind, len(content)) + content)
    stream.flush()


def messages(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Every message until the other side is gone."""
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        kind, length = HEAD.unpack(head)
        content = stream.read(length)
        if len(content) < length:
            return
        yield kind, content


def stamp(frame: bytes) -> tuple[float, int, memoryview]:
    """(at_ms, number, JPEG) of a frame as it came from the browser.

    Raises:
        FrameError: it is not a frame, or a picture of a size no camera gives a page.
    """
    known = load("live.toml")["frame"]
    if not STAMP.size < len(frame) <= known["most_bytes"]:
        raise FrameError("a frame of the camera has an odd size", fix="Reload the page")
    at_ms, number = STAMP.unpack_from(frame)
    picture = memoryview(frame)[STAMP.size :]
    width, height = jpeg_size(picture)
    if at_ms != at_ms or abs(at_ms) > 1e15:  # not a number, or no clock's
        raise FrameError("a frame of the camera has no time", fix="Reload the page")
    if min(width, height) < known["fewest_px"] or width * height > known["most_px"]:
        raise FrameError(
            f"the camera's picture is {width} x {height} points, which is not a size this page asks for",
            fix="Reload the page",
        )
    return at_ms, number, picture


def jpeg_size(content: memoryview) -> tuple[int, int]:
    """(width, height) as a JPEG's header says, read without decoding anything.

    Raises:
        FrameError: it is no JPEG, or says no size.
    """
    fault = FrameError("a frame of the camera is no JPEG picture", fix="Reload the page")
    if bytes(content[:2]) != b"\xff\xd8":
        raise fault
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            raise fault
        marker = content[at + 1]
        if marker in (0xC0, 0xC1, 0xC2):  # baseline, extended and progressive frames: what browsers write
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker in (0xD9, 0xDA) or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xCC)):
            raise fault
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    raise fault
