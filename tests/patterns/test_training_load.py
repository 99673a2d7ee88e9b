"""A run far longer than usual, told and shown by a folder: what decides, what points, what is only noted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.pattern import Item, Pattern
from backstride.model.safety import Allowed
from backstride.model.training import TrainingLoad
from backstride.patterns.folder_runs import jump, window
from backstride.patterns.judge import judge
from backstride.patterns.words import BREAK, FROM_FILES, RUN_JUMP, WEEK_CHANGE, pattern_text
from helpers.reading import grade, sentences
from helpers.training_made import LAST, load_of
from helpers.wording import claims

CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)
TOLD_FAR = {"run_before_pain_km": 20, "longest_run_30d_km": 10}
TOLD_NEAR = {"run_before_pain_km": 10, "longest_run_30d_km": 10}


def folder(*runs: tuple[int, float], every: int = 2, weeks: int = 30) -> TrainingLoad:
    """Ten kilometres every other day up to the last one, and these runs (days before the last, km)."""
    days = dict.fromkeys(range(0, 7 * weeks, every), 10.0) | dict(runs)
    return load_of(days)


def found(training: TrainingLoad | None = None, allowed: Allowed = CLEAR, **answers: Any) -> Pattern:
    ledgers = judge((), read_answers(answers), allowed, training=training)
    return next(p for p in ledgers if p.id == "training_load")


def line(pattern: Pattern, measure: str) -> tuple[Item | None, bool]:
    """The line read from this, and whether it speaks for the pattern."""
    for items, speaks in ((pattern.for_, True), (pattern.against, False)):
        for item in items:
            if item.measure == measure:
                return item, speaks
    return None, False


# --- without a folder nothing has changed


def test_without_a_folder_answers_only_point() -> None:
    assert found().verdict == "cannot_tell"
    assert found(**TOLD_FAR).verdict == "possible"
    assert found(longest_run_jump="yes").verdict == "possible"
    assert any("--training" in text for text in found().missing)


@pytest.mark.parametrize(("run_km", "longest_km"), [(11, 10), (7.7, 7), (12.1, 11), (3.3, 3)])
def test_a_told_tenth_is_a_tenth_and_not_more(run_km: float, longest_km: float) -> None:
    pattern = found(run_before_pain_km=run_km, longest_run_30d_km=longest_km)
    item, speaks = line(pattern, "run_before_pain_km")
    assert item is not None
    assert item.value == pytest.approx(10)
    assert not speaks


# --- a measured jump decides


@pytest.mark.parametrize(
    ("km", "verdict", "strength"),
    [
        (11.0, "not_seen", "none"),
        (11.001, "stands_out", "weak"),
        (13.0, "stands_out", "weak"),
        (13.1, "stands_out", "moderate"),
        (20.0, "stands_out", "moderate"),
        (20.1, "stands_out", "strong"),
    ],
)
def test_a_run_more_than_a_tenth_beyond_the_longest_stands_out_as_the_study_groups_it(
    km: float, verdict: str, strength: str
) -> None:
    pattern = found(folder((4, km)), longest_run_jump="no")
    assert (pattern.verdict, pattern.strength_for_you) == (verdict, strength)
    item, speaks = line(pattern, RUN_JUMP)
    assert item is not None
    assert speaks is (verdict == "stands_out")
    assert item.value == pytest.approx(10 * km - 100)
    assert item.threshold == 10
    assert "Frandsen 2025" in item.source
    assert "5,205" in (item.evidence or "")
    assert not any("last 30 days with their distance" in text for text in pattern.missing)


def test_the_line_names_the_day_and_both_distances() -> None:
    item, _ = line(found(folder((4, 14.5))), RUN_JUMP)
    assert item is not None
    assert item.text.startswith("Your run of 24 June 2026, 14.5 km, was 45 % longer")
    assert item.text.endswith("10.0 km")


def test_of_several_far_runs_the_farthest_over_is_told() -> None:
    item, _ = line(found(folder((20, 12), (4, 16))), RUN_JUMP)
    assert item is not None
    assert "24 June" in item.text


# --- where it is looked for


@pytest.mark.parametrize(("back", "seen"), [(0, True), (29, True), (30, False), (31, False)])
def test_without_a_start_of_the_pain_the_last_thirty_days_are_looked_at(back: int, seen: bool) -> None:
    assert (found(folder((back, 15))).verdict == "stands_out") is seen


@pytest.mark.parametrize("weeks", [0, 1, 3, 12, 20.5])
@pytest.mark.parametrize(("off", "seen"), [(-8, False), (-7, True), (0, True), (7, True), (8, False)])
def test_the_pain_began_within_a_week_of_when_it_is_said_to_have(weeks: float, off: int, seen: bool) -> None:
    back = round(7 * weeks) + off
    if back < 0:
        return
    pattern = found(folder((back, 15), every=1), pain_weeks=weeks)
    assert (pattern.verdict == "stands_out") is seen
    item, _ = line(pattern, RUN_JUMP)
    assert item is not None
    assert ("around the start of your pain" in item.text) is not seen


def test_pain_older_than_the_files_cannot_be_judged_and_says_so() -> None:
    pattern = found(folder((4, 30)), pain_weeks=150)
    assert pattern.verdict == "cannot_tell"
    assert line(pattern, RUN_JUMP) == (None, False)
    assert any("around the start of your pain" in text for text in pattern.missing)
    assert any("with their distance" in text for text in pattern.missing)
    assert found(folder((4, 30)), pain_weeks=150, **TOLD_FAR).for_


def test_runs_with_none_in_the_thirty_days_before_them_decide_nothing() -> None:
    pattern = found(load_of({0: 30.0, 60: 10.0}))
    assert pattern.verdict == "cannot_tell"
    assert any("another in the 30 days before it" in text for text in pattern.missing)


@given(st.floats(0, 4000), st.integers(0, 29))
def test_every_start_of_the_pain_gives_a_window_that_holds_no_day_after_the_last_run(
    weeks: float, back: int
) -> None:
    row = pattern_text("training_load").folder
    assert row is not None
    training = load_of({0: 10.0, back: 12.0})
    seen = window(training, read_answers({"pain_weeks": weeks}) or pytest.fail("no answers"), row)
    assert seen.first <= seen.last <= LAST
    assert (seen.last - seen.first).days <= 14
    jump(training, seen, row)


# --- told and shown


def test_what_is_told_and_what_the_files_show_both_stand_there_where_they_differ() -> None:
    shown_far = found(folder((4, 15)), **TOLD_NEAR, longest_run_jump="no")
    assert shown_far.verdict == "stands_out"
    assert line(shown_far, RUN_JUMP)[1]
    assert line(shown_far, "run_before_pain_km")[0] is not None
    assert not line(shown_far, "run_before_pain_km")[1]
    told_far = found(folder(), **TOLD_FAR)
    assert line(told_far, "run_before_pain_km")[1]
    assert line(told_far, RUN_JUMP)[0] is not None
    assert not line(told_far, RUN_JUMP)[1]
    assert told_far.verdict == "not_seen"  # one that only points, beside what decides
    assert found(folder(), **TOLD_FAR, longest_run_jump="yes").verdict == "possible"


def test_a_return_after_a_break_points_and_does_not_decide() -> None:
    days = dict.fromkeys(range(40, 200, 2), 10.0) | {0: 5.0, 3: 5.0, 6: 5.0, 20: 5.0}
    pattern = found(load_of(days), longest_run_jump="no")
    item, speaks = line(pattern, BREAK)
    assert item is not None
    assert speaks
    assert item.text == "You ran again on 8 June 2026, after 19 days without a run in your files"
    assert (item.value, item.threshold) == (19, 14)
    assert pattern.verdict == "not_seen"
    assert found(load_of(days), longest_run_jump="yes").verdict == "possible"
    usual, speaks_for = line(found(folder()), BREAK)
    assert usual is not None
    assert not speaks_for


def test_the_change_of_the_week_is_noted_without_a_link_and_moves_nothing() -> None:
    calm, wild = folder(), folder(*((back, 10.5) for back in range(7)), every=2)
    told, speaks = line(found(wild, longest_run_jump="no"), WEEK_CHANGE)
    assert told is not None
    assert not speaks
    assert told.value is not None
    assert told.value > 50
    assert "found no link" in told.text
    assert told.threshold is None
    assert WEEK_CHANGE in pattern_text("training_load").noted
    assert (
        found(wild, longest_run_jump="no").verdict == found(calm, longest_run_jump="no").verdict == "not_seen"
    )


def test_the_ratio_that_pointed_the_wrong_way_is_nowhere() -> None:
    text = str(load("training.toml")) + str(load("patterns/training_load.toml"))
    assert "acute" not in text.lower()
    assert "acwr" not in text.lower()


def test_without_advice_the_ledger_stands_and_nothing_is_recommended() -> None:
    pattern = found(folder((4, 15)), Allowed())
    assert pattern.verdict == "stands_out"
    assert (pattern.corrections, pattern.next_test) == ((), None)


def test_the_lines_of_a_folder_are_plain_and_claim_nothing() -> None:
    texts = [
        item.text
        for training in (folder((4, 15)), folder(), load_of({0: 30.0, 5: 8.0, 33: 10.0, 40: 9.0}))
        for weeks in ({}, {"pain_weeks": 1})
        for item in (*found(training, **weeks).for_, *found(training, **weeks).against)
        if item.measure in FROM_FILES
    ]
    assert len(texts) >= 12
    assert not [text for text in texts if claims(text)]
    assert grade([one for text in texts for one in sentences(text)]) <= 8
