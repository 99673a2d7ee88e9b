"""What a moving segment asks for: pendulums, tops and falling bodies have closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.loads.newton_euler import MovingBody, MovingSegment, demanded, demanded_moment, spread_of
from backstride.loads.weight import GRAVITY_MPS2

RATE_HZ = 1000.0
TIME_S = np.arange(0, 0.5, 1 / RATE_HZ)
INSIDE = slice(1, -1)  # the second difference needs a neighbour on each side


def _still(place: np.ndarray) -> np.ndarray:
    return np.tile(place, (TIME_S.size, 1))


def _about(axis: str, angle: np.ndarray) -> Rotation:
    return Rotation.from_rotvec(np.outer(angle, np.eye(3)["xyz".index(axis)]))


def _pendulum(mass_kg: float, gyration_m: np.ndarray, distance_m: float, angle: np.ndarray) -> MovingSegment:
    """A shank that hangs from the origin and swings in the plane of X and Y."""
    axes = _about("z", angle).as_matrix()
    return MovingSegment(mass_kg, spread_of(mass_kg, gyration_m), -distance_m * axes[:, :, 1], axes)


def test_a_swinging_pendulum_asks_for_its_inertia_and_its_weight() -> None:
    """(I + m d^2) angle'' + m g d sin(angle), about the sideways axis alone."""
    mass_kg, distance_m, gyration_m = 3.2, 0.18, np.array([0.105, 0.043, 0.103])
    omega = 2 * np.pi * 3
    angle = 0.6 * np.sin(omega * TIME_S)
    segment = _pendulum(mass_kg, gyration_m, distance_m, angle)
    found = demanded_moment(segment, _still(np.zeros(3)), RATE_HZ)[INSIDE]
    inertia = mass_kg * (gyration_m[2] ** 2 + distance_m**2)
    known = -inertia * omega**2 * angle + mass_kg * GRAVITY_MPS2 * distance_m * np.sin(angle)
    np.testing.assert_allclose(found[:, 2], known[INSIDE], atol=1e-3 * np.abs(known).max())
    np.testing.assert_allclose(found[:, :2], 0.0, atol=1e-9)


def test_a_segment_at_rest_asks_for_its_weight_times_its_lever_exactly() -> None:
    segment = MovingSegment(
        3.0, np.ones(3), _still(np.array([0.2, 0.4, -0.1])), np.tile(np.eye(3), (TIME_S.size, 1, 1))
    )
    found = demanded_moment(segment, _still(np.array([0.05, 0.9, 0.0])), RATE_HZ)[INSIDE]
    weight_n = 3.0 * GRAVITY_MPS2
    np.testing.assert_allclose(found, _still(weight_n * np.array([0.1, 0.0, 0.15]))[INSIDE], atol=1e-9)


def test_a_falling_segment_asks_for_nothing() -> None:
    fall = np.column_stack([2.0 * TIME_S, -GRAVITY_MPS2 * TIME_S**2 / 2, 0.3 * TIME_S])
    segment = MovingSegment(4.0, np.ones(3), fall, np.tile(np.eye(3), (TIME_S.size, 1, 1)))
    np.testing.assert_allclose(demanded_moment(segment, _still(np.ones(3)), RATE_HZ)[INSIDE], 0.0, atol=1e-6)


def test_a_top_that_spins_and_precesses_asks_for_the_gyroscopic_moment() -> None:
    """Steady precession: the angular momentum turns about the vertical, so its rate is that turning x it."""
    spin, precession, tilt = 40.0, 5.0, 0.5
    about_own, about_side = 0.002, 0.006  # kg m2
    lean = _about("z", np.full_like(TIME_S, tilt))
    axes = (_about("y", precession * TIME_S) * lean * _about("y", spin * TIME_S)).as_matrix()
    inertia = np.array([about_side, about_own, about_side])
    segment = MovingSegment(1e-9, inertia.sum() / 2 - inertia, np.zeros((TIME_S.size, 3)), axes)
    turning = np.array([0.0, precession, 0.0]) + spin * axes[:, :, 1]
    momentum = np.einsum("nij,j,nkj,nk->ni", axes, inertia, axes, turning)
    known = np.cross([0.0, precession, 0.0], momentum)
    found = demanded_moment(segment, np.zeros((TIME_S.size, 3)), RATE_HZ)
    np.testing.assert_allclose(found[INSIDE], known[INSIDE], atol=1e-3 * np.abs(known).max())


@given(st.tuples(*[st.floats(0.05, 0.4)] * 3))
def test_second_moments_and_radii_of_gyration_are_one_inertia(radii: tuple[float, float, float]) -> None:
    gyration_m = np.array(radii)
    spread = spread_of(2.0, gyration_m)
    np.testing.assert_allclose(spread.sum() - spread, 2.0 * gyration_m**2)


def test_a_missing_sample_makes_only_its_neighbours_unknown() -> None:
    segment = _pendulum(3.0, np.array([0.1, 0.04, 0.1]), 0.2, 0.3 * TIME_S)
    centre = segment.centre_m.copy()
    centre[100] = np.nan
    gap = MovingSegment(segment.mass_kg, segment.spread_kgm2, centre, segment.axes)
    found = demanded_moment(gap, _still(np.zeros(3)), RATE_HZ)
    assert np.flatnonzero(np.isnan(found[:, 2])).tolist() == [0, 99, 100, 101, TIME_S.size - 1]


@pytest.mark.parametrize("rate_hz", [100.0, 150.0, 250.0])
def test_the_acceleration_of_a_stride_survives_the_frame_rate(rate_hz: float) -> None:
    """A shank's fastest motion that the 20 Hz filter leaves, 10 Hz, keeps 97 % at 100 frames a second."""
    time_s = np.arange(0, 1, 1 / rate_hz)
    angle = 0.2 * np.sin(2 * np.pi * 10 * time_s)
    axes = _about("z", angle).as_matrix()
    spread = spread_of(3.0, np.array([0.1, 0.04, 0.1]))
    segment = MovingSegment(3.0, spread, np.zeros((time_s.size, 3)), axes)
    found = demanded_moment(segment, np.zeros((time_s.size, 3)), rate_hz)[INSIDE, 2]
    known = -3.0 * 0.1**2 * (2 * np.pi * 10) ** 2 * angle[INSIDE]
    assert float(found @ known / (known @ known)) == pytest.approx(1.0, abs=0.04)


def _stacked(*segments: MovingSegment) -> MovingBody:
    return MovingBody(
        tuple(str(i) for i in range(len(segments))),
        np.array([one.mass_kg for one in segments]),
        np.array([one.spread_kgm2 for one in segments]),
        np.array([one.centre_m for one in segments]),
        np.array([one.axes for one in segments]),
    )


WIDE = slice(3, -3)  # the wide difference needs three neighbours on each side


def test_a_stacked_body_asks_for_the_sum_of_its_segments() -> None:
    angle = 0.5 * np.sin(2 * np.pi * 2 * TIME_S)
    parts = [
        _pendulum(m, np.array([0.1, 0.04, 0.09]), d, s * angle) for m, d, s in ((3, 0.2, 1), (5, 0.3, -2))
    ]
    about = _still(np.array([0.3, 0.1, -0.2]))
    found = demanded(_stacked(*parts), about, RATE_HZ)
    each = sum(demanded_moment(one, about, RATE_HZ) for one in parts)
    np.testing.assert_allclose(found.moment_nm[WIDE], each[WIDE], atol=2e-3 * np.nanmax(np.abs(each)))
    assert np.isnan(found.moment_nm[:3]).all()


def test_a_stacked_pendulum_has_its_closed_form_at_a_camera_rate() -> None:
    """At 100 frames a second and 8 Hz, where the three points of the single segment lose 2 %."""
    rate_hz, omega = 100.0, 2 * np.pi * 8
    time_s = np.arange(100) / rate_hz
    gyration_m = np.array([0.105, 0.043, 0.103])
    angle = 0.05 * np.sin(omega * time_s)
    axes = _about("z", angle).as_matrix()
    body = _stacked(MovingSegment(3.2, spread_of(3.2, gyration_m), -0.18 * axes[:, :, 1], axes))
    found = demanded(body, np.zeros(3), rate_hz)
    inertia = 3.2 * (gyration_m[2] ** 2 + 0.18**2)
    moment = -inertia * omega**2 * angle + 3.2 * GRAVITY_MPS2 * 0.18 * np.sin(angle)
    speed = 0.05 * omega * np.cos(omega * time_s)
    sideways = 3.2 * 0.18 * (-(omega**2) * angle * np.cos(angle) - speed**2 * np.sin(angle))
    np.testing.assert_allclose(found.moment_nm[WIDE, 2], moment[WIDE], atol=1e-3 * np.abs(moment).max())
    np.testing.assert_allclose(found.force_n[WIDE, 0], sideways[WIDE], atol=2e-3 * np.abs(sideways).max())


def test_a_stacked_body_with_a_part_missing_is_unknown_not_lighter() -> None:
    whole, part = (_pendulum(3.0, np.array([0.1, 0.04, 0.1]), 0.2, 0.3 * TIME_S) for _ in range(2))
    part.centre_m[100] = np.nan
    found = demanded(_stacked(whole, part), np.zeros(3), RATE_HZ)
    gone = [*range(3), *range(97, 104), *range(TIME_S.size - 3, TIME_S.size)]
    assert np.flatnonzero(np.isnan(found.force_n[:, 1])).tolist() == gone
    assert np.flatnonzero(np.isnan(found.moment_nm[:, 2])).tolist() == gone
