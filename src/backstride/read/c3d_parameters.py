"""The parameter section of a C3D file, walked strictly: every record inside the section, every value whole.

Backstride takes the values themselves from ezc3d; this walk exists because ezc3d trusts the section and
crashes or hangs on a broken one. Record layout: C3D User Guide, "The parameter section" (c3d.org).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np

Value = tuple[float, ...] | tuple[str, ...]
Parameters = dict[tuple[str, str], Value]

# Type codes and the bytes each element takes, C3D User Guide, "Parameter record".
_CHARACTERS: Final = -1
_ELEMENT_BYTES: Final = {-1: 1, 1: 1, 2: 2, 4: 4}
_MAX_DIMENSIONS: Final = 7
_SECTION_HEADER_BYTES: Final = 4

_DTYPES: Final = {1: "u1", 2: "<i2", 4: "<f4"}


class BrokenSectionError(ValueError):
    """The section breaks the format; the message says where and how."""


@dataclass(frozen=True)
class _Record:
    """One group or parameter record: where its content starts and where the next record does."""

    name: str
    group: int
    content: int
    following: int | None


def walk(section: bytes) -> Parameters:
    """Every parameter of the section, by upper-case (group, name).

    Parameters
    ----------
    section
        Bytes from the start of the parameter section to the start of the data, little-endian.

    Raises
    ------
    BrokenSectionError
        A record reaches out of the section or past the next one, a type or dimension is unknown, a
        parameter belongs to no group, or the chain of records does not end.
    """
    groups: dict[int, str] = {}
    found: list[tuple[int, str, Value]] = []
    position: int | None = _SECTION_HEADER_BYTES
    while position is not None:
        record = _record(section, position)
        if record is None:
            break
        if record.group < 0:
            end = _after_text(section, record.content)
            groups[-record.group] = record.name
        else:
            value, end = _value(section, record)
            found.append((record.group, record.name, value))
        if record.following is not None and record.following != end:
            raise BrokenSectionError(f"record {record.name!r} does not end where the next one starts")
        position = record.following
    return _by_name(found, groups)


def _record(section: bytes, position: int) -> _Record | None:
    """The record at ``position``; None where the section's end is marked."""
    length, group = _signed(section, position), _signed(section, position + 1)
    if length == 0:  # what follows may be anything: some software leaves old memory there
        return None
    if group == 0:
        raise BrokenSectionError(f"the record at byte {position} has no group")
    start = position + 2
    name = _slice(section, start, abs(length))  # a negative length marks a locked record
    if not name.isascii() or not name.decode("ascii").isprintable():
        raise BrokenSectionError(f"the record at byte {position} has no readable name")
    pointer = start + abs(length)
    step = int(np.frombuffer(_slice(section, pointer, 2), "<u2")[0])
    following = pointer + step if step else None
    return _Record(name.decode("ascii").strip().upper(), group, pointer + 2, following)


def _value(section: bytes, record: _Record) -> tuple[Value, int]:
    kind, n_dimensions = _signed(section, record.content), _slice(section, record.content + 1, 1)[0]
    if kind not in _ELEMENT_BYTES or n_dimensions > _MAX_DIMENSIONS or (kind < 0 and not n_dimensions):
        raise BrokenSectionError(f"parameter {record.name!r} has an unknown type or shape")
    shape = tuple(_slice(section, record.content + 2, n_dimensions))
    start = record.content + 2 + n_dimensions
    data = _slice(section, start, prod(shape) * _ELEMENT_BYTES[kind])
    end = _after_text(section, start + len(data))
    if kind == _CHARACTERS:
        return _texts(data, shape), end
    return tuple(np.frombuffer(data, _DTYPES[kind]).astype(float).tolist()), end


def _texts(data: bytes, shape: tuple[int, ...]) -> tuple[str, ...]:
    """The first dimension runs along a text, the others count texts."""
    width = shape[0] if shape else 1
    pieces = [data[i : i + width] for i in range(0, len(data), width)] if width else []
    return tuple(piece.decode("latin-1").rstrip(" \0") for piece in pieces)


def _after_text(section: bytes, position: int) -> int:
    """The byte after a description (one length byte, then so many characters)."""
    length = _slice(section, position, 1)[0]
    _slice(section, position + 1, length)
    return position + 1 + length


def _by_name(found: list[tuple[int, str, Value]], groups: dict[int, str]) -> Parameters:
    orphans = sorted({name for group, name, _ in found if group not in groups})
    if orphans:
        raise BrokenSectionError(f"parameter {orphans[0]!r} belongs to no group")
    return {(groups[group], name): value for group, name, value in found}


def _slice(section: bytes, start: int, length: int) -> bytes:
    if start + length > len(section):
        raise BrokenSectionError("the parameter section ends in the middle of a record")
    return section[start : start + length]


def _signed(section: bytes, position: int) -> int:
    return int.from_bytes(_slice(section, position, 1), "little", signed=True)
