"""Which column of a sensor's table is what: by name, or by shape where the names are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backstride.errors import UnreadableError, WrongKindError
from backstride.knowledge.loader import load

_UNITS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "ms": 1e-3, "msec": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3,
    "us": 1e-6, "µs": 1e-6, "microsecond": 1e-6, "microseconds": 1e-6,
    "ns": 1e-9, "nanosecond": 1e-9, "nanoseconds": 1e-9,
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]+")
_OTHER_SIGNS = re.compile(r"[^a-z0-9µ]+")


@dataclass(frozen=True)
class Columns:
    """Places of the columns. time_unit_s: what the header says a time counts in, None where it does not."""

    acceleration: tuple[int, int, int]
    rotation: tuple[int, int, int] | None = None
    time: int | None = None
    time_unit_s: float | None = None
    sensor: int | None = None


def by_name(header: Sequence[str], where: str) -> Columns:
    """The columns a header names.

    Raises:
        WrongKindError: gravity was taken out of the only acceleration.
        UnreadableError: no three axes of an acceleration are named.
    """
    rules = load("sensors/imu.toml")["columns"]
    names = [_plain(cell) for cell in header]
    kept = [name if not _has(name, rules["other"]) else "" for name in names]
    whole = [name if not _has(name, rules["without_gravity"]) else "" for name in kept]
    acceleration = _three(whole, rules["acceleration"])
    if acceleration is None and _three(kept, rules["acceleration"]):
        raise WrongKindError(
            "gravity was taken out of this acceleration, so nothing says which way is up",
            where=where,
            fix="Record the plain accelerometer",
        )
    if acceleration is None:
        raise UnreadableError(
            "no three columns are named as the x, y and z of an accelerometer",
            where=where,
            fix="Name them acc_x, acc_y, acc_z",
        )
    rotation = _three(["" if n in acceleration else name for n, name in enumerate(kept)], rules["rotation"])
    time = _time(names, header, rules["time"])
    sensor = next((n for n, name in enumerate(names) if name in rules["sensor"]), None)
    return Columns(acceleration, rotation, time, None if time is None else _unit(header[time]), sensor)


def by_shape(rising: Sequence[bool], where: str) -> Columns:
    """The columns of a table without names: a time that only rises or none, x, y, z, then those of rotation.

    rising: of every column, whether it only rises.

    Raises:
        UnreadableError: what is left are not three, six or nine columns.
    """
    time = next((n for n, up in enumerate(rising) if up), None)
    left = [n for n in range(len(rising)) if n != time]
    if len(left) not in (3, 6, 9):
        raise UnreadableError(
            f"the table has no header, and its {len(rising)} columns are not a time and x, y, z",
            where=where,
            fix="Add a first line that names the columns: time, acc_x, acc_y, acc_z",
        )
    rotation = (left[3], left[4], left[5]) if len(left) > 3 else None
    return Columns((left[0], left[1], left[2]), rotation, time)


def _plain(cell: str) -> str:
    """
    >>> _plain("Acceleration x (m/s^2)"), _plain("Accel_LN_X"), _plain("accelerometerX")
    ('acceleration x', 'accel ln x', 'accelerometer x')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _BRACKETS.sub(" ", cell))
    return _OTHER_SIGNS.sub(" ", spaced.lower()).strip()


def _has(name: str, words: Sequence[str]) -> bool:
    return not set(name.split()).isdisjoint(words)


def _three(names: Sequence[str], rules: Sequence[str]) -> tuple[int, int, int] | None:
    for rule in rules:
        found: dict[str, int] = {}
        for place, name in enumerate(names):
            match = re.fullmatch(rule, name)
            if match:
                found.setdefault(match[1], place)
        if len(found) == 3:
            return found["x"], found["y"], found["z"]
    return None


def _time(names: Sequence[str], header: Sequence[str], rule: str) -> int | None:
    found = [n for n, name in enumerate(names) if re.fullmatch(rule, name)]
    said = [n for n in found if _unit(header[n]) is not None]
    return next(iter([*said, *found]), None)


def _unit(cell: str) -> float | None:
    """
    >>> _unit("time [ms]"), _unit("seconds_elapsed"), _unit("time_us"), _unit("time")
    (0.001, 1.0, 1e-06, None)
    """
    bracketed = _BRACKETS.search(cell)
    words = [bracketed[1].strip().lower()] if bracketed else _plain(cell).split()
    return next((_UNITS[word] for word in words if word in _UNITS), None)
