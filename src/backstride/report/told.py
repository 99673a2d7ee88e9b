"""What the runner told, as label and text for the clinician."""

from __future__ import annotations

from dataclasses import dataclass

from backstride.answers.questions import Field, fields, roland_morris
from backstride.answers.scores import psfs_score, roland_morris_score
from backstride.knowledge.loader import load
from backstride.model.answers import Activity, Answers
from backstride.report.words import page
from backstride.safety.facts import facts, resolve

LONGEST_TEXT = 300  # characters of free text on paper; all of it stays in answers.json


@dataclass(frozen=True)
class ToldRow:
    """One answer; ``field`` is empty for the safety questions together."""

    field: str
    label: str
    text: str


def told_rows(told: Answers | None) -> tuple[ToldRow, ...]:
    """Every answer in the order of the questions; no rows where nothing was told."""
    if told is None:
        return ()
    rows = [ToldRow("", label, text) for label, text in _facts(told)]
    asked = [field for field in fields().values() if field.id in told.intake]
    return (*rows, *(ToldRow(field.id, field.short, answer_text(field, told)) for field in asked))


def told_line(told: Answers | None) -> tuple[ToldRow, ...]:
    """What the runner came with, in the few words of a title: where, which side, from when, for how long."""
    if told is None:
        return ()
    words = load("report.toml")["told_line"]
    found = []
    for name, text in words.items():
        value = told.number(name)
        if value is not None:
            unit = text["one"] if value == 1 else text["many"]
            found.append(ToldRow(name, "", unit.format(value=f"{value:g}")))
        elif options := [text[one] for one in told.chosen(name) if one in text]:
            found.append(ToldRow(name, "", page("and").join(options)))
    return tuple(found)


def _facts(told: Answers) -> list[tuple[str, str]]:
    """Yes, no and open safety questions by title, as triage takes them."""
    resolved = resolve(told)
    groups: dict[str, list[str]] = {"told_yes": [], "told_no": [], "told_open": []}
    for fact in facts():
        groups[f"told_{resolved.state.get(fact.id, 'open')}"].append(fact.title)
    if len(groups["told_no"]) == len(facts()):
        return [(page("told_facts"), page("told_all_no"))]
    return [(page(key), "; ".join(titles)) for key, titles in groups.items() if titles]


def answer_text(field: Field, told: Answers) -> str:
    """The answer to one question of the intake, as a person reads it."""
    value = told.intake[field.id]
    if field.kind == "statements":
        scale = roland_morris()
        score, most = roland_morris_score(told), len(scale.items)
        return f"{score} of {most} (a change of {scale.important_change:g} matters, {scale.figures_source})"
    if field.kind == "activities" and isinstance(value, tuple):
        rows = [f"{one.text} {one.score:g}" for one in value if isinstance(one, Activity)]
        return f"{'; '.join(rows)}; mean {psfs_score(told) or 0.0:.3g}"
    if isinstance(value, float):
        return f"{value:g} of 10" if field.kind == "scale" else f"{value:g} {field.unit}"
    if field.kind == "text":
        text = str(value)
        return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    return ", ".join(field.options.get(one, one) for one in told.chosen(field.id))
