"""A copy of a clip that shows no face and says nothing of where, when and with what it was filmed.

Twice through the file, a few frames in memory at a time: first everybody's head is found, then the copy is
written with each head under a flat patch. A blur can be partly undone; a patch cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from backstride.errors import RefusedError, UsageError
from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.pose.clip import keypoints_of
from backstride.pose.crew import OnFrames
from backstride.pose.decode import Frame, Image, VideoInfo, frames, video_info
from backstride.pose.engine import MakeEngine
from backstride.pose.everybody import heads_of_everybody
from backstride.pose.face import HeadTrack, cover_at, is_from_body
from backstride.pose.rewrite import write_video
from backstride.pose.skeleton import skeleton
from backstride.whole import hidden_beside

GREY: Final = 96
"""The patch's brightness, 0 to 255: seen on dark and on light pictures."""
SUFFIXES: Final = (".mp4", ".m4v", ".mov")
Stretch = tuple[float, float]
OnStage = Callable[[str], OnFrames]
"""Told what begins, answers whom to tell the frames done and the frames to do."""
_ELSEWHERE: Final = "Choose another name with --out"


@dataclass(frozen=True)
class Scrubbed:
    """What was written. frames: of the copy; covered: those with a head covered; from_body: those of them
    where no head was made out and the top third of somebody's body is covered instead. nobody_s: (from, to)
    on the file's clock where nobody was found. With whole_frame covered counts frames with a figure.
    """

    path: Path
    frames: int
    covered: int
    from_body: int
    nobody_s: tuple[Stretch, ...]


def scrub(
    path: Path,
    out: Path | None,
    make_engine: MakeEngine,
    on_stage: OnStage = lambda _name: lambda _done, _all: None,
    *,
    whole_frame: bool = False,
    cores: int | None = None,
) -> Scrubbed:
    """Write the copy, complete or not at all. whole_frame: nothing but the runner's figure, on black.

    Raises
    ------
    UsageError
        The copy would replace the clip or another file, or is not named as an MP4.
    RecordingError
        What ``decode.frames`` refuses; RefusedError when nobody is in the clip: nothing could be covered.
    BackstrideError
        The copy cannot be written; ModelMissingError where the model or a library is not installed.
    """
    path = Path(path)
    info = video_info(path)
    target = _target(path, out)
    paint = _figure_only if whole_frame else _faces_covered
    with hidden_beside(target, "the scrubbed copy", "Make room, or choose another place with --out") as made:
        count = _Count()
        painted = paint(path, info, make_engine, on_stage, cores)
        told = _told(painted, count, on_stage("writing"), info.frames)
        write_video(made / target.name, told, info.rate_hz)
        (made / target.name).replace(target)
    return Scrubbed(target, count.frames, count.covered, count.from_body, tuple(count.nobody_s))


def _target(path: Path, out: Path | None) -> Path:
    """Where the copy goes; only an earlier copy of the usual name is replaced."""
    usual = path.with_name(f"{path.stem}-scrubbed.mp4")
    target = Path(out) if out else usual
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError("the copy is an MP4 file", where=target.name, fix="Give it a name that ends in .mp4")
    if target.is_dir():
        raise UsageError("this is a folder", where=target.name, fix="Name a file in it with --out")
    if target.exists() and target.samefile(path):
        raise UsageError("the copy would replace the clip itself", where=target.name, fix=_ELSEWHERE)
    if target.exists() and target.absolute() != usual.absolute():
        raise UsageError("there is a file of this name already", where=target.name, fix=_ELSEWHERE)
    return target


@dataclass(frozen=True, eq=False)
class _Painted:
    """One frame of the copy, and whether anybody, and a body without a head, was in it."""

    frame: Frame
    image: Image
    somebody: bool
    from_body: bool = False


def _faces_covered(
    path: Path, info: VideoInfo, make_engine: MakeEngine, on_stage: OnStage, cores: int | None
) -> Iterator[_Painted]:
    tracks = heads_of_everybody(path, info, make_engine, on_stage("finding heads"), cores)
    if not tracks:
        raise RefusedError(
            "nobody is found in the video, so no face can be covered",
            where=info.name,
            fix="Look through it yourself before you share it",
        )
    return (_patched(frame, tracks) for frame in frames(path))


def _patched(frame: Frame, tracks: Sequence[HeadTrack]) -> _Painted:
    """The frame with a patch on every head."""
    image, somebody, from_body = frame.image(), False, False
    for track in tracks:
        box_px = cover_at(track, frame.time_s)
        if box_px is not None and cover(image, box_px):
            somebody = True
            from_body |= is_from_body(track, frame.time_s)
    return _Painted(frame, image, somebody, from_body)


def cover(image: Image, box_px: FloatArray) -> bool:
    """Fill a box (4,) of the frame (h, w, 3) in place, to whole pixels outward; False if all is outside."""
    height, width = image.shape[:2]
    left, top = np.clip(np.floor(box_px[:2]), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(box_px[2:]), 0, (width, height)).astype(int)
    image[top:bottom, left:right] = GREY
    return bool(right > left and bottom > top)


def _figure_only(
    path: Path, _info: VideoInfo, make_engine: MakeEngine, on_stage: OnStage, cores: int | None
) -> Iterator[_Painted]:
    found = keypoints_of(path, make_engine, on_stage("finding the runner"), cores)
    return (_drawn(frame, row, found) for row, frame in enumerate(frames(path)))


def _drawn(frame: Frame, row: int, found: Keypoints) -> _Painted:
    places = dict(zip(found.points.coords["point"].to_numpy(), found.points.to_numpy()[row], strict=True))
    image = skeleton(places, found.width_px, found.height_px)
    return _Painted(frame, image, bool(image.any()))


class _Count:
    """What the frames written so far held."""

    def __init__(self) -> None:
        self.frames = self.covered = self.from_body = 0
        self.nobody_s: list[Stretch] = []
        self._before = True

    def add(self, one: _Painted) -> None:
        self.frames += 1
        self.covered += one.somebody
        self.from_body += one.from_body
        if not one.somebody:
            start_s = one.frame.time_s if self._before else self.nobody_s.pop()[0]
            self.nobody_s.append((start_s, one.frame.time_s))
        self._before = one.somebody


def _told(
    painted: Iterator[_Painted], count: _Count, on_frames: OnFrames, expected: int
) -> Iterator[tuple[Frame, Image]]:
    for one in painted:
        count.add(one)
        on_frames(count.frames, max(expected, count.frames))
        yield one.frame, one.image
