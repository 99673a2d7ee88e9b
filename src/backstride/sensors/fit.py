"""FIT, the format of Garmin, Stryd, Coros, Suunto, Wahoo and Polar watches.

Decoding is fitdecode's; here its messages become columns. Units follow the FIT profile: stance time ms,
vertical oscillation and step length mm, positions in semicircles, times in s since 1989-12-31 (UTC). Below
2**28 s the clock was never set and shows the time since the device was switched on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from backstride.errors import UnreadableError, WrongKindError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Note
from backstride.model.watch import WatchDevice
from backstride.sensors.fit_envelope import Envelope, open_envelope
from backstride.sensors.fit_fields import COLUMNS, number, own_words, stretch
from backstride.sensors.raw import RawStretch, RawWatch, as_columns

EPOCH: Final = 631065600.0  # 1989-12-31 00:00 UTC in s since 1970
UNSET_BELOW: Final = float(1 << 28)
_STARTS: Final = "start"
_STOPS: Final = ("stop", "stop_all", "stop_disable", "stop_disable_all")
_BALANCE_RIGHT: Final = 0x80  # FIT profile, left_right_balance: set where the share is the right leg's
_BALANCE_SHARE: Final = 0x7F
# What fitdecode raises on bytes that make no sense; it is pure Python, so nothing worse can happen.
_NONSENSE: Final = (
    AssertionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass
class _Found:
    """What has been met so far, in the order of the file."""

    rows: list[dict[str, float]] = field(default_factory=list)
    developer: list[dict[tuple[str, str], float]] = field(default_factory=list)
    sessions: list[RawStretch] = field(default_factory=list)
    laps: list[RawStretch] = field(default_factory=list)
    timer: list[tuple[float, bool]] = field(default_factory=list)
    sport: str | None = None
    kind: str | None = None
    device: WatchDevice = field(default_factory=WatchDevice)


def read_fit(data: bytes) -> RawWatch:
    """Decode a FIT activity.

    Raises:
        WrongKindError: it is no FIT file, or one of another kind (a course, a workout, daily monitoring).
        UnreadableError: it is damaged, or ends before a single moment was saved.
    """
    envelope = open_envelope(data)
    found, notes = _Found(), []
    whole = _collect(envelope, found)
    if found.kind not in (None, "activity") and not found.rows:
        raise WrongKindError(
            f"this FIT file holds no run: it is of the kind {own_words(found.kind)}",
            fix="Give the file of an activity",
        )
    if not envelope.checked and whole:
        text = "The file carries no checksum: damage would not show."
        notes.append(Note(level="info", code="no_checksum", text=text))
    return RawWatch(
        format="FIT",
        columns=_columns(found.rows),
        epoch=EPOCH,
        unset_below=UNSET_BELOW,
        developer=as_columns(found.developer),
        sport=found.sport,
        sessions=tuple(found.sessions),
        laps=tuple(found.laps),
        timer=tuple(found.timer),
        device=found.device,
        notes=tuple(notes),
        whole=whole,
    )


def _collect(envelope: Envelope, found: _Found) -> bool:
    """Fill in what the file holds; True where it was decoded to its end."""
    from fitdecode import FitEOFError, FitError

    take = {
        "record": _take_record,
        "session": lambda one, frame: one.sessions.append(stretch(_values(frame))),
        "lap": lambda one, frame: one.laps.append(stretch(_values(frame))),
        "event": _take_event,
        "sport": _take_sport,
        "file_id": _take_file_id,
        "device_info": _take_device,
    }
    try:
        for frame in _messages(envelope.data):
            taker = take.get(frame.name)
            if taker is not None:
                taker(found, frame)
    except FitEOFError:
        return False
    except (FitError, *_NONSENSE) as error:
        if envelope.whole:
            raise UnreadableError(
                "it is damaged: a message in it makes no sense", fix="Export it from the watch's app again"
            ) from error
        return False
    return envelope.whole


def _messages(data: bytes) -> Iterator[Any]:
    """The data messages; checksums were looked at before, and raw numbers need no processor."""
    from fitdecode import FIT_FRAME_DATA, CrcCheck, ErrorHandling, FitReader

    options = {
        "processor": None,
        "check_crc": CrcCheck.DISABLED,
        "error_handling": ErrorHandling.IGNORE,
    }
    with FitReader(data, **options) as reader:
        for frame in reader:
            if frame.frame_type == FIT_FRAME_DATA:
                yield frame


def _values(frame: Any) -> dict[str, Any]:
    """Name -> value of a message's own fields; of fields given twice, the first that says something."""
    found: dict[str, Any] = {}
    for one in frame.fields:
        if one.value is not None and not _is_developer(one):
            found.setdefault(one.name, one.value)
    return found


def _is_developer(one: Any) -> bool:
    return one.field_def is not None and one.field_def.is_dev


def _take_record(found: _Found, frame: Any) -> None:
    """The one message there are thousands of, so its fields are looked at once and without properties."""
    row: dict[str, float] = {}
    extra: dict[tuple[str, str], float] = {}
    for one in frame.fields:
        value, kind = one.value, one.field
        if value is None or kind is None:
            continue
        told = COLUMNS.get(kind.name)
        if kind.field_type == "devfield":
            extra[(str(kind.name), str(one.units or ""))] = number(value)
        elif told is not None:
            if told[0] not in row:
                row[told[0]] = (value if type(value) is float else number(value)) * told[1]
        elif kind.name == "left_right_balance":
            row["power_balance_percent"] = _left_share(one.raw_value)
    found.rows.append(row)
    found.developer.append(extra)


def _left_share(raw: Any) -> float:
    """The left leg's share in percent; NaN where the file does not say whose share it is.

    >>> _left_share(0x80 | 48)
    52.0
    """
    if not isinstance(raw, int) or not raw & _BALANCE_RIGHT:
        return np.nan
    return 100.0 - (raw & _BALANCE_SHARE)


def _take_event(found: _Found, frame: Any) -> None:
    told = _values(frame)
    if told.get("event") != "timer":
        return
    at = number(told.get("timestamp"))
    if told.get("event_type") == _STARTS:
        found.timer.append((at, True))
    elif told.get("event_type") in _STOPS:
        found.timer.append((at, False))


def _take_sport(found: _Found, frame: Any) -> None:
    sport = _values(frame).get("sport")
    if found.sport is None and sport is not None:
        found.sport = str(sport)


def _take_file_id(found: _Found, frame: Any) -> None:
    told = _values(frame)
    found.kind = str(told["type"]) if "type" in told else found.kind
    found.device = _device(told, found.device)


def _take_device(found: _Found, frame: Any) -> None:
    """The device that made the file is the one numbered 0."""
    told = _values(frame)
    if told.get("device_index") in (0, "creator"):
        found.device = _device(told, found.device)


def _device(told: dict[str, Any], before: WatchDevice) -> WatchDevice:
    product = told.get("product_name") or told.get("garmin_product") or told.get("product")
    software = told.get("software_version")
    return WatchDevice(
        maker=str(told["manufacturer"]) if "manufacturer" in told else before.maker,
        product=before.product if product is None else str(product),
        software=before.software if software is None else str(software),
    )


def _columns(rows: Sequence[dict[str, float]]) -> dict[str, FloatArray]:
    out = as_columns(rows)
    if "cadence_cycles" in out:
        out["cadence_cycles"] = out["cadence_cycles"] + np.nan_to_num(
            out.pop("cadence_fraction", np.zeros(1))
        )
    return out
