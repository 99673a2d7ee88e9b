"""Everything in the knowledge that tells a runner what to do about the way they run: advice, by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from backstride.knowledge.loader import load
from backstride.patterns.next_test import TEST_WAITS
from backstride.patterns.words import pattern_ids, pattern_text


@cache
def advice_texts() -> tuple[str, ...]:
    """Corrections, next tests, what asks for a run or a test, the light's words, the three answers, the
    questions that bring the ache on: each as text, placeholders cut off."""
    found = [TEST_WAITS]
    for pattern in pattern_ids():
        text = pattern_text(pattern)
        found += [text.correction.text, text.next_test]
        found += [text.correction_held.text] if text.correction_held else []
        found += [one.text for one in text.missing if one.loads]
        found += [row.question for row in text.answer if row.provokes]
        found += [one.text for one in text.test]
    say = load("safety/tomorrow.toml")["say"]
    found += [
        say[key] for key in ("title", "green", "amber", "stop", "worst", "not_validated", "no_distance")
    ]
    for question in load("care/runner_questions.toml")["question"]:
        found += [question["ask"], question["article"], question["studies"], *question["say"].values()]
    found += _plan_texts()
    pieces = [piece.strip() for text in found for piece in re.split(r"\{\w+\}", text)]
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) > 12))


def _plan_texts() -> Iterator[str]:
    """What a plan says to do, and how the tests at home are done."""
    plan, hydration = load("care/plan.toml"), load("care/hydration.toml")
    run = plan["run"]
    yield from (run[key] for key in ("green", "amber", "red", "unanswered", "return", "go_on", "step_back"))
    yield from (run[key] for key in ("change_ground", "check"))
    yield from (plan["meanwhile"][key] for key in ("green", "amber", "red", "unanswered"))
    yield from (plan["stop"]["text"][0], plan["retest"]["text"], plan["say"]["for_everybody"])
    yield from (text for row in plan["habit"] for text in (row["title"], row["text"]))
    yield from (row["text"] for key, row in load("care/cues.toml").items() if key == "practice")
    yield from (row["watch"] for key, row in load("care/cues.toml").items() if key != "practice")
    for row in load("care/exercises.toml")["exercise"]:
        yield from (row["text"], *row["how"], row["stop"], *(rung["text"] for rung in row["ladder"]))
    yield from (hydration["say"][key] for key in ("thirst", "limit", "food", "groups"))
    yield from (step for row in load("care/home_tests.toml")["test"] for step in row["steps"])


def advice_in(text: str) -> list[str]:
    """The advice that stands in a text, whatever its line breaks; a text without any gives an empty list."""
    flat = " ".join(text.split()).lower()
    return [piece for piece in advice_texts() if " ".join(piece.split()).lower() in flat]
