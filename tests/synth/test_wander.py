"""Strides that wander, markers that a hand has placed, a standing trial that is not quite usual."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from backstride.synth.wander import departures, tempo_s

WANDERS = Spec(wander=0.3, posture_variability=1.0, seed=4)


def once(**dials: object) -> Synthetic:
    return synthesise(Spec.model_validate({"duration_s": 6.0, "marker_noise_m": 0.0, **dials}))


def points(synthetic: Synthetic, name: str) -> np.ndarray:
    return synthetic.run.points.sel(point=name).to_numpy()


def test_without_wander_departures_have_mean_zero_and_with_it_they_keep_what_they_caught() -> None:
    centred = departures(Spec(), 3, 40, np.random.default_rng(1))
    assert centred.mean(axis=1) == pytest.approx([0, 0, 0], abs=1e-12)
    means = [departures(WANDERS, 1, 40, np.random.default_rng(k)).mean() for k in range(300)]
    # white alone would leave 1 / sqrt(40); the slow part hardly averages out over 40 strides
    assert 0.35 < np.std(means) < 0.65


def test_wandering_departures_remember_each_other_and_keep_their_spread() -> None:
    draws = departures(WANDERS, 200, 60, np.random.default_rng(2))
    together = np.mean([np.corrcoef(row[:-1], row[1:])[0, 1] for row in draws])
    assert 0.05 < together < 0.35
    assert draws.std() == pytest.approx(1.0, abs=0.08)


def test_a_rhythm_that_wanders_starts_where_a_steady_one_does_and_drifts_from_it() -> None:
    assert not tempo_s(Spec(), 20, np.random.default_rng(3)).any()
    late = tempo_s(WANDERS, 40, np.random.default_rng(3))
    assert np.ptp(late) > 0.005


def test_posture_varies_from_stride_to_stride_about_its_dials() -> None:
    steady, varied = once(), once(posture_variability=1.0)
    tilts = [np.std([s.pelvic_tilt_change_deg for s in one.truth.strides]) for one in (steady, varied)]
    assert tilts[0] < 0.02 < 0.1 < tilts[1] < 1.0
    phase = [one.truth.measures["pelvis_trunk_phase_variability"]["both"] for one in (steady, varied)]
    assert phase[0] < 0.5 < 2 < phase[1] < 15
    assert varied.truth.measures["pelvic_tilt_change"]["both"] == pytest.approx(6.0, abs=0.6)


def test_placed_markers_sit_alike_in_both_trials_and_leave_the_truth_alone() -> None:
    exact, placed = once(), once(marker_placement_m=0.01)
    assert placed.truth.measures == exact.truth.measures
    name = "asis_left"
    # a rigid pelvis: the same step off the landmark whether running or standing
    off = np.linalg.norm(points(placed, name) - points(exact, name), axis=1)
    still = [one.standing.points.sel(point=name).to_numpy()[0] for one in (exact, placed)]
    assert off.std() < 1e-9
    assert off[0] == pytest.approx(float(np.linalg.norm(still[1] - still[0])), abs=1e-9)
    assert 0.001 < off[0] < 0.05


def test_placement_has_the_spread_that_was_asked_for() -> None:
    exact, placed = once(), once(marker_placement_m=0.01)
    off = placed.run.points.to_numpy()[0] - exact.run.points.to_numpy()[0]
    assert np.sqrt(np.mean(off**2)) == pytest.approx(0.01, rel=0.25)


def test_an_unusual_standing_moves_the_standing_trial_only() -> None:
    usual, other = once(), once(standing_posture_deg=2.0)
    assert np.array_equal(usual.run.points.to_numpy(), other.run.points.to_numpy())
    assert other.truth.measures == usual.truth.measures
    moved = other.standing.points.sel(point="c7") - usual.standing.points.sel(point="c7")
    assert float(np.abs(moved).max()) > 0.001
    feet = other.standing.points.sel(point="heel_left") - usual.standing.points.sel(point="heel_left")
    assert float(np.abs(feet).max()) < 0.005  # legs are as long as ever: they follow a tilted pelvis a little


def test_the_line_of_the_trunk_leans_by_what_the_torso_leans() -> None:
    upright, leaning = (once(trunk_lean_deg=lean).truth.measures for lean in (4.0, 10.0))
    gained = leaning["trunk_line_lean"]["both"] - upright["trunk_line_lean"]["both"]
    # the line begins below the lumbar joint, so a lean above it turns the line by a little less
    assert 4.0 < gained < 6.0


def test_springs_follow_from_peak_sinking_and_contact() -> None:
    truth = once(variability=0.0).truth
    contact = next(c for c in truth.contacts if c.side == "left")
    weight_n = 70 * 9.80665
    vertical = contact.peak_vertical_force_bw * weight_n / contact.sinking_m
    assert truth.measures["vertical_stiffness"]["left"] == pytest.approx(vertical, rel=0.01)
    assert truth.measures["leg_stiffness"]["left"] < 0.7 * vertical
