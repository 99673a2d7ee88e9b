"""A recording as C3D: ISB axes, millimetres, force plates of TYPE 2, what is missing with residual -1."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from backstride.model.recording import Event, Forces, Plate, Recording
from backstride.read.wrench import MIN_LOAD_N, Reaction, axes_from_corners, wrench_of

MOST_FRAMES: Final = 65535
"""C3D counts frames in 16 bits."""

_MM_PER_M: Final = 1000.0
_CHANNEL_NAMES: Final = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
_CHANNEL_UNITS: Final = ("N", "N", "N", "Nmm", "Nmm", "Nmm")
_TO_CHANNEL_UNITS: Final = np.array([1.0, 1.0, 1.0, _MM_PER_M, _MM_PER_M, _MM_PER_M])
_MOMENTS_TYPE: Final = 2
_INTEGER, _REAL, _TEXT = 2, 4, -1  # ezc3d's codes of parameter types
_SAME_RATE: Final = 1e-6  # rates that differ by less are one rate written with other digits
_MARGIN_M: Final = 0.1  # round the pressure points of a plate whose corners nobody knows
_LEAST_PLACED: Final = 0.95  # share of loaded samples that must have a centre of pressure


def write_c3d(recording: Recording, path: Path) -> None:
    """Write points, forces and events; read back, they are the same to single precision.

    The clock of a C3D starts at 0, so a recording whose time starts elsewhere loses that offset. A plate
    without corners gets a rectangle round its centres of pressure. Forces whose rate is no multiple of the
    points' rate are interpolated to the next multiple. A file of the same name is replaced at the end only.

    Raises
    ------
    UsageError
        More than 65535 frames, a name that does not end in .c3d, forces that do not cover the points, or
        forces without centres of pressure: formats that can hold them are named.
    """
    if path.suffix != ".c3d":
        raise UsageError(
            "a C3D file must be named .c3d", where=path.name, fix="Choose a name ending in .c3d."
        )
    n_frames = recording.points.sizes["time"]
    if n_frames > MOST_FRAMES:
        raise UsageError(
            f"{n_frames:,} frames do not fit into C3D, which ends at {MOST_FRAMES:,}",
            where=path.name,
            fix="Write TRC (and MOT for forces), or cut the recording.",
        )
    import ezc3d  # here, so that other formats never pay for it

    file = ezc3d.c3d()
    _put_points(file, recording)
    _put_forces(file, recording, path.name)
    _put_events(file, recording.events, float(recording.points["time"].to_numpy()[0]))
    partial = path.with_name(f".{path.stem}.partial.c3d")
    try:
        file.write(str(partial))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _put_points(file: Any, recording: Recording) -> None:
    positions = recording.points.to_numpy()
    missing = ~np.isfinite(positions).all(axis=2)
    data = np.ones((4, *missing.T.shape))
    data[:3] = np.where(missing[..., None], 0.0, positions * _MM_PER_M).T
    file["data"]["points"] = data
    file["data"]["meta_points"] = {
        "residuals": np.where(missing, -1.0, 0.0).T[None],
        "camera_masks": np.zeros((7, *missing.T.shape), dtype=bool),
    }
    point = file["parameters"]["POINT"]
    point["RATE"] = _parameter(_REAL, np.array([recording.rate_hz]))
    point["UNITS"] = _parameter(_TEXT, ["mm"])
    point["LABELS"] = _parameter(_TEXT, [str(name) for name in recording.points["point"].to_numpy()])
    point["X_SCREEN"] = _parameter(_TEXT, ["+X"])
    point["Y_SCREEN"] = _parameter(_TEXT, ["+Y"])


def _put_forces(file: Any, recording: Recording, where: str) -> None:
    plates = recording.forces.plates if recording.forces else ()
    analog = file["parameters"]["ANALOG"]
    if not recording.forces or not plates:
        analog["RATE"] = _parameter(_REAL, np.zeros(1))
        return
    grid, subframes = _grid(recording, recording.forces, where)
    corners = [plate.corners_m if plate.corners_m is not None else _rectangle(plate) for plate in plates]
    channels = [
        _channels(plate, its_corners, recording.forces.time_s, grid, where)
        for plate, its_corners in zip(plates, corners, strict=True)
    ]
    file["data"]["analogs"] = np.hstack(channels).T[None]
    analog["RATE"] = _parameter(_REAL, np.array([subframes * recording.rate_hz]))
    names = [f"{name}{number}" for number in range(1, len(plates) + 1) for name in _CHANNEL_NAMES]
    analog["LABELS"] = _parameter(_TEXT, names)
    analog["UNITS"] = _parameter(_TEXT, list(_CHANNEL_UNITS) * len(plates))
    analog["SCALE"] = _parameter(_REAL, np.ones(len(names)))
    analog["OFFSET"] = _parameter(_INTEGER, np.zeros(len(names), dtype=int))
    file["parameters"]["FORCE_PLATFORM"] |= _plate_parameters(np.array(corners))


def _plate_parameters(corners: FloatArray) -> dict[str, Any]:
    """FORCE_PLATFORM for plates of TYPE 2 with corners (plate, 4, 3) m, the sensor in the surface."""
    count = len(corners)
    return {
        "USED": _parameter(_INTEGER, np.array([count])),
        "TYPE": _parameter(_INTEGER, np.full(count, _MOMENTS_TYPE)),
        "ZERO": _parameter(_INTEGER, np.array([1, 0])),  # 1, 0: no frames to take a zero from
        "CORNERS": _parameter(_REAL, corners.T * _MM_PER_M),
        "ORIGIN": _parameter(_REAL, np.zeros((3, count))),
        "CHANNEL": _parameter(_INTEGER, np.arange(1, 6 * count + 1).reshape(6, count, order="F")),
    }


def _grid(recording: Recording, forces: Forces, where: str) -> tuple[FloatArray, int]:
    """Times of the analog samples, and how many belong to one frame."""
    times = recording.points["time"].to_numpy()
    ratio = forces.rate_hz / recording.rate_hz
    whole = max(1, round(ratio))
    subframes = whole if abs(ratio - whole) < _SAME_RATE * ratio else ceil(ratio)
    grid: FloatArray = times[0] + np.arange(len(times) * subframes) / (recording.rate_hz * subframes)
    tolerance = 1.0 / recording.rate_hz  # the last frame may end before its last analog sample
    if forces.time_s[0] > grid[0] + tolerance or forces.time_s[-1] < grid[-1] - tolerance:
        raise UsageError(
            "the forces do not cover all frames, and C3D cannot leave them out in part",
            where=where,
            fix="Write TRC for the points and MOT for the forces.",
        )
    return grid, subframes


def _channels(
    plate: Plate, corners: FloatArray, time_s: FloatArray, grid: FloatArray, where: str
) -> FloatArray:
    """Six channels (sample, 6) in N and N mm about the middle of the surface."""
    axes = axes_from_corners(corners)
    if axes is None:
        raise UsageError(
            f"the corners of {plate.name} span no area", where=where, fix="Write MOT for the forces."
        )
    up = 1 if axes.rotation[1, 2] > 0 else -1
    placed = Reaction(plate.force_n, _placed(plate, where), np.nan_to_num(plate.free_moment_nm))
    wrench = wrench_of(placed, axes, up) * _TO_CHANNEL_UNITS
    return np.column_stack([np.interp(grid, time_s, column) for column in wrench.T])


def _placed(plate: Plate, where: str) -> FloatArray:
    """Centres of pressure with none missing under load; the few at the guard's edge as beside them."""
    points = plate.centre_of_pressure_m
    known = np.isfinite(points).all(axis=1)
    loaded = np.abs(plate.force_n[:, 1]) >= MIN_LOAD_N
    if np.count_nonzero(known & loaded) < _LEAST_PLACED * np.count_nonzero(loaded):
        raise UsageError(
            f"the forces of {plate.name} lack centres of pressure, and C3D cannot say so",
            where=where,
            fix="Write MOT for the forces.",
        )
    if not known.any():
        return points
    samples = np.arange(len(points))
    bridged = np.column_stack([np.interp(samples, samples[known], column[known]) for column in points.T])
    return np.where((known | loaded)[:, None], bridged, np.nan)


def _rectangle(plate: Plate) -> FloatArray:
    """Corners (4, 3) m round a plate's centres of pressure, at their height; z of the plate points down."""
    points = plate.centre_of_pressure_m[np.isfinite(plate.centre_of_pressure_m).all(axis=1)]
    if not len(points):
        points = np.zeros((1, 3))
    (front, right), (back, left) = points[:, [0, 2]].max(axis=0), points[:, [0, 2]].min(axis=0)
    height = float(np.median(points[:, 1]))
    front, back, right, left = front + _MARGIN_M, back - _MARGIN_M, right + _MARGIN_M, left - _MARGIN_M
    return np.array([[x, height, z] for x, z in ((front, right), (back, right), (back, left), (front, left))])


def _put_events(file: Any, events: tuple[Event, ...], start_s: float) -> None:
    for event in events:
        minutes, seconds = divmod(max(event.time_s - start_s, 0.0), 60.0)
        context = event.side.capitalize() if event.side else "General"
        file.add_event([minutes, seconds], context=context, label=event.label)


def _parameter(kind: int, value: NDArray[Any] | list[str]) -> dict[str, Any]:
    return {"type": kind, "description": "", "is_locked": False, "value": value}
