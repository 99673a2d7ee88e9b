"""The camera's movement taken out: a known movement laid on points comes off again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.model.keypoints import Keypoints
from backstride.model.picture import CameraMoves, Picture
from backstride.pose.flat import Flat, flat_of
from backstride.pose.steady import LEAST_TRUSTED, steadied
from helpers.seen import numbers, rows, seen, solved, square_rows, with_points

CLIP = seen()
N = len(CLIP.time_s)


def movement(
    shift_px: np.ndarray | None = None,
    turn_rad: np.ndarray | None = None,
    zoom: np.ndarray | None = None,
    camera: CameraMoves = "moving",
) -> Picture:
    return Picture(
        shift_px=np.zeros((N, 2)) if shift_px is None else shift_px,
        turn_rad=np.zeros(N) if turn_rad is None else turn_rad,
        zoom=np.ones(N) if zoom is None else zoom,
        trusted=np.ones(N, dtype=bool),
        camera=camera,
    )


def moved(clip: Keypoints, picture: Picture) -> Keypoints:
    """Points as ``Picture`` says the background lies in later frames: zoom * turn(p) + shift."""
    middle = np.array([clip.width_px, clip.height_px]) / 2
    at = clip.points.to_numpy() - middle
    cosine, sine = np.cos(picture.turn_rad)[:, None], np.sin(picture.turn_rad)[:, None]
    turned = np.stack([cosine * at[..., 0] - sine * at[..., 1], sine * at[..., 0] + cosine * at[..., 1]], -1)
    values = picture.zoom[:, None, None] * turned + picture.shift_px[:, None, :] + middle
    return replace(with_points(clip, values), picture=picture)


def assert_alike(one: Flat, other: Flat, atol_px: float = 1e-9) -> None:
    for name, place in other.places.items():
        np.testing.assert_allclose(one.places[name], place, rtol=0, atol=atol_px)


@settings(max_examples=30)
@given(
    shift=st.tuples(st.floats(-900, 900), st.floats(-300, 300)),
    turn_rad=st.floats(-0.3, 0.3),
    zoom=st.floats(0.5, 2.0),
    seed=st.integers(0, 9),
)
def test_a_known_movement_comes_off_exactly(
    shift: tuple[float, float], turn_rad: float, zoom: float, seed: int
) -> None:
    path = np.random.default_rng(seed).uniform(-1, 1, N)
    picture = movement(path[:, None] * np.array(shift), path * turn_rad, zoom**path)
    faulty = moved(CLIP, picture)
    found, kind, notes = steadied(flat_of(faulty), faulty.picture)
    assert_alike(found, flat_of(CLIP), 1e-6)
    assert kind == "moving"
    assert [(note.code, note.level) for note in notes] == [("camera_moves", "info")]


@pytest.mark.parametrize("picture", [None, movement(np.full((N, 2), 40.0), camera="still")])
def test_on_a_stand_nothing_is_touched(picture: Picture | None) -> None:
    flat = flat_of(CLIP)
    assert steadied(flat, picture) == (flat, "still", ())


def test_a_hand_that_shakes_is_still_a_still_camera() -> None:
    shake = 4.0 * np.random.default_rng(1).standard_normal((N, 2))
    faulty = moved(CLIP, movement(shake, camera="shaken"))
    found, kind, notes = steadied(flat_of(faulty), faulty.picture)
    assert kind == "still"
    assert "shake is taken out" in notes[0].text
    assert_alike(found, flat_of(CLIP), 1e-6)


def test_frames_without_a_background_lie_between_their_neighbours() -> None:
    pan = np.stack([np.linspace(0, 600, N), np.zeros(N)], axis=1)
    picture = movement(pan)
    faulty = moved(CLIP, picture)
    lost = np.arange(N) % 7 == 3
    holed = replace(picture, shift_px=np.where(lost[:, None], np.nan, pan), zoom=np.where(lost, np.nan, 1.0))
    assert_alike(steadied(flat_of(faulty), holed)[0], flat_of(CLIP), 1e-6)


@pytest.mark.parametrize("why", ["unknown", "holes"])
def test_a_path_nobody_could_follow_is_left_in_and_said(why: str) -> None:
    known = np.arange(N) < (N if why == "unknown" else (LEAST_TRUSTED - 0.05) * N)
    pan = np.where(known[:, None], np.linspace(0, 600, N)[:, None] * [1.0, 0.0], np.nan)
    faulty = replace(CLIP, picture=movement(pan, camera="unknown" if why == "unknown" else "moving"))
    flat = flat_of(faulty)
    found, kind, notes = steadied(flat, faulty.picture)
    assert found is flat
    assert kind == "moving"
    assert [(note.code, note.level) for note in notes] == [("camera_moves", "warning")]


def test_measures_do_not_mind_a_pan_that_is_known() -> None:
    pan = np.stack([600 * np.sin(CLIP.time_s), 40 * np.cos(3 * CLIP.time_s)], axis=1)
    faulty = moved(CLIP, movement(pan))
    found = numbers(rows(faulty))
    for key, value in numbers(square_rows()).items():
        if key[0] != "vertical_oscillation":  # what is left of a hand's own rise and fall would be in it
            assert found[key] == pytest.approx(value, abs=1e-3), key
    motion = solved(faulty)
    assert motion.sight
    assert motion.sight.camera == "moving"
    assert motion.surface is None  # a belt does not show to a camera that moves
    assert solved(CLIP).surface == "treadmill"
