"""A tiny FIT encoder of the tests' own: what a watch would write, message by message."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

# name -> (number, format, scale, offset), by the FIT profile
RECORD = {
    "timestamp": (253, "I", 1, 0),
    "position_lat": (0, "i", 1, 0),
    "position_long": (1, "i", 1, 0),
    "altitude": (2, "H", 5, 500),
    "heart_rate": (3, "B", 1, 0),
    "cadence": (4, "B", 1, 0),
    "distance": (5, "I", 100, 0),
    "speed": (6, "H", 1000, 0),
    "power": (7, "H", 1, 0),
    "temperature": (13, "b", 1, 0),
    "left_right_balance": (30, "B", 1, 0),
    "vertical_oscillation": (39, "H", 10, 0),
    "stance_time_percent": (40, "H", 100, 0),
    "stance_time": (41, "H", 10, 0),
    "fractional_cadence": (53, "B", 128, 0),
    "enhanced_speed": (73, "2H", 1000, 0),  # as one watch declares it: two halves, the second empty
    "vertical_ratio": (83, "H", 100, 0),
    "stance_time_balance": (84, "H", 100, 0),
    "step_length": (85, "H", 10, 0),
}
SESSION = {
    "timestamp": (253, "I", 1, 0),
    "start_time": (2, "I", 1, 0),
    "sport": (5, "B", 1, 0),
    "sub_sport": (6, "B", 1, 0),
    "total_elapsed_time": (7, "I", 1000, 0),
    "total_timer_time": (8, "I", 1000, 0),
    "total_distance": (9, "I", 100, 0),
    "avg_running_cadence": (18, "B", 1, 0),
    "total_ascent": (22, "H", 1, 0),
    "total_descent": (23, "H", 1, 0),
}
LAP = {name: SESSION[name] for name in ("timestamp", "start_time", "total_elapsed_time")} | {
    "total_timer_time": (8, "I", 1000, 0)
}
EVENT = {"timestamp": (253, "I", 1, 0), "event": (0, "B", 1, 0), "event_type": (1, "B", 1, 0)}
FILE_ID = {"type": (0, "B", 1, 0), "manufacturer": (1, "H", 1, 0)}
MESSAGES = {
    "file_id": (0, FILE_ID),
    "session": (18, SESSION),
    "lap": (19, LAP),
    "record": (20, RECORD),
    "event": (21, EVENT),
}
BASE = {"B": 0x02, "b": 0x01, "H": 0x84, "h": 0x83, "I": 0x86, "i": 0x85, "2H": 0x84, "f": 0x88}
EMPTY = {"B": 0xFF, "b": 0x7F, "H": 0xFFFF, "I": 0xFFFFFFFF, "i": 0x7FFFFFFF}
RUNNING, CYCLING, TRANSITION, SWIMMING, WALKING = 1, 2, 3, 5, 11
SUMMER_2024 = 1_087_000_000  # s since 1989-12-31: June 2024

Message = tuple[str, Mapping[str, Any]]


def fit_bytes(messages: Sequence[Message], *, kind: int = 4, checksum: bool = True) -> bytes:
    """A whole FIT file. kind: 4 is an activity. Values in the profile's units, None where there is nothing.

    A key ("name", "units") of a record is a developer field of type float32.
    """
    body = _message("file_id", {"type": kind, "manufacturer": 1}, {})
    added: dict[tuple[str, str], int] = {}
    for name, values in messages:
        for key in values:
            if isinstance(key, tuple) and key not in added:
                body += _described(key, added)
        body += _message(name, values, added)
    header = struct.pack("<2BHI4s", 14, 0x20, 2140, len(body), b".FIT")
    head = header + struct.pack("<H", fit_checksum(header))
    return head + body + struct.pack("<H", fit_checksum(head + body) if checksum else 0)


def _described(key: tuple[str, str], added: dict[tuple[str, str], int]) -> bytes:
    """developer_data_id once, then a field_description."""
    out = b""
    if not added:
        out += bytes([0x40, 0, 0]) + struct.pack("<HB", 207, 1) + bytes([3, 1, 0x02]) + bytes([0, 0])
    added[key] = len(added)
    name, units = (text.encode() + b"\x00" for text in key)
    fields = [(0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, len(name), 0x07), (8, len(units), 0x07)]
    out += bytes([0x40, 0, 0]) + struct.pack("<HB", 206, len(fields))
    out += b"".join(bytes(one) for one in fields)
    return out + bytes([0, 0, added[key], 0x88]) + name + units


def _message(name: str, values: Mapping[Any, Any], added: Mapping[tuple[str, str], int]) -> bytes:
    number, known = MESSAGES[name]
    own = {key: value for key, value in values.items() if not isinstance(key, tuple)}
    extra = {key: value for key, value in values.items() if isinstance(key, tuple)}
    definition = bytes([0x60 if extra else 0x40, 0, 0]) + struct.pack("<HB", number, len(own))
    data = b"\x00"
    for key, value in own.items():
        field, form, scale, offset = known[key]
        definition += bytes([field, struct.calcsize(f"<{form}"), BASE[form]])
        data += _packed(form, value, scale, offset)
    if extra:
        definition += bytes([len(extra)])
        for key, value in extra.items():
            definition += bytes([added[key], 4, 0])
            data += struct.pack("<f", value)
    return definition + data


def _packed(form: str, value: Any, scale: float, offset: float) -> bytes:
    if form == "2H":
        return struct.pack("<2H", round(value * scale), 0xFFFF)
    raw = EMPTY[form] if value is None else round((value + offset) * scale)
    return struct.pack(f"<{form}", raw)


def fit_checksum(data: bytes) -> int:
    """The nibble table of the FIT protocol, written apart from the product's own."""
    table = (
        *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
        *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
    )
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) ^ table[crc & 0xF] ^ table[nibble]
    return crc


def records(n: int = 60, *, start: int = SUMMER_2024, step_s: int = 1, **changed: Any) -> list[Message]:
    """A steady run of 3 m/s and 170 steps/min; ``changed``: value, or a function of the second, or ``...``
    to leave a field out."""
    usual: dict[str, Any] = {
        "timestamp": lambda i: start + i * step_s,
        "distance": lambda i: 3.0 * i * step_s,
        "speed": 3.0,
        "heart_rate": 150,
        "cadence": 85,
        "stance_time": 250.0,
        "vertical_oscillation": 80.0,
    } | changed
    return [
        (
            "record",
            {
                name: value(i) if callable(value) else value
                for name, value in usual.items()
                if value is not ...
            },
        )
        for i in range(n)
    ]


def session(
    sport: int = RUNNING, *, start: int = SUMMER_2024, seconds: float = 60.0, **more: Any
) -> list[Message]:
    """A session as watches write it, at its end."""
    told = {
        "timestamp": start + round(seconds),
        "start_time": start,
        "sport": sport,
        "total_elapsed_time": seconds,
        "total_timer_time": seconds,
    }
    return [("session", told | more)]


def timer(at: int, *, runs: bool) -> list[Message]:
    """The timer started or stopped."""
    return [("event", {"timestamp": at, "event": 0, "event_type": 0 if runs else 4})]
