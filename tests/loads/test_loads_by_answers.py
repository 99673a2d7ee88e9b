"""Loads of the back and their measures go when an answer puts the runner outside the model."""

from __future__ import annotations

import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis, Software
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.report.context import Background
from backstride.safety.triage import triage
from helpers.loads_made import loads
from helpers.told import demo_answers

KEPT, GONE = "cadence", "l5s1_compression"


def measured(measure_id: str) -> Measure:
    return Measure(
        id=measure_id,
        side="both",
        value=3.0,
        unit="BW",
        interval=(2.0, 4.0),
        n_strides=10,
        detectable_change=None,
        reference=None,
        verdict="no_reference",
        recording="run",
    )


def after(safety: dict[str, str], runner: Runner | None = None) -> Analysis:
    """What an analysis with loads becomes under these answers."""
    raw = demo_answers()
    raw["safety"] |= safety
    before = Analysis(
        software=Software(version="0"),
        runner=runner or Runner(sex="female", age_years=30),
        recordings=(),
        contacts=(),
        measures=(measured(KEPT), measured(GONE)),
        patterns=(),
        safety=triage(None),
    )
    return answered(before, read_answers(raw), Background(loads=loads()))


def values(analysis: Analysis) -> dict[str, float | None]:
    return {row.id: row.value for row in analysis.measures}


def test_with_clear_answers_they_stay() -> None:
    found = after({})
    assert found.loads is not None
    assert values(found) == {KEPT: 3.0, GONE: 3.0}


@pytest.mark.parametrize("sign", ["pregnancy", "under_18"])
def test_pregnant_or_a_child_they_go_and_the_reason_stands_there(sign: str) -> None:
    found = after({sign: "yes"})
    assert found.loads is None
    assert values(found) == {KEPT: 3.0, GONE: None}
    (row,) = (row for row in found.measures if row.id == GONE)
    assert row.refused is not None
    assert "The model of the back is one adult's" in row.refused


def test_another_sign_of_the_same_level_leaves_the_measures() -> None:
    found = after({"leg_symptoms": "yes"})
    assert found.safety.level == "clinician"
    assert found.loads is None  # above unknown nothing of them is shown
    assert values(found) == {KEPT: 3.0, GONE: 3.0}
