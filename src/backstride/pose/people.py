"""Who is the runner: people seen now and then in a clip, joined into tracks, and the one track chosen.

The runner is large, is there for most of the clip and moves the legs against each other; a bystander, a
mirror image or a passer-by falls short in at least one of the three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from backstride.model.arrays import BoolArray, FloatArray
from backstride.pose.engine import Pose
from backstride.pose.region import Region

SAME_PERSON: Final = 0.8
"""Largest distance of two sightings of one person, as ``distance`` measures it. At five looks a second
somebody running 8 m/s across the picture moves 1.6 m, three quarters of a square of 2.2 m, before a pace is
known."""
FAR: Final = 2.0
"""Distances beyond are all alike, so that one stray sighting does not spoil the pairing of the others."""
MISSED_S: Final = 1.0
"""A person not seen for so long who is seen again begins a new track."""
SEARCH_S: Final = 0.3
"""So long before the first and after the last sighting the runner is looked for in every frame: a look and a
half."""
ALIKE: Final = 0.26
"""Natural logarithm of 1.3: tracks of one runner who comes back differ less in size than this."""
CLOSE_SECOND: Final = 0.7
"""Another track with this share of the chosen one's score is said: it may be the runner."""


@dataclass(frozen=True, eq=False)
class Sighting:
    """One person at one moment. legs: (2,) left ankle minus right ankle as a share of the square's side."""

    time_s: float
    pose: Pose
    legs: FloatArray

    @property
    def region(self) -> Region:
        """The square round the person, from the points."""
        return self.pose.region


Track = tuple[Sighting, ...]


def distance(one: Region, other: Region) -> float:
    """How unlike two squares are: centres apart, in sides, plus the natural logarithm of the sides' ratio."""
    apart_px = np.hypot(one.x_px - other.x_px, one.y_px - other.y_px)
    side_px = np.sqrt(one.side_px * other.side_px)
    return float(apart_px / side_px + abs(np.log(one.side_px / other.side_px)))


def tracks(looks: Sequence[Sequence[Sighting]]) -> tuple[Track, ...]:
    """Sightings of each look, in order of time, joined to one track a person."""
    ended: list[list[Sighting]] = []
    living: list[list[Sighting]] = []
    for look in looks:
        if not look:
            continue
        lost = [track for track in living if look[0].time_s - track[-1].time_s > MISSED_S]
        living = [track for track in living if not any(track is one for one in lost)]
        ended += lost
        living += extend(living, look)
    return tuple(tuple(track) for track in ended + living)


def extend(living: Sequence[list[Sighting]], look: Sequence[Sighting]) -> list[list[Sighting]]:
    """Append each sighting of one look to the track it fits best; new tracks of those that fit none."""
    taken: set[int] = set()
    if living:
        costs = np.array(
            [
                [min(distance(_expected(track, one.time_s), one.region), FAR) for one in look]
                for track in living
            ]
        )
        for row, column in zip(*linear_sum_assignment(costs), strict=True):
            if costs[row, column] <= SAME_PERSON:
                living[int(row)].append(look[int(column)])
                taken.add(int(column))
    return [[one] for place, one in enumerate(look) if place not in taken]


def _expected(track: Sequence[Sighting], time_s: float) -> Region:
    """Where the person is if the pace of the last two sightings holds."""
    last = track[-1]
    if len(track) < 2:
        return last.region
    before = track[-2]
    share = (time_s - last.time_s) / (last.time_s - before.time_s)
    return Region(
        last.region.x_px + share * (last.region.x_px - before.region.x_px),
        last.region.y_px + share * (last.region.y_px - before.region.y_px),
        last.region.side_px,
        last.region.angle_rad,
    )


def runner_score(track: Sequence[Sighting], looks: int) -> float:
    """Size in px times the share of looks that saw the person times how much the legs move."""
    return size_px(track) * legs_moving(track) * len(track) / max(looks, 1)


def size_px(track: Sequence[Sighting]) -> float:
    """Median side of the square."""
    return float(np.median([one.region.side_px for one in track]))


def legs_moving(track: Sequence[Sighting]) -> float:
    """Root mean square of the ankles' difference about its mean, as a share of the square; 0 when seen
    once."""
    legs = np.array([one.legs for one in track])
    return float(np.sqrt(np.mean(np.sum((legs - legs.mean(axis=0)) ** 2, axis=1))))


def choose_runner(found: Sequence[Track], looks: int) -> tuple[Track, bool]:
    """The runner's track, pieces of the same runner joined, and whether somebody else is a close second.

    Raises ValueError without any track.
    """
    ranked = sorted(found, key=lambda track: runner_score(track, looks), reverse=True)
    if not ranked:
        raise ValueError("nobody was seen")
    best, *others = ranked
    close = CLOSE_SECOND * runner_score(best, looks)
    doubtful = any(_at_the_same_time(best, one) and runner_score(one, looks) >= close for one in others)
    for other in others:
        if _could_be_same(best, other):
            best = tuple(sorted((*best, *other), key=lambda one: one.time_s))
    return best, doubtful


def _at_the_same_time(one: Track, other: Track) -> bool:
    return one[0].time_s <= other[-1].time_s and other[0].time_s <= one[-1].time_s


def _could_be_same(one: Track, other: Track) -> bool:
    """A runner who left the frame and came back: at another time, about as large, legs moving as much."""
    alike = abs(np.log(size_px(one) / size_px(other))) < ALIKE
    return bool(not _at_the_same_time(one, other) and alike and legs_moving(other) > legs_moving(one) / 2)


def where_expected(track: Track, time_s: float) -> Region:
    """Where the runner should be at a time, between sightings; before the first and after the last, as
    there."""
    times = np.array([one.time_s for one in track])
    facts = np.array([(one.region.x_px, one.region.y_px, one.region.side_px) for one in track])
    return Region(*(float(np.interp(time_s, times, facts[:, column])) for column in range(3)))


def is_near(track: Track, time_s: FloatArray) -> BoolArray:
    """(n,) whether the runner may be in the picture: close to a sighting, or between two that are close."""
    times = np.array([one.time_s for one in track])
    if len(times) == 1:
        alone: BoolArray = np.abs(time_s - times[0]) <= SEARCH_S
        return alone
    after = np.clip(np.searchsorted(times, time_s), 1, len(times) - 1)
    before_s, after_s = time_s - times[after - 1], times[after] - time_s
    between = (before_s >= 0) & (after_s >= 0) & (before_s + after_s <= 2 * MISSED_S)
    near: BoolArray = between | (np.minimum(np.abs(before_s), np.abs(after_s)) <= SEARCH_S)
    return near
