"""A synthetic runner as a phone sees him: from which side, how square, how level, how often, how shaky."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from backstride.errors import RecordingError
from backstride.knowledge.loader import load
from backstride.model.keypoints import Keypoints
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.planar import solve_planar
from backstride.pipeline import MeasuredRecording, measure_one
from backstride.pose.camera import Camera
from backstride.pose.film import exchanged, film
from backstride.pose.side_points import body_size_px
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import Synthetic, synthesise

HEIGHT_M = 1.75
TALL = Runner(height_m=HEIGHT_M)
START_S = 0.004  # the first frame falls between two samples, as it would
# Where the camera stands, seen from the runner who runs along +X, and where it looks: (bearing, way of yaw).
STANDS = {"side_right": (np.pi / 2, -1.0), "side_left": (-np.pi / 2, 1.0), "rear": (np.pi, -1.0), "front": (0.0, 1.0)}

Rows = dict[tuple[str, str], Measure]


@cache
def runner(speed_mps: float = 3.0, seed: int = 1, duration_s: float = 8.0, surface: str = "treadmill") -> Synthetic:
    """The usual runner of a speed, made once."""
    wishes = {"duration_s": duration_s, "seed": seed, "surface": surface}
    return synthesise(usual(speed_mps, HEIGHT_M).model_copy(update=wishes))


@cache
def places(speed_mps: float = 3.0, seed: int = 1, duration_s: float = 8.0, surface: str = "treadmill") -> xr.DataArray:
    """(time, point, axis) m of the points that an engine looks for."""
    return places_of(runner(speed_mps, seed, duration_s, surface))


def camera(
    there: xr.DataArray,
    *,
    view: str = "side_right",
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    distance_m: float = 5.0,
    height_m: float = 1.0,
    focal_px: float = 1500.0,
    size_px: tuple[int, int] = (1920, 1080),
) -> Camera:
    """A phone that has the middle of the run in the middle of its picture, by the signs of ``Sight``."""
    bearing, way = STANDS[view]
    at = bearing + way * np.radians(yaw_deg)
    target = np.nanmean(there.to_numpy(), axis=(0, 1))
    place = target + distance_m * np.array([np.cos(at), 0.0, np.sin(at)])
    place[1] = height_m
    look = target - place
    return Camera(
        place,
        *size_px,
        focal_px,
        heading_rad=float(np.arctan2(look[0], -look[2])),
        pitch_rad=float(np.arctan2(look[1], distance_m)),
        roll_rad=float(np.radians(roll_deg)),
    )


def seen(
    there: xr.DataArray | None = None, *, rate_hz: float = 60.0, jitter: float = 0.0, seed: int = 1, **stand: Any
) -> Keypoints:
    """A run through a phone. jitter: in shares of the trunk, white; stand: where the phone stands."""
    known = places() if there is None else there
    clip = filmed(known, camera(known, **stand), rate_hz, start_s=START_S)
    return shaken(clip, jitter, seed) if jitter else clip


def shaken(clip: Keypoints, jitter: float, seed: int) -> Keypoints:
    """Every point moved by itself in every frame. jitter: standard deviation in shares of the trunk."""
    noise = np.random.default_rng(seed).standard_normal(clip.points.shape)
    return with_points(clip, clip.points.to_numpy() + jitter * body_size_px(clip) * noise)


def with_points(clip: Keypoints, values: np.ndarray) -> Keypoints:
    """The same clip with other places, (n, p, 2) px."""
    return replace(clip, points=clip.points.copy(data=values))


def mirrored(clip: Keypoints) -> Keypoints:
    """The clip as a mirror shows it: what was the runner's right side is the left one."""
    values = clip.points.to_numpy().copy()
    values[..., 0] = clip.width_px - values[..., 0]
    return exchanged(with_points(clip, values))


def slowed(clip: Keypoints, times: float) -> Keypoints:
    """The same frames played so many times slower."""
    time_s = clip.time_s * times
    at = {"time": time_s}
    return replace(
        clip,
        time_s=time_s,
        rate_hz=clip.rate_hz / times,
        points=clip.points.assign_coords(at),
        confidence=clip.confidence.assign_coords(at),
        depth=None if clip.depth is None else clip.depth.assign_coords(at),
    )


def chosen(clip: Keypoints, frames: np.ndarray) -> Keypoints:
    """Only these frames, with their own times, as a phone keeps them that drops others."""
    time_s = clip.time_s[frames]
    return replace(
        clip,
        time_s=time_s,
        rate_hz=(len(time_s) - 1) / float(time_s[-1] - time_s[0]),
        points=clip.points[frames],
        confidence=clip.confidence[frames],
        depth=None if clip.depth is None else clip.depth[frames],
    )


def one_after_the_other(clips: Sequence[Keypoints], apart_s: float) -> Keypoints:
    """Clips of one camera as one, nobody in the picture in between."""
    first, rate_hz = clips[0], clips[0].rate_hz
    empty = round(apart_s * rate_hz)
    blocks = [block for clip in clips for block in (clip.points.to_numpy(), np.full((empty, *clip.points.shape[1:]), np.nan))]
    sure = [block for clip in clips for block in (clip.confidence.to_numpy(), np.full((empty, clip.points.shape[1]), np.nan))]
    points, confidence = np.concatenate(blocks[:-1]), np.concatenate(sure[:-1])
    time_s = np.arange(len(points)) / rate_hz
    where = {"time": time_s, "point": first.points.coords["point"].to_numpy()}
    flat = ("time", "point")
    return replace(
        first,
        time_s=time_s,
        points=xr.DataArray(points, dims=(*flat, "axis"), coords={**where, "axis": ["x", "y"]}, attrs={"units": "px"}),
        confidence=xr.DataArray(confidence, dims=flat, coords=where, attrs={"units": "1"}),
        depth=None,
    )


def solved(clip: Keypoints, person: Runner = TALL, **settings: Any) -> Motion:
    """The moving runner of a clip."""
    told = Settings(**settings)
    return solve_planar(film(clip, person, told).recording, person, told)


def measured(clip: Keypoints, person: Runner = TALL, **settings: Any) -> MeasuredRecording:
    """Everything measured from a clip."""
    told = Settings(**settings)
    return measure_one(film(clip, person, told).recording, None, person, told)


def rows(clip: Keypoints, person: Runner = TALL, **settings: Any) -> Rows:
    """Every measure of a clip by its name and side."""
    return {(row.id, row.side): row for row in measured(clip, person, **settings).measures}


def refusal(clip: Keypoints, person: Runner = TALL, **settings: Any) -> str:
    """Why nothing is measured; empty where something is."""
    try:
        measured(clip, person, **settings)
    except RecordingError as error:
        return str(error)
    return ""


def strike_errors_s(motion: Motion, synthetic: Synthetic, rate_hz: float) -> np.ndarray:
    """Found less true foot strike of every true contact well inside the clip, s; NaN where none is near."""
    return _errors_s(motion, synthetic, "foot_strike_s", START_S)


def toe_off_errors_s(motion: Motion, synthetic: Synthetic) -> np.ndarray:
    """The same for toe-off."""
    return _errors_s(motion, synthetic, "toe_off_s", START_S)


def _errors_s(motion: Motion, synthetic: Synthetic, event: str, shift_s: float) -> np.ndarray:
    first, last = motion.time_s[0] + 0.15, motion.time_s[-1] - 0.15
    errors = []
    for contact in synthetic.truth.contacts:
        true_s = getattr(contact, event) - shift_s
        if not first < true_s < last:
            continue
        off = [getattr(one, event) - true_s for one in motion.contacts if one.side == contact.side]
        near = min(off, key=abs, default=np.nan)
        errors.append(near if abs(near) < 0.15 else np.nan)
    return np.array(errors)


def write_openpose(clip: Keypoints, folder: Path) -> Path:
    """The clip as OpenPose writes it: a folder of one JSON file a frame, 25 points of the body."""
    order = load("keypoint_sets/body_25.toml")["names"]
    names = [str(name) for name in clip.points.coords["point"].to_numpy()]
    folder.mkdir(parents=True)
    for frame, values in enumerate(clip.points.to_numpy()):
        flat = []
        for name in order:
            place = values[names.index(name)] if name in names else (np.nan, np.nan)
            flat += [*map(float, place), 0.9] if np.isfinite(place).all() else [0.0, 0.0, 0.0]
        people = [{"person_id": [-1], "pose_keypoints_2d": [round(value, 3) for value in flat]}]
        text = json.dumps({"version": 1.3, "people": people if any(flat) else []})
        (folder / f"run_{frame:012d}_keypoints.json").write_text(text, encoding="utf-8")
    return folder
