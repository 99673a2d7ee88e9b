"""The runner's own trial of two kinds of ground."""

from __future__ import annotations

from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.model.pattern import Pattern
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)


def found(**answers: Any) -> Pattern:
    return next(p for p in judge((), read_answers(answers), CLEAR) if p.id == "surface")


@pytest.mark.parametrize(
    ("treadmill", "ground", "speaks_for", "said"),
    [
        (5, 2, True, "5 of 10 on the treadmill and 2 on the ground"),
        (1, 3, True, "3 of 10 on the ground and 1 on the treadmill"),
        (4, 3, False, "much the same on both: 4 of 10 on the treadmill, 3 on the ground"),
        (0, 0, False, "much the same on both"),
    ],
)
def test_two_points_between_the_same_run_on_two_grounds_speak_for_it(
    treadmill: float, ground: float, speaks_for: bool, said: str
) -> None:
    pattern = found(pain_after_treadmill=treadmill, pain_after_ground=ground)
    (item,) = pattern.for_ if speaks_for else pattern.against
    assert said in item.text
    assert (item.value, item.threshold) == (abs(treadmill - ground), 2.0)
    assert "Ostelo 2008" in item.source
    assert pattern.verdict == ("possible" if speaks_for else "cannot_tell")


def test_the_trial_completes_the_ledger() -> None:
    trial = {"pain_after_treadmill": 3, "pain_after_ground": 3}
    assert any("two surfaces" in text for text in found().missing)
    assert not any("two surfaces" in text for text in found(**trial).missing)
    assert found(**trial, worse_on_one_surface="no").verdict == "not_seen"
    assert found(worse_on_one_surface="no").verdict == "cannot_tell"


def test_half_a_trial_asks_for_its_other_half() -> None:
    pattern = found(pain_after_treadmill=6)
    assert any("same run on the ground" in text for text in pattern.missing)
    assert any("two surfaces" in text for text in pattern.missing)
    assert not pattern.for_
