"""GPX tracks: positions with times, and heart rate and cadence in the extensions watches use.

Cadence counts one foot, like TCX. There is neither distance nor speed: both are worked out from positions.
Source: GPX 1.1 schema, Garmin's TrackPointExtension v1 and v2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

import numpy as np

from backstride.errors import RefusedError, WrongKindError
from backstride.model.watch import WatchDevice, WatchTotals
from backstride.sensors.raw import RawStretch, RawWatch
from backstride.sensors.tcx import SET_FROM
from backstride.sensors.xml_text import inside, local, number_of, open_xml, text_of, time_of

_COLUMNS: Final = {
    "ele": "altitude_m",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "cad": "cadence_cycles",
    "cadence": "cadence_cycles",
    "atemp": "temperature_c",
    "power": "power_w",
    "watts": "power_w",
    "speed": "speed_mps",
}
# Parts of a track's type -> sport, the first that is found: programs write it as they like.
_SPORTS: Final = {
    "run": "running",
    "jog": "running",
    "cycl": "cycling",
    "bik": "cycling",
    "ride": "cycling",
    "swim": "swimming",
    "walk": "walking",
    "hik": "hiking",
    "row": "rowing",
}


def read_gpx(data: bytes) -> RawWatch:
    """Decode the tracks of a GPX file.

    Raises:
        UnreadableError: it is damaged, cut off, or no plain XML.
        WrongKindError: it holds no track (a planned route, or places).
        RefusedError: its track carries no times.
    """
    root = open_xml(data)
    tracks = [one for one in inside(root, "trk") if any(inside(one, "trkpt"))]
    if not tracks:
        raise WrongKindError(
            "this GPX holds no track, only a planned way or places", fix="Give the file of a run"
        )
    parts = [list(inside(track, "trkseg")) for track in tracks]
    rows = [_row(point) for of_one in parts for part in of_one for point in inside(part, "trkpt")]
    names = dict.fromkeys(["time", *(name for row in rows for name in row)])
    columns = {name: np.array([row.get(name, np.nan) for row in rows], dtype=np.float64) for name in names}
    if not np.isfinite(columns["time"]).any():
        raise RefusedError(
            "this GPX is a way without times, so nothing can be said of a run",
            fix="Export the activity itself, as FIT where there is a choice",
        )
    return RawWatch(
        format="GPX",
        columns=columns,
        unset_below=SET_FROM,
        sessions=tuple(_session(track) for track in tracks),
        timer=tuple(_timer([part for of_one in parts for part in of_one])),
        device=WatchDevice(product=root.get("creator")),
    )


def _row(point: Element) -> dict[str, float]:
    row = {
        "time": time_of(text_of(point, "time")),
        "latitude_deg": number_of(point.get("lat")),
        "longitude_deg": number_of(point.get("lon")),
    }
    for one in point.iter():
        column = _COLUMNS.get(local(one))
        if column is not None and not np.isnan(value := number_of(one.text)):
            row[column] = value
    return row


def _times(part: Element) -> list[float]:
    told = [time_of(text_of(point, "time")) for point in inside(part, "trkpt")]
    return [one for one in told if not np.isnan(one)]


def _session(track: Element) -> RawStretch:
    known = _times(track)
    kind = (text_of(track, "type") or "").lower()
    return RawStretch(
        start=min(known, default=None),
        totals=WatchTotals(elapsed_s=max(known) - min(known) if known else None),
        sport=next((sport for part, sport in _SPORTS.items() if part in kind), None),
    )


def _timer(parts: Sequence[Element]) -> Iterator[tuple[float, bool]]:
    """A new segment begins where the track went on after a stop."""
    for part in parts:
        known = _times(part)
        if known:
            yield known[0], True
            yield known[-1], False
