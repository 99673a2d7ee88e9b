"""Who is the runner in a file of keypoints: people joined from frame to frame, and the one track kept.

The idea is that of ``pose.people``, on points alone and in every frame: the runner is large, is there for
most of the clip and moves the legs against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES
from backstride.model.recording import Note
from backstride.read.keypoints_raw import Seen, X, Y

SAME_PERSON: Final = 0.5
"""Largest distance of one person's points between two sightings from where they are expected, in heights of
the person. Somebody who enters at 8 m/s and 15 frames/s moves 0.53 m, a third of a height, before a pace is
known."""
FAR: Final = 2.0
"""Distances beyond are all alike, so that one stray person does not spoil the pairing of the others."""
MISSED_FRAMES: Final = 30
"""A person not seen for so many frames who is seen again begins a new track: a second of the usual rate."""
STILL_LEGS: Final = 0.05
"""What a person counts whose legs have not been seen moving, as a share of the height."""
ALIKE: Final = 0.26
"""Natural logarithm of 1.3: tracks of one runner who comes back differ less in size than this."""
CLOSE_SECOND: Final = 0.7
"""Another track with this share of the kept one's score is said: it may be the runner."""

Track = tuple[Seen, ...]


def tracks(seen: Sequence[Seen]) -> tuple[Track, ...]:
    """People of all frames as one track a person: by the file's own tracks if it has them everywhere."""
    in_order = sorted(seen, key=lambda one: one.frame)
    if in_order and all(one.track is not None for one in in_order):
        named: dict[str | None, list[Seen]] = {}
        for one in in_order:
            named.setdefault(one.track, []).append(one)
        return tuple(_once_a_frame(track) for track in named.values())
    return _joined(in_order)


def _once_a_frame(track: list[Seen]) -> Track:
    return tuple({one.frame: one for one in reversed(track)}.values())[::-1]


def _joined(in_order: Sequence[Seen]) -> tuple[Track, ...]:
    ended: list[list[Seen]] = []
    living: list[list[Seen]] = []
    for frame, group in groupby(in_order, key=lambda one: one.frame):
        people = [one for one in group if one.height > 0]
        lost = [track for track in living if frame - track[-1].frame > MISSED_FRAMES]
        living = [track for track in living if not any(track is one for one in lost)]
        ended += lost
        living += _extend(living, people)
    return tuple(tuple(track) for track in ended + living)


def _extend(living: Sequence[list[Seen]], people: Sequence[Seen]) -> list[list[Seen]]:
    """Append each person to the track he or she fits best; new tracks of those that fit none."""
    taken: set[int] = set()
    if living and people:
        costs = _distances(living, people)
        for row, column in _pairs(costs):
            if costs[row, column] <= SAME_PERSON:
                living[row].append(people[column])
                taken.add(column)
    return [[one] for place, one in enumerate(people) if place not in taken]


def _pairs(costs: FloatArray) -> list[tuple[int, int]]:
    """Rows and columns paired so that the sum of costs is least."""
    if costs.shape == (1, 1):
        return [(0, 0)]
    from scipy.optimize import linear_sum_assignment  # slow to import, and most files hold one person

    return [(int(row), int(column)) for row, column in zip(*linear_sum_assignment(costs), strict=True)]


def _distances(living: Sequence[list[Seen]], people: Sequence[Seen]) -> FloatArray:
    """(tracks, people) how far each is from where each track leads, in heights, by the points seen both
    times."""
    frame = people[0].frame
    expected = np.stack([track[-1].points[:, [X, Y]] for track in living])
    expected += np.stack([_pace(track) * (frame - track[-1].frame) for track in living])[:, None]
    here = np.stack([one.points[:, [X, Y]] for one in people])
    apart = _middle(np.sqrt(np.sum((expected[:, None] - here[None]) ** 2, axis=3)))
    tall = np.maximum.outer([track[-1].height for track in living], [one.height for one in people])
    distances: FloatArray = np.fmin(apart / tall, FAR)
    return distances


def _pace(track: Sequence[Seen]) -> FloatArray:
    """(2,) px a frame over the last two sightings; 0 before there are two that share a point."""
    if len(track) < 2:
        return np.zeros(2)
    before, last = track[-2], track[-1]
    moved = last.points[:, [X, Y]] - before.points[:, [X, Y]]
    return np.nan_to_num(_middle(moved.T)) / (last.frame - before.frame)


def _middle(values: FloatArray) -> FloatArray:
    """(...) the lower median of (..., n) without what is NaN; NaN where nothing is left."""
    count = np.sum(~np.isnan(values), axis=-1, keepdims=True)
    ordered = np.sort(values, axis=-1)  # NaN comes last
    middle: FloatArray = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)[..., 0]
    return middle


def size_px(track: Track) -> float:
    """Median height."""
    return float(np.median([one.height for one in track]))


def legs_moving(track: Track, names: Sequence[str]) -> float:
    """Root mean square of left minus right ankle about its mean, in heights; 0 where they are hardly seen.

    Knees stand in for ankles that are never both seen.
    """
    for joint in ("ankle_centre", "knee_centre"):
        left, right = (names.index(f"{joint}_{side}") for side in SIDES)
        apart = np.array([one.points[left, [X, Y]] - one.points[right, [X, Y]] for one in track])
        apart = apart[~np.isnan(apart).any(axis=1)]
        if len(apart) > 1:
            spread = np.sqrt(np.mean(np.sum((apart - apart.mean(axis=0)) ** 2, axis=1)))
            return float(spread) / max(size_px(track), 1e-9)
    return 0.0


def score(track: Track, names: Sequence[str]) -> float:
    """Size times frames seen times how much the legs move."""
    return size_px(track) * len(track) * (legs_moving(track, names) + STILL_LEGS)


def keep_runner(seen: Sequence[Seen], names: Sequence[str]) -> tuple[dict[int, FloatArray], tuple[Note, ...]]:
    """The runner's points (p, 4) by frame, and what a person should know of the choice; empty if nobody."""
    found = [track for track in tracks(seen) if size_px(track) > 0]
    if not found:
        return {}, ()
    best, *others = sorted(found, key=lambda track: score(track, names), reverse=True)
    close = CLOSE_SECOND * score(best, names)
    doubtful = any(_together(best, one) and score(one, names) >= close for one in others)
    parts = [best]
    for other in others:
        if not any(_together(part, other) for part in parts) and _alike(best, other, names):
            parts.append(other)
    kept = {one.frame: one.points for part in parts for one in part}
    return kept, _notes(len(found) - len(parts), doubtful)


def _together(one: Track, other: Track) -> bool:
    return one[0].frame <= other[-1].frame and other[0].frame <= one[-1].frame


def _alike(one: Track, other: Track, names: Sequence[str]) -> bool:
    """A runner who left the frame and came back is about as large and moves the legs as much."""
    alike = abs(np.log(size_px(one) / size_px(other))) < ALIKE
    return bool(alike and legs_moving(other, names) > legs_moving(one, names) / 2)


def _notes(left_out: int, doubtful: bool) -> tuple[Note, ...]:
    notes = []
    if left_out:
        who = "Another person is" if left_out == 1 else f"{left_out} pieces of other people are"
        text = f"{who} in the file; the one who is largest, longest there and moves the legs most is kept."
        notes.append(Note(level="info", code="people_left_out", text=text))
    if doubtful:
        text = "Somebody else in the picture is as large and moves as much: check whom the figure is on."
        notes.append(Note(level="warning", code="several_people", text=text))
    return tuple(notes)
