"""Everybody in a clip, bystanders too: found several times a second, followed in between.

The detector sees people of a third of its picture and more. So it looks at the whole frame and at squares cut
out of it, and finds the small ones in the background as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from backstride.pose.clip import pieces
from backstride.pose.crew import Crew, OnFrames
from backstride.pose.decode import Image, VideoInfo, frames
from backstride.pose.engine import Engine, MakeEngine, Person, Pose
from backstride.pose.face import FACE, Head, HeadTrack, body_top, head_of, joined
from backstride.pose.people import MISSED_S, SAME_PERSON, distance
from backstride.pose.region import Region, is_usable
from backstride.pose.watch import LOOK_EVERY_S, same_points

FOLLOW_EVERY_S: Final = 0.04
"""Between looks everybody is followed so often at most: in this time a running head bobs less than 2 cm."""
FINEST_PX: Final = 224
"""The detector's input: a smaller square is only blown up, and shows it nothing new."""
LARGE_PX: Final = 480
"""Squares this large are cut a third time, so that a 4K frame shows as small a person as an HD one."""
SHARED: Final = 1 / 3
"""Neighbouring squares share this much, so that whoever is too small for the next larger squares is whole in
one."""
TOO_LARGE: Final = 1.5
"""A person whose square is larger than this many squares looked at is for the next larger ones to find: so
small a part of a body looks like anything."""
TWICE_APART: Final = 0.1
TWICE_SIZE: Final = 0.5
"""Detections with hips closer than this share of the square, and squares alike in size (natural logarithm of
the ratio), are one person found in several squares."""
SURE_DETECTION: Final = 0.8
"""A detection as sure as this counts even inside somebody else's body; and without points that bear it out,
when it comes twice. In a square that shows a leg only the detector takes a knee for a head, with 0.77 at most
in five clips; people sitting in the background had 0.81 and more."""
NO_HEAD: Final = 0.05
"""A place inside the outline of a body below its head, or this share of the square outside, is part of it."""


def heads_of_everybody(
    path: Path,
    info: VideoInfo,
    make_engine: MakeEngine,
    on_frames: OnFrames = lambda _done, _all: None,
    cores: int | None = None,
) -> tuple[HeadTrack, ...]:
    """The head of everybody who is seen, through time. cores: threads with an engine each; all if None.

    Raises what ``decode.frames`` and the engine raise.
    """
    with Crew(make_engine, cores, on_frames, info.frames) as crew:

        def piece(engine: Engine, bounds_s: tuple[float, float]) -> tuple[HeadTrack, ...]:
            return heads_in_piece(path, engine, bounds_s, crew.one_done)

        found = list(crew.share(pieces(info), piece))
    return joined([track for tracks in found for track in tracks])


def heads_in_piece(
    path: Path, engine: Engine, bounds_s: tuple[float, float], goes_on: Callable[[], bool]
) -> tuple[HeadTrack, ...]:
    """Heads in the frames from the first time to before the second; goes_on is asked after each frame."""
    everybody = _Everybody(engine)
    look_from_s = follow_from_s = bounds_s[0]
    for frame in frames(path, *bounds_s):
        if frame.time_s >= look_from_s:
            everybody.look(frame.image(), frame.time_s)
            look_from_s = max(look_from_s, frame.time_s - LOOK_EVERY_S) + LOOK_EVERY_S
            follow_from_s = frame.time_s + FOLLOW_EVERY_S
        elif frame.time_s >= follow_from_s and everybody.followed:
            everybody.follow(frame.image(), frame.time_s)
            follow_from_s = frame.time_s + FOLLOW_EVERY_S
        if not goes_on():
            break
    return everybody.tracks()


@dataclass(eq=False)
class _Followed:
    """One person the eye is on. backed_s: when the detector last agreed that somebody is there.
    score: how sure it was at first."""

    pose: Pose
    backed_s: float
    score: float
    times_s: list[float] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)

    def see(self, time_s: float, pose: Pose, names: Sequence[str]) -> None:
        self.pose = pose
        self.times_s.append(time_s)
        self.heads.append(head_of(pose, names))


class _Everybody:
    """The people in the picture, each followed from the points of the frame before."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.followed: list[_Followed] = []
        self._tracks: list[HeadTrack] = []
        self._doubtful: list[Region] = []

    def follow(self, image: Image, time_s: float) -> None:
        """One frame between looks."""
        for one in list(self.followed):
            pose = _whose_head_shows(self.engine, image, one.pose.region)
            others = (
                other.pose for other in self.followed if other is not one and other.times_s[-1] == time_s
            )
            if pose is None or any(same_points(pose, other) for other in others):
                self._end(one)
            else:
                one.see(time_s, pose, self.engine.point_names)

    def look(self, image: Image, time_s: float) -> None:
        """Everybody followed, everybody else found."""
        self.follow(image, time_s)
        found = find_everybody(self.engine, image)
        for one in list(self.followed):
            if any(distance(one.pose.region, person.region) < SAME_PERSON / 2 for person in found):
                one.backed_s = time_s
            elif time_s - one.backed_s > MISSED_S:  # points alone hold on to an empty place
                self._end(one)
        for one in list(self.followed):
            if self._is_part_of_somebody(one.heads[-1], one.score, but=one):
                self._end(one)
        doubtful_before, self._doubtful = self._doubtful, []
        for person in found:
            if not any(_found_twice(person.region, one.pose.region) for one in self.followed):
                self._meet(image, time_s, person)
        for region in self._doubtful:
            twice = any(distance(region, before) < SAME_PERSON for before in doubtful_before)
            if twice and not any(_holds(region, one.heads[-1]) for one in self.followed):
                self._tracks.append(_track([time_s], [body_top(region)]))

    def tracks(self) -> tuple[HeadTrack, ...]:
        """Everybody seen so far; nobody is followed any more."""
        for one in list(self.followed):
            self._end(one)
        return tuple(self._tracks)

    def _meet(self, image: Image, time_s: float, person: Person) -> None:
        pose = _whose_head_shows(self.engine, image, person.region)
        head = head_of(pose, self.engine.point_names) if pose else body_top(person.region)
        if self._is_part_of_somebody(head, person.score):
            return
        if pose is None:
            self._doubtful += [person.region] * (person.score >= SURE_DETECTION)
        elif not any(same_points(pose, one.pose) for one in self.followed):
            somebody = _Followed(pose, time_s, person.score)
            somebody.see(time_s, pose, self.engine.point_names)
            self.followed.append(somebody)

    def _is_part_of_somebody(self, head: Head, score: float, but: _Followed | None = None) -> bool:
        """Whether an unsure head lies on a body: a knee or a shoe taken for one."""
        names = self.engine.point_names
        others = (one.pose for one in self.followed if one is not but)
        return score < SURE_DETECTION and any(_is_on_body(head, other, names) for other in others)

    def _end(self, one: _Followed) -> None:
        self.followed.remove(one)
        self._tracks.append(_track(one.times_s, one.heads))


def _whose_head_shows(engine: Engine, image: Image, region: Region) -> Pose | None:
    """The pose in the region if somebody is there whose head is in the frame, wherever the hips are."""
    pose = engine.pose(image, region)
    height, width = image.shape[:2]
    left, top, right, bottom = head_of(pose, engine.point_names).box_px
    shows = left < width and right > 0 and top < height and bottom > 0
    sane = is_usable(Region(width / 2, height / 2, pose.region.side_px), width, height)
    return pose if shows and sane and pose.presence >= engine.present_at_least else None


def _is_on_body(head: Head, pose: Pose, names: Sequence[str]) -> bool:
    import cv2

    body = [point for name, point in zip(names, pose.points_px, strict=True) if name not in FACE]
    outline = cv2.convexHull(np.array(body, dtype=np.float32))
    left, top, right, bottom = head.box_px.tolist()
    inside_px = float(cv2.pointPolygonTest(outline, ((left + right) / 2, (top + bottom) / 2), True))
    return inside_px > -NO_HEAD * pose.region.side_px


def _holds(region: Region, head: Head) -> bool:
    """Whether a head lies in the square: it is the one of whoever was detected there."""
    left, top, right, bottom = head.box_px.tolist()
    away_px = max(abs((left + right) / 2 - region.x_px), abs((top + bottom) / 2 - region.y_px))
    return bool(away_px < region.side_px / 2)


def _track(times_s: Sequence[float], heads: Sequence[Head]) -> HeadTrack:
    return HeadTrack(
        np.array(times_s), np.array([head.box_px for head in heads]), np.array([h.from_body for h in heads])
    )


def find_everybody(engine: Engine, image: Image) -> tuple[Person, ...]:
    """Who is found in the frame (h, w, 3) and in its squares, surest first, nobody twice."""
    height, width = image.shape[:2]
    found = list(engine.people(image))
    for left, top, right, bottom in squares(width, height):
        for person in engine.people(image[top:bottom, left:right]):
            at = person.region
            if at.side_px > TOO_LARGE * max(right - left, bottom - top):
                continue
            found.append(replace(person, region=replace(at, x_px=at.x_px + left, y_px=at.y_px + top)))
    kept: list[Person] = []
    for person in sorted(found, key=lambda one: -one.score):
        if not any(_found_twice(person.region, one.region) for one in kept):
            kept.append(person)
    return tuple(kept)


def squares(width_px: int, height_px: int) -> Iterator[tuple[int, int, int, int]]:
    """(left, top, right, bottom) of the squares looked at beside the whole frame, large ones first.

    >>> list(squares(640, 320))
    [(0, 0, 320, 320), (160, 0, 480, 320), (320, 0, 640, 320)]
    """
    for halvings in (1, 2, 3):
        side = max(width_px, height_px) // 2**halvings
        if side < (FINEST_PX if halvings < 3 else LARGE_PX):
            return
        for top in _starts(height_px, side):
            for left in _starts(width_px, side):
                yield left, top, min(left + side, width_px), min(top + side, height_px)


def _starts(length_px: int, side_px: int) -> Iterable[int]:
    """Where squares begin along one edge, evenly, sharing a third or more."""
    room_px = max(length_px - side_px, 0)
    steps = int(np.ceil(room_px / (side_px * (1 - SHARED))))
    return (round(room_px * step / max(steps, 1)) for step in range(steps + 1))


def _found_twice(one: Region, other: Region) -> bool:
    apart_px = np.hypot(one.x_px - other.x_px, one.y_px - other.y_px)
    close = apart_px < TWICE_APART * np.sqrt(one.side_px * other.side_px)
    return bool(close and abs(np.log(one.side_px / other.side_px)) < TWICE_SIZE)
