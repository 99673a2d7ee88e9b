"""Every text of knowledge that a runner reads, by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backstride.knowledge.loader import load, names
from backstride.patterns.evidence import WAITS
from backstride.patterns.next_test import TEST_WAITS
from helpers.wording import strings


def safety_texts() -> Iterator[str]:
    """Safety questions, signs, reasons and levels, the light for tomorrow."""
    facts, levels = load("safety/facts.toml"), load("safety/levels.toml")
    for fact in facts["fact"]:
        yield from (fact["ask"], fact["watch"], *(sign["text"] for sign in fact["signs"]))
    yield from (row["say"] for row in facts["implied"])
    rules = load("safety/rules.toml")
    yield from (row["text"] for row in (*rules["rule"], *rules["limit"]))
    for level in levels["level"].values():
        yield from (text for key, text in level.items() if key != "source")
    yield from strings(levels["reason"])
    yield from (f"{text} if:" for text in strings(levels["action"]))  # as the page and the terminal show it
    yield from strings(load("safety/tomorrow.toml")["say"])


def care_texts() -> Iterator[str]:
    """The three questions with every answer."""
    for row in load("care/runner_questions.toml")["question"]:
        yield from (row["ask"], row["article"], row["studies"], *row["say"].values())


def intake_texts() -> Iterator[str]:
    """What else is asked."""
    for field in load("answers/intake.toml")["field"]:
        yield from (field["ask"], field["short"], *field.get("options", {}).values())


def pattern_texts() -> Iterator[str]:
    """The ten patterns as page one has them; what studies say is for page two."""
    for row in map(load, names("patterns")):
        yield from (row["explanation"], row["correction"]["text"], row["next_test"])
        yield from (row.get("correction_held", {}).get("text", ""), *strings(row.get("missing", [])))
        for answer in row.get("answer", []):
            yield from (answer.get(key, "") for key in ("ask", "for", "against"))
    yield from (TEST_WAITS, WAITS)


def plan_texts() -> Iterator[str]:
    """Everything a plan says but what studies and sources say."""
    yield from _without(load("care/plan.toml"))
    yield from _without(load("care/cues.toml"))
    yield from _without(load("care/exercises.toml"))


def app_texts() -> Iterator[str]:
    """Everything the app's pages and their scripts say; what is filled in counts as one short word."""
    for row in map(load, names("app")):
        yield from (re.sub(r"\{\w+\}", "five", text) for text in _without(row))


def _without(part: Any) -> Iterator[str]:
    """The texts of a table without sources and studies."""
    if isinstance(part, dict):
        for key, value in part.items():
            if not (key.endswith("source") or key in {"studies", "id", "field", "when_pattern"}):
                yield from _without(value)
    elif isinstance(part, list):
        for value in part:
            yield from _without(value)
    elif isinstance(part, str):
        yield part


def page_texts() -> Iterator[str]:
    """Standing sentences of the page, its words explained, measures in plain words."""
    yield from strings(load("report.toml")["page"])
    yield from strings(load("glossary.toml"))
    yield from (row["plain"] for row in load("measures.toml").values())
    yield from (re.sub(r"\{\w+\}", "five", text) for text in _without(load("back_load.toml")["runner"]))
