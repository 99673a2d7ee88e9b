"""A decoded watch file -> one run: its clock, its running part, believable values, or a refusal by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

import numpy as np

from backstride.errors import RefusedError, UnreadableError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note
from backstride.model.watch import DeveloperField, WatchRecords, WatchRun
from backstride.sensors import clock as clocks
from backstride.sensors.gait import refuse_unless_run, running
from backstride.sensors.legs import Legs, choose_legs, moments_of
from backstride.sensors.path import distance_along, speed_along
from backstride.sensors.raw import RawWatch
from backstride.sensors.stretches import gaps, laps_of, pauses_of, sessions_of, within
from backstride.sensors.values import (
    Columns,
    believable,
    flight_time,
    oscillation_scale,
    steps_per_cycle,
    with_developer,
)

_AGAIN = "Copy it from the watch, or export it from its app, again"


def assemble(raw: RawWatch, name: str, path: str) -> WatchRun:
    """One run of a decoded file. name: its id; path: its base name.

    Raises:
        UnreadableError: it ends before two moments were saved.
        WrongKindError: it is another sport, which is named.
        RefusedError: it is a walk, nobody moves in it, or it holds totals only.
    """
    legs = choose_legs(raw)
    _need_moments(raw)
    clock, clock_notes = clocks.told_clock(raw)
    both: dict[clocks.Key, FloatArray] = dict([*raw.columns.items(), *raw.developer.items()])
    time, columns, order_notes = clocks.in_order(clock, both)
    inside = moments_of(raw.sessions, legs.used, clock, time)
    if inside.sum() < 2:
        raise RefusedError("its running part holds no moments, only totals", fix=_AGAIN)
    origin = _origin(raw, legs, clock, time[inside])
    before_m = _distance_before(columns.get("distance_m"), inside)
    time_s = time[inside] - origin
    own = {key: values[inside] for key, values in columns.items() if isinstance(key, str)}
    developer = {key: values[inside] for key, values in columns.items() if isinstance(key, tuple)}
    values, factor, value_notes = _values(own, developer, time_s, before_m)
    pauses = tuple(pauses_of(raw, clock, origin, time_s))
    ran = running(values)
    gait_notes = refuse_unless_run(values, ran, as_walk=legs.as_walk)
    start = clocks.start_of(raw, origin)
    notes = (*_cut(raw), *raw.notes, *legs.notes, *clock_notes, *order_notes, *value_notes, *gait_notes)
    return WatchRun(
        id=name,
        paths=(path,),
        format=raw.format,
        start=start,
        records=WatchRecords(time_s=time_s, running=ran & ~within(time_s, pauses), **values),
        laps=tuple(laps_of(raw, clock, origin, factor, time_s)),
        sessions=tuple(sessions_of(raw, legs, clock, origin, factor)),
        pauses=pauses,
        device=raw.device,
        developer=tuple(DeveloperField(key[0], key[1], column) for key, column in developer.items()),
        notes=(*notes, *gaps(time_s, pauses)),
    )


def _need_moments(raw: RawWatch) -> None:
    time = raw.columns.get("time", np.zeros(0))
    if np.unique(time[np.isfinite(time)]).size >= 2:
        return
    if not raw.whole:
        raise UnreadableError("it is cut off before two moments of a run were saved", fix=_AGAIN)
    raise RefusedError("no course of a run is saved in it, at most totals", fix="Give the watch's own file")


def _origin(raw: RawWatch, legs: Legs, clock: clocks.Clock, time: FloatArray) -> float:
    """Where the run starts: its first leg's start where that lies shortly before the first moment."""
    starts = [
        clock.at(one.start)
        for one, taken in zip(raw.sessions, legs.used, strict=False)
        if taken and one.start is not None
    ]
    gap_s = float(load("sensors/watch.toml")["guards"]["gap_s"])
    near = [start for start in starts if 0 <= time[0] - start <= gap_s]
    return near[0] if near else float(time[0])


def _distance_before(distance: FloatArray | None, inside: BoolArray) -> float:
    """What the device had counted before the running part began."""
    before = np.flatnonzero(inside)[0]
    if distance is None or before == 0 or not np.isfinite(distance[:before]).any():
        return 0.0
    return float(np.nanmax(distance[:before]))


def _values(
    own: Columns, developer: Mapping[tuple[str, str], FloatArray], time_s: FloatArray, before_m: float
) -> tuple[Columns, float, tuple[Note, ...]]:
    """Every column of ``WatchRecords`` but time and running; steps per saved cycle; what to say."""
    filled, notes = with_developer(own, developer)
    nothing = np.full(time_s.size, np.nan)
    names = {field.name for field in fields(WatchRecords)} - {"time_s", "running"}
    values = {name: filled.get(name, nothing) for name in names}
    cycles = filled.get("cadence_cycles", nothing)
    factor, cadence_notes = steps_per_cycle(cycles)
    values["cadence_spm"] = cycles * factor
    scale, oscillation_notes = oscillation_scale(values["vertical_oscillation_m"])
    values["vertical_oscillation_m"] = values["vertical_oscillation_m"] * scale
    values, track_notes = _with_track(values, time_s, before_m)
    kept, kept_notes = believable(values)
    kept["flight_time_s"] = flight_time(kept["cadence_spm"], kept["stance_time_s"])
    return kept, factor, (*notes, *cadence_notes, *oscillation_notes, *track_notes, *kept_notes)


def _with_track(values: Columns, time_s: FloatArray, before_m: float) -> tuple[Columns, tuple[Note, ...]]:
    """Positions that are none removed; distance and speed worked out where the file has none."""
    notes: list[Note] = []
    lat, lon = values["latitude_deg"], values["longitude_deg"]
    wrong = (np.abs(lat) > 90) | (np.abs(lon) > 180) | ((lat == 0) & (lon == 0))
    lat, lon = np.where(wrong, np.nan, lat), np.where(wrong, np.nan, lon)
    distance = values["distance_m"] - before_m
    if not np.isfinite(distance).any():
        distance = distance_along(lat, lon)
        if np.isfinite(distance).any():
            notes.append(_worked_out("distance", "Distance is worked out from the positions."))
    speed = values["speed_mps"]
    if not np.isfinite(speed).any():
        speed = speed_along(time_s, distance)
        if np.isfinite(speed).any():
            notes.append(_worked_out("speed", "Speed is worked out from distance and time."))
    out = {**values, "latitude_deg": lat, "longitude_deg": lon, "distance_m": distance, "speed_mps": speed}
    return out, tuple(notes)


def _worked_out(what: str, text: str) -> Note:
    return Note(level="info", code=f"derived_{what}", text=text)


def _cut(raw: RawWatch) -> Iterator[Note]:
    if not raw.whole:
        text = "The file ends early, as after an empty battery; what was saved until then is used."
        yield Note(level="warning", code="cut_off", text=text)
