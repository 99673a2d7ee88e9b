"""The exercises: complete, in steps that grow, readable, and none where the answers forbid it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from backstride.answers.home_tests import home_test
from backstride.answers.parse import read_answers
from backstride.answers.questions import Field, fields
from backstride.care.exercises import ExerciseRow, exercises
from backstride.knowledge.loader import load, names
from backstride.model.answers import Answers
from backstride.model.plan import Dose, Effort
from backstride.safety.facts import facts
from helpers.reading import grade, sentences
from helpers.told import all_no, with_yes
from helpers.wording import claims

IDS = (
    *("squat", "split_squat", "step_down_slow", "calf_raise"),
    *("front_plank", "side_plank", "dead_bug", "bird_dog"),
    *("glute_bridge", "single_leg_bridge_lift", "hip_flexor_stretch", "hamstring_stretch"),
    *("trunk_turn", "shoulder_loosening", "pelvic_tilts", "side_bend_easy"),
)
WITHOUT_EXERCISE = {"nerve", "hydration"}  # a clinician's, and a matter of drinking
LOADING = {"leg", "trunk", "hip"}
LONG_HOLD_S = 20  # judged, as in the data
REPEAT_S = 3  # what a repeat without a hold counts for, only to compare rungs
HIGHEST_GRADE = 8.0
FEWEST_WORDS = 8  # as in tests/report/test_wording.py
HARDER_WAY = {"glute_bridge": "rucksack", "calf_raise": "down on one"}  # the dose stays, the way is harder
POSITIONS = {  # what a text asks for -> the answer that must forbid it
    r"\bkneel": "kneel",
    r"\bforearm|\bhands under your shoulders": "on_hands",
    r"\blie on your back": "lie_on_back",
    r"\blie on (one|your) side": "lie_on_side",
    r"\bon one leg\b|\bdown on one\b|\bfoot hangs free\b": "one_leg",
    r"\bbend both knees\b|\bbend your knees\.|\bbend the knee\b": "knee_bend",
    r"\brise on your toes\b|\bstands on its toes\b": "calf",
}
ROWS = pytest.mark.parametrize("row", exercises(), ids=lambda row: row.id)


def cannot() -> list[str]:
    """What one may say one cannot do."""
    return [option for option in intake()["cannot_do"].options if option != "nothing"]


def intake() -> dict[str, Field]:
    return dict(fields())


def told(**answers: Any) -> Answers:
    return read(all_no(**answers))


def read(raw: dict[str, Any]) -> Answers:
    answers = read_answers(raw)
    assert answers is not None
    return answers


def texts(row: ExerciseRow) -> Iterator[str]:
    """Everything a runner reads of an exercise."""
    yield from (row.title, row.text, *row.how, *(rung.text for rung in row.ladder))
    yield from (row.stop, row.watch, row.check, row.up, row.down, row.article, row.studies)
    yield from (why for ban in row.ban for why in (ban.why, ban.why_open) if why)


def seconds(dose: Dose) -> float:
    """Time under load on a day, of one side."""
    return dose.sets * dose.repeats * (dose.hold_s or REPEAT_S)


def patterns_with_exercise() -> list[str]:
    every = {name.split("/")[1].removesuffix(".toml") for name in names("patterns")}
    return sorted(every - WITHOUT_EXERCISE)


# --- the rows


def test_every_exercise_is_there_once() -> None:
    assert sorted(row.id for row in exercises()) == sorted(IDS)


def test_legs_come_first() -> None:
    assert [row.group for row in exercises()][:4] == ["leg"] * 4


@ROWS
def test_a_row_is_complete(row: ExerciseRow) -> None:
    must = ("title", "text", "stop", "watch", "check", "up", "down", "studies", "source")
    assert [name for name in must if not getattr(row, name).strip()] == []
    assert 3 <= len(row.how) <= 6
    assert all(step.endswith(".") for step in row.how)
    assert row.test or row.measures
    assert re.search(r"\b[Ff]eel\b", " ".join(row.how))
    assert row.group == "loosen" or re.search(r"\b[Bb]reathe\b", " ".join(row.how))


@ROWS
def test_a_row_says_what_its_dose_rests_on(row: ExerciseRow) -> None:
    assert "judged" in row.source
    assert re.search(r"\b(19|20)\d\d\b", row.source) or "article" in row.source


@ROWS
def test_it_answers_patterns_but_never_a_nerve_or_thirst(row: ExerciseRow) -> None:
    assert row.answers
    assert len(set(row.answers)) == len(row.answers)
    assert set(row.answers) <= set(patterns_with_exercise())


@ROWS
def test_its_home_test_and_measures_exist(row: ExerciseRow) -> None:
    assert row.test in {"", *(field.test for field in fields().values())}
    assert set(row.measures) <= set(load("measures.toml"))
    test = home_test(row.test) if row.test else None
    assert (test is None) == (row.test == "")
    assert "“" not in row.check  # the plan names the test, where it can be done


# --- the ladder


@ROWS
def test_rungs_stand_from_easier_to_harder(row: ExerciseRow) -> None:
    assert tuple(rung.effort for rung in row.ladder) == get_args(Effort)
    assert len({rung.text for rung in row.ladder}) == 3
    load_s = [seconds(rung.dose) for rung in row.ladder]
    days = [rung.dose.days_a_week for rung in row.ladder]
    assert days == sorted(days)
    if row.id in HARDER_WAY:
        assert load_s[0] < load_s[1] == load_s[2]
        assert HARDER_WAY[row.id] in row.ladder[2].text
    else:
        assert load_s == sorted(set(load_s)), load_s


@ROWS
def test_a_session_of_one_exercise_is_short(row: ExerciseRow) -> None:
    for dose in (rung.dose for rung in row.ladder):
        sides = 2 if dose.each_side else 1
        assert seconds(dose) * sides + (dose.sets - 1) * dose.rest_s <= 8 * 60


def test_the_bridge_has_the_dose_of_the_article() -> None:
    bridge = next(row for row in exercises() if row.id == "glute_bridge")
    assert bridge.ladder[1].dose == Dose(sets=1, repeats=15, hold_s=10, days_a_week=7, rest_s=0)
    assert "10 seconds, 15 times, every day" in bridge.article


# --- what forbids it


@ROWS
def test_bans_name_answers_that_can_be_given(row: ExerciseRow) -> None:
    options = {fact.id: {"yes", "no"} for fact in facts()}
    options |= {
        name: set(field.options) | ({"yes", "no"} if field.kind == "yes_no" else set())
        for name, field in intake().items()
    }
    for ban in row.ban:
        assert ban.why.endswith(".")
        assert set(ban.any_of) <= options[ban.field]
        assert bool(ban.any_of) != (ban.above is not None)


@ROWS
def test_what_a_text_asks_of_the_body_is_banned_for_those_who_cannot(row: ExerciseRow) -> None:
    said = " ".join((*row.how, *(rung.text for rung in row.ladder))).lower()
    banned = {option for ban in row.ban if ban.field == "cannot_do" for option in ban.any_of}
    needed = {option for pattern, option in POSITIONS.items() if re.search(pattern, said)}
    assert needed <= banned


@ROWS
def test_long_holds_wait_for_the_doctor_of_those_on_heart_medicine(row: ExerciseRow) -> None:
    longest = max((rung.dose.hold_s or 0) for rung in row.ladder)
    banned = any(ban.field == "heart_kidney_medicines" for ban in row.ban)
    assert banned == (row.group in LOADING and longest >= LONG_HOLD_S)


@pytest.mark.parametrize("given", ["heart_kidney_medicines", "heart_kidney_medicine"])
def test_heart_medicine_counts_by_the_fact_and_by_its_sign(given: str) -> None:
    plank = next(row for row in exercises() if row.id == "front_plank")
    answers = read(with_yes(given))
    assert "ask your doctor" in str(plank.forbidden(answers))
    assert plank.forbidden(told()) is None


@ROWS
def test_no_exercise_at_a_pain_at_which_it_has_to_be_stopped(row: ExerciseRow) -> None:
    amber_to = load("safety/tomorrow.toml")["scale"]["amber_to"]
    assert row.forbidden(told(pain_now=amber_to)) is None
    assert row.forbidden(told(pain_now=amber_to + 0.5)) == "Your pain is above 5 of 10 now."
    assert f"above {amber_to} of 10" in row.stop


@ROWS
def test_open_questions_forbid_nothing_but_for_the_safety_facts(row: ExerciseRow) -> None:
    asked = {fact.id for fact in facts()}
    waits = [ban.why_open for ban in row.ban if ban.field in asked]
    assert row.forbidden(Answers()) == (waits[0] if waits else None)
    assert all("First say" in why for why in waits)  # nobody is told of a medicine they did not name
    assert row.forbidden(Answers(facts=dict.fromkeys(asked, "no"))) is None


@ROWS
def test_what_could_not_be_read_never_stands_for_a_no(row: ExerciseRow) -> None:
    denied = dict.fromkeys((fact.id for fact in facts()), "no")
    for ban in row.ban:
        told = Answers(facts=denied, unused=frozenset({ban.field}))
        assert row.forbidden(told) == next(one.why for one in row.ban if one.field == ban.field)


@ROWS
def test_a_ban_says_the_answer_it_comes_from(row: ExerciseRow) -> None:
    for option in cannot():
        why = row.forbidden(told(cannot_do=[option]))
        banned = any(ban.field == "cannot_do" and option in ban.any_of for ban in row.ban)
        assert (why is not None) == banned
        assert why is None or "cannot" in why


@pytest.mark.parametrize("option", cannot())
def test_whatever_one_cannot_do_a_leg_exercise_is_left(option: str) -> None:
    left = [
        row.id for row in exercises() if row.group == "leg" and not row.forbidden(told(cannot_do=[option]))
    ]
    assert left


@pytest.mark.parametrize("option", cannot())
@pytest.mark.parametrize("pattern", patterns_with_exercise())
def test_whatever_one_cannot_do_every_pattern_keeps_an_exercise(pattern: str, option: str) -> None:
    fit = [row for row in exercises() if pattern in row.answers]
    assert [row.id for row in fit if not row.forbidden(told(cannot_do=[option]))]


def test_a_back_that_catches_on_all_sides_is_neither_bent_nor_turned() -> None:
    caught = told(bend_catches="all_sides")
    out = {row.id for row in exercises() if row.forbidden(caught)}
    assert out == {"trunk_turn", "side_bend_easy"}
    assert [row.id for row in exercises() if "spasm" in row.answers and row.id not in out] == ["pelvic_tilts"]


def test_while_running_waits_there_is_something_for_every_pattern() -> None:
    gentle = [row for row in exercises() if row.gentle]
    assert {row.group for row in gentle} == {"leg", "trunk", "hip", "stretch", "loosen"}
    assert set(patterns_with_exercise()) <= {pattern for row in gentle for pattern in row.answers}
    assert all(row.gentle for row in exercises() if row.group not in LOADING)


# --- words


@ROWS
def test_texts_read_at_grade_eight_or_below_and_claim_nothing(row: ExerciseRow) -> None:
    long_enough = [text for text in texts(row) if len(re.findall(r"[A-Za-z']+", text)) >= FEWEST_WORDS]
    graded = {text: round(grade(sentences(text)), 1) for text in long_enough}
    assert {text: found for text, found in graded.items() if found > HIGHEST_GRADE} == {}
    assert [claims(text) for text in (*texts(row), row.source) if claims(text)] == []


@ROWS
def test_the_whole_of_an_exercise_reads_easily(row: ExerciseRow) -> None:
    assert grade([part for text in (row.text, *row.how) for part in sentences(text)]) <= 6.0
