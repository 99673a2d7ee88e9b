"""A body of known angles in a clip of known frames, each of which tells its number."""

from __future__ import annotations

import importlib.util

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.clip import Clip
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.model.keypoints import Keypoints
from backstride.report.player.data import PlayerData, Stretch, player_data
from helpers.need import missing
from helpers.picture_angles import picture_angles

WIDTH_PX, HEIGHT_PX = 320, 180
BARS = 6  # a frame tells its number, up to 63, in bars of black and white, the lowest bit first
RUN = "run_3.5"
TRUNK_DEG, SHANK_DEG, KNEE_DEG = 10.0, {"left": 5.0, "right": -50.0}, {"left": 20.0, "right": 60.0}
THIGH_PX, SHANK_PX, TRUNK_PX = 40.0, 40.0, 55.0
CONTACTS: tuple[tuple[Side, float, float], ...] = (
    ("left", 0.10, 0.32),
    ("right", 0.45, 0.67),
    ("left", 0.80, 1.02),
    ("right", 1.15, 1.37),
)


def need_video_extra() -> None:
    """Skip where videos cannot be written."""
    for name in ("av", "cv2"):
        if importlib.util.find_spec(name) is None:
            missing(f"the video extra ({name})")


def uneven_times(count: int = 48) -> FloatArray:
    """Times of a phone that drops its rate now and then, from 1.5 s on: 20 to 50 ms apart."""
    spaces = np.array([0.030, 0.033, 0.021, 0.050])[np.arange(count - 1) % 4]
    return np.round(1.5 + np.concatenate([[0.0], np.cumsum(spaces)]), 4)


def told_frames(time_s: FloatArray) -> list[tuple[float, NDArray[np.uint8]]]:
    """Frame k shows k in bars."""
    frames = []
    for number, time in enumerate(time_s.tolist()):
        bits = np.array([(number >> bit) & 1 for bit in range(BARS)], dtype=np.uint8)
        row = np.repeat(bits * 200 + 20, WIDTH_PX // BARS + 1)[:WIDTH_PX]
        frames.append((time, np.repeat(np.tile(row, (HEIGHT_PX, 1))[..., None], 3, axis=2)))
    return frames


def read_number(image: NDArray[np.uint8]) -> int:
    """The number that a frame tells."""
    middle = image[image.shape[0] // 2, :, 1]
    width = WIDTH_PX // BARS + 1
    scale = image.shape[1] / WIDTH_PX
    return sum(int(middle[int((bit + 0.5) * width * scale)] > 128) << bit for bit in range(BARS))


def body(frame: FloatArray, forward: float = 1.0) -> dict[str, FloatArray]:
    """Places (n, 2) px of a body that leans and bends as told and moves a pixel a frame."""
    hip = np.stack([WIDTH_PX / 2 + forward * frame, np.full_like(frame, 80.0)], axis=1)

    def away(start: FloatArray, length_px: float, angle_deg: float) -> FloatArray:
        angle = np.deg2rad(angle_deg)
        return start + length_px * np.array([forward * np.sin(angle), np.cos(angle)])

    places = {}
    shoulder = away(hip, -TRUNK_PX, -TRUNK_DEG)
    for side, aside in (("left", 1.0), ("right", -1.0)):
        knee = away(hip, THIGH_PX, SHANK_DEG[side] + KNEE_DEG[side])
        ankle = away(knee, SHANK_PX, SHANK_DEG[side])
        own = {
            "hip_centre": hip,
            "knee_centre": knee,
            "ankle_centre": ankle,
            "heel": ankle + np.array([-4 * forward, 4]),
            "toe": ankle + np.array([12 * forward, 5]),
            "shoulder_centre": shoulder,
            "elbow_centre": away(shoulder, 20.0, 10.0 * aside),
            "wrist_centre": away(shoulder, 30.0, 40.0 * aside),
            "ear": away(shoulder, -18.0, -TRUNK_DEG),
        }
        places |= {f"{name}_{side}": at + np.array([aside, 0]) for name, at in own.items()}
    return places


def keypoints(time_s: FloatArray, *, forward: float = 1.0, turned_deg: float = 0.0) -> Keypoints:
    """The body as an engine gives it; turned_deg: anticlockwise on the screen about the corner."""
    names = [str(name) for name in load("pose/blaze.toml")["landmarks"]["names"]]
    known = body(np.arange(time_s.size, dtype=float), forward)
    nose = known["ear_left"] + np.array([6 * forward, 0])
    points = np.stack([known.get(name, nose) for name in names], axis=1)
    turn = np.deg2rad(turned_deg)
    points = points @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    where = {"time": time_s, "point": names}
    return Keypoints(
        time_s=time_s,
        points=xr.DataArray(
            points,
            dims=("time", "point", "axis"),
            coords={**where, "axis": ["x", "y"]},
            attrs={"units": "px"},
        ),
        confidence=xr.DataArray(np.ones(points.shape[:2]), dims=("time", "point"), coords=where),
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        rate_hz=30.0,
        source="run.mp4",
        engine="none",
    )


def clip(time_s: FloatArray, *, slow_motion: float = 1.0, recording: str = RUN) -> Clip:
    """The body in a clip without a file."""
    return Clip(recording=recording, keypoints=keypoints(time_s), slow_motion=slow_motion)


def contacts(start_s: float, recording: str = RUN) -> tuple[Contact, ...]:
    """Two contacts of each foot after a time of the run."""
    return tuple(
        Contact(recording=recording, side=side, foot_strike_s=start_s + strike, toe_off_s=start_s + off)
        for side, strike, off in CONTACTS
    )


def whole(shown: Clip, **more: object) -> PlayerData:
    """The whole clip with its contacts and the angles of its pictures."""
    time_s = shown.keypoints.time_s
    stretch = Stretch(float(time_s[0]), float(time_s[-1]) + 1)
    start_s = float(time_s[0]) / shown.slow_motion
    return player_data(
        shown,
        contacts(start_s, shown.recording),
        picture_angles(shown.keypoints),
        stretch,
        **more,  # type: ignore[arg-type]
    )
