from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.errors import RefusedError
from backstride.model.imu import ImuRecording, ImuRun
from backstride.sensors.imu_axes import find_axes
from backstride.sensors.imu_beat import cadence
from backstride.sensors.imu_contacts import imu_contacts, pelvic_angles_refused
from helpers.imu_made import GRAVITY, Array, Made, runner


def recording(made: Made, turn: Rotation | None = None, gyro: bool = True) -> ImuRecording:
    turn = turn or Rotation.identity()
    return ImuRecording(
        "made.csv",
        made.time_s,
        1 / (made.time_s[1] - made.time_s[0]),
        turn.apply(made.felt_g) * GRAVITY,
        turn.apply(made.turning) if gyro else None,
    )


def errors(run: ImuRun, made: Made) -> Array:
    """(m, 2) s of every found contact against the nearest true one."""
    found = np.array([(one.foot_strike_s, one.toe_off_s) for one in run.contacts])
    nearest = np.abs(made.contacts_s.mean(axis=1) - found.mean(axis=1)[:, None]).argmin(axis=1)
    return np.asarray(found - made.contacts_s[nearest])


@pytest.mark.parametrize("steps", [140.0, 160.0, 180.0, 205.0])
@pytest.mark.parametrize("placement", ["waist", "hip"])
def test_cadence(steps: float, placement: str) -> None:
    found = cadence(recording(runner(steps)), placement)  # type: ignore[arg-type]
    assert found.steps_per_min == pytest.approx(steps, rel=0.002)
    assert found.interval[0] < steps < found.interval[1]


@pytest.mark.parametrize(("steps", "duty"), [(150.0, 0.8), (165.0, 0.7), (180.0, 0.62), (200.0, 0.6)])
def test_contacts_lie_within_what_is_promised(steps: float, duty: float) -> None:
    made = runner(steps, duty)
    run = imu_contacts(recording(made), "waist")
    assert len(run.contacts) >= 0.93 * len(made.contacts_s)
    off = errors(run, made)
    assert np.abs(off).max() < 0.05  # a half sine ends more sharply than a foot leaves
    assert abs((off[:, 1] - off[:, 0]).mean()) < run.contact_time_within_s


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_any_mounting_gives_the_same(seed: int) -> None:
    made = runner(seconds=15.0, rate_hz=100.0)
    plain = imu_contacts(recording(made), "waist")
    turned = imu_contacts(recording(made, Rotation.random(rng=np.random.default_rng(seed))), "waist")
    assert len(plain.contacts) == len(turned.contacts) > 30
    assert plain.cadence.steps_per_min == pytest.approx(turned.cadence.steps_per_min, rel=1e-9)
    for one, other in zip(plain.contacts, turned.contacts, strict=True):
        assert one.side == other.side
        assert one.foot_strike_s == pytest.approx(other.foot_strike_s, abs=1e-6)
        assert one.toe_off_s == pytest.approx(other.toe_off_s, abs=1e-6)
        assert one.peak_force_bw == pytest.approx(other.peak_force_bw, abs=1e-6)


def test_axes_are_those_of_the_runner() -> None:
    made = runner()
    turn = Rotation.from_euler("xyz", [30, 200, -75], degrees=True)
    axes = find_axes(turn.apply(made.felt_g), 200.0, 60 / 168)
    for found, true in ((axes.forward, [1, 0, 0]), (axes.up, [0, 1, 0]), (axes.right, [0, 0, 1])):
        assert found @ turn.apply(np.array(true, dtype=float)) > 0.999
    assert axes.sign_is_clear


def test_strong_sideways_shaking_is_not_taken_for_forward() -> None:
    made = runner()
    felt = made.felt_g * np.array([1.0, 1.0, 5.0])
    assert felt[:, 2].std() > 2 * felt[:, 0].std()
    assert abs(find_axes(felt, 200.0, 60 / 168).forward[0]) > 0.99


@pytest.mark.parametrize("first", ["left", "right"])
@pytest.mark.parametrize("gyro", [True, False])
def test_sides(first: str, gyro: bool) -> None:
    made = runner(first=first)
    run = imu_contacts(recording(made, gyro=gyro), "waist")
    for one in run.contacts:
        true = made.sides[int(np.abs(made.contacts_s[:, 0] - one.foot_strike_s).argmin())]
        assert one.side == true
    assert ("gyroscope" in run.sides) == gyro


def test_sides_that_cannot_be_told_are_refused() -> None:
    made = runner()
    flat = replace(made, felt_g=made.felt_g * np.array([1.0, 1.0, 0.0]))
    run = imu_contacts(recording(flat, gyro=False), "waist")
    assert {one.side for one in run.contacts} == {None}
    assert "sides" in run.refused


def test_peak_force_is_near_and_its_interval_holds_it() -> None:
    made = runner(170.0, 0.68)
    run = imu_contacts(recording(made), "waist")
    peaks = [one.peak_force_bw for one in run.contacts if one.peak_force_bw is not None]
    assert len(peaks) == len(run.contacts)
    held = [one.peak_force_interval_bw for one in run.contacts if one.peak_force_interval_bw]
    assert np.mean([low < made.peak_bw < high for low, high in held]) > 0.9
    assert abs(np.mean(peaks) - made.peak_bw) < 0.25


def test_a_gap_loses_the_steps_in_it_and_no_others() -> None:
    made = runner(seconds=60.0)
    felt = made.felt_g.copy()
    felt[(made.time_s > 24) & (made.time_s < 25)] = np.nan
    run = imu_contacts(recording(replace(made, felt_g=felt)), "waist")
    assert all(not 24.0 < one.foot_strike_s < 25.0 for one in run.contacts)
    assert len(run.contacts) >= len(made.contacts_s) - 10
    assert np.abs(errors(run, made)).max() < 0.04


def test_short_gaps_are_bridged() -> None:
    made = runner()
    felt = made.felt_g.copy()
    felt[97::97] = np.nan
    whole = imu_contacts(recording(made), "waist")
    assert len(imu_contacts(recording(replace(made, felt_g=felt)), "waist").contacts) == len(whole.contacts)


@pytest.mark.parametrize("placement", ["hip", "shank", "foot"])
def test_elsewhere_cadence_alone(placement: str) -> None:
    run = imu_contacts(recording(runner(size=2.0)), placement)  # type: ignore[arg-type]
    assert run.cadence.steps_per_min == pytest.approx(168, rel=0.002)
    assert run.contacts == ()
    assert {"contacts", "sides", "peak_vertical_force", "pelvic_angles"} <= set(run.refused)


def test_pelvic_angles_are_refused_by_name() -> None:
    assert "pelvic_angles" in imu_contacts(recording(runner()), "waist").refused
    assert "Ruiz-Malagon 2023" in pelvic_angles_refused()


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (runner(size=0.0), "stands still"),
        (runner(110.0, 1.0, size=0.4), "no more than in walking"),
        (runner(seconds=2.0), "too short for a beat"),
        (runner(fore_aft=0.0), "on the spot"),
    ],
)
def test_what_is_no_run_is_refused_by_name(made: Made, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        imu_contacts(recording(made), "waist")


def test_noise_is_no_run() -> None:
    noise = np.random.default_rng(3).normal(0, 3, (6000, 3)) + np.array([0, 1, 0])
    with pytest.raises(RefusedError, match="no beat"):
        imu_contacts(replace(recording(runner()), accel_mps2=noise * GRAVITY, gyro_rad_s=None), "waist")
