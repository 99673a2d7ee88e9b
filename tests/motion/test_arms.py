"""Arm swing belongs to the arm: leaning and turning with the trunk is none."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.motion.arms import upper_arm_angle
from backstride.synth.posture import about_x, about_y, about_z

FLEXION_DEG = np.array([-40.0, -10.0, 0.0, 25.0])


def body(turn: np.ndarray, abduction_deg: float = 0.0) -> dict[str, np.ndarray]:
    """A trunk in one pose, its right arm at four angles: name -> (4, 3) m."""
    own = {
        "pelvis_centre": (0.0, 0.0, 0.0),
        "c7": (-0.05, 0.5, 0.0),
        "clavicle": (0.05, 0.5, 0.0),
        "acromion_left": (0.0, 0.45, -0.18),
        "acromion_right": (0.0, 0.45, 0.18),
    }
    places = {name: np.tile(turn @ np.array(place), (4, 1)) for name, place in own.items()}
    flexion = np.radians(FLEXION_DEG)
    hang = about_x(np.radians(-abduction_deg)) @ about_z(flexion) @ np.array([0.0, -0.3, 0.0])
    places["elbow_lateral_right"] = places["acromion_right"] + hang @ turn.T
    return places


@pytest.mark.parametrize(
    "turn", [np.eye(3), about_y(np.array(0.4)) @ about_z(np.array(-0.3)), about_x(np.array(0.2))]
)
def test_the_angle_is_the_shoulders_however_the_trunk_leans_and_turns(turn: np.ndarray) -> None:
    found = upper_arm_angle(body(turn), "right")
    assert not isinstance(found, str)
    np.testing.assert_allclose(np.degrees(found), FLEXION_DEG, atol=1e-6)


def test_an_arm_held_away_from_the_body_is_seen_from_the_side() -> None:
    found = upper_arm_angle(body(np.eye(3), abduction_deg=30.0), "right")
    seen = np.degrees(np.arctan(np.tan(np.radians(FLEXION_DEG)) / np.cos(np.radians(30.0))))
    np.testing.assert_allclose(np.degrees(found), seen, atol=1e-6)  # type: ignore[arg-type]


def test_two_elbow_markers_are_read_halfway() -> None:
    places = body(np.eye(3))
    shift = np.array([0.0, 0.0, 0.04])
    lateral = places.pop("elbow_lateral_right")
    found = upper_arm_angle(
        {**places, "elbow_lateral_right": lateral + shift, "elbow_medial_right": lateral - shift}, "right"
    )
    np.testing.assert_allclose(np.degrees(found), FLEXION_DEG, atol=1e-6)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("elbow_lateral_right", "right elbow"),
        ("c7", "C7"),
        ("acromion_left", "shoulder"),
        ("pelvis_centre", "pelvis"),
    ],
)
def test_what_is_missing_is_named(lost: str, said: str) -> None:
    places = body(np.eye(3))
    if lost == "c7":  # both shoulders still give the top of the trunk
        del places["acromion_left"]
    del places[lost]
    answer = upper_arm_angle(places, "right")
    assert isinstance(answer, str)
    assert said in answer


def test_the_wrist_does_not_stand_in_for_the_elbow() -> None:
    places = body(np.eye(3))
    places["wrist_lateral_right"] = places.pop("elbow_lateral_right")
    assert isinstance(upper_arm_angle(places, "right"), str)
