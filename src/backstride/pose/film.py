"""A clip's points to a recording the motion room can read: sides, view, level, metres.

The runner is taken to move in one plane, the picture's: from the side that of running forwards, from behind
or in front that of swaying. What lies across that plane is not known and stays NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import xarray as xr
from scipy.signal import butter, sosfiltfilt

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, View, mirrored
from backstride.model.keypoints import Keypoints
from backstride.model.recording import AxesDecision, MarkerMatch, Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.model.sight import Sight
from backstride.pose.even import evenly
from backstride.pose.flat import Flat, flat_of, usual_leg_px
from backstride.pose.gate import judged
from backstride.pose.level import USUAL_HEIGHT_M, ground_slope_rad, roll_rad
from backstride.pose.passes import laid_end_to_end
from backstride.pose.sides import solve_sides
from backstride.pose.steady import steadied
from backstride.pose.view import BODY, Direction, direction

# Steadies the points from which view and level are read, never those that are measured.
GEOMETRY_HZ: Final = 10.0
# How far a leg as the engine sees it is from the leg as it is, in shares of the leg (judged from the 5 to 8
# degrees that joint angles of pose models are off by: 2 to 3 cm at a joint of a 0.85 m leg).
ENGINE_SD: Final = 0.03
# From behind, the leg that looks longest, this share of the time not longer, looks 0.965 of its length (SD
# 0.014 over 28 trials of RBDS and Hamner).
STRETCHED: Final = 0.95
STRETCHED_LOOKS: Final = 0.965
PLANE: Final[dict[View, tuple[int, float]]] = {
    "side_right": (0, 1.0),
    "side_left": (0, -1.0),
    "rear": (2, 1.0),
    "front": (2, -1.0),
    "oblique": (0, 1.0),
}
"""Which ISB axis lies along the picture's x, and which way."""


@dataclass(frozen=True, eq=False)
class Filmed:
    """recording: points in m in the plane of the view. keypoints: as seen, in px, sides put right."""

    recording: Recording
    keypoints: Keypoints


def film(seen: Keypoints, runner: Runner, settings: Settings, *, recording_id: str | None = None) -> Filmed:
    """The points of one runner in a clip as a recording, with how the camera saw them.

    Raises:
        RefusedError: left and right, or the view, cannot be told.
    """
    slow = slow_motion(seen, settings)
    sides = solve_sides(seen)
    solved = exchanged(sides.keypoints) if settings.swap_sides else sides.keypoints
    flat, camera, camera_notes = steadied(flat_of(solved), seen.picture)
    flat, pass_notes = laid_end_to_end(flat)
    flat = evened(flat, slow)
    steady = _steady(flat)
    looked = direction(steady)
    notes = [*seen.notes, *sides.notes, *camera_notes, *pass_notes]
    if looked.near and sides.near and looked.near != sides.near and not settings.swap_sides:
        solved, flat, steady = exchanged(solved), exchanged_flat(flat), exchanged_flat(steady)
        looked = direction(steady)
        notes.append(_named_anew(looked))
    shown = roll_rad(steady, looked, seen.width_px, seen.height_px)
    tilt = shown if np.isfinite(shown) else 0.0
    sight = _sight(flat, looked, tilt, runner, seen, slow).model_copy(update={"camera": camera})
    level = flat.turned(-tilt)
    warnings = judged(solved, level, looked, 1.0 / float(np.median(np.diff(flat.time_s))))
    return Filmed(recording_of(level, sight, solved, recording_id, [*notes, *warnings]), solved)


def slow_motion(seen: Keypoints, settings: Settings) -> float:
    """Seconds of the file per second of the run: as told, else as the file says, else 1."""
    if settings.slow_motion is not None:
        return settings.slow_motion
    return seen.capture_rate_hz / seen.rate_hz if seen.capture_rate_hz else 1.0


def exchanged(seen: Keypoints) -> Keypoints:
    """Left and right of every point exchanged."""
    names = [mirrored(str(name)) for name in seen.points.coords["point"].to_numpy()]
    return replace(
        seen,
        points=seen.points.assign_coords(point=names),
        confidence=seen.confidence.assign_coords(point=names),
        depth=None if seen.depth is None else seen.depth.assign_coords(point=names),
    )


def exchanged_flat(flat: Flat) -> Flat:
    """Left and right of every point exchanged."""
    return replace(flat, places={mirrored(name): place for name, place in flat.places.items()})


def evened(flat: Flat, slow: float) -> Flat:
    """The points at even times on the run's clock."""
    names = list(flat.places)
    times, values = evenly(flat.time_s / slow, np.stack([flat.places[name] for name in names], axis=1))
    return Flat(times, {name: values[:, i] for i, name in enumerate(names)})


def _steady(flat: Flat) -> Flat:
    """Low-passed, gaps bridged by straight lines for the filter and left out after it."""
    rate_hz = 1.0 / float(np.median(np.diff(flat.time_s)))
    if rate_hz <= 2.2 * GEOMETRY_HZ or len(flat.time_s) < 12:
        return flat
    sections = butter(2, GEOMETRY_HZ, fs=rate_hz, output="sos")
    return replace(flat, places={name: _filtered(place, sections) for name, place in flat.places.items()})


def _filtered(place: FloatArray, sections: FloatArray) -> FloatArray:
    seen = np.asarray(np.isfinite(place).all(axis=1))
    if seen.sum() < 4:
        return place
    frames = np.arange(len(place))
    bridged = np.stack([np.interp(frames, frames[seen], place[seen, axis]) for axis in range(2)], axis=1)
    return np.where(seen[:, None], sosfiltfilt(sections, bridged, axis=0), np.nan)


def _named_anew(looked: Direction) -> Note:
    text = (
        f"The runner faces {looked.near} in the picture, so the nearer leg is the {looked.near} one; "
        "the points were named the other way round and were exchanged."
    )
    return Note(level="info", code="sides_from_facing", text=text)


def _sight(
    flat: Flat, looked: Direction, tilt_rad: float, runner: Runner, seen: Keypoints, slow: float
) -> Sight:
    body = load(BODY)
    height_m = runner.height_m or USUAL_HEIGHT_M
    slope_rad = ground_slope_rad(flat, looked, max(seen.width_px, seen.height_px))
    known = runner.height_m is not None
    return Sight(
        view=looked.view,
        yaw_deg=round(looked.yaw_deg, 1),
        roll_deg=round(float(np.degrees(tilt_rad)), 2),
        ground_slope_deg=round(float(np.degrees(slope_rad)), 2),
        near=looked.near,
        metres_per_px=body["leg"] * height_m / _leg_px(flat, looked),
        scale_sd=float(np.hypot(body["leg_sd"], ENGINE_SD)) if known else None,
        slow_motion=slow,
        width_px=seen.width_px,
        height_px=seen.height_px,
        engine=seen.engine,
    )


def _leg_px(flat: Flat, looked: Direction) -> float:
    """The runner's leg as long as it is, px: from behind or before it looks so only when it is stretched."""
    if looked.near or looked.view == "oblique":
        return usual_leg_px(flat)
    both = np.concatenate([flat.leg_px(side) for side in SIDES])
    return float(np.nanquantile(both, STRETCHED)) / STRETCHED_LOOKS


def recording_of(
    flat: Flat, sight: Sight, seen: Keypoints, recording_id: str | None, notes: list[Note]
) -> Recording:
    """Points in m in the plane of the view. flat: level, at even times; seen: where its points come from."""
    axis, way = PLANE[sight.view]
    names = list(flat.places)
    scale = sight.metres_per_px or 1.0
    values = np.full((len(flat.time_s), len(names), 3), np.nan)
    for i, name in enumerate(names):
        values[:, i, axis] = way * scale * flat.places[name][:, 0]
        values[:, i, 1] = scale * flat.places[name][:, 1]
    values[..., 1] -= _ground_m(values, names)
    return Recording(
        id=recording_id or Path(seen.source).stem,
        paths=(seen.source,),
        kind="video" if "ready-made" not in seen.engine else "keypoints",
        rate_hz=1.0 / float(np.median(np.diff(flat.time_s))),
        points=xr.DataArray(
            values,
            dims=("time", "point", "axis"),
            coords={"time": flat.time_s, "point": names, "axis": ["x", "y", "z"]},
            attrs={"units": "m"},
        ),
        axes=AxesDecision(matrix=((1, 0, 0), (0, 1, 0), (0, 0, 1)), how=_how(sight)),
        match=MarkerMatch(
            marker_set=seen.engine, how="points found in the picture", names={n: n for n in names}
        ),
        view=sight.view,
        sight=sight,
        notes=tuple(dict.fromkeys(notes)),
    )


def _ground_m(values: FloatArray, names: list[str]) -> float:
    """Height of the lowest the toes usually come: the ground, as far as a picture shows one."""
    toes = [i for i, name in enumerate(names) if name.startswith(("toe_", "heel_"))]
    heights = values[:, toes, 1]
    seen = heights[np.isfinite(heights)]
    return float(np.quantile(seen, 0.05)) if seen.size else 0.0


def _how(sight: Sight) -> str:
    where = {
        "side_right": "the runner's right side", "side_left": "the runner's left side", "rear": "behind",
        "front": "the front", "oblique": "an angle",
    }[sight.view]  # fmt: skip
    return (
        f"The picture's plane, seen from {where}, {abs(sight.yaw_deg or 0.0):.0f} degrees off square; "
        "what lies across the picture is not known."
    )
