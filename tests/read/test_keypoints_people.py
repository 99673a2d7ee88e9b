"""Of several people in a file of keypoints the runner is kept, whatever order they stand in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from backstride.model.arrays import FloatArray
from backstride.read.keypoints_people import MISSED_FRAMES, keep_runner, legs_moving, tracks
from backstride.read.keypoints_raw import Seen
from backstride.read.keypoints_sets import point_sets

NAMES = point_sets()[17].names
LEFT, RIGHT = NAMES.index("ankle_centre_left"), NAMES.index("ankle_centre_right")
FRAMES = 60


def person(
    x_px: float,
    pace_px: float = 0.0,
    *,
    height_px: float = 300.0,
    swing: float = 0.2,
    frames: range = range(FRAMES),
    track: str | None = None,
) -> list[Seen]:
    """Points down a line of this height; ankles swing apart by this share of it, at 1.4 Hz of 30."""
    found = []
    for frame in frames:
        points = np.full((len(NAMES), 4), np.nan)
        points[:, 0] = x_px + pace_px * frame
        points[:, 1] = 50.0 + height_px * np.linspace(0, 1, len(NAMES))
        points[:, 3] = 0.9
        apart = swing * height_px * np.sin(2 * np.pi * 1.4 * frame / 30)
        points[LEFT, 0] += apart / 2
        points[RIGHT, 0] -= apart / 2
        found.append(Seen(frame, points, track))
    return found


def shuffled(*people: list[Seen]) -> tuple[Seen, ...]:
    """All people frame by frame, in another order in each."""
    rng = np.random.default_rng(3)
    by_frame: dict[int, list[Seen]] = {}
    for one in (one for each in people for one in each):
        by_frame.setdefault(one.frame, []).append(one)

    def mixed() -> Iterator[Seen]:
        for frame in sorted(by_frame):
            here = by_frame[frame]
            yield from (here[int(place)] for place in rng.permutation(len(here)))

    return tuple(mixed())


def kept(*people: list[Seen]) -> tuple[set[int], list[str]]:
    """Frames in which the first person was kept, never anybody else, and the codes of what is said."""
    found, notes = keep_runner(shuffled(*people), NAMES)
    own = {one.frame: one.points for one in people[0]}
    assert all(points is own.get(frame) for frame, points in found.items())
    return set(found), [note.code for note in notes]


EVERY = set(range(FRAMES))


def test_a_runner_alone() -> None:
    assert kept(person(100, 8)) == (EVERY, [])


def test_a_bystander_who_stands_nearer_the_camera() -> None:
    assert kept(person(100, 8), person(400, height_px=500, swing=0.01)) == (EVERY, ["people_left_out"])


def test_a_smaller_runner_behind() -> None:
    assert kept(person(100, 8), person(300, 8, height_px=180)) == (EVERY, ["people_left_out"])


def test_two_who_cross_keep_their_tracks() -> None:
    assert kept(person(0, 10, height_px=330), person(600, -10, height_px=250))[0] == EVERY


def test_a_second_runner_of_the_same_size_is_said() -> None:
    assert kept(person(100, 8, height_px=310), person(500, 8))[1] == ["people_left_out", "several_people"]


def test_a_passer_by_is_there_for_a_short_time() -> None:
    assert kept(person(100, 8), person(0, 20, frames=range(10, 25)))[0] == EVERY


def test_a_runner_who_comes_back_is_the_same() -> None:
    there, back = range(20), range(20 + 2 * MISSED_FRAMES, 45 + 2 * MISSED_FRAMES)
    both = person(100, 10, frames=there) + person(2000, -10, frames=back)
    assert kept(both) == (set(there) | set(back), [])


def test_a_runner_not_seen_for_half_a_second_is_one_track() -> None:
    part = [one for one in person(100, 12) if not 20 <= one.frame < 35]
    assert len(tracks(part)) == 1


def test_a_runner_who_enters_is_one_track() -> None:
    """At first only the head is in the picture: 24 px of a body of 300."""
    found = person(1900, -35)
    for shown, one in enumerate(found[:6]):
        one.points[3 + 3 * shown :] = np.nan
    assert len(tracks(found)) == 1


def test_the_files_own_tracks_are_believed() -> None:
    """Two who run into each other within a step; only their numbers tell them apart."""
    one, other = person(100, 8, track="4"), person(101, 8, height_px=280, track="7")
    assert kept(one, other)[0] == EVERY


def test_left_and_right_taken_for_each_other_leave_the_track_whole() -> None:
    found = person(100, 8)
    for one in found[30:35]:
        one.points[[LEFT, RIGHT]] = one.points[[RIGHT, LEFT]]
    assert len(tracks(found)) == 1


def test_knees_stand_in_for_ankles() -> None:
    track = person(100, 8)
    knees = [NAMES.index(f"knee_centre_{side}") for side in ("left", "right")]
    for one in track:
        one.points[knees] = one.points[[LEFT, RIGHT]]
        one.points[[LEFT, RIGHT]] = np.nan
    assert legs_moving(tuple(track), NAMES) == pytest.approx(0.2 / np.sqrt(2), rel=0.15)


def test_nobody() -> None:
    empty: FloatArray = np.full((len(NAMES), 4), np.nan)
    assert keep_runner([Seen(0, empty)], NAMES) == ({}, ())
    assert keep_runner([], NAMES) == ({}, ())
