"""People of all frames to the one ``Keypoints`` of the runner, in px, with a time for every frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import RefusedError, WrongKindError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints
from backstride.model.recording import Note
from backstride.read.keypoint_arrays import labelled
from backstride.read.keypoints_people import keep_runner
from backstride.read.keypoints_raw import DEPTH, SURE, RawKeypoints, X, Y
from backstride.read.keypoints_times import clock

SHARES: Final = 3.0
"""Coordinates within it are shares of the frame and no px: normalised ones reach a little beyond 0 and 1 for
points outside the frame, and nobody is filmed on 3 px."""
ROUND_THE_HIPS: Final = 0.02
"""MediaPipe's landmarks in metres have the middle of the hips in the origin; no clip keeps it that close."""
LEGS: Final = tuple(
    f"{name}_{side}" for name in ("hip_centre", "knee_centre", "ankle_centre") for side in SIDES
)


@dataclass(frozen=True)
class _Frame:
    """Size of the picture in px."""

    width_px: int
    height_px: int


def assemble(raw: RawKeypoints, rate_hz: float | None) -> Keypoints:
    """The runner of a file. rate_hz: frames a second as told, None to take what the file says.

    Raises UsageError without a rate, WrongKindError for one frame, RefusedError where nobody is seen, points
    are no px and the frame's size is not in the file, or no clip can be made of the frames.
    """
    _check(raw)
    grid, time_s, notes = clock(raw, rate_hz)
    runner, choice = keep_runner(raw.seen, raw.points.names)
    if not runner:
        raise _nobody(raw)
    values = np.full((len(grid), len(raw.points.names), 4), np.nan)
    for row, frame in enumerate(grid.astype(int).tolist()):
        if frame in runner:
            values[row] = runner[frame][: len(raw.points.names)]
    values, scaled = _in_px(values, raw)
    frame, guessed = _frame(values, raw)
    return _keypoints(raw, time_s, _sure(values), frame, (*raw.notes, *notes, *scaled, *guessed, *choice))


def _check(raw: RawKeypoints) -> None:
    if len(raw.frames) == 1:
        raise WrongKindError(
            "this is one frame, not a clip", where=raw.source, fix="Give the keypoints of all frames"
        )
    if not any(np.isfinite(one.points[:, X]).any() for one in raw.seen):
        raise _nobody(raw)
    absent = [name for name in LEGS if name not in raw.points.names]
    if absent:
        what = f"the file has no points of hips, knees and ankles (missing: {', '.join(absent)})"
        raise RefusedError(what, where=raw.source, fix="Export all points of the body")


def _nobody(raw: RawKeypoints) -> RefusedError:
    what = f"nobody is seen in any of the {len(raw.frames)} frames"
    return RefusedError(what, where=raw.source, fix="Film the whole runner in good light")


def _in_px(values: FloatArray, raw: RawKeypoints) -> tuple[FloatArray, tuple[Note, ...]]:
    """Shares of the frame to px; depth has the scale of x, as MediaPipe's documentation says."""
    place = values[..., [X, Y]]
    if float(np.nanmax(np.abs(place))) > SHARES:
        return values, ()
    hips = [raw.points.names.index(f"hip_centre_{side}") for side in SIDES]
    middle = values[:, hips][..., [X, Y]].mean(axis=1)
    if np.isfinite(middle).any() and float(np.nanmax(np.abs(middle))) < ROUND_THE_HIPS:
        what = "the points are in metres round the hips (world landmarks), not in the picture"
        raise RefusedError(what, where=raw.source, fix="Export the landmarks of the picture")
    if raw.size_px is None:
        raise RefusedError(
            "coordinates are shares of the frame, and its size is not in the file",
            where=raw.source,
            fix="Export them in px, or write width and height of the frame into the file",
        )
    width, height = raw.size_px
    scale = np.array([width, height, width, 1.0])
    text = f"Coordinates are shares of the frame of {width} x {height} px; they are read as px."
    return values * scale, (Note(level="info", code="normalised", text=text),)


def _frame(values: FloatArray, raw: RawKeypoints) -> tuple[_Frame, tuple[Note, ...]]:
    """The frame as the file says it, or the smallest one that holds all points."""
    if raw.size_px is not None:
        return _Frame(*raw.size_px), ()
    width, height = (max(1, int(np.nanmax(values[..., axis])) + 1) for axis in (X, Y))
    text = f"The file does not say how large the frame is; {width} x {height} px hold all points."
    return _Frame(width, height), (Note(level="info", code="frame_size_guessed", text=text),)


def _sure(values: FloatArray) -> FloatArray:
    """Confidence 1 where a point is seen and the file says nothing."""
    out = values.copy()
    untold = np.isfinite(values[..., X]) & np.isnan(values[..., SURE])
    out[..., SURE] = np.where(untold, 1.0, values[..., SURE])
    return out


def _keypoints(
    raw: RawKeypoints, time_s: FloatArray, values: FloatArray, frame: _Frame, notes: tuple[Note, ...]
) -> Keypoints:
    return Keypoints(
        **labelled(time_s, raw.points.names, values[..., [X, Y]], values[..., SURE], values[..., DEPTH]),
        width_px=frame.width_px,
        height_px=frame.height_px,
        rate_hz=(len(time_s) - 1) / float(time_s[-1] - time_s[0]),
        source=raw.source,
        engine=f"ready-made keypoints ({raw.points.title})",
        notes=notes,
    )
