"""GPX tracks: positions with times, and heart rate and cadence in the extensions watches use.

Cadence counts one foot, like TCX. There is neither distance nor speed: both are worked out from positions.
Source: GPX 1.1 schema, Garmin's TrackPointExtension v1 and v2.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

import numpy as np

from backstride.errors import RefusedError, WrongKindError
from backstride.model.watch import WatchDevice, WatchTotals
from backstride.sensors.raw import RawStretch, RawWatch, as_columns
from backstride.sensors.tcx import SET_FROM
from backstride.sensors.xml_text import inside, moment, number_of, open_xml, text_of, time_of, timer_of

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
    parts = [
        [_row(point) for point in inside(part, "trkpt")]
        for track in tracks
        for part in inside(track, "trkseg")
    ]
    columns = as_columns([row for part in parts for row in part], always=("time",))
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
        timer=tuple(timer_of(parts)),
        device=WatchDevice(product=root.get("creator")),
    )


def _row(point: Element) -> dict[str, float]:
    place = {"latitude_deg": number_of(point.get("lat")), "longitude_deg": number_of(point.get("lon"))}
    return moment(point, _COLUMNS) | place


def _session(track: Element) -> RawStretch:
    told = [time_of(text_of(point, "time")) for point in inside(track, "trkpt")]
    known = [one for one in told if not np.isnan(one)]
    kind = (text_of(track, "type") or "").lower()
    return RawStretch(
        start=min(known, default=None),
        totals=WatchTotals(elapsed_s=max(known) - min(known) if known else None),
        sport=next((sport for part, sport in _SPORTS.items() if part in kind), None),
    )
