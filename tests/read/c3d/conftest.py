"""C3D files byte by byte, and force plates sample by sample: nothing here is taken from the reader."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Array = NDArray[np.float64]

LABELS = ("LASI", "RASI", "LPSI", "RPSI", "LHEE", "RHEE", "LTOE", "RTOE")
CORNERS_M = np.array([[3.2, 0.0, 0.7], [3.2, 0.0, 1.2], [1.4, 0.0, 1.2], [1.4, 0.0, 0.7]])
"""A treadmill in a lab with Y up and X along the belt: x of the plate is lab -Z, y lab X, z down."""
ROTATION = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [-1.0, 0.0, 0.0]])
CENTRE_M = CORNERS_M.mean(axis=0)


@dataclass
class C3dFile:
    """What the file shall hold; ``points`` (n, m, 3) in file units, NaN becomes a residual of -1."""

    points: Array
    labels: tuple[str, ...] = LABELS
    rate_hz: float = 100.0
    units: str | None = "mm"
    first_frame: int = 1
    analogs: Array = field(default_factory=lambda: np.empty((0, 0)))
    analog_units: tuple[str, ...] = ()
    analog_scale: tuple[float, ...] = ()
    integer_scale: float | None = None
    unsigned: bool = False
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.bytes())
        return path

    def bytes(self) -> bytes:
        section = self._section(data_block=99)
        data_block = 2 + len(section) // 512
        return self._header(data_block) + self._section(data_block) + self._data()

    @property
    def subframes(self) -> int:
        return len(self.analogs) // len(self.points) if self.analogs.size else 0

    @property
    def _scale(self) -> float:
        return -0.1 if self.integer_scale is None else self.integer_scale

    def _header(self, data_block: int) -> bytes:
        n, m = self.points.shape[:2]
        frames = (self.first_frame, self.first_frame + n - 1)
        counts = (m, self.analogs.shape[1] * self.subframes, *frames, 10)
        rest = (self._scale, data_block, self.subframes, self.rate_hz)
        head = struct.pack("<BBHHHHHfHHf", 2, 0x50, *counts, *rest)
        return head.ljust(512, b"\0")

    def _section(self, data_block: int) -> bytes:
        count = self.analogs.shape[1]
        point: dict[str, Any] = {
            "USED": [self.points.shape[1]], "FRAMES": [len(self.points)], "SCALE": [self._scale],
            "RATE": [self.rate_hz], "DATA_START": [data_block], "LABELS": list(self.labels),
        }  # fmt: skip
        if self.units is not None:
            point["UNITS"] = [self.units]
        analog: dict[str, Any] = {
            "USED": [count], "RATE": [self.rate_hz * self.subframes], "GEN_SCALE": [1.0],
            "SCALE": list(self.analog_scale or (1.0,) * count), "OFFSET": [0] * count,
            "UNITS": list(self.analog_units or ("N", "N", "N", "Nmm", "Nmm", "Nmm") * (count // 6)),
            "LABELS": [f"A{i}" for i in range(count)], "FORMAT": ["UNSIGNED" if self.unsigned else "SIGNED"],
        }  # fmt: skip
        groups = {"POINT": point, "ANALOG": analog, "FORCE_PLATFORM": {"USED": [0]}}
        for name, extra in self.groups.items():
            groups[name] = groups.get(name, {}) | extra
        records = [b"\0\0"]  # marks the end
        for number, (name, parameters) in reversed(list(enumerate(groups.items(), start=1))):
            records += [self._parameter(number, key, value) for key, value in parameters.items()]
            records.append(self._record(-number, name, b"\0"))
        body = b"".join(reversed(records))
        blocks = (4 + len(body) + 511) // 512
        return (bytes([1, 80, blocks, 84]) + body).ljust(blocks * 512, b"\0")

    def _record(self, group: int, name: str, content: bytes) -> bytes:
        head = struct.pack("bb", len(name), group) + name.encode()
        return head + struct.pack("<H", len(content) + 2) + content

    def _parameter(self, group: int, name: str, value: Any) -> bytes:
        if isinstance(value, list) and value and isinstance(value[0], str):
            width = max(len(text) for text in value)
            data = b"".join(text.ljust(width).encode() for text in value)
            return self._record(group, name, struct.pack("bBBB", -1, 2, width, len(value)) + data + b"\0")
        array = np.asarray(value)
        real = array.dtype.kind == "f"
        kind = "<f4" if real else "<u2"
        data = (array if real else array.astype(np.int64)).astype(kind).tobytes(order="F")
        shape = struct.pack(f"{array.ndim}B", *array.shape)
        return self._record(
            group, name, struct.pack("bB", 4 if real else 2, array.ndim) + shape + data + b"\0"
        )

    def _data(self) -> bytes:
        n, m = self.points.shape[:2]
        missing = np.isnan(self.points).any(axis=2)
        values = np.zeros((n, m, 4))
        values[..., :3] = np.where(missing[..., None], 0.0, self.points)
        values[..., 3] = np.where(missing, -1.0, 0.0)
        if self.integer_scale is not None:
            values[..., :3] /= self.integer_scale
        frames = np.hstack([values.reshape(n, -1), self.analogs.reshape(n, -1)])
        if self.integer_scale is None:
            return frames.astype("<f4").tobytes()
        return np.round(frames).astype(np.int64).astype("<u2").tobytes()


@dataclass(frozen=True)
class Load:
    """A force on the runner at a point of the treadmill's surface, in lab axes."""

    force: Array
    point: Array
    twist: Array


def moving_points(n: int = 200, rate_hz: float = 100.0) -> Array:
    """Markers (n, 8, 3) in mm of something like a runner above the treadmill."""
    phase = 2 * np.pi * 1.4 * np.arange(n)[:, None] / rate_hz + np.arange(8) * np.pi
    pelvis = [[2300, 1000, 850], [2300, 1000, 1050], [2150, 1020, 900], [2150, 1020, 1000]]
    feet = [[2200, 120, 850], [2200, 120, 1050], [2400, 130, 850], [2400, 130, 1050]]
    home = np.array(pelvis + feet, dtype=float)
    swing = np.stack([250 * np.cos(phase), 60 + 60 * np.sin(phase), 5 * np.sin(phase)], axis=2)
    return home + swing


def running_load(n: int, rate_hz: float = 1000.0) -> Load:
    """Contacts of 0.23 s every 0.36 s, braking then pushing, the point of pressure moving forward."""
    into = np.arange(n) / rate_hz % 0.36 / 0.23
    on = into < 1
    vertical = np.where(on, 1800 * np.sin(np.pi * np.clip(into, 0, 1)), 0.0)
    braking = np.where(on, -250 * np.sin(2 * np.pi * into), 0.0)
    sideways = np.where(on, 40 * np.sin(np.pi * into), 0.0)
    point = np.column_stack([2.2 + 0.2 * into, np.zeros(n), 1.0 - 0.03 * into])
    return Load(np.column_stack([braking, vertical, sideways]), point, 0.004 * vertical)


def channels_of(load: Load, kind: int, origin_m: Array) -> Array:
    """What a plate of TYPE 1, 2 or 3 outputs (N, N mm, mm) for the reaction, sensor at ``-origin``."""
    force = load.force @ ROTATION
    point = (load.point - CENTRE_M) @ ROTATION
    twist = -1000 * load.twist[:, None]  # z of the plate points down
    if kind == 1:
        return np.hstack([force, point[:, :2] * 1000, twist])
    sensor = origin_m if kind == 2 else np.array([0, 0, origin_m[2]])
    moment = np.cross(point + sensor, force) * 1000
    moment[:, 2:] += twist
    if kind == 2:
        return np.hstack([force, moment])
    return _corner_sensors(force.T, moment.T / 1000, *origin_m[:2])


def _corner_sensors(force: Array, moment: Array, a: float, b: float) -> Array:
    x, y, z = force[0] / 2, force[1] / 2, force[2] / 4
    mx, my = moment[0] / (4 * b), moment[1] / (4 * a)
    turn_x, turn_y = moment[2] / (4 * b), moment[2] / (4 * a)
    across = [x - turn_x, x + turn_x, y + turn_y, y - turn_y]
    return np.array([*across, z + mx - my, z + mx + my, z - mx + my, z - mx - my]).T


def plate_group(kind: int, origin_m: Array, **more: Any) -> dict[str, Any]:
    """FORCE_PLATFORM of one plate on the treadmill."""
    count = 8 if kind == 3 else 6
    return {
        "USED": [1], "TYPE": [kind], "ZERO": [1, 0], "CORNERS": (CORNERS_M.T * 1000)[..., None],
        "ORIGIN": (np.asarray(origin_m) * 1000)[:, None], "CHANNEL": np.arange(1, count + 1)[:, None],
    } | more  # fmt: skip


class Kit:
    """What the tests build files from."""

    File, Load = C3dFile, Load
    labels, corners_m, rotation, centre_m = LABELS, CORNERS_M, ROTATION, CENTRE_M
    moving_points = staticmethod(moving_points)
    running_load = staticmethod(running_load)
    channels_of = staticmethod(channels_of)
    plate_group = staticmethod(plate_group)


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit


@pytest.fixture
def plain(tmp_path: Path) -> Callable[..., Path]:
    """``plain(**fields)``: the path of a file of eight moving markers, with fields changed."""

    def make(**fields: Any) -> Path:
        return C3dFile(**({"points": moving_points()} | fields)).write(tmp_path / "trial.c3d")

    return make
