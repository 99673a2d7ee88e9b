"""The way of a clip: a video or ready-made keypoints in, a recording and what a player shows out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.clip import Clip
from backstride.model.common import SIDES, Side
from backstride.model.contact import Contact
from backstride.model.keypoints import Keypoints
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.read.session import Source

if TYPE_CHECKING:
    from backstride.model.motion import Motion
    from backstride.model.recording import Recording
    from backstride.pose.watch import OnPose
    from backstride.report.player.data import PlayerData, Stretch

OnFrames = Callable[[int, int], None]

# What phones and editors write, and what people give by mistake: the pose room says of those what they are.
VIDEO: Final = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".3gp", ".mpg", ".mpeg", ".mts", ".m2ts")
ODD_VIDEO: Final = (".ts", ".wmv", ".flv", ".ogv")
NO_VIDEO: Final = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".bmp", ".tif", ".tiff", ".mp3", ".wav", ".m4a")
SUFFIXES: Final = frozenset((*VIDEO, *ODD_VIDEO, *NO_VIDEO))
MARKS: Final = ((4, b"ftyp"), (0, b"\x1a\x45\xdf\xa3"), (4, b"moov"), (8, b"AVI "))
# Curves that the player writes beside the joints and draws below.
PLAYED: Final = (
    *(f"{name}_{side}" for name in ("knee_flexion", "shank_angle") for side in SIDES),
    "trunk_lean",
)


def no_frames_told(_done: int, _expected: int) -> None:
    """For who does not wait."""


@dataclass(frozen=True, eq=False)
class Played:
    """One clip as measured: the points, what was made of them, the angles at its frames, frames to look at.

    angles: name -> (n,) deg, NaN where unknown. landings: one typical foot strike of each side. stretch: the
    part that is worth showing.
    """

    clip: Clip
    recording: Recording
    angles: Mapping[str, FloatArray]
    landings: tuple[tuple[Side, float], ...]
    roll_deg: float
    stretch: Stretch


def is_clip(path: Path) -> bool:
    """Whether a path is a video, a still picture, sound, or ready-made keypoints; reads a few bytes."""
    from backstride.read.keypoints import is_keypoints

    if path.is_file() and (path.suffix.lower() in SUFFIXES or _is_marked(path)):
        return True
    return is_keypoints(path)


def _is_marked(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
    except OSError:
        return False
    return any(start[place : place + len(mark)] == mark for place, mark in MARKS)


def seen_in(
    path: Path,
    settings: Settings,
    on_frames: OnFrames = no_frames_told,
    most_frames: int | None = None,
    on_pose: OnPose | None = None,
) -> Keypoints:
    """The runner's points in every frame. settings: the rate of ready-made keypoints, the pose engine.
    most_frames: of a longer video only so many of its middle. on_pose: as ``keypoints_of`` has it.

    Raises:
        UsageError, RecordingError: the file is none, or nobody is seen in it.
        ModelMissingError: the pose model, or a library of the video extra, is not installed.
    """
    from backstride.read.keypoints import is_keypoints, read_keypoints

    if is_keypoints(path):
        return read_keypoints(path, settings.rate_hz)
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.clip import keypoints_of
    from backstride.pose.rtm import RtmEngine

    engine = RtmEngine if settings.engine == "rtm" else BlazeEngine
    return keypoints_of(path, engine, on_frames, most_frames=most_frames, on_pose=on_pose)


def film_source(
    source: Source,
    runner: Runner,
    settings: Settings,
    on_frames: OnFrames = no_frames_told,
    most_frames: int | None = None,
    on_pose: OnPose | None = None,
) -> tuple[Recording, Clip]:
    """One clip as a recording in the plane of its view, and as a player shows it.

    Raises what ``seen_in`` raises, and RefusedError where the clip does not show a run well enough.
    """
    from backstride.pose.film import film

    path = source.paths[0]
    seen = seen_in(path, settings, on_frames, most_frames, on_pose)
    filmed = film(seen, runner, settings, recording_id=source.id)
    sight = filmed.recording.sight
    pictures = path if filmed.recording.kind == "video" else None
    return filmed.recording, Clip(source.id, filmed.keypoints, pictures, sight.slow_motion if sight else 1.0)


def played(clip: Clip, recording: Recording, motion: Motion) -> Played:
    """What a player shows of a clip once it is measured."""
    from backstride.report.player.stretch import best_stretch

    names = [name for name in PLAYED if name in motion.angles.coords["curve"].to_numpy()]
    at_s = clip.run_time_s
    angles = {
        name: np.degrees(np.interp(at_s, motion.time_s, motion.angles.sel(curve=name).to_numpy()))
        for name in names
    }
    roll = motion.sight.roll_deg if motion.sight else 0.0
    stretch = best_stretch(clip, motion.contacts)
    return Played(clip, recording, angles, tuple(_landings(motion)), roll, stretch)


def _landings(motion: Motion) -> Iterator[tuple[Side, float]]:
    """The foot strike of each side whose shank is nearest that side's median: a typical landing."""
    for side in SIDES:
        strikes = np.array([c.foot_strike_s for c in motion.contacts if c.side == side])
        name = f"shank_angle_{side}"
        if not strikes.size or name not in motion.angles.coords["curve"].to_numpy():
            continue
        at = np.interp(strikes, motion.time_s, motion.angles.sel(curve=name).to_numpy())
        if np.isfinite(at).any():
            yield side, float(strikes[np.nanargmin(np.abs(at - np.nanmedian(at)))])


def players(
    shown: Sequence[Played], contacts: Sequence[Contact], *, pictures: bool
) -> tuple[PlayerData, ...]:
    """``PlayerData`` of every clip; pictures: with the video, where there is one."""
    return tuple(_player(one, contacts, pictures) for one in shown)


def _player(one: Played, contacts: Sequence[Contact], pictures: bool) -> PlayerData:
    from backstride.report.player.data import FrameLink, player_data
    from backstride.report.player.small_video import small_video

    clip, stretch = one.clip, one.stretch
    video = None
    if pictures and clip.path is not None:
        frames = pictures_of(clip.path, stretch.from_s, stretch.until_s)
        video = small_video(frames, clip.keypoints.width_px, clip.keypoints.height_px)
    links = [
        FrameLink(text=f"A typical landing, {side} foot", time_s=time_s) for side, time_s in one.landings
    ]
    return player_data(clip, contacts, one.angles, stretch, links=links, roll_deg=one.roll_deg, video=video)


def annotate_clip(
    one: Played, contacts: Sequence[Contact], out: Path, on_frame: Callable[[int], None] = lambda _done: None
) -> None:
    """Write the clip's best stretch with the marks drawn into its pictures. on_frame: told frames done."""
    from backstride.report.annotated import annotate

    if one.clip.path is not None:
        frames = pictures_of(one.clip.path, one.stretch.from_s, one.stretch.until_s)
        annotate(frames, one.clip, contacts, out, on_frame)


def pictures_of(path: Path, from_s: float, until_s: float) -> Iterator[tuple[float, Any]]:
    """(time in s on the file's clock, upright RGB picture) of the frames in between."""
    from backstride.pose.decode import frames

    for frame in frames(path, from_s, until_s):
        yield frame.time_s, frame.image()
