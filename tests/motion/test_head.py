"""Head pitch: chin down is positive, whatever way the head looks and however it is marked."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.motion.head import head_pitch
from backstride.synth.posture import about_y, about_z

PITCH_DEG = np.array([-10.0, 0.0, 20.0])
BAND = {
    "head_front_left": (0.09, 0.0, -0.05),
    "head_front_right": (0.09, 0.0, 0.05),
    "head_back_left": (-0.09, 0.0, -0.05),
    "head_back_right": (-0.09, 0.0, 0.05),
}


def head(yaw_rad: float = 0.0) -> dict[str, np.ndarray]:
    turn = about_y(np.full(3, yaw_rad)) @ about_z(-np.radians(PITCH_DEG))
    return {name: turn @ np.array(place) + np.array([0.0, 1.7, 0.0]) for name, place in BAND.items()}


@pytest.mark.parametrize("yaw_rad", [0.0, 0.6, -1.2])
def test_chin_down_is_positive_whatever_way_the_head_looks(yaw_rad: float) -> None:
    np.testing.assert_allclose(np.degrees(head_pitch(head(yaw_rad))), PITCH_DEG, atol=1e-6)  # type: ignore[arg-type]


def test_one_side_of_a_band_is_enough_and_single_markers_too() -> None:
    places = head()
    left = {name: place for name, place in places.items() if name.endswith("left")}
    single = {name.removesuffix("_left"): place for name, place in left.items()}
    for fewer in (left, single):
        np.testing.assert_allclose(np.degrees(head_pitch(fewer)), PITCH_DEG, atol=1e-6)  # type: ignore[arg-type]


def test_front_and_back_of_different_sides_are_no_line() -> None:
    places = head()
    crossed = {name: places[name] for name in ("head_front_left", "head_back_right")}
    assert head_pitch(crossed) == "a marker on the front and one on the back of the head"


def test_a_hidden_marker_leaves_its_frames_unknown() -> None:
    places = head()
    places["head_front_left"][1] = np.nan
    assert np.isnan(head_pitch(places)).tolist() == [False, True, False]  # type: ignore[arg-type]
