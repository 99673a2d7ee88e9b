"""The rolling sole: no slip, no sinking."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.synth.body import build_body
from backstride.synth.foot import SETTLE_S, contact_point, roll, settle
from backstride.synth.spec import Spec

SOLE = build_body(Spec()).sole
ANGLES = st.floats(-1.2, 0.6)


def outline(angle: float) -> np.ndarray:
    """Points of the sole's outline turned to ``angle``: heel arc, flat, forefoot arc."""
    turn = np.linspace(0, 1.2, 200)
    heel = np.stack(
        [
            SOLE.heel_edge_m - SOLE.heel_radius_m * np.sin(turn),
            SOLE.heel_radius_m * (1 - np.cos(turn)),
        ],
        axis=1,
    )
    front = np.stack(
        [
            SOLE.ball_m + SOLE.forefoot_radius_m * np.sin(turn),
            SOLE.forefoot_radius_m * (1 - np.cos(turn)),
        ],
        axis=1,
    )
    return roll(SOLE, np.array(angle), np.vstack([heel, front]).T)


@given(angle=ANGLES)
def test_the_lowest_point_of_the_sole_is_on_the_ground(angle):
    lowest = outline(angle)[:, 1].min()
    assert -1e-12 <= lowest < 1e-5  # the outline is sampled, so it may float a little


@given(angle=ANGLES)
def test_the_point_of_contact_does_not_move_while_rolling(angle):
    heel = angle > 0
    here = float(contact_point(SOLE, np.array(angle))[0 if heel else 1])
    # the material point now at the contact, in the foot's plane
    edge, radius = (SOLE.heel_edge_m, SOLE.heel_radius_m) if heel else (SOLE.ball_m, SOLE.forefoot_radius_m)
    centre = np.array([edge, radius])
    point = centre + centre[1] * np.array([-np.sin(angle), -np.cos(angle)])
    assert roll(SOLE, np.array(angle), point) == pytest.approx([here, 0.0], abs=1e-12)
    step = 1e-5
    if abs(angle) > step:
        speed = (roll(SOLE, np.array(angle + step), point) - roll(SOLE, np.array(angle - step), point)) / (
            2 * step
        )
        assert np.abs(speed).max() < 1e-10


def test_rolling_onto_the_flat_foot_is_continuous():
    ankle = np.array([0.0, 0.11])
    for tiny in (1e-9, -1e-9):
        assert roll(SOLE, np.array(tiny), ankle) == pytest.approx(ankle, abs=1e-9)


def test_landing_ends_still():
    last = float(SETTLE_S.max())
    left = settle(np.array([0.0, last - 1e-6, last, last + 0.1]))
    assert np.all(left[0] == 1)
    assert np.all(left[1] < 1e-12)
    assert np.all(left[2:] == 0)
