"""Force shapes, and the path of the centre of mass that integrates them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import cumulative_simpson

from backstride.synth.body_path import follow, moments
from backstride.synth.force import GRAVITY_MPS2, half_waves, raised_cosine, solve_ground
from backstride.synth.schedule import lay_contacts
from backstride.synth.spec import Spec

S = np.linspace(0, 1, 4001)


@pytest.mark.parametrize(
    "wave",
    [*(half_waves(S, k) for k in (1, 2, 3)), raised_cosine(S, np.full(4001, 0.1), np.full(4001, 0.18))],
    ids=["sin1", "sin2", "sin3", "bump"],
)
def test_integrals_of_a_wave_are_its_integrals(wave):
    assert wave.first == pytest.approx(cumulative_simpson(wave.value, x=S, initial=0), abs=1e-9)
    assert wave.second == pytest.approx(cumulative_simpson(wave.first, x=S, initial=0), abs=1e-9)


@pytest.fixture(scope="module")
def ground():
    spec = Spec(duration_s=6, variability=1.5)
    schedule = lay_contacts(spec, np.random.default_rng(3))
    heights = 0.95 + 0.004 * np.random.default_rng(4).standard_normal(len(schedule.touchdown_s))
    return solve_ground(spec, schedule, heights)


def fine(ground, rate_hz=5000.0):
    schedule = ground.schedule
    t = np.arange(schedule.touchdown_s[2], schedule.touchdown_s[-3], 1 / rate_hz)
    return t, follow(ground, moments(schedule, t))


def test_velocity_and_force_are_the_derivatives_of_the_path(ground):
    t, path = fine(ground)
    speed = np.gradient(path.position_m, t, axis=0)
    assert np.abs(speed - path.velocity_mps)[2:-2].max() < 1e-3
    push = np.gradient(path.velocity_mps, t, axis=0) + np.array([0, GRAVITY_MPS2, 0])
    # at touchdown and toe-off the force has a corner, where a difference is off by half its change
    assert np.abs(push - path.force_bw * GRAVITY_MPS2)[2:-2].max() < 0.02 * GRAVITY_MPS2


def test_path_has_no_jumps_at_any_event(ground):
    schedule = ground.schedule
    for events in (schedule.touchdown_s[2:-2], schedule.toe_off_s[2:-2]):
        before = follow(ground, moments(schedule, events - 1e-9))
        after = follow(ground, moments(schedule, events + 1e-9))
        assert before.position_m == pytest.approx(after.position_m, abs=1e-7)
        assert before.velocity_mps == pytest.approx(after.velocity_mps, abs=1e-6)


def test_heights_at_touchdown_are_those_asked_for(ground):
    path = follow(ground, moments(ground.schedule, ground.schedule.touchdown_s[1:-1]))
    assert path.position_m[:, 1] == pytest.approx(ground.height_m[1:-1], abs=1e-12)


def test_flight_is_ballistic_and_without_force(ground):
    schedule = ground.schedule
    for off, on in zip(schedule.toe_off_s[2:-3], schedule.touchdown_s[3:-2], strict=True):
        t = np.linspace(off, on, 50)[1:-1]
        path = follow(ground, moments(schedule, t))
        assert np.all(path.force_bw == 0)
        fall = np.polynomial.Polynomial.fit(t, path.position_m[:, 1], 2).convert().coef[2]
        assert 2 * fall == pytest.approx(-GRAVITY_MPS2, rel=1e-9)


def test_each_contact_gives_back_what_gravity_takes():
    spec = Spec(duration_s=4, variability=0)
    schedule = lay_contacts(spec, np.random.default_rng(0))
    ground = solve_ground(spec, schedule, np.full(len(schedule.touchdown_s), 0.95))
    t, path = fine(ground, 20_000)
    step = t <= t[0] + 60 / spec.cadence_spm
    mean = np.trapezoid(path.force_bw[step], t[step], axis=0) / (60 / spec.cadence_spm)
    assert mean[0] == pytest.approx(0, abs=1e-6)
    assert mean[1] == pytest.approx(1, abs=1e-4)


def test_mean_speed_is_the_speed_asked_for(ground):
    schedule = ground.schedule
    ends = schedule.touchdown_s[[0, -1]]
    there = follow(ground, moments(schedule, ends)).position_m[:, 0]
    assert np.diff(there)[0] / np.diff(ends)[0] == pytest.approx(Spec().speed_mps, rel=1e-9)


def test_feet_push_the_body_towards_the_middle(ground):
    schedule = ground.schedule
    middle = (schedule.touchdown_s + schedule.toe_off_s)[2:-2] / 2
    force = follow(ground, moments(schedule, middle)).force_bw[:, 2]
    assert np.all(np.where(schedule.right[2:-2], force < 0, force > 0))
