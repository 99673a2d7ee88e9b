"""Small files of ready-made keypoints in the forms of several programs, sound or spoilt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TABLE_HEAD = "frame,time," + ",".join(f"{part}{n}" for n in range(33) for part in "xy")


def person(count: int, x: float = 100.0, **more: Any) -> dict[str, Any]:
    """A person as OpenPose writes one: count points one below another."""
    flat = [number for n in range(count) for number in (x + 5 * (n % 3), 50.0 + 10 * n, 0.9)]
    return {"pose_keypoints_2d": flat, **more}


def frame(*people: dict[str, Any]) -> dict[str, Any]:
    """A frame as OpenPose writes it."""
    return {"version": 1.3, "people": list(people)}


def folder(path: Path, frames: dict[str, Any]) -> Path:
    """A new folder of these files, by name; what is no text becomes JSON."""
    path.mkdir()
    for name, data in frames.items():
        (path / name).write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def clip(path: Path, frames: int = 5, count: int = 25) -> Path:
    """A folder of frames with one person who moves a pixel a frame."""
    named = {f"a_{n:06d}_keypoints.json": frame(person(count, 100.0 + n)) for n in range(frames)}
    return folder(path, named)


def with_file(path: Path, name: str, data: Any) -> Path:
    """The folder with one file more."""
    (path / name).write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def one_file(path: Path, data: Any, name: str = "x.json") -> Path:
    """A file alone in this folder."""
    file = path / name
    file.write_text(data if isinstance(data, str) else json.dumps(data))
    return file


def shares(**more: Any) -> dict[str, Any]:
    """Four frames of landmarks as shares of the picture."""
    marks = [[{"x": 0.3 + 0.01 * n, "y": 0.02 * n, "z": -0.1} for n in range(33)]] * 4
    return {"frames": [{"frame": n, "landmarks": one} for n, one in enumerate(marks)], **more}


def world() -> list[Any]:
    """Four frames of landmarks in metres round the hips."""
    return [[{"x": 0.1 * (n % 2) - 0.05, "y": 0.3 * (n not in (23, 24)), "z": 0.1} for n in range(33)]] * 4


def with_bytes(path: Path, data: bytes) -> Path:
    """A file of these bytes."""
    path.write_bytes(data)
    return path
