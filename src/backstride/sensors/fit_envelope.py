"""The envelope of a FIT file: headers, lengths and checksums, looked at before anything is decoded.

Source: FIT protocol, file header and CRC (CRC-16 of polynomial 0x8005, bits reversed, start 0).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from typing import Final

from backstride.errors import UnreadableError, WrongKindError

MARK: Final = b".FIT"
_SHORT, _LONG = 12, 14  # bytes of a header without and with its own checksum
_CRC_BYTES: Final = 2
_AGAIN: Final = "Copy it from the watch, or export it from its app, again"


@dataclass(frozen=True)
class Envelope:
    """What may be decoded. whole: False where the file ends before its header says it does.
    checked: False where the writer left the checksum empty."""

    data: bytes
    whole: bool
    checked: bool


def is_fit(start: bytes) -> bool:
    """Whether a file's first bytes are those of a FIT file.

    >>> is_fit(bytes([14, 16, 0, 0, 0, 0, 0, 0]) + b".FIT")
    True
    """
    return start[8:12] == MARK and start[0] in (_SHORT, _LONG)


def open_envelope(data: bytes) -> Envelope:
    """Check every file in a chain of FIT files.

    A file that ends early is what an empty battery leaves: it is passed on as not whole. A header without a
    length (the writer never came back to fill it in) is given one.

    Raises:
        WrongKindError: it is no FIT file.
        UnreadableError: it ends within its header, or a checksum does not fit.
    """
    if len(data) >= _SHORT and data[8:12] != MARK:
        raise WrongKindError("this is no FIT file", fix=_AGAIN)
    at, whole, checked = 0, True, True
    while at < len(data) and whole:
        header, body = _header(data, at)
        if body == 0:
            return Envelope(_with_length(data, at, header), whole=False, checked=False)
        end = at + header + body
        whole = end + _CRC_BYTES <= len(data)
        if whole:
            checked &= _check(data, at, end)
        at = end + _CRC_BYTES
        if whole and data[at + 8 : at + 12] != MARK:  # what follows the last file is not read
            data = data[:at]
    return Envelope(data, whole, checked and whole)


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Bytes of the header, bytes of the body."""
    if len(data) - at < _SHORT or data[at] not in (_SHORT, _LONG) or len(data) - at < data[at]:
        raise UnreadableError("it is damaged: its header is cut off or spoilt", fix=_AGAIN)
    size: int = data[at]
    (body,) = struct.unpack_from("<I", data, at + 4)
    if size == _LONG:
        (stored,) = struct.unpack_from("<H", data, at + _SHORT)
        if stored and stored != crc16(data[at : at + _SHORT]):
            raise UnreadableError("it is damaged: the checksum of its header does not fit", fix=_AGAIN)
    return size, body


def _check(data: bytes, at: int, end: int) -> bool:
    (stored,) = struct.unpack_from("<H", data, end)
    if not stored:
        return False
    if stored != crc16(data[at:end]):
        raise UnreadableError("it is damaged: its checksum does not fit its content", fix=_AGAIN)
    return True


def _with_length(data: bytes, at: int, header: int) -> bytes:
    body = len(data) - at - header
    start = data[at : at + 4] + struct.pack("<I", body) + data[at + 8 : at + _SHORT]
    return data[:at] + start + b"\x00" * (header - _SHORT) + data[at + header :]


def crc16(data: bytes) -> int:
    """The checksum of FIT.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    table, crc = _table(), 0
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)
