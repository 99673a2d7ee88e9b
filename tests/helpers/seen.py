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
from backstride.model.contact import Contact
from backstride.model.keypoints import Keypoints
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.planar import solve_planar
from backstride.pose.camera import Camera
from backstride.pose.film import exchanged, film
from backstride.pose.side_points import body_size_px
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import Synthetic, synthesise
from backstride.ways.movement import measure_one

HEIGHT_M = 1.75
TALL = Runner(height_m=HEIGHT_M)
START_S = 0.004  # the first frame falls between two samples, as it would
EDGE_S = 0.15  # a contact nearer to an end of the clip is not asked for
NEAR_S = 0.15  # half of the shortest step: farther away it is another contact
FAR: dict[str, Any] = {"distance_m": 9.0}  # so far that a runner who passes is seen for four seconds
# Where the camera stands round a runner who runs along +X (0 ahead, 90 at the right), and which way its
# place turns as yaw grows, by the signs of ``Sight``.
STANDS = {"side_right": (90.0, -1.0), "side_left": (-90.0, 1.0), "rear": (180.0, -1.0), "front": (0.0, 1.0)}

Rows = dict[tuple[str, str], Measure]


@cache
def runner(
    speed_mps: float = 3.0, seed: int = 1, duration_s: float = 8.0, surface: str = "treadmill"
) -> Synthetic:
    """The usual runner of a speed, made once."""
    wishes = {"duration_s": duration_s, "seed": seed, "surface": surface}
    return synthesise(usual(speed_mps, HEIGHT_M).model_copy(update=wishes))


@cache
def places(
    speed_mps: float = 3.0, seed: int = 1, duration_s: float = 8.0, surface: str = "treadmill"
) -> xr.DataArray:
    """(time, point, axis) m of the points that an engine looks for."""
    return places_of(runner(speed_mps, seed, duration_s, surface))


def passing(seed: int) -> xr.DataArray:
    """A runner who crosses the room in six seconds."""
    return places(3.0, seed, 6.0, "overground")


def camera(
    there: xr.DataArray,
    *,
    view: str = "side_right",
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    distance_m: float = 5.0,
) -> Camera:
    """A phone at hip height that has the middle of the run in the middle of its picture."""
    bearing_deg, way = STANDS[view]
    at = np.radians(bearing_deg + way * yaw_deg)
    target = np.nanmean(there.to_numpy(), axis=(0, 1))
    place = np.array([target[0], 1.0, target[2]]) + distance_m * np.array([np.cos(at), 0.0, np.sin(at)])
    look = target - place
    return Camera(
        place,
        1920,
        1080,
        focal_px=1500.0,
        heading_rad=float(np.arctan2(look[0], -look[2])),
        pitch_rad=float(np.arctan2(look[1], distance_m)),
        roll_rad=float(np.radians(roll_deg)),
    )


def seen(
    there: xr.DataArray | None = None,
    *,
    rate_hz: float = 60.0,
    jitter: float = 0.0,
    seed: int = 1,
    **stand: Any,
) -> Keypoints:
    """A run through a phone. jitter: in shares of the trunk; stand: where the phone stands."""
    clip = _square(rate_hz) if there is None and not stand else _filmed(there, rate_hz, **stand)
    return shaken(clip, jitter, seed) if jitter else clip


@cache
def _square(rate_hz: float) -> Keypoints:
    return _filmed(None, rate_hz)


def _filmed(there: xr.DataArray | None, rate_hz: float, **stand: Any) -> Keypoints:
    known = places() if there is None else there
    return filmed(known, camera(known, **stand), rate_hz, start_s=START_S)


def shaken(clip: Keypoints, jitter: float, seed: int = 1) -> Keypoints:
    """Every point moved by itself in every frame. jitter: standard deviation in shares of the trunk."""
    noise = np.random.default_rng(seed).standard_normal(clip.points.shape)
    return with_points(clip, clip.points.to_numpy() + jitter * body_size_px(clip) * noise)


def values_of(clip: Keypoints, *names: str) -> np.ndarray:
    """(n, len(names), 2) px."""
    return np.asarray(clip.points.sel(point=list(names)).to_numpy())


def with_points(clip: Keypoints, values: np.ndarray) -> Keypoints:
    """The same clip with other places, (n, p, 2) px."""
    return replace(clip, points=clip.points.copy(data=values))


def without(clip: Keypoints, *names: str) -> Keypoints:
    """The same clip of an engine that does not look for these points."""
    kept = [str(name) for name in clip.points.coords["point"].to_numpy() if name not in names]
    return replace(
        clip,
        points=clip.points.sel(point=kept),
        confidence=clip.confidence.sel(point=kept),
        depth=None if clip.depth is None else clip.depth.sel(point=kept),
    )


def mirrored(clip: Keypoints) -> Keypoints:
    """The clip as a mirror shows it: what was the runner's right side is the left one."""
    values = clip.points.to_numpy().copy()
    values[..., 0] = clip.width_px - values[..., 0]
    return exchanged(with_points(clip, values))


def slowed(clip: Keypoints, times: float) -> Keypoints:
    """The same frames played so many times slower."""
    return _at_times(clip, np.arange(len(clip.time_s)), clip.time_s * times)


def chosen(clip: Keypoints, frames: np.ndarray) -> Keypoints:
    """Only these frames, with their own times, as a phone leaves a clip that drops others."""
    return _at_times(clip, frames, clip.time_s[frames])


def in_sight(clip: Keypoints) -> Keypoints:
    """From the first frame that shows anything of the runner to the last."""
    shown = np.flatnonzero(np.isfinite(clip.points.to_numpy()).any(axis=(1, 2)))
    return chosen(clip, np.arange(shown[0], shown[-1] + 1))


def _at_times(clip: Keypoints, frames: np.ndarray, time_s: np.ndarray) -> Keypoints:
    at = {"time": time_s}
    return replace(
        clip,
        time_s=time_s,
        rate_hz=(len(time_s) - 1) / float(time_s[-1] - time_s[0]),
        points=clip.points[frames].assign_coords(at),
        confidence=clip.confidence[frames].assign_coords(at),
        depth=None if clip.depth is None else clip.depth[frames].assign_coords(at),
    )


def one_after_the_other(clips: Sequence[Keypoints], apart_s: float) -> Keypoints:
    """Clips of one camera as one, nobody in the picture in between."""
    first = clips[0]
    pause = np.full((round(apart_s * first.rate_hz), *first.points.shape[1:]), np.nan)
    parts = [part for clip in clips for part in (clip.points.to_numpy(), pause)]
    points = np.concatenate(parts[:-1])
    where = {
        "time": np.arange(len(points)) / first.rate_hz,
        "point": first.points.coords["point"].to_numpy(),
    }
    sure = np.where(np.isfinite(points).all(axis=2), 1.0, np.nan)
    return replace(
        first,
        time_s=where["time"],
        points=xr.DataArray(
            points,
            dims=("time", "point", "axis"),
            coords={**where, "axis": ["x", "y"]},
            attrs={"units": "px"},
        ),
        confidence=xr.DataArray(sure, dims=("time", "point"), coords=where, attrs={"units": "1"}),
        depth=None,
    )


def recorded(clip: Keypoints, person: Runner = TALL, **settings: Any) -> Recording:
    """The clip as the motion room reads it."""
    return film(clip, person, Settings(**settings)).recording


def solved(clip: Keypoints, person: Runner = TALL, **settings: Any) -> Motion:
    """The moving runner of a clip."""
    return solve_planar(recorded(clip, person, **settings), person, Settings(**settings))


def measured(clip: Keypoints, person: Runner = TALL, **settings: Any) -> tuple[Rows, tuple[Contact, ...]]:
    """Every measure of a clip by its name and side, and its contacts."""
    told = Settings(**settings)
    one = measure_one(recorded(clip, person, **settings), None, person, told)
    return {(row.id, row.side): row for row in one.measures}, one.contacts


def rows(clip: Keypoints, person: Runner = TALL, **settings: Any) -> Rows:
    """Every measure of a clip by its name and side."""
    return measured(clip, person, **settings)[0]


@cache
def square_rows() -> Rows:
    """Those of ``seen()``."""
    return rows(seen())


def numbers(table: Rows) -> dict[tuple[str, str], float]:
    """Those that have a value."""
    return {key: row.value for key, row in table.items() if row.value is not None}


def changes(one: Rows, other: Rows) -> dict[tuple[str, str], float]:
    """The other's values less the one's; both must have the same."""
    a, b = numbers(one), numbers(other)
    assert set(a) == set(b), set(a) ^ set(b)
    return {key: b[key] - value for key, value in a.items()}


def refusal(clip: Keypoints, person: Runner = TALL, **settings: Any) -> str:
    """Why nothing is measured; empty where something is."""
    try:
        solved(clip, person, **settings)
    except RecordingError as error:
        return str(error)
    return ""


def errors_s(
    contacts: Sequence[Contact],
    synthetic: Synthetic,
    event: str,
    late_s: float = 0.0,
    until_s: float = np.inf,
) -> np.ndarray:
    """Found less true time of every true contact inside the clip, s; NaN where none is near.

    event: ``foot_strike_s`` or ``toe_off_s``. late_s: how much later the run begins in the clip.
    until_s: the end of what the clip shows of the run; its edges are not asked for.
    """
    last_s = min(until_s, float(synthetic.run.points.coords["time"].to_numpy()[-1]) - START_S + late_s)
    errors = []
    for contact in synthetic.truth.contacts:
        true_s = getattr(contact, event) - START_S + late_s
        if EDGE_S < true_s < last_s - EDGE_S:
            off = (getattr(one, event) - true_s for one in contacts if one.side == contact.side)
            nearest = min(off, key=abs, default=np.nan)
            errors.append(nearest if abs(nearest) < NEAR_S else np.nan)
    return np.array(errors)


def write_openpose(clip: Keypoints, folder: Path) -> Path:
    """The clip as OpenPose writes it: a folder of one JSON file a frame, 25 points of the body."""
    order = load("keypoint_sets/body_25.toml")["names"]
    names = [str(name) for name in clip.points.coords["point"].to_numpy()]
    folder.mkdir(parents=True)
    for frame, at in enumerate(clip.points.to_numpy()):
        known = {name: place for name, place in zip(names, at, strict=True) if np.isfinite(place).all()}
        flat = [
            round(float(value), 3) for name in order for value in (*known.get(name, (0, 0)), name in known)
        ]
        people = [{"person_id": [-1], "pose_keypoints_2d": flat}] if known else []
        text = json.dumps({"version": 1.3, "people": people})
        (folder / f"run_{frame:012d}_keypoints.json").write_text(text, encoding="utf-8")
    return folder
