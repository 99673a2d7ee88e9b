"""Every row of the article lives: recognised, explained, corrected or referred, and found by its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from backstride.answers.home_tests import home_test
from backstride.answers.parse import read_answers
from backstride.answers.questions import fields
from backstride.care.hydration import drink_advice
from backstride.knowledge.loader import load
from backstride.measures.definitions import definition
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.patterns.words import PatternText, pattern_ids, pattern_text
from backstride.report.words import glossary

ROWS: Final = (
    *("pain.kind", "pain.not_only_shoes", "gait.aerial", "gait.three", "gait.phases"),
    *(str(number) for number in range(1, 11)),
    *("tip.stretch", "tip.drink", "tip.posture_surface", "tip.shoes", "tip.injuries", "tip.physio"),
    *("faq.keep_running", "faq.shoes", "faq.swim"),
)
NOT_IN_ARTICLE: Final = "training_load"
CLEAR = Allowed(advice=True, loading_tests=True, provoking_tests=True, diet=True)


def rows() -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in load("article.toml")["row"]}


def option(ref: str) -> str:
    field, _, chosen = ref.partition(".")
    return fields()[field].options[chosen]


def row_of(path: str, table: str, ref: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = {row["id"]: row for row in load(path)[table]}[ref]
    return found


def both_sides(row: Mapping[str, Any]) -> str:
    """What the article holds and what studies say, side by side: empty where either is missing."""
    return row["source"] if row["article"] and row["studies"] else ""


def drink(ref: str) -> Mapping[str, Any]:
    """What a plan says of drinking, made from this file."""
    said = drink_advice(Answers(), Runner(), None, CLEAR)
    assert said is not None
    assert said.title == load(ref)["item"]["title"]
    return said.model_dump()


FOLLOW: Final[Mapping[str, Callable[[str], Any]]] = {
    "pattern": lambda ref: pattern_text(ref).explanation,
    "option": option,
    "question": lambda ref: both_sides(row_of("care/runner_questions.toml", "question", ref)),
    "habit": lambda ref: both_sides(row_of("care/plan.toml", "habit", ref)),
    "drink": lambda ref: both_sides(drink(ref)),
    "term": lambda ref: dict(glossary())[ref],
    "measure": lambda ref: definition(ref).plain,
    "home_test": lambda ref: home_test(ref).article,
    "tips": lambda ref: load("care/letter.toml")[ref]["tips"],
}


def test_no_row_is_left_out_and_none_is_made_up() -> None:
    assert tuple(rows()) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_every_row_lives_where_it_says(row: str) -> None:
    lives = rows()[row]["lives"]
    assert lives
    for one in lives:
        assert FOLLOW[one["kind"]](one["ref"]), one


def test_a_reference_to_nothing_is_noticed() -> None:
    for kind, follow in FOLLOW.items():
        with pytest.raises((KeyError, FileNotFoundError)):
            follow(
                "nowhere.toml" if kind == "drink" else "pain_kind.nowhere" if kind == "option" else "nowhere"
            )


@pytest.mark.parametrize("pattern", pattern_ids())
def test_every_pattern_is_recognised_explained_corrected_and_followed_up(pattern: str) -> None:
    text = pattern_text(pattern)
    row = rows()[str(text.row)]
    assert {"kind": "pattern", "ref": pattern} in row["lives"]
    assert recognised(text)
    assert all((text.explanation, text.studies, text.studies_source, text.in_studies, text.next_test))
    if pattern != NOT_IN_ARTICLE:
        assert f"The article, row {text.row}" in text.correction.source
    shown = next(p for p in judge((), None, CLEAR) if p.id == pattern)
    assert shown.next_test
    assert shown.corrections[0].text == text.correction.text


def recognised(text: PatternText) -> int:
    """How many ways there are to tell the pattern that count in its verdict."""
    return len([*text.evidence, *text.home_test, *text.compare, *(row for row in text.answer if row.counts)])


def test_the_tips_on_running_with_a_nerve_sign_stand_in_no_pattern_plan_or_page() -> None:
    tips = load("care/letter.toml")["nerve_tips"]
    assert "not Backstride's" in tips["note"]
    told = read_answers({"leg_symptoms": "yes", "pain_kind": ["tingling"]})
    nerve = next(p for p in judge((), told, CLEAR) if p.id == "nerve")
    assert nerve.verdict == "stands_out"
    said = nerve.model_dump_json() + repr(
        [load("care/plan.toml"), load("report.toml"), load("care/cues.toml")]
    )
    assert not [tip for tip in tips["tips"] if tip in said]


def test_the_self_tests_of_the_article_are_tests_at_home_with_their_stops() -> None:
    for ref in ("heel_jump", "exaggerated_turn"):
        assert home_test(ref).provokes
        assert home_test(ref).stops
