"""C3D files: markers, force plates and events, as the file has them, in metres and newtons."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import BackstrideError, UnreadableError, WrongKindError
from backstride.model.common import Side
from backstride.model.recording import Event, Note
from backstride.read.c3d_decode import Arrays, decode_checked, number, numbers, texts
from backstride.read.c3d_header import MAX_RATE_HZ, Layout, inspect
from backstride.read.c3d_plates import read_forces
from backstride.read.c3d_points import Points, length_scale, read_points
from backstride.read.raw import RawRecording

_SIDES: Final[dict[str, Side]] = {"left": "left", "right": "right"}
_AXES: Final = ("x", "y", "z")


def read_c3d(path: Path) -> RawRecording:
    """One C3D file in its own lab axes; its clock is 0 at the first sample.

    Markers have NaN where the residual is negative or the position is exactly (0, 0, 0). Forces act on the
    runner, zeroed from the phases in which a plate is free. Computed points (angles, moments) and unlabelled
    ones are left out, a subject's prefix is taken off its labels. Events are as the file has them.

    Raises
    ------
    UnreadableError
        Empty, cut short, corrupt, not permitted, or without a rate.
    WrongKindError
        A folder, no C3D inside, or neither markers nor force plates.
    RefusedError
        More than one runner.
    """
    try:
        layout = inspect(path)
        return _recording(path.name, decode_checked(path, layout), layout)
    except BackstrideError as error:
        raise error.at(path.name) from error


def _recording(name: str, arrays: Arrays, layout: Layout) -> RawRecording:
    rate_hz = _rate_hz(arrays)
    n_frames = len(arrays["points"])
    points = _points(arrays)
    analog_rate_hz = rate_hz * len(arrays["analogs"]) / n_frames
    forces, force_notes = read_forces(arrays, points.scale_m, analog_rate_hz, points.positions_m)
    if forces is None and not points.labels:
        raise WrongKindError("it holds neither markers nor force plates", fix="Give a recording of markers.")
    return RawRecording(
        name=name,
        rate_hz=rate_hz,
        time_s=np.arange(n_frames) / rate_hz,
        labels=points.labels,
        positions_m=points.positions_m,
        forces=forces,
        events=_events(arrays, layout.first_frame, rate_hz),
        notes=(*_layout_notes(layout), *points.notes, *force_notes),
        up_hint=_up_hint(arrays),
    )


def _rate_hz(arrays: Arrays) -> float:
    rate_hz = number(arrays, "POINT:RATE")
    if not 0 < rate_hz <= MAX_RATE_HZ:
        raise UnreadableError(
            f"it states a frame rate of {rate_hz:g} Hz", fix="Export it again with its rate."
        )
    return rate_hz


def _points(arrays: Arrays) -> Points:
    """The markers; a file of force plates alone has none."""
    n_frames, n_points, _ = arrays["points"].shape
    if n_points:
        return read_points(arrays)
    return Points((), np.empty((n_frames, 0, 3)), length_scale(arrays), ())


def _layout_notes(layout: Layout) -> list[Note]:
    if not layout.doubts:
        return []
    text = f"The file is unusual ({'; '.join(layout.doubts)}): compare what is shown with its source."
    return [Note(level="warning", code="unusual_file", text=text)]


def _up_hint(arrays: Arrays) -> str | None:
    """The axis that points up the screen, as the recording software drew it: "y", "-z"."""
    stated = "".join(texts(arrays, "POINT:Y_SCREEN")[:1]).lower()
    axis = stated.lstrip("+-")
    if axis not in _AXES:
        return None
    return f"-{axis}" if stated.startswith("-") else axis


def _events(arrays: Arrays, first_frame: int, rate_hz: float) -> tuple[Event, ...]:
    """Stored events on the recording's clock. EVENT:TIMES counts minutes and seconds from frame 1 of the
    capture; of a cut recording some software counts from its first frame, so the reading that puts more
    events inside the recording is taken.
    """
    labels, contexts = texts(arrays, "EVENT:LABELS"), texts(arrays, "EVENT:CONTEXTS")
    pairs = numbers(arrays, "EVENT:TIMES")
    pairs = pairs[: 2 * min(len(pairs) // 2, len(labels))].reshape(-1, 2)
    times = np.where(np.isfinite(pairs).all(axis=1), np.nan_to_num(pairs) @ [60.0, 1.0], np.nan)
    duration_s = len(arrays["points"]) / rate_hz
    shifted = times - (first_frame - 1) / rate_hz
    inside = [np.count_nonzero((clock >= 0) & (clock <= duration_s)) for clock in (shifted, times)]
    clock = shifted if inside[0] >= inside[1] else times
    contexts += [""] * (len(clock) - len(contexts))
    events = [
        Event(time_s=round(float(time), 6), side=_SIDES.get(context.lower()), label=label)
        for time, context, label in zip(clock, contexts, labels, strict=False)
        if np.isfinite(time)
    ]
    return tuple(sorted(events, key=lambda event: event.time_s))
