"""Phones that people film a run with, drawn at random: where they stand, how they tilt, what they record.

The ranges are what filming guides allow and a little more: 2 to 8 m away, from knee to eye height, up to 15
degrees off square and 8 off level. All judged; no survey of how people film is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import xarray as xr

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.model.picture import Picture
from backstride.pose.camera import Camera, project
from backstride.synth.filmed import filmed

PhoneView = Literal["side_right", "side_left", "rear"]
VIEWS: Final[tuple[PhoneView, ...]] = ("side_right", "side_left", "rear")
RATES_HZ: Final = (30.0, 60.0, 120.0, 240.0)
FRAMES_PX: Final = ((1280, 720), (1920, 1080), (3840, 2160))
DISTANCE_M: Final = (2.0, 8.0)
HEIGHT_M: Final = (0.3, 1.6)
YAW_DEG: Final = 15.0
ROLL_DEG: Final = 8.0
EQUIVALENT_MM: Final = (24.0, 52.0)  # of the frame's width on film 36 mm wide: a phone's main and second lens
FILM_MM: Final = 36.0
# What phones leave of their lens after their own correction; 1 % at the corner of a wide frame.
RADIAL: Final = 0.02
AIM: Final = 0.1  # of the half frame; how far off the middle the runner may be
PANS: Final = 0.5  # share of phones that follow the runner
PAN_LAG_S: Final = 0.3  # a hand follows the runner smoothly, later than the runner moves
MARGIN: Final = 0.02  # of the frame, around the whole runner
TRIES: Final = 400
# Headings that look square at the runner: along -Z at the right side, +Z at the left, +X from behind.
SQUARE_RAD: Final[Mapping[PhoneView, float]] = {"side_right": 0.0, "side_left": np.pi, "rear": np.pi / 2}
FAR_M: Final = 1000.0
MOVES_OF_FRAME: Final = 0.1  # a pan by less shows the same view all along
GOOD_STRIDES: Final = 8.0
GOOD_SHARE: Final = 0.95


@dataclass(frozen=True, eq=False)
class Phone:
    """One phone and one press of its button.

    yaw_rad: how far it looks off square. start_s: first frame after the first sample. pans: it follows the
    runner.
    """

    camera: Camera
    view: PhoneView
    rate_hz: float
    yaw_rad: float
    start_s: float
    pans: bool

    @property
    def name(self) -> str:
        """What a class of cameras shares: side or rear, and frames per second."""
        return f"{'rear' if self.view == 'rear' else 'side'} {self.rate_hz:g}"


def drawn(places: xr.DataArray, seed: int, view: PhoneView, rate_hz: float) -> Phone:
    """A phone from which the whole runner is seen in most frames; the same seed gives the same phone.

    Args:
        places: (time, point, axis) m of the runner, ISB axes.
        seed: of everything else.
        view: which side it stands on.
        rate_hz: frames per second.

    Raises:
        UsageError: the runner goes too far for any phone to see.
    """
    rng = np.random.default_rng([seed, 7])
    best, seen = None, -1.0
    for _ in range(TRIES):
        phone = _tried(places, rng, view, rate_hz)
        share = whole_share(places, phone)
        if share > seen:
            best, seen = phone, share
        if share >= 1.0:
            break
    if best is None or seen <= 0:
        raise UsageError("no phone sees the whole runner", fix="Give a shorter run")
    return best


def film_with(phone: Phone, places: xr.DataArray, name: str) -> Keypoints:
    """What an engine without error would give of the run."""
    heading = _pan(places, phone) if phone.pans else None
    seen = filmed(places, phone.camera, phone.rate_hz, heading_rad=heading, start_s=phone.start_s, name=name)
    return replace(seen, picture=_picture(phone, heading, len(seen.time_s)))


def _picture(phone: Phone, heading_rad: FloatArray | None, frames: int) -> Picture:
    """The camera's movement as it shows in a far background, which is what the product looks at."""
    shift = np.zeros((frames, 2))
    if heading_rad is not None:
        first = float(heading_rad[0])
        far = phone.camera.place_m + FAR_M * np.array(
            [np.sin(first), np.tan(phone.camera.pitch_rad), -np.cos(first)]
        )
        shift = project(phone.camera, np.tile(far, (frames, 1)), heading_rad)
        shift = shift - shift[0]
    moves = float(np.ptp(shift, axis=0).max()) > MOVES_OF_FRAME * phone.camera.width_px
    return Picture(
        shift_px=shift,
        turn_rad=np.zeros(frames),
        zoom=np.ones(frames),
        trusted=np.ones(frames, dtype=np.bool_),
        camera="moving" if moves else ("still" if heading_rad is None else "shaken"),
    )


def tilted(phone: Phone, roll_deg: float) -> Phone:
    """The same phone with another roll."""
    return replace(phone, camera=replace(phone.camera, roll_rad=float(np.radians(roll_deg))))


def is_good(seen: Keypoints, stride_s: float) -> bool:
    """Whether a clip is what filming guides ask for: the whole runner for at least eight strides.

    Whole is a frame that shows every point of the runner; of the frames from the first whole one to the last,
    19 of 20 must be.
    """
    whole = np.asarray(np.isfinite(seen.points.to_numpy()).all(axis=(1, 2)))
    frames = np.flatnonzero(whole)
    if frames.size < 2:
        return False
    long_s = float(seen.time_s[frames[-1]] - seen.time_s[frames[0]])
    return long_s >= GOOD_STRIDES * stride_s and float(whole[frames[0] : frames[-1]].mean()) >= GOOD_SHARE


def whole_share(places: xr.DataArray, phone: Phone) -> float:
    """Share of the run in which every point lies in the picture, with a margin."""
    some = places.isel(time=slice(None, None, max(1, places.sizes["time"] // 200)))
    heading = _follow(some, phone, _hips(some)) if phone.pans else None
    points = project(phone.camera, some.to_numpy(), heading)
    size = np.array([phone.camera.width_px, phone.camera.height_px])
    known = np.isfinite(some.to_numpy()).all(axis=2)
    inside = ((points >= MARGIN * size) & (points <= (1 - MARGIN) * size)).all(axis=2) | ~known
    return float(inside.all(axis=1).mean())


def _tried(places: xr.DataArray, rng: np.random.Generator, view: PhoneView, rate_hz: float) -> Phone:
    """One draw, whole runner or not."""
    width, height = FRAMES_PX[rng.integers(len(FRAMES_PX))]
    away, up = rng.uniform(*DISTANCE_M), rng.uniform(*HEIGHT_M)
    yaw, roll = np.radians(rng.uniform(-YAW_DEG, YAW_DEG)), np.radians(rng.uniform(-ROLL_DEG, ROLL_DEG))
    focal = width * rng.uniform(*EQUIVALENT_MM) / FILM_MM
    heading = SQUARE_RAD[view] + yaw
    target = _middle(places)
    ground = float(np.nanmin(places.sel(axis="y").to_numpy()))
    place = np.array([target[0] - away * np.sin(heading), ground + up, target[2] + away * np.cos(heading)])
    off = rng.uniform(-AIM, AIM, 2) * np.array([width, height]) / 2 / focal
    camera = Camera(
        place,
        width,
        height,
        float(focal),
        heading_rad=float(heading + np.arctan(off[0])),
        pitch_rad=float(np.arctan2(target[1] - place[1], away) + np.arctan(off[1])),
        roll_rad=float(roll),
        radial=float(rng.uniform(-RADIAL, RADIAL)),
    )
    return Phone(
        camera=camera,
        view=view,
        rate_hz=rate_hz,
        yaw_rad=float(yaw),
        start_s=float(rng.uniform(0, 1 / rate_hz)),
        pans=bool(rng.uniform() < PANS),
    )


def _middle(places: xr.DataArray) -> FloatArray:
    """(3,) halfway along the run, at half the height of what is known of the runner."""
    values = places.to_numpy()
    hips = _hips(places)
    ends = np.nanquantile(values[..., 1], [0.0, 1.0])
    return np.array([np.nanmean(hips[[0, -1], 0]), ends.mean(), np.nanmean(hips[:, 2])])


def _hips(places: xr.DataArray) -> FloatArray:
    """(n, 3) middle of the hips."""
    return np.asarray(places.sel(point=["hip_centre_left", "hip_centre_right"]).mean("point").to_numpy())


def _pan(places: xr.DataArray, phone: Phone) -> FloatArray:
    """Heading in each frame of the clip."""
    clock = places.coords["time"].to_numpy().astype(np.float64)
    frames = np.arange(int((clock[-1] - clock[0] - phone.start_s) * phone.rate_hz)) / phone.rate_hz
    hips = _hips(places)
    seen = np.isfinite(hips).all(axis=1)
    at = clock[0] + phone.start_s + frames - PAN_LAG_S
    follow = np.stack([np.interp(at, clock[seen], hips[seen, axis]) for axis in range(3)], axis=1)
    window = max(1, int(PAN_LAG_S * phone.rate_hz))
    return _follow(places, phone, _moving_mean(follow, window))


def _follow(places: xr.DataArray, phone: Phone, hips: FloatArray) -> FloatArray:
    """Headings that keep the runner where the phone's own heading has the middle of the run."""
    away = hips - phone.camera.place_m
    middle = _middle(places) - phone.camera.place_m
    bearing, home = np.arctan2(away[:, 0], -away[:, 2]), np.arctan2(middle[0], -middle[2])
    turned = np.angle(np.exp(1j * (bearing - home)))
    return np.asarray(phone.camera.heading_rad + turned)


def _moving_mean(track: FloatArray, window: int) -> FloatArray:
    padded = np.pad(track, ((window // 2, window - 1 - window // 2), (0, 0)), mode="edge")
    kernel = np.ones(window) / window
    return np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in range(3)], axis=1)
