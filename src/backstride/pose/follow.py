"""The chosen runner's pose in every frame: what was followed all along, and what must be looked at again.

While a clip is watched the eye may be on somebody else for a time, and a runner who enters is first noticed
at the next look. Those frames are decoded once more and searched for the runner where he or she must be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.pose.decode import Image, frames
from backstride.pose.engine import Engine, Pose
from backstride.pose.people import SAME_PERSON, Track, distance, is_near, where_expected
from backstride.pose.region import Region
from backstride.pose.watch import Span, sure_pose

SMALL_HOLE: Final = 15
"""Stretches to look at again that are closer than this many frames are read in one go."""

Poses = dict[float, Pose]
"""The runner's pose by the time of the frame."""


def followed_poses(runner: Track, spans: Iterable[Span]) -> Poses:
    """What was followed from one sighting of the runner to the next, or until lost, and never to another
    person."""
    own = {id(one) for one in runner}
    poses = {one.time_s: one.pose for one in runner}
    for span in spans:
        if id(span.start) in own and (span.end is None or id(span.end) in own):
            poses.update(span.poses)
    return poses


def stretches_to_search(
    runner: Track, time_s: FloatArray, poses: Poses, keys_s: Sequence[float] | None = None
) -> list[tuple[float, float]]:
    """(first, last) time in s of stretches where the runner may be and no pose is known. time_s: (n,) all
    frames. keys_s: where decoding can begin; stretches with none between them are read in one go."""
    missing = np.array([time not in poses for time in time_s]) & is_near(runner, time_s)
    places = np.flatnonzero(missing)
    if not len(places):
        return []
    cuts = [
        place
        for place, (one, other) in enumerate(pairwise(places), start=1)
        if other - one > SMALL_HOLE and _key_between(float(time_s[one]), float(time_s[other]), keys_s)
    ]
    return [(float(time_s[group[0]]), float(time_s[group[-1]])) for group in np.split(places, cuts)]


def _key_between(one_s: float, other_s: float, keys_s: Sequence[float] | None) -> bool:
    """Whether decoding can begin anew between two times: else it runs through in any case."""
    return not keys_s or any(one_s < key_s <= other_s for key_s in keys_s)


def search_stretch(
    path: Path,
    engine: Engine,
    runner: Track,
    known: Poses,
    bounds_s: tuple[float, float],
    goes_on: Callable[[], bool],
) -> Poses:
    """Poses found in the frames of one stretch, both ends included; known ones are kept and lead on."""
    found: Poses = {}
    region: Region | None = None
    first_s, last_s = bounds_s
    for frame in frames(path, first_s, np.nextafter(last_s, np.inf)):
        pose = known.get(frame.time_s)
        if pose is None:
            expected = where_expected(runner, frame.time_s)
            pose = _pose_here(engine, frame.image(), region, expected)
            if pose is not None:
                found[frame.time_s] = pose
        region = pose.region if pose else None
        if not goes_on():
            break
    return found


def _pose_here(engine: Engine, image: Image, region: Region | None, expected: Region) -> Pose | None:
    """The pose led to by the frame before, or one found anew near where the runner should be."""
    pose = sure_pose(engine, image, region)
    if pose is not None and distance(pose.region, expected) < SAME_PERSON:
        return pose
    people = [person.region for person in engine.people(image)]
    for one in sorted(people, key=lambda one: distance(one, expected)):
        if distance(one, expected) < SAME_PERSON and (pose := sure_pose(engine, image, one)):
            return pose
    return None
