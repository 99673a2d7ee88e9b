"""From where the camera looks, asked of cameras whose place is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.pose.flat import Flat, flat_of
from backstride.pose.view import OBLIQUE_DEG, PURE, Direction, direction, named
from helpers.seen import STANDS, mirrored, passing, places, seen, without

SIDES_DEG = 3.0  # measured: 1.2 at most, over two runners, from -15 to 15
ENDS_DEG = 6.0  # from behind and in front hips and shoulders turn against each other; measured 4.9
YAWS = (-15.0, 0.0, 8.0, 15.0)


def looked(*args: object, **stand: object) -> Direction:
    return direction(flat_of(seen(*args, **stand)))  # type: ignore[arg-type]


@pytest.mark.parametrize("yaw_deg", YAWS)
@pytest.mark.parametrize("view", ["side_right", "side_left"])
@pytest.mark.parametrize("seed", [1, 2])
def test_from_the_side(view: str, yaw_deg: float, seed: int) -> None:
    found = looked(places(3.0, seed), view=view, yaw_deg=yaw_deg, jitter=0.01)
    assert found.view == view
    assert found.yaw_deg == pytest.approx(yaw_deg, abs=SIDES_DEG)
    assert found.near == view.removeprefix("side_")


@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
@pytest.mark.parametrize("view", ["rear", "front"])
def test_from_behind_and_in_front(view: str, yaw_deg: float) -> None:
    found = looked(view=view, yaw_deg=yaw_deg, jitter=0.01)
    assert found.view == view
    assert found.yaw_deg == pytest.approx(yaw_deg, abs=ENDS_DEG)
    assert found.near is None


@pytest.mark.parametrize(("yaw_deg", "oblique"), [(25.0, False), (36.0, True), (45.0, True), (54.0, True)])
def test_beyond_what_any_view_bears_it_is_oblique(yaw_deg: float, oblique: bool) -> None:
    found = looked(yaw_deg=yaw_deg)
    assert (found.view == "oblique") == oblique
    assert -found.heading_deg == pytest.approx(yaw_deg, abs=SIDES_DEG)
    assert oblique == (found.near is None)


def test_a_runner_who_passes_heads_where_one_on_a_belt_does() -> None:
    belt, passes = looked(yaw_deg=10.0), looked(passing(1), yaw_deg=10.0, distance_m=9.0)
    assert passes.heading_deg == pytest.approx(belt.heading_deg, abs=2.0)


@pytest.mark.parametrize("view", STANDS)
def test_a_mirror_turns_the_heading_round(view: str) -> None:
    clip = seen(view=view, yaw_deg=7.0)
    one, other = direction(flat_of(clip)), direction(flat_of(mirrored(clip)))
    assert np.cos(np.radians(one.heading_deg)) == pytest.approx(-np.cos(np.radians(other.heading_deg)))
    assert np.sin(np.radians(one.heading_deg)) == pytest.approx(np.sin(np.radians(other.heading_deg)))


@settings(max_examples=30)
@given(
    zoom=st.floats(0.1, 10.0),
    shift=st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)),
)
def test_size_and_place_in_the_picture_change_nothing(zoom: float, shift: tuple[float, float]) -> None:
    flat = flat_of(SQUARE)
    moved = replace(flat, places={name: zoom * at + np.array(shift) for name, at in flat.places.items()})
    assert direction(moved).heading_deg == pytest.approx(direction(flat).heading_deg, abs=1e-6)


SQUARE = seen(yaw_deg=7.0)


def test_hips_or_shoulders_will_do() -> None:
    hips = ("hip_centre_left", "hip_centre_right")
    shoulders = ("shoulder_centre_left", "shoulder_centre_right")
    whole = direction(flat_of(SQUARE))
    assert direction(flat_of(without(SQUARE, *shoulders))).heading_deg == pytest.approx(
        whole.heading_deg, abs=3
    )
    with pytest.raises(RefusedError, match="hips and feet are never seen well enough"):
        direction(flat_of(without(SQUARE, *hips)))


@pytest.mark.parametrize("lost", ["toe", "heel"])
def test_without_feet_it_is_refused(lost: str) -> None:
    with pytest.raises(RefusedError, match="Film the whole runner, feet included"):
        direction(flat_of(without(SQUARE, f"{lost}_left", f"{lost}_right")))


def test_points_that_are_never_seen() -> None:
    flat = flat_of(SQUARE)
    blind = Flat(flat.time_s, {name: np.full_like(at, np.nan) for name, at in flat.places.items()})
    with pytest.raises(RefusedError):
        direction(blind)


@given(heading_deg=st.floats(-720, 720))
def test_every_heading_has_the_view_it_is_nearest_to(heading_deg: float) -> None:
    found = named(heading_deg)
    away = min(abs((heading_deg - pure + 180.0) % 360.0 - 180.0) for _, pure in PURE)
    assert abs(found.yaw_deg) == pytest.approx(away, abs=1e-9)
    assert (found.view == "oblique") == (abs(found.yaw_deg) > OBLIQUE_DEG)
    assert named(heading_deg + 360.0).yaw_deg == pytest.approx(found.yaw_deg, abs=1e-6)


@pytest.mark.parametrize("pure", [pure for _, pure in PURE])
@pytest.mark.parametrize("way", [-1.0, 1.0])
def test_the_sign_of_yaw_stays_where_the_view_becomes_oblique(pure: float, way: float) -> None:
    inside, outside = (named(pure + way * (OBLIQUE_DEG + beyond)) for beyond in (-0.1, 0.1))
    assert outside.view == "oblique" != inside.view
    assert outside.yaw_deg == pytest.approx(inside.yaw_deg, abs=0.21)
