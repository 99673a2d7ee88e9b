"""RawRecordings of one clock -> one Recording: axes found, labels matched, forces on the runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import xarray as xr

from backstride.errors import RefusedError, WrongKindError
from backstride.model.recording import AxesDecision, Event, Forces, MarkerMatch, Note, Recording
from backstride.read.axes import AxesFound, find_axes
from backstride.read.axes_evidence import force_up
from backstride.read.marker_names import match_markers
from backstride.read.raw import RawRecording
from backstride.read.rotate import flipped, points_down, rotate_forces, rotate_into

_UPRIGHT_SHARE = 0.8
"""Share of the summed ground reaction that must lie along up: braking and push-off cancel over a step, so
the real recordings have 0.98 and more; forces written in other axes than the markers have next to none."""

_PELVIS_TO_FOOT_M = (0.25, 2.0)
"""A child's and a giant's leg with room to spare: outside, the file's length unit is wrong by ten or more."""


def assemble(raws: Sequence[RawRecording], rate_hz: float | None = None) -> Recording:
    """One recording out of the files of one clock: exactly one holds markers, others add forces.

    ``rate_hz`` overrides the marker file's own rate (its times are then counted from its first).
    Raises WrongKindError without markers, RefusedError when no label is understood, when the axes cannot
    be told, when lengths fit no person, or when forces and markers share no time.
    """
    body = _the_markers(raws)
    if rate_hz is not None:
        body = _at_rate(body, rate_hz)
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
    others = [
        raw for raw in raws if raw is not body and raw.forces is not None and len(raw.forces.plates) > 0
    ]
    forces, force_notes = _all_forces(body, others if body.forces is None else [], found)
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
    values = np.empty((len(raw.time_s), len(match.names), 3))
    for number, label in enumerate(match.names.values()):
        rotate_into(values[:, number], raw.positions_m[:, column[label]], found.matrix)
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


def _all_forces(
    body: RawRecording, others: Sequence[RawRecording], found: AxesFound
) -> tuple[Forces | None, tuple[Note, ...]]:
    sources = [body, *others] if body.forces is not None and body.forces.plates else list(others)
    if not sources:
        return None, ()
    for raw in sources:
        _check_overlap(body, raw)
    first = sources[0].forces
    assert first is not None
    plates = list(first.plates)
    for raw in sources[1:]:
        assert raw.forces is not None
        if len(raw.forces.time_s) != len(first.time_s) or raw.forces.rate_hz != first.rate_hz:
            raise RefusedError(
                "its forces do not share the clock of the other force file",
                where=raw.name,
                fix="Export both together",
            )
        plates += raw.forces.plates
    return _into_isb(replace(first, plates=tuple(plates)), found.decision)


def _check_overlap(body: RawRecording, raw: RawRecording) -> None:
    assert raw.forces is not None
    markers, forces = (body.time_s[0], body.time_s[-1]), (raw.forces.time_s[0], raw.forces.time_s[-1])
    if forces[0] > markers[1] or forces[1] < markers[0]:
        raise RefusedError(
            f"the forces run from {forces[0]:.2f} to {forces[1]:.2f} s but the markers of {body.name} "
            f"from {markers[0]:.2f} to {markers[1]:.2f} s: they share no time",
            where=raw.name,
            fix="Give the force file of the same trial",
        )


def _into_isb(forces: Forces, axes: AxesDecision) -> tuple[Forces | None, tuple[Note, ...]]:
    """Forces turned with the markers; kept out where they clearly lie in other axes."""
    turned = rotate_forces(forces, np.array(axes.matrix))
    total = force_up(turned)
    if total is None:
        return turned, ()
    if abs(total[1]) < _UPRIGHT_SHARE * np.linalg.norm(total):
        text = (
            "The forces are written in other axes than the markers: they do not point up. They are left out."
        )
        return None, (Note(level="fault", code="forces_in_other_axes", text=text),)
    if points_down(turned):
        text = "The forces act on the plate (downward); their reaction on the runner is used."
        return flipped(turned), (Note(level="info", code="forces_flipped", text=text),)
    return turned, ()
