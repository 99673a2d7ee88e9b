"""What the runner told, as label and text for the clinician."""

from __future__ import annotations

from backstride.answers.questions import Field, fields, roland_morris
from backstride.answers.scores import psfs_score, roland_morris_score
from backstride.model.answers import Activity, Answers
from backstride.report.words import page
from backstride.safety.facts import facts, resolve

LONGEST_TEXT = 300  # characters of free text on paper; all of it stays in answers.json


def told_rows(told: Answers | None) -> tuple[tuple[str, str], ...]:
    """Every answer in the order of the questions; no rows where nothing was told."""
    if told is None:
        return ()
    rows = [*_facts(told)]
    rows += [(field.short, _text(field, told)) for field in fields().values() if field.id in told.intake]
    return tuple(rows)


def _facts(told: Answers) -> list[tuple[str, str]]:
    """Yes, no and open safety questions by title, as triage takes them."""
    resolved = resolve(told)
    groups: dict[str, list[str]] = {"told_yes": [], "told_no": [], "told_open": []}
    for fact in facts():
        groups[f"told_{resolved.state.get(fact.id, 'open')}"].append(fact.title)
    if len(groups["told_no"]) == len(facts()):
        return [(page("told_facts"), page("told_all_no"))]
    return [(page(key), "; ".join(titles)) for key, titles in groups.items() if titles]


def _text(field: Field, told: Answers) -> str:
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
