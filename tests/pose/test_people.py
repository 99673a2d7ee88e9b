"""The runner told from bystanders, passers-by and mirrors, on sightings made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.pose.engine import Pose
from backstride.pose.follow import followed_poses, stretches_to_search
from backstride.pose.people import Sighting, choose_runner, is_near, runner_score, tracks, where_expected
from backstride.pose.region import Region
from backstride.pose.watch import Span

LOOK_S = 0.2


def sighting(time_s: float, x_px: float, side_px: float = 400.0, legs: float = 0.0) -> Sighting:
    region = Region(x_px, 300.0, side_px)
    points = np.array([[x_px, 300.0]])
    return Sighting(time_s, Pose(points, np.ones(1), None, 1.0, region), np.array([legs, 0.0]))


def person(
    start_px: float, pace_px: float, side_px: float = 400.0, swing: float = 0.2, first: int = 0, end: int = 20
) -> dict[int, Sighting]:
    """Sightings by look: legs swing at 1.4 Hz."""
    return {
        k: sighting(k * LOOK_S, start_px + pace_px * k, side_px, swing * np.sin(2 * np.pi * 1.4 * k * LOOK_S))
        for k in range(first, end)
    }


def looks(*people: dict[int, Sighting], count: int = 20) -> list[tuple[Sighting, ...]]:
    return [tuple(one[k] for one in people if k in one) for k in range(count)]


def chosen(*people: dict[int, Sighting]) -> tuple[set[int], bool]:
    """Looks at which the first person was chosen, all of them his or hers, and whether there was doubt."""
    everybody = looks(*people)
    track, doubtful = choose_runner(tracks(everybody), len(everybody))
    own = {id(one): k for k, one in people[0].items()}
    assert all(id(one) in own for one in track)
    return {own[id(one)] for one in track}, doubtful


def test_a_runner_alone() -> None:
    assert chosen(person(600, 0)) == (set(range(20)), False)


def test_a_bystander_who_stands_nearer_the_camera() -> None:
    assert chosen(person(600, 0), person(1200, 0, side_px=700, swing=0.01)) == (set(range(20)), False)


def test_a_mirror_image_is_smaller() -> None:
    assert chosen(person(600, 0), person(1000, 0, side_px=250)) == (set(range(20)), False)


def test_a_passer_by_is_there_for_a_short_time() -> None:
    assert chosen(person(600, 0), person(0, 200, first=5, end=10)) == (set(range(20)), False)


def test_two_who_cross_keep_their_tracks() -> None:
    assert chosen(person(0, 60, side_px=450), person(1200, -60, side_px=350))[0] == set(range(20))


def test_a_second_runner_of_the_same_size_is_said() -> None:
    assert chosen(person(400, 0, side_px=410), person(1200, 0, side_px=400))[1]


def test_a_fast_runner_across_the_picture_is_one_track() -> None:
    assert chosen(person(0, 290, end=7)) == (set(range(7)), False)  # 0.73 of the square between two looks


def test_a_runner_who_comes_back_is_the_same() -> None:
    there = person(0, 150, end=7)
    back = {k + 8: one for k, one in person(1200, -150, end=7).items()}
    back = {k: sighting(k * LOOK_S + 1.0, one.region.x_px, 400.0, one.legs[0]) for k, one in back.items()}
    assert chosen(there | back)[0] == set(there) | set(back)


def test_nobody_is_an_error() -> None:
    with pytest.raises(ValueError, match="nobody"):
        choose_runner((), 3)


def test_a_person_seen_once_has_no_moving_legs() -> None:
    assert runner_score((sighting(0, 0, legs=0.3),), 10) == 0.0


def test_where_the_runner_is_between_looks() -> None:
    track = (sighting(1.0, 100), sighting(1.2, 140), sighting(4.0, 900))
    assert where_expected(track, 1.1).x_px == pytest.approx(120)
    assert where_expected(track, 0.5).x_px == pytest.approx(100)
    times = np.array([0.6, 0.8, 1.1, 1.4, 2.0, 3.8, 4.2, 4.4])
    assert is_near(track, times).tolist() == [False, True, True, True, False, True, True, False]
    assert is_near(track[:1], np.array([0.6, 0.9, 1.4])).tolist() == [False, True, False]


def test_what_was_followed_to_another_person_is_searched_again() -> None:
    """The eye went from the runner to somebody else between the second and the third look."""
    mine = [sighting(0.0, 0), sighting(0.2, 10), sighting(0.4, 20)]
    other = sighting(0.4, 500)
    pose = mine[0].pose
    spans = [
        Span(mine[0], [(0.1, pose)], mine[1]),
        Span(mine[1], [(0.3, pose)], other),
        Span(mine[2], [(0.5, pose)], None),
    ]
    known = followed_poses(tuple(mine), spans)
    assert sorted(known) == [0.0, 0.1, 0.2, 0.4, 0.5]
    times = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 5.0])
    assert stretches_to_search(tuple(mine), times, known) == [(0.3, 0.6)]
