"""One clip to the points of its runner: watch it, say who the runner is, look again where the eye was
elsewhere.

The clip is cut into pieces of fixed length, shared between cores; the cut does not depend on how many there
are, so every machine gives the same numbers.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import RefusedError, WrongKindError
from backstride.model.keypoints import Keypoints
from backstride.model.recording import Note
from backstride.pose.assemble import assemble
from backstride.pose.background import joined
from backstride.pose.crew import Crew, OnFrames
from backstride.pose.decode import VideoInfo, video_info
from backstride.pose.engine import Engine, MakeEngine
from backstride.pose.follow import Poses, followed_poses, search_stretch, stretches_to_search
from backstride.pose.people import Track, choose_runner, tracks
from backstride.pose.watch import OnPose, Watched, watch_piece

PIECE_FRAMES: Final = 150
SHORTEST_PIECE: Final = 30
MANY_PIECES: Final = 8
MAY_SHIFT_MANY: Final = 0.5
MAY_SHIFT_FEW: Final = 0.1
"""A cut may move by this share of a piece to where decoding can begin. Of few pieces the longest decides how
long the clip takes, and decoding a frame takes about a fifth of what finding the points in it does."""
_DOUBT: Final = Note(
    level="warning",
    code="several_people",
    text="Somebody else in the picture is as large and moves as much: check whom the figure is on.",
)


def keypoints_of(
    path: Path,
    make_engine: MakeEngine,
    on_frames: OnFrames = lambda _done, _all: None,
    cores: int | None = None,
    most_frames: int | None = None,
    on_pose: OnPose | None = None,
) -> Keypoints:
    """The runner's points in every frame of a video, NaN where the runner is not in the picture.

    on_frames: told frames done and frames to do. cores: threads, each with its own engine; all cores if None.
    most_frames: of a longer clip, only so many of its middle are looked at. on_pose: told poses as they are
    found, by several threads, before it is decided who the runner is.

    Raises
    ------
    UsageError, RecordingError
        What ``decode.video_info`` and ``decode.frames`` refuse; RefusedError when nobody is in the clip.
    ModelMissingError
        The engine's model, or a library of the video extra, is not installed.
    """
    path = Path(path)
    info, (from_s, until_s) = middle_of(video_info(path), most_frames)
    with Crew(make_engine, cores, on_frames, info.frames) as crew:
        watched = _watch(path, info, crew, pieces(info, from_s, until_s), on_pose)
        found = tracks(watched.looks)
        if not found:
            raise RefusedError(
                "nobody is seen in the video", where=info.name, fix="Film the whole runner in good light"
            )
        runner, doubtful = choose_runner(found, len(watched.looks))
        poses = _poses(path, info, runner, watched, crew)
        return assemble(info, crew.first, watched, runner, poses, (_DOUBT,) * doubtful)


def _watch(
    path: Path, info: VideoInfo, crew: Crew, cut: list[tuple[float, float]], on_pose: OnPose | None
) -> Watched:
    """The clip watched, piece by piece."""

    def piece(engine: Engine, bounds_s: tuple[float, float]) -> Watched:
        return watch_piece(path, engine, *bounds_s, crew.one_done, on_pose)

    whole, courses = Watched(), []
    for part in crew.share(cut, piece):
        whole.time_s += part.time_s
        whole.looks += part.looks
        whole.seen += part.seen
        whole.spans += part.spans
        courses.append(part.course)
    whole.course = joined(courses)
    if len(whole.time_s) < 2:
        raise WrongKindError("this is a still image: one frame", where=info.name, fix="Film the run")
    return whole


def _poses(path: Path, info: VideoInfo, runner: Track, watched: Watched, crew: Crew) -> Poses:
    """The runner's pose by time: what was followed, and what a second look finds."""
    known = followed_poses(runner, watched.spans)

    def stretch(engine: Engine, bounds_s: tuple[float, float]) -> Poses:
        return search_stretch(path, engine, runner, known, bounds_s, crew.goes_on)

    again = stretches_to_search(runner, np.array(watched.time_s), known, info.keys_s)
    found = list(crew.share(again, stretch))
    return dict(ChainMap(known, *found))


def middle_of(info: VideoInfo, most_frames: int | None) -> tuple[VideoInfo, tuple[float, float]]:
    """The clip, or its middle where it is longer, and from when to when; a whole clip has no end."""
    if most_frames is None or info.frames <= most_frames:
        return info, (-np.inf, np.inf)
    length_s = info.duration_s * most_frames / info.frames
    from_s = info.start_s + (info.duration_s - length_s) / 2
    part = replace(info, start_s=from_s, duration_s=length_s, frames=most_frames)
    return part, (from_s, from_s + length_s)


def pieces(info: VideoInfo, from_s: float = -np.inf, until_s: float = np.inf) -> list[tuple[float, float]]:
    """(from, until) in s of the pieces a clip is cut into, whatever the machine."""
    number = max(-(-info.frames // PIECE_FRAMES), min(2, info.frames // SHORTEST_PIECE), 1)
    if 1 < number < MANY_PIECES:
        number += number % 2  # an odd one would keep one of two cores waiting
    length_s = info.duration_s / number
    near_s = length_s * (MAY_SHIFT_MANY if number >= MANY_PIECES else MAY_SHIFT_FEW)
    cuts = {_cut(info, info.start_s + length_s * place, near_s) for place in range(1, number)}
    edges = [from_s, *sorted(cuts), until_s]
    return list(pairwise(edges))


def _cut(info: VideoInfo, even_s: float, near_s: float) -> float:
    """Where decoding can begin, if that is near: what lies before it in the piece must be decoded twice."""
    key_s = min(info.keys_s, key=lambda one: abs(one - even_s), default=np.inf)
    return key_s if abs(key_s - even_s) <= near_s else even_s
