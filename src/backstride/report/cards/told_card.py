"""The card of an answer: the question as it was asked, the answer as it was given, what reads it."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.answers.home_tests import home_test
from backstride.answers.questions import SCALE_TOP, Field, fields, roland_morris
from backstride.model.answers import Answers
from backstride.patterns.words import pattern_ids, pattern_text
from backstride.report.cards.card import Card, Line, Table, column, line, say, told_key
from backstride.report.told import answer_text


def told_cards(told: Answers | None) -> Iterator[Card]:
    """A card for every answer outside triage."""
    for field in fields().values():
        if told is not None and field.id in told.intake:
            yield Card(
                key=told_key(field.id),
                title=field.short,
                lines=tuple(_lines(field)),
                table=Table((column("answer"),), ((answer_text(field, told),),)),
            )


def _lines(field: Field) -> Iterator[Line]:
    yield line("what", say("told", "what", ask=field.ask))
    yield line("formula", _formula(field), roland_morris().source if field.kind == "statements" else "")
    yield line("source", say("told", "source"))
    for pattern in pattern_ids():
        words = pattern_text(pattern)
        for row in words.answer:
            if row.field == field.id and row.at_least is not None:
                text = say("told", "read_by", pattern=words.title, value=f"{row.at_least:g}")
                yield line("read_by", text, row.source)
        if field.test and field.test in {row.test for row in words.home_test}:
            test = home_test(field.test)
            text = say("told", "read_test", pattern=words.title, test=test.title)
            yield line("read_by", text, test.detectable_change_source)
    yield line("strides", say("say", "strides_none"))


def _formula(field: Field) -> str:
    ends = {"low": "0", "high": f"{SCALE_TOP:g}"}
    if field.kind == "number":
        return say("told", "formula_unit", unit=field.unit)
    key = {
        "scale": "formula_scale",
        "statements": "formula_statements",
        "activities": "formula_activities",
    }.get(field.kind, "formula")
    return say("told", key, **ends)
