"""The background followed: known movements of made pictures come back, and a stand is exactly still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.model.picture import Picture
from backstride.pose.background import Background, Course, Move, joined
from backstride.pose.camera_path import camera_path
from backstride.pose.decode import frames
from backstride.pose.frame import Box

WIDTH, HEIGHT, RATE_HZ = 480, 270, 30.0
SIZE = (WIDTH, HEIGHT)
Moves = Callable[[float], Move]


def texture(seed: int = 0, side: int = 2400) -> Any:
    """Something like a wall of stones: noise of three sizes."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            rng.normal(0, 30, (side // size, side // size)), (side, side), interpolation=cv2.INTER_CUBIC
        )
        for size in (4, 16, 60)
    ]
    return np.clip(128 + sum(layers), 0, 255).astype(np.uint8)


WALL, CLOTHES, LETTERS = texture(0), texture(1, 600), texture(2, 600)


def picture_of(move: Move, noise: float = 2.0, seed: int = 0, wall: Any = WALL) -> Any:
    """The wall seen by the camera: the wall's middle lies at the frame's middle moved by move."""
    middle, centre = np.array(wall.shape[::-1]) / 2 - 0.5, np.array(SIZE) / 2 - 0.5
    turn = np.array([[move.turn.real, -move.turn.imag], [move.turn.imag, move.turn.real]])
    offset = centre + np.array([move.shift.real, move.shift.imag]) - turn @ middle
    seen = cv2.warpAffine(wall, np.column_stack([turn, offset]), SIZE, borderMode=cv2.BORDER_REFLECT)
    grain = np.random.default_rng(seed).normal(0, noise, seen.shape)
    return np.clip(seen + grain, 0, 255).astype(np.uint8)


def block(picture: Any, number: int, share: float = 0.3) -> Box:
    """A person-sized block with its own texture, walking to the right across the picture."""
    width, height = round(share * WIDTH), round(0.8 * HEIGHT)
    left, top = 20 + 4 * number % (WIDTH - width - 40), 30
    picture[top : top + height, left : left + width] = CLOTHES[:height, :width]
    return (left, top, left + width, top + height)


def watch(
    move: Moves, count: int, *, person: bool = False, rate_hz: float = RATE_HZ, first: int = 0, **how: Any
) -> Course:
    """The course found in count frames of the wall."""
    background = Background()
    for number in range(first, first + count):
        time_s = number / rate_hz
        if background.is_due(time_s):
            picture = picture_of(move(time_s), seed=number, **how)
            people = [block(picture, number)] if person else []
            background.see(time_s, picture, 1, people)
    return background.course


def path_of(course: Course, count: int) -> Picture:
    return camera_path(np.arange(count) / RATE_HZ, course, WIDTH, HEIGHT)


def still(_time_s: float) -> Move:
    return Move()


def pan(time_s: float) -> Move:
    """Three widths in four seconds, and a little up."""
    return Move(1, complex(-3 * WIDTH / 4 * time_s, 10 * time_s))


def test_a_stand_is_exactly_still_with_somebody_walking_past() -> None:
    found = path_of(watch(still, 90, person=True), 90)
    assert found.camera == "still"
    assert found.trusted.all()
    np.testing.assert_array_equal(found.shift_px, np.zeros((90, 2)))
    np.testing.assert_array_equal(found.turn_rad, np.zeros(90))
    np.testing.assert_array_equal(found.zoom, np.ones(90))
    assert found.shake_px == 0.0


@pytest.mark.parametrize("person", [False, True])
def test_shift_turn_and_zoom_come_back(person: bool) -> None:
    def move(time_s: float) -> Move:
        return Move((1 + 0.1 * time_s) * np.exp(0.1j * time_s), complex(40 * time_s, -25 * time_s))

    found = path_of(watch(move, 60, person=person), 60)
    truth = [move(number / RATE_HZ) for number in range(60)]
    np.testing.assert_allclose(found.turn_rad, [np.angle(one.turn) for one in truth], atol=0.003)
    np.testing.assert_allclose(found.zoom, [abs(one.turn) for one in truth], atol=0.004)
    shift_px = [(one.shift.real, one.shift.imag) for one in truth]
    np.testing.assert_allclose(found.shift_px, shift_px, atol=0.7)
    assert found.camera == "moving"


def test_a_panning_camera() -> None:
    found = path_of(watch(pan, 120, person=True), 120)
    assert found.camera == "moving"
    assert found.trusted.mean() > 0.95
    truth = pan(119 / RATE_HZ).shift
    np.testing.assert_allclose(found.shift_px[-1], (truth.real, truth.imag), atol=0.01 * abs(truth))


def test_a_shaking_hand_is_measured() -> None:
    def shake(time_s: float) -> Move:
        return Move(1, complex(3 * np.sin(2 * np.pi * 3 * time_s), 2 * np.sin(2 * np.pi * 5 * time_s)))

    found = path_of(watch(shake, 90, person=True), 90)
    assert found.camera == "shaken"
    assert found.shake_px == pytest.approx(np.sqrt((9 + 4) / 2), rel=0.1)


def test_a_plain_wall_tells_nothing() -> None:
    found = path_of(watch(pan, 30, wall=np.full_like(WALL, 128)), 30)
    assert found.camera == "unknown"
    assert np.isnan(found.shift_px).all()
    assert not found.trusted.any()


def test_letters_over_a_moving_picture_do_not_hold_it() -> None:
    """As on the recording of a screen: a third of the picture stands still."""
    background = Background()
    for number in range(60):
        picture = picture_of(pan(number / RATE_HZ), seed=number)
        picture[:90] = LETTERS[:90, :WIDTH]
        background.see(number / RATE_HZ, picture, 1, [])
    found = path_of(background.course, 60)
    truth = pan(59 / RATE_HZ).shift
    assert found.camera == "moving"
    np.testing.assert_allclose(found.shift_px[-1], (truth.real, truth.imag), atol=0.03 * abs(truth))


def test_what_cannot_be_followed_is_left_open() -> None:
    background = Background()
    for number in range(60):
        dark = 20 <= number < 40
        picture = np.zeros((HEIGHT, WIDTH), np.uint8) if dark else picture_of(Move(), seed=number)
        background.see(number / RATE_HZ, picture, 1, [])
    found = path_of(background.course, 60)
    assert found.camera == "unknown"
    assert found.trusted[:20].all()
    assert np.isnan(found.shift_px[20:40]).all()
    assert found.trusted[45:].all()


@pytest.mark.parametrize("move", [still, pan])
def test_pieces_joined_are_the_whole(move: Moves) -> None:
    pieces = [watch(move, 40, person=True, first=first) for first in (0, 40, 80)]
    parts, whole = path_of(joined(pieces), 120), path_of(watch(move, 120, person=True), 120)
    assert parts.camera == whole.camera
    np.testing.assert_allclose(parts.shift_px, whole.shift_px, atol=2.0, rtol=0.005)
    np.testing.assert_allclose(parts.zoom, whole.zoom, atol=0.01)


def test_a_still_camera_is_looked_at_less_often() -> None:
    assert len(watch(still, 120, rate_hz=60.0).time_s) <= 2 * 13
    assert len(watch(pan, 120, rate_hz=60.0).time_s) >= 2 * 29


def test_nothing_watched_is_unknown() -> None:
    found = path_of(joined([Course(), Course()]), 5)
    assert found.camera == "unknown"
    assert np.isnan(found.zoom).all()


numbers = st.complex_numbers(max_magnitude=10, allow_nan=False)


@given(numbers, numbers, numbers, numbers, numbers)
def test_one_movement_after_another_is_one(
    a: complex, b: complex, c: complex, d: complex, z: complex
) -> None:
    first, second = Move(a, b), Move(c, d)
    both = first.then(second)
    assert both.turn * z + both.shift == pytest.approx(c * (a * z + b) + d, abs=1e-6)


def test_the_size_of_a_movement_is_what_points_move() -> None:
    move = Move(1.1 * np.exp(0.2j), 5 - 3j)
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5 - WIDTH / 2, np.arange(HEIGHT) + 0.5 - HEIGHT / 2)
    apart = np.abs(move.turn * (x + 1j * y) + move.shift - (x + 1j * y))
    assert move.size_px(WIDTH, HEIGHT) == pytest.approx(np.sqrt(np.mean(apart**2)), rel=1e-4)


def watched(path: Path) -> Picture:
    """A real clip without anybody told apart, every frame."""
    background, time_s = Background(), []
    for frame in frames(path):
        time_s.append(frame.time_s)
        if background.is_due(frame.time_s):
            background.see(frame.time_s, *frame.small_grey(), [])
    return camera_path(np.array(time_s), background.course, 1280, 720)


def test_a_real_clip_from_a_stand(shared: Path) -> None:
    """A runner crosses the picture, clouds drift."""
    found = watched(shared / "video" / "run_side_overlay_radluy.mp4")
    assert found.camera == "still"
    assert not found.shift_px.any()
