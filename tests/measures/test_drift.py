"""Drift of long runs: known changes are found, steady runs stay steady, other speeds are refused."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.loads.ground_reaction import ground_reaction
from backstride.measures.definitions import definition
from backstride.measures.drift import Drift, drift
from backstride.measures.drift_change import first_against_last, is_clear
from backstride.measures.interval import memory
from backstride.measures.trial import Trial
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.synth.runner import synthesise
from backstride.synth.spec import Spec

STRIDES = 84  # of one foot in a minute at 168 steps a minute
SEEDS = 200
# Mean and stride-to-stride SD of real runners: RBDS at 2.5 m/s, phase and arms of the Hamner runner.
RUNNERS = {
    "cadence": (165.0, 1.5),
    "contact_time": (0.276, 0.005),
    "trunk_lean": (7.0, 0.7),
    "pelvic_drop_peak": (4.8, 0.9),
    "pelvis_trunk_phase": (150.0, 10.0),
    "leg_stiffness": (12_700.0, 350.0),
}


def remembering(hurst: float) -> np.ndarray:
    """(STRIDES, STRIDES) matrix that turns white noise into fractional Gaussian noise of this memory."""
    lag = np.abs(np.subtract.outer(np.arange(STRIDES), np.arange(STRIDES))).astype(float)
    grown = (lag + 1) ** (2 * hurst) - 2 * lag ** (2 * hurst) + np.abs(lag - 1) ** (2 * hurst)
    return np.linalg.cholesky(grown / 2)


def runs(measure: str, drifted: float) -> list[tuple[bool, bool]]:
    """(clear, truth within the interval) of ``SEEDS`` runs: ``drifted`` is last quarter less first."""
    mean, sd = RUNNERS[measure]
    mix, generator = remembering(memory(measure)), np.random.default_rng(11)
    ramp = drifted * np.linspace(-0.5, 0.5, STRIDES) / 0.75  # middles of the end quarters lie 3/4 apart
    found = []
    for _ in range(SEEDS):
        values = mean + ramp + sd * mix @ generator.normal(size=STRIDES)
        change = first_against_last(values, measure)
        assert change is not None
        gap = change.tired - change.fresh
        found.append(
            (is_clear(change, definition(measure)), gap - change.below <= drifted <= gap + change.above)
        )
    return found


@pytest.mark.parametrize("measure", RUNNERS)
def test_a_drift_of_two_detectable_changes_is_found_in_nineteen_of_twenty_runs(measure: str) -> None:
    change = definition(measure).detectable_change
    assert change
    assert np.mean([clear for clear, _ in runs(measure, -2 * change)]) >= 0.95


@pytest.mark.parametrize("measure", RUNNERS)
def test_a_steady_run_that_wanders_like_real_ones_shows_no_drift(measure: str) -> None:
    found = runs(measure, 0.0)
    assert np.mean([clear for clear, _ in found]) <= 0.05
    assert np.mean([holds for _, holds in found]) >= 0.93


def test_strides_that_could_not_be_read_keep_their_place_in_the_run() -> None:
    values = np.r_[np.full(20, np.nan), np.zeros(20), np.ones(40)]
    assert first_against_last(values, "contact_time") is None
    values[:20:2] = 0.0
    change = first_against_last(values, "contact_time")
    assert change
    assert (change.fresh, change.tired) == (0.0, 1.0)


def tired_runner(**changes: float) -> Trial:
    spec = Spec(duration_s=62.0, marker_rate_hz=100.0, **changes)  # type: ignore[arg-type]
    made = synthesise(spec)
    motion = solve(made.run, made.standing, Runner(), Settings(contacts="plates"))
    assert made.run.forces
    return Trial(motion, ground_reaction(made.run.forces, motion.contacts, spec.mass_kg), Runner())


@pytest.fixture(scope="module")
def tiring() -> Trial:
    return tired_runner(cadence_drift_spm=8.0, trunk_lean_drift_deg=8.0)


@pytest.fixture(scope="module")
def rows(tiring: Trial) -> dict[tuple[str, str], Drift]:
    return {(row.id, row.side): row for row in drift(tiring)}


@pytest.mark.slow
def test_a_synthetic_runner_who_tires_drifts_as_told_and_in_nothing_else(
    rows: dict[tuple[str, str], Drift],
) -> None:
    assert rows["cadence", "both"].difference == pytest.approx(8.0 * 0.75, abs=0.3)
    assert rows["trunk_lean", "both"].difference == pytest.approx(8.0 * 0.75, abs=0.4)
    assert rows["cadence", "both"].clear
    assert rows["trunk_lean", "both"].clear
    for steady in ("pelvic_drop_peak", "arm_swing_range", "head_pitch", "pelvis_trunk_phase", "step_width"):
        assert not rows[steady, "both"].clear, steady
    assert ("speed", "both") not in rows


@pytest.mark.slow
def test_a_synthetic_runner_who_does_not_tire_shows_no_drift() -> None:
    assert [row for row in drift(tired_runner(seed=4)) if row.clear] == []


@pytest.mark.slow
def test_the_belt_made_faster_on_the_way_is_refused_with_both_speeds(tiring: Trial) -> None:
    points = tiring.motion.points.copy(deep=True)
    feet = [
        n for n in points.coords["point"].values if n.startswith(("heel", "mt", "toe", "midfoot", "ankle"))
    ]
    late_s = np.maximum(tiring.motion.time_s - 40.0, 0.0)
    points.loc[{"point": feet, "axis": "x"}] -= 0.2 * late_s[:, None]
    faster = replace(tiring, motion=replace(tiring.motion, points=points))
    with pytest.raises(MeasureRefused, match=r"from 2\.7\d to 2\.9\d m/s"):
        drift(faster)


def test_a_short_run_is_refused_with_the_length_it_needs(paper: ModuleType) -> None:
    with pytest.raises(MeasureRefused, match="Record 60 s or more"):
        drift(Trial(paper.analytic_motion(), None, Runner()))


def test_unknown_speeds_are_trusted_on_a_belt_only(paper: ModuleType) -> None:
    """The runner on paper has no foot markers; the belt runs at one speed."""
    motion = paper.analytic_motion(n_strides=90)
    rows = {(row.id, row.side): row for row in drift(Trial(motion, None, Runner()))}
    assert rows["contact_time", "left"].difference == pytest.approx(0.0, abs=1e-9)
    assert not any(row.clear for row in rows.values())
    with pytest.raises(MeasureRefused, match="treadmill"):
        drift(Trial(replace(motion, surface="road"), None, Runner()))
