"""What a C3D file says about each force plate: channels, units, corners, origin, calibration.

Field layouts: C3D User Guide, "The FORCE_PLATFORM group" (c3d.org).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.read.c3d_decode import Arrays, number, numbers, texts
from backstride.read.wrench import PlateAxes, axes_from_corners

PRESSURE_POINT, MOMENTS, CORNER_SENSORS, CALIBRATED = 1, 2, 3, 4
_CHANNELS: Final = {PRESSURE_POINT: 6, MOMENTS: 6, CORNER_SENSORS: 8, CALIBRATED: 6}
_MOST_PLATES: Final = 64  # more than any laboratory has; a larger count is damage

_FORCE_UNITS_N: Final = {"n": 1.0, "kn": 1000.0}
_MOMENT_UNITS_NM: Final = {"nmm": 1e-3, "nm": 1.0}
_LENGTH_UNITS_M: Final = {"mm": 1e-3, "cm": 1e-2, "m": 1.0}
_VOLTS: Final = ("v", "mv", "volt", "volts")
_CONVERTER_RANGE_V: Final = 12.0  # converters end at +-10 V; a runner's newtons go far beyond
_BEARING_N: Final = 100.0  # enough load for a lever that is no noise
_MOST_LEVER: Final = 5.0


class PlateProblemError(ValueError):
    """This plate cannot be used; the message says why and ends up in a note."""


@dataclass(frozen=True, eq=False)
class PlateFields:
    """One plate as described. ``channels`` (t, c) in N and N m (TYPE 1: m where it holds a point).

    ``origin`` as the field should mean it: sensor to the centre of the surface, m (TYPE 3: sensor offsets
    and depth). ``remark`` says in words where the data overruled the file, else "".
    """

    number: int
    kind: int
    channels: FloatArray
    axes: PlateAxes
    corners: FloatArray
    origin: FloatArray
    remark: str

    @property
    def half_size(self) -> FloatArray:
        """Half the plate's length along its x and y, m."""
        local = (self.corners - self.axes.centre) @ self.axes.rotation
        half: FloatArray = np.abs(local[:, :2]).mean(axis=0)
        return half


def n_plates(arrays: Arrays) -> int:
    """How many plates the file describes."""
    return int(min(max(number(arrays, "FORCE_PLATFORM:USED"), 0), _MOST_PLATES))


def plate_fields(arrays: Arrays, index: int, scale_m: float) -> PlateFields:
    """Plate ``index`` (from 0); ``scale_m`` is metres per length unit of the file.

    Raises PlateProblemError where the description is missing, contradicts itself or is of another type.
    """
    kinds = numbers(arrays, "FORCE_PLATFORM:TYPE")
    stated = float(kinds[index]) if index < len(kinds) else 0.0
    if stated not in _CHANNELS:
        raise PlateProblemError(f"it is of type {stated:g}; types 1, 2, 3 and 4 can be read")
    kind = int(stated)
    corners = _part(arrays, "CORNERS", index, (3, 4)).T * scale_m
    axes = axes_from_corners(corners)
    if axes is None:
        raise PlateProblemError("its corners are missing, so its place and direction are unknown")
    raw, units = _channels(arrays, index, _CHANNELS[kind])
    if kind == CALIBRATED:
        raw = raw @ _calibration(arrays, index).T
    elif units[2] in _VOLTS and np.abs(raw[:, :3]).max(initial=0.0) < _CONVERTER_RANGE_V:
        raise PlateProblemError("its channels are in volts and the file holds no calibration")
    scales = _scales(kind, units, scale_m)
    remark = ""
    if kind in (MOMENTS, CALIBRATED):
        scales[3:], remark = _moment_scales(raw, scales[3:], is_stated=units[3] in _MOMENT_UNITS_NM)
    return PlateFields(
        number=index + 1,
        kind=kind,
        channels=raw * scales,
        axes=axes,
        corners=corners,
        origin=_origin(_part(arrays, "ORIGIN", index, (3,)) * scale_m, kind),
        remark=remark,
    )


def _part(arrays: Arrays, name: str, index: int, shape: tuple[int, ...]) -> FloatArray:
    """Plate ``index``'s share of a field whose last dimension counts plates."""
    values, size = numbers(arrays, f"FORCE_PLATFORM:{name}"), prod(shape)
    part = values[index * size : (index + 1) * size]
    if len(part) != size or not np.isfinite(part).all():
        raise PlateProblemError(f"its field {name} is missing or damaged")
    return part.reshape(shape, order="F")


def _channels(arrays: Arrays, index: int, count: int) -> tuple[FloatArray, list[str]]:
    """The plate's analog columns (t, count) less their ZERO level, and their units in plain lower case."""
    field = arrays.get("FORCE_PLATFORM:CHANNEL", np.empty(0))
    rows = field.shape[0] if field.ndim == 2 else count
    columns = _part(arrays, "CHANNEL", index, (rows,))[:count].astype(int) - 1
    analogs = arrays["analogs"]
    if len(columns) < count or columns.min() < 0 or columns.max() >= analogs.shape[1]:
        raise PlateProblemError("it names analog channels that the file does not hold")
    if columns.max() >= len(numbers(arrays, "ANALOG:SCALE")):
        raise PlateProblemError("the file holds no scale for its analog channels")
    stated = texts(arrays, "ANALOG:UNITS")
    units = [_plain(stated[column]) if column < len(stated) else "" for column in columns]
    return analogs[:, columns] - _zero_level(arrays, analogs[:, columns]), units


def _zero_level(arrays: Arrays, signals: FloatArray) -> FloatArray:
    """Mean of the frames that FORCE_PLATFORM:ZERO names (from 1); nothing where it names none."""
    zero = numbers(arrays, "FORCE_PLATFORM:ZERO")
    n_frames = len(arrays["points"])
    if len(zero) < 2 or not 0 < zero[0] < zero[1] <= n_frames:
        return np.zeros(signals.shape[1])
    per_frame = len(signals) // n_frames
    level: FloatArray = signals[int(zero[0] - 1) * per_frame : int(zero[1]) * per_frame].mean(axis=0)
    return level


def _calibration(arrays: Arrays, index: int) -> FloatArray:
    """The 6 x 6 matrix from volts to N and moments, stored by columns unless the file says by row."""
    matrix = _part(arrays, "CAL_MATRIX", index, (6, 6))
    by_row = texts(arrays, "FORCE_PLATFORM:MATRIX_STORE")[:1] == ["BYROW"]
    return matrix.T if by_row else matrix


def _scales(kind: int, units: list[str], scale_m: float) -> FloatArray:
    """To N, N m and m for each channel; moments without a unit are newtons times the file's length unit."""
    if kind == CORNER_SENSORS:
        return np.array([_FORCE_UNITS_N.get(unit, 1.0) for unit in units])
    force = 1.0 if kind == CALIBRATED else _FORCE_UNITS_N.get(units[0], 1.0)
    moment = [_MOMENT_UNITS_NM.get(unit, scale_m) for unit in units[3:]]
    if kind == PRESSURE_POINT:
        moment[:2] = [_LENGTH_UNITS_M.get(unit, scale_m) for unit in units[3:5]]
    return np.array([force] * 3 + moment)


def _moment_scales(raw: FloatArray, scales: FloatArray, *, is_stated: bool) -> tuple[FloatArray, str]:
    """Moment over force is a lever: under 5 m on any plate, and a foot rolls over more than 5 mm."""
    force, moment = np.abs(raw[:, 2]), np.abs(raw[:, 3:5]).max(axis=1)
    loaded = (force >= _BEARING_N) & np.isfinite(force) & np.isfinite(moment)
    if not moment[loaded].any() or scales[0] not in _MOMENT_UNITS_NM.values():
        return scales, ""
    lever = float(np.median(moment[loaded] / force[loaded]))
    found = _MOMENT_UNITS_NM["nmm" if lever > _MOST_LEVER else "nm"]
    if scales[0] == found:
        return scales, ""
    words = "stated otherwise" if is_stated else "without a unit"
    return np.full(3, found), f"its moments, {words}, in {'N mm' if found < 1 else 'N m'}"


def _origin(origin: FloatArray, kind: int) -> FloatArray:
    """Sensor to surface centre in axes whose z points down: a positive height was written the other way."""
    if origin[2] <= 0:
        return origin
    return -origin if kind != CORNER_SENSORS else origin * [1, 1, -1]


def _plain(unit: str) -> str:
    return "".join(letter for letter in unit.lower() if letter.isalpha())
