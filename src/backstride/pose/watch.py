"""One piece of a clip watched once: everybody five times a second, the likeliest runner in every frame.

Who the runner is can only be said when the whole clip has been seen; but mostly the likeliest one is, and
then the clip need not be decoded again. Between two looks each region comes from the points of the frame
before; no point is filtered by another frame's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from backstride.pose.background import Background, Course
from backstride.pose.decode import frames
from backstride.pose.engine import Engine, Pose
from backstride.pose.frame import Box, Frame, Image
from backstride.pose.people import MISSED_S, SAME_PERSON, Sighting, distance, extend, legs_moving, size_px
from backstride.pose.picture import Seen, box_of, seen
from backstride.pose.region import Region, is_usable

LOOK_EVERY_S: Final = 0.2
MOST_PEOPLE: Final = 6
"""Points are measured at a look for so many people at most, the largest."""
SURELY_SAME: Final = 0.2
"""A detection so close to a person already known is not measured again."""
SAME_POINTS: Final = 0.1
"""Two people side by side are farther apart than this share of the square; one person measured twice is
not."""
STAY: Final = 1.5
"""The one being followed is left only for somebody more promising by this factor, so that the eye does not
jump."""
STILL_LEGS: Final = 0.05
"""What a person counts whose legs have not been seen moving yet, as a share of the square."""


OnPose = Callable[[Pose, tuple[int, int]], None]
"""Told the likeliest runner's pose in a frame just looked at, and the frame's width and height in px."""


@dataclass(eq=False)
class Span:
    """The frames between two looks: who was followed from the first, and whom that led to at the second."""

    start: Sighting
    poses: list[tuple[float, Pose]] = field(default_factory=list)
    end: Sighting | None = None


@dataclass(eq=False)
class Watched:
    """time_s of every frame, who was seen at each look and how well, what was followed in between, and how
    the background moved. seen: one a sighting, in the order of the looks."""

    time_s: list[float] = field(default_factory=list)
    looks: list[tuple[Sighting, ...]] = field(default_factory=list)
    seen: list[tuple[Seen | None, ...]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    course: Course = field(default_factory=Course)


def watch_piece(
    path: Path,
    engine: Engine,
    from_s: float,
    until_s: float,
    goes_on: Callable[[], bool],
    on_pose: OnPose | None = None,
) -> Watched:
    """Watch the frames with from_s <= time < until_s; goes_on is asked after each frame.

    on_pose: told each pose as it is found, for who watches; it changes nothing.

    Raises what ``decode.frames`` raises.
    """
    watched, watcher, background = Watched(), _Watcher(engine), Background()
    look_from_s = from_s
    for frame in frames(path, from_s, until_s):
        watched.time_s.append(frame.time_s)
        if frame.time_s >= look_from_s:
            image = frame.image()
            sightings = watcher.look(image, frame.time_s)
            watched.looks.append(sightings)
            watched.seen.append(tuple(seen(image, one.pose, engine.point_names) for one in sightings))
            look_from_s = max(look_from_s, frame.time_s - LOOK_EVERY_S) + LOOK_EVERY_S
        elif watcher.region is not None:
            watcher.follow(frame)
        if background.is_due(frame.time_s):
            background.see(frame.time_s, *frame.small_grey(), watcher.boxes())
        if on_pose is not None and (pose := watcher.now()) is not None:
            on_pose(pose, frame.size_px)
        if not goes_on():
            break
    watched.spans, watched.course = watcher.spans, background.course
    return watched


class _Watcher:
    """Whom the eye is on, and the people it knows."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.region: Region | None = None
        self.spans: list[Span] = []
        self._living: list[list[Sighting]] = []
        self._unseen_since_s: float | None = None
        self._canvas: Image | None = None

    def follow(self, frame: Frame) -> None:
        """One frame between looks: the points of the one who is followed."""
        pose = sure_pose(self.engine, self._part(frame), self.region)
        self.region = pose.region if pose else None
        if pose:
            self.spans[-1].poses.append((frame.time_s, pose))

    def _part(self, frame: Frame) -> Image:
        """A picture that is the frame's round the region only."""
        width, height = frame.size_px
        if self._canvas is None or self._canvas.shape != (height, width, 3):
            self._canvas = np.zeros((height, width, 3), np.uint8)
        if self.region is not None:
            frame.paint(self._canvas, _box_round(self.region))
        return self._canvas

    def now(self) -> Pose | None:
        """Of the one who is followed, the last pose; None where nobody is."""
        if self.region is None:
            return None
        span = self.spans[-1]
        return span.poses[-1][1] if span.poses else span.start.pose

    def boxes(self) -> list[Box]:
        """Where people are: the one who is followed now, the others at the last look."""
        poses = [track[-1].pose for track in self._living]
        if self.region is not None and self.spans[-1].poses:
            poses.append(self.spans[-1].poses[-1][1])
        return [box_of(pose) for pose in poses]

    def look(self, image: Image, time_s: float) -> tuple[Sighting, ...]:
        """Everybody in the frame, the one who is followed first; then whom to follow from here."""
        followed = self._still_followed(image, time_s)
        found = [person.region for person in self.engine.people(image)]
        if followed and not self._backed_by_the_detector(followed, found):
            followed = None
        sightings = self._others(image, time_s, found, followed)
        self._living = [one for one in self._living if time_s - one[-1].time_s <= MISSED_S]
        self._living += extend(self._living, sightings)
        self._choose(sightings, followed)
        return sightings

    def _still_followed(self, image: Image, time_s: float) -> Sighting | None:
        pose = sure_pose(self.engine, image, self.region)
        seen = self._sighting(time_s, pose) if pose else None
        if self.spans and self.region is not None:
            self.spans[-1].end = seen
        return seen

    def _backed_by_the_detector(self, followed: Sighting, found: Sequence[Region]) -> bool:
        """Points alone hold on to an empty place for a while; the detector must agree now and then."""
        if any(distance(followed.region, one) < SAME_PERSON / 2 for one in found):
            self._unseen_since_s = None
        elif self._unseen_since_s is None:
            self._unseen_since_s = followed.time_s
        return self._unseen_since_s is None or followed.time_s - self._unseen_since_s <= MISSED_S

    def _others(
        self, image: Image, time_s: float, found: Sequence[Region], followed: Sighting | None
    ) -> tuple[Sighting, ...]:
        """Sightings proved by their points, nobody twice."""
        seen = [followed] if followed else []
        for region in sorted(found, key=lambda one: -one.side_px)[:MOST_PEOPLE]:
            if any(distance(region, one.region) < SURELY_SAME for one in seen):
                continue
            pose = sure_pose(self.engine, image, region)
            if pose and not any(same_points(pose, one.pose) for one in seen):
                seen.append(self._sighting(time_s, pose))
        return tuple(seen)

    def _choose(self, sightings: Sequence[Sighting], followed: Sighting | None) -> None:
        def promise(track: Sequence[Sighting]) -> float:
            return (
                size_px(track) * (legs_moving(track) + STILL_LEGS) * (STAY if track[-1] is followed else 1.0)
            )

        here = [track for track in self._living if any(track[-1] is one for one in sightings)]
        self.region = None
        if here:
            chosen = max(here, key=promise)[-1]
            self.region = chosen.region
            self.spans.append(Span(chosen))

    def _sighting(self, time_s: float, pose: Pose) -> Sighting:
        names = self.engine.point_names
        left, right = (pose.points_px[names.index(f"ankle_centre_{side}")] for side in ("left", "right"))
        return Sighting(time_s, pose, (left - right) / pose.region.side_px)


def sure_pose(engine: Engine, image: Image, region: Region | None) -> Pose | None:
    """The pose in the region if somebody is there and stays where one can be, else None."""
    if region is None:
        return None
    pose = engine.pose(image, region)
    height, width = image.shape[:2]
    sure = pose.presence >= engine.present_at_least and is_usable(pose.region, width, height)
    return pose if sure else None


def _box_round(region: Region) -> Box:
    """The upright box round a turned square, and the neighbours that its edge is interpolated from."""
    reach = region.side_px / 2 * (abs(np.cos(region.angle_rad)) + abs(np.sin(region.angle_rad))) + 2
    return region.x_px - reach, region.y_px - reach, region.x_px + reach, region.y_px + reach


def same_points(one: Pose, other: Pose) -> bool:
    """Whether two poses lie on one person: half of the points all but coincide, whatever their squares."""
    apart_px = np.linalg.norm(one.points_px - other.points_px, axis=1)
    return bool(np.median(apart_px) < SAME_POINTS * min(one.region.side_px, other.region.side_px))
