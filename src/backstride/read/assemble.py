"""RawRecordings of one clock -> one Recording: axes found, labels matched, forces on the runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import xarray as xr

from backstride.errors import RefusedError, WrongKindError
from backstride.model.recording import Event, Forces, MarkerMatch, Note, Recording
from backstride.read.axes import AxesFound, find_axes
from backstride.read.join_forces import join_forces
from backstride.read.marker_names import match_markers
from backstride.read.raw import RawRecording
from backstride.read.rotate import rotate_into

_PELVIS_TO_FOOT_M = (0.25, 2.0)
"""A child's and a giant's leg with room to spare: outside, the file's length unit is wrong by ten or more."""

_BLOCK_ROWS = 4096  # rows turned at a time, so that a long recording is in memory twice and not three times


def assemble(raws: Sequence[RawRecording], rate_hz: float | None = None) -> Recording:
    """One recording out of the files of one clock: exactly one holds markers, others add forces.

    ``rate_hz`` overrides the marker file's own rate (its times are then counted from its first).
    Raises WrongKindError without markers, RefusedError when no label is understood, when the axes cannot
    be told, when lengths fit no person, or when forces and markers share no time.
    """
    given = _the_markers(raws)
    body = given if rate_hz is None else _at_rate(given, rate_hz)
    raws = [body if raw is given else raw for raw in raws]
    match = match_markers(body.labels, body.name)
    if not match.names:
        raise RefusedError(
            f"none of the {len(body.labels)} labels is a marker name ({', '.join(body.labels[:4])})",
            where=body.name,
            fix="Label the trajectories, after a known marker set if you can",
        )
    found = find_axes(body, match)
    points = _points(body, match, found)
    _check_size(points, body.name)
    forces, force_notes = join_forces(body, raws, points, found.matrix)
    return Recording(
        id=PurePath(body.name).stem,
        paths=tuple(dict.fromkeys([body.name, *(raw.name for raw in raws)])),
        kind="markers",
        rate_hz=body.rate_hz,
        points=points,
        axes=found.decision,
        match=match,
        forces=forces,
        events=tuple(event for raw in raws for event in raw.events),
        notes=tuple(note for raw in raws for note in raw.notes) + found.notes + force_notes,
    )


def _the_markers(raws: Sequence[RawRecording]) -> RawRecording:
    bodies = [raw for raw in raws if raw.labels]
    if not bodies:
        raise WrongKindError(
            "the file holds forces but no markers"
            if any(raw.forces for raw in raws)
            else "the file holds no markers",
            where=raws[0].name,
            fix="Give the marker file of the same trial too",
        )
    if not any(np.isfinite(raw.positions_m).any() for raw in bodies):
        raise RefusedError(
            "no marker is ever seen", where=bodies[0].name, fix="Export the labelled trajectories"
        )
    return bodies[0]


def _at_rate(raw: RawRecording, rate_hz: float) -> RawRecording:
    """The recording replayed at another rate; the forces of the same file share its clock."""
    start = float(raw.time_s[0])
    forces, events = raw.forces, raw.events
    slower = raw.rate_hz / rate_hz
    if forces is not None:
        stretched = start + (forces.time_s - start) * slower
        forces = Forces(stretched, forces.rate_hz / slower, forces.plates)
    events = tuple(
        Event(time_s=start + (e.time_s - start) * slower, side=e.side, label=e.label) for e in events
    )
    time_s = start + np.arange(len(raw.time_s)) / rate_hz
    text = f"Read at {rate_hz:g} Hz as told; the file says {raw.rate_hz:g} Hz."
    note = Note(level="info", code="rate_given", text=text)
    return replace(
        raw, rate_hz=rate_hz, time_s=time_s, forces=forces, events=events, notes=(*raw.notes, note)
    )


def _points(raw: RawRecording, match: MarkerMatch, found: AxesFound) -> xr.DataArray:
    column = {label: number for number, label in enumerate(raw.labels)}
    wanted = [column[label] for label in match.names.values()]
    values = np.empty((len(raw.time_s), len(wanted), 3))
    for first in range(0, len(values), _BLOCK_ROWS):
        rows = slice(first, first + _BLOCK_ROWS)
        rotate_into(values[rows], raw.positions_m[rows][:, wanted], found.matrix)
    return xr.DataArray(
        values,
        dims=("time", "point", "axis"),
        coords={"time": raw.time_s, "point": list(match.names), "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def _check_size(points: xr.DataArray, where: str) -> None:
    """A wrong length unit shows in the height of pelvis over feet; better refused than a runner of 2 mm."""
    names = [str(name) for name in points["point"].to_numpy()]
    pelvis = [n for n, name in enumerate(names) if name.startswith(("asis", "psis", "sacrum"))]
    feet = [n for n, name in enumerate(names) if name.startswith(("heel", "mt", "toe"))]
    height = points.to_numpy()[:: max(1, len(points) // 1000), :, 1]
    high, low = height[:, pelvis], height[:, feet]
    if not np.isfinite(high).any() or not np.isfinite(low).any():
        return
    leg_m = float(np.median(high[np.isfinite(high)]) - np.median(low[np.isfinite(low)]))
    if not _PELVIS_TO_FOOT_M[0] <= leg_m <= _PELVIS_TO_FOOT_M[1]:
        raise RefusedError(
            f"the pelvis stands {leg_m:.3g} m over the feet: the file's length unit is wrong",
            where=where,
            fix="Correct the unit in its header",
        )
