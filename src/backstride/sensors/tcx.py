"""TCX, Garmin's training XML: activities of laps of track points, times in UTC.

Units are SI, cadence counts one foot (``RunCadence`` of the activity extension). It has no running dynamics.
Source: Training Center Database v2 and Activity Extension v2 schemas.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element

import numpy as np

from backstride.errors import WrongKindError
from backstride.model.watch import WatchDevice, WatchTotals
from backstride.sensors.raw import RawStretch, RawWatch, as_columns
from backstride.sensors.xml_text import inside, moment, number_of, open_xml, text_of, time_of, timer_of

SET_FROM: Final = 631065600.0 + (1 << 28)  # July 1998: an earlier date is a clock that was never set
_SPORTS: Final = {"running": "running", "biking": "cycling"}
# Name of an element anywhere in a track point -> our column.
_COLUMNS: Final = {
    "latitudedegrees": "latitude_deg",
    "longitudedegrees": "longitude_deg",
    "altitudemeters": "altitude_m",
    "distancemeters": "distance_m",
    "value": "heart_rate_bpm",
    "cadence": "cadence_cycles",
    "runcadence": "cadence_cycles",
    "speed": "speed_mps",
    "watts": "power_w",
}


def read_tcx(data: bytes) -> RawWatch:
    """Decode a TCX activity.

    Raises:
        UnreadableError: it is damaged, cut off, or no plain XML.
        WrongKindError: it holds no activity (a course or a workout).
    """
    root = open_xml(data)
    activities = list(inside(root, "activity"))
    if not activities:
        raise WrongKindError("this TCX holds no activity", fix="Give the file of a run, not of a plan")
    tracks = [
        [moment(point, _COLUMNS) for point in inside(track, "trackpoint")]
        for one in activities
        for track in inside(one, "track")
    ]
    return RawWatch(
        format="TCX",
        columns=as_columns([row for track in tracks for row in track], always=("time",)),
        unset_below=SET_FROM,
        sessions=tuple(_session(one) for one in activities),
        laps=tuple(_lap(lap) for one in activities for lap in inside(one, "lap")),
        timer=tuple(timer_of(tracks)),
        device=_device(activities[0]),
    )


def _session(activity: Element) -> RawStretch:
    laps = [_lap(lap) for lap in inside(activity, "lap")]
    starts = [lap.start for lap in laps if lap.start is not None]
    times = [time_of(one.text) for one in inside(activity, "time")]
    known = [one for one in times if not np.isnan(one)] + starts
    elapsed_s = max(known) - min(known) if known else None
    sport = activity.get("Sport", "").lower()
    return RawStretch(
        start=min(known, default=None),
        totals=WatchTotals(
            elapsed_s=elapsed_s,
            timer_s=_sum([lap.totals.timer_s for lap in laps]),
            distance_m=_sum([lap.totals.distance_m for lap in laps]),
        ),
        sport=_SPORTS.get(sport),
    )


def _lap(lap: Element) -> RawStretch:
    start = time_of(lap.get("StartTime"))
    seconds, metres = (number_of(text_of(lap, name)) for name in ("totaltimeseconds", "distancemeters"))
    averages = {}
    for name, column in (("avgspeed", "speed_mps"), ("avgruncadence", "cadence_cycles")):
        for one in inside(lap, name):
            averages[column] = number_of(one.text)
    return RawStretch(
        start=None if np.isnan(start) else start,
        totals=WatchTotals(
            timer_s=None if np.isnan(seconds) else seconds,
            distance_m=None if np.isnan(metres) else metres,
            averages={name: value for name, value in averages.items() if not np.isnan(value)},
        ),
    )


def _device(activity: Element) -> WatchDevice:
    for creator in inside(activity, "creator"):
        return WatchDevice(product=text_of(creator, "name"))
    return WatchDevice()


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
