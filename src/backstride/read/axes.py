"""The file's axes -> ISB axes (X the running direction, Y up, Z to the runner's right), and why so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.model.recording import AxesDecision, MarkerMatch, Note
from backstride.read.axes_evidence import Evidence, force_up, unit
from backstride.read.raw import RawRecording

_MOVING_MPS = 1.0
"""Slower than this over the stance feet nobody runs or walks a line; drift on a treadmill stays below 0.3."""

_UPRIGHT_DEG = 35.0
"""Largest angle between the pelvis-over-feet line and the axis taken as up. Running leans it by 5 to 17
degrees in the recordings at hand (the trailing foot); beyond 45 another axis would be nearer."""

_SWAY_M = 0.1
"""A runner keeps his line to about this much sideways: over a distance d it is known to atan(0.1 / d)."""

_SNAP_MOVING_DEG = (1.5, 5.0)
"""A line nearer than this to a file axis is that axis: the smaller over long distances (the 28 treadmill
lines at hand lie within 0.7 degrees), the larger where a stride or two leave the line uncertain."""

_SNAP_STANDING_DEG = 8.0
"""The same from anatomy alone; in the ten standing trials at hand, all facing along an axis, within 3.3."""

_SIDE_M = 0.05
"""Left and right must lie this far apart, in the median, to speak about mirroring: hips are 0.2 m wide."""

Vector = FloatArray


@dataclass(frozen=True)
class AxesFound:
    """The decision, and what did not fit it."""

    decision: AxesDecision
    notes: tuple[Note, ...] = ()

    @property
    def matrix(self) -> FloatArray:
        """(3, 3), ``isb = matrix @ file``; a proper rotation."""
        return np.array(self.decision.matrix)


def find_axes(raw: RawRecording, match: MarkerMatch) -> AxesFound:
    """Decide the rotation into ISB axes from the markers' anatomy and motion, the forces and the file's hint.

    Up is the file axis nearest to pelvis over feet, else to the ground reaction, else the file's own word.
    Forward is the motion of the body over the stance feet (belt or ground alike), else where the ASIS and
    the toes point, else left to right. Sources that disagree become notes. Raises RefusedError when
    nothing tells which way is up or forward.
    """
    evidence = Evidence(raw, match)
    up, how_up, notes_up = _find_up(raw, evidence)
    forward, how_forward, snap_deg = _find_forward(raw, evidence, up)
    forward, how_far = _snap(forward, up, snap_deg)
    notes_side, how_side = _check_sides(evidence, up, forward)
    matrix = np.array([forward, up, np.cross(forward, up)])
    rows = [(float(x) + 0.0, float(y) + 0.0, float(z) + 0.0) for x, y, z in matrix]  # + 0.0: no minus zero
    how = f"Up is {_axis_name(up)}: {how_up}. Forward is {how_far}: {how_forward}.{how_side}"
    decision = AxesDecision(matrix=(rows[0], rows[1], rows[2]), how=how)
    return AxesFound(decision, notes_up + notes_side)


def _find_up(raw: RawRecording, evidence: Evidence) -> tuple[Vector, str, tuple[Note, ...]]:
    body, force, hint = evidence.up(), force_up(raw.forces), _hinted(raw.up_hint)
    sources = [
        (body, "the pelvis stands over the feet"),
        (force, "the ground reaction points there"),
        (hint, "the file says so"),
    ]
    for direction, how in sources:
        if direction is None or (chosen := _nearest_axis(direction)) is None:
            continue
        agreeing = [text for other, text in sources if other is not None and _same_axis(other, chosen)]
        return chosen, " and ".join(dict.fromkeys([how, *agreeing])), _up_notes(chosen, hint)
    raise RefusedError(
        "nothing tells which axis is up (no pelvis and foot markers were recognised, no forces)",
        where=raw.name,
        fix="Name the markers after a known set, or give the forces too",
    )


def _up_notes(chosen: Vector, hint: Vector | None) -> tuple[Note, ...]:
    if hint is None or _same_axis(hint, chosen):
        return ()
    text = f"The file calls {_axis_name(hint)} up, but body or forces point along {_axis_name(chosen)}."
    return (Note(level="warning", code="up_hint_disagrees", text=text),)


def _find_forward(raw: RawRecording, evidence: Evidence, up: Vector) -> tuple[Vector, str, float]:
    run, travel = _flat(evidence.run(up), up), _flat(evidence.travel(), up)
    for moving, text in ((run, "the body moves over its stance feet"), (travel, "the body travels")):
        if moving is not None and np.linalg.norm(moving) >= _MOVING_MPS:
            speed = float(np.linalg.norm(moving))
            return moving, f"{text} that way", _line_error_deg(speed * _duration_s(raw))
    front, right = _flat(evidence.front(), up), _flat(evidence.right(), up)
    if front is not None and right is not None:
        across = np.cross(up, right)
        agrees = float(np.dot(unit(front), unit(across))) > 0
        both = unit(front) + (unit(across) if agrees else 0.0)
        return both, "nobody walks or runs; ASIS and toes point there", _SNAP_STANDING_DEG
    if front is not None:
        return front, "nobody walks or runs; ASIS and toes point there", _SNAP_STANDING_DEG
    if right is not None:
        return (
            np.cross(up, right),
            "nobody walks or runs; it lies square to left and right",
            _SNAP_STANDING_DEG,
        )
    raise RefusedError(
        "nothing tells which way the runner faces",
        where=raw.name,
        fix="Record pelvis markers and both feet, or name them after a known set",
    )


def _duration_s(raw: RawRecording) -> float:
    return len(raw.time_s) / raw.rate_hz


def _line_error_deg(distance_m: float) -> float:
    """How far off a running line may be that was seen over a distance."""
    return float(np.clip(np.degrees(np.arctan2(_SWAY_M, distance_m)), *_SNAP_MOVING_DEG))


def _check_sides(evidence: Evidence, up: Vector, forward: Vector) -> tuple[tuple[Note, ...], str]:
    """Whether the labels of left and right, front and back fit the motion; what does not is reported."""
    right, front = evidence.right(), _flat(evidence.front(), up)
    across = 0.0 if right is None else float(np.dot(right, np.cross(forward, up)))
    ahead = 0.0 if front is None else float(np.dot(front, forward))
    notes = []
    if across < -_SIDE_M and ahead < 0:
        text = "The body moves backwards by its own labels: time runs backwards, or somebody ran backwards."
        return (Note(level="fault", code="backwards", text=text),), ""
    if across < -_SIDE_M:
        text = (
            "Left labels lie on the runner's right: the sides are swapped (use --swap-sides) "
            "or the file's axes are left-handed (mirror it in the capture software)."
        )
        notes.append(Note(level="fault", code="mirrored", text=text))
    if ahead < 0:
        text = "ASIS and toes lie behind PSIS and heels: front and back labels are swapped."
        notes.append(Note(level="fault", code="front_back_swapped", text=text))
    agrees = " Left and right labels fit." if across > _SIDE_M and not notes else ""
    return tuple(notes), agrees


def _snap(forward: Vector, up: Vector, within_deg: float) -> tuple[Vector, str]:
    """The nearest file axis when the heading is close to it, else the heading itself."""
    heading = unit(forward)
    axis = _along(heading)
    off_deg = float(np.degrees(np.arccos(np.clip(np.dot(heading, axis), -1.0, 1.0))))
    if off_deg <= within_deg and abs(float(np.dot(axis, up))) == 0.0:
        return axis, f"{_axis_name(axis)} (within {max(off_deg, 0.1):.1f} degrees)"
    return heading, f"{off_deg:.0f} degrees off {_axis_name(axis)}"


def _flat(direction: Vector | None, up: Vector) -> Vector | None:
    if direction is None:
        return None
    flat = direction - np.dot(direction, up) * up
    return flat if np.linalg.norm(flat) > 0 else None


def _along(direction: Vector) -> Vector:
    axis = np.zeros(3)
    number = int(np.argmax(np.abs(direction)))
    axis[number] = 1.0 if direction[number] > 0 else -1.0
    return axis


def _nearest_axis(direction: Vector) -> Vector | None:
    axis = _along(direction)
    return axis if np.dot(unit(direction), axis) >= np.cos(np.radians(_UPRIGHT_DEG)) else None


def _same_axis(direction: Vector, axis: Vector) -> bool:
    return bool((_along(direction) == axis).all())


def _hinted(hint: str | None) -> Vector | None:
    if hint is None or hint.lstrip("+-").lower() not in ("x", "y", "z"):
        return None
    axis = np.zeros(3)
    axis["xyz".index(hint.lstrip("+-").lower())] = -1.0 if hint.startswith("-") else 1.0
    return axis


def _axis_name(axis: Vector) -> str:
    number = int(np.argmax(np.abs(axis)))
    return f"{'-' if axis[number] < 0 else '+'}{'XYZ'[number]}"
