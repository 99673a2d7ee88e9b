"""The trunk that gives way over distance: judged by drift within one long run, by its detectable change."""

from __future__ import annotations

import pytest

import backstride.measures.compute  # noqa: F401 - registers the formulas that a drift is read with
from backstride.answers.parse import read_answers
from backstride.loads.ground_reaction import ground_reaction
from backstride.measures.definitions import definition
from backstride.measures.drift import Drift, drift_if_any
from backstride.model.pattern import Pattern
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.patterns.judge import judge
from backstride.synth.presets import preset
from backstride.synth.runner import synthesise

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)


def lean(difference: float, half: float = 0.5, measure: str = "trunk_lean") -> Drift:
    change = definition(measure).detectable_change
    return Drift(
        id=measure,
        side="both",
        recording="run",
        unit="deg",
        fresh=5.0,
        tired=5.0 + difference,
        difference=difference,
        interval=(difference - half, difference + half),
        detectable_change=change,
        clear=False,
    )


def found(drift: list[Drift], answers: dict[str, str] | None = None) -> Pattern:
    judged = judge((), read_answers(answers), CLEAR, drift)
    return next(pattern for pattern in judged if pattern.id == "core_control")


@pytest.mark.parametrize(
    ("difference", "half", "verdict"),
    [(6.0, 0.5, "stands_out"), (3.4, 1.0, "possible"), (1.0, 0.5, "not_seen"), (-6.0, 0.5, "not_seen")],
)
def test_more_lean_late_than_early_stands_out_beyond_the_detectable_change(
    difference: float, half: float, verdict: str
) -> None:
    answered = {"worse_late_in_run": "no"}
    assert found([lean(difference, half)], answered).verdict == verdict


def test_without_a_long_run_it_cannot_tell_and_says_what_to_record() -> None:
    pattern = found([])
    assert pattern.verdict == "cannot_tell"
    assert any("fresh and one tired" in text for text in pattern.missing)
    assert "one at the end of a long run" in (pattern.next_test or "")


def test_with_a_long_run_nothing_more_is_missing_but_answers() -> None:
    pattern = found([lean(1.0)])
    assert not any("fresh and one tired" in text for text in pattern.missing)
    assert pattern.against[0].value == 1.0


def test_a_pelvis_that_tips_further_counts_too() -> None:
    pattern = found([lean(0.0), lean(6.0, measure="pelvic_tilt_change")])
    assert pattern.verdict == "stands_out"
    assert "last quarter of the run against the first" in pattern.for_[0].text


@pytest.mark.slow
@pytest.mark.parametrize(("degrees", "verdict"), [(8.0, "stands_out"), (0.0, "not_seen")])
def test_a_synthetic_runner_who_slumps_over_a_long_run_is_found(degrees: float, verdict: str) -> None:
    spec = preset("typical").model_copy(update={"duration_s": 70.0, "trunk_lean_drift_deg": degrees})
    synthetic = synthesise(spec)
    runner, settings = Runner(mass_kg=spec.mass_kg), Settings(speed_mps=spec.speed_mps, surface="treadmill")
    motion = solve(synthetic.run, synthetic.standing, runner, settings)
    assert synthetic.run.forces is not None
    drift, why_not = drift_if_any(
        motion, ground_reaction(synthetic.run.forces, motion.contacts, 70.0), runner
    )
    assert why_not == ""
    assert found(list(drift)).verdict == verdict
