"""Three hundred synthetic people with a full intake, through the whole of what answers reach."""

from __future__ import annotations

import json
import random
from collections import Counter
from html import unescape
from typing import Any

import pytest

from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.model.safety import Safety
from backstride.report.html import render
from backstride.report.json_file import dumps, loads
from backstride.report.tables import CURVE_SCHEMA
from backstride.safety.rules import LEVELS
from backstride.safety.tomorrow import LIGHTS
from backstride.safety.triage import allowed, triage
from backstride.synth.people import synthetic_people
from backstride.terminal.safety_text import safety_lines
from helpers.advice import advice_in
from helpers.bare import bare
from helpers.told import demo_answers

PEOPLE = synthetic_people(300, seed=21)
NO_CURVES = CURVE_SCHEMA.empty_table()
PAINS = ("pain_now", "pain_during", "pain_after", "pain_next_morning")


def analysed(raw: dict[str, Any]) -> Analysis:
    return bare(read_answers(raw))


def everything_shown(raw: dict[str, Any], analysis: Analysis | None = None) -> str:
    """Page, clinician's page, file and terminal of one person, as one text."""
    told, analysis = read_answers(raw), analysis or analysed(raw)
    pages = [render(analysis, NO_CURVES, told=told, audience=who) for who in ("both", "clinician")]
    bodies = [unescape(page[page.index("<body>") :]) for page in pages]
    return "\n".join([*bodies, dumps(analysis), *safety_lines(analysis.safety, told)])


def shuffled(raw: dict[str, Any], seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    parts = {name: dict(rng.sample(list(part.items()), len(part))) for name, part in raw.items()}
    for name, value in parts["intake"].items():
        if isinstance(value, list) and name != "psfs":
            parts["intake"][name] = rng.sample(value, len(value))
    return dict(rng.sample(list(parts.items()), len(parts)))


def test_there_are_people_of_every_level_and_light() -> None:
    outcomes = [triage(read_answers(raw)) for raw in PEOPLE]
    levels = Counter(one.level for one in outcomes)
    lights = Counter(one.run_tomorrow.light for one in outcomes if one.run_tomorrow)
    assert min(levels[level] for level in LEVELS) >= 10, levels
    assert set(lights) == set(LIGHTS), lights


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_nobody_above_clear_sees_advice_anywhere(part: int) -> None:
    for raw in PEOPLE[part::6]:
        analysis = analysed(raw)
        shown = everything_shown(raw, analysis)
        if analysis.safety.level == "clear":
            assert advice_in(shown)
        else:
            assert advice_in(shown) == []


def test_advice_is_monotone_in_pain() -> None:
    for raw in PEOPLE:
        lines = []
        for pain in range(11):
            sore = {**raw, "intake": {**raw["intake"], **dict.fromkeys(PAINS, pain)}}
            told = read_answers(sore)
            safety = triage(told)
            lines.append((_rank(safety), _km(safety), allowed(safety, told).loading_tests))
        for column in zip(*lines, strict=True):
            assert list(column) == sorted(column, reverse=True)


def _rank(safety: Safety) -> int:
    return len(LIGHTS) - LIGHTS.index(safety.run_tomorrow.light) if safety.run_tomorrow else 0


def _km(safety: Safety) -> float:
    light = safety.run_tomorrow
    return 0.0 if light is None else float("inf") if light.max_km is None else light.max_km


def test_reordering_answers_changes_nothing() -> None:
    for number, raw in enumerate(PEOPLE[:100]):
        assert dumps(analysed(shuffled(raw, number))) == dumps(analysed(raw))
    raw = demo_answers()
    assert everything_shown(shuffled({k: v for k, v in raw.items() if k != "schema"}, 1)) == everything_shown(
        raw
    )


def test_one_more_yes_never_lowers_a_persons_level() -> None:
    for raw in PEOPLE[:60]:
        before = LEVELS.index(triage(read_answers(raw)).level)
        for name in raw["safety"]:
            more = {**raw, "safety": {**raw["safety"], name: "yes"}}
            assert LEVELS.index(triage(read_answers(more)).level) >= before


def test_a_file_that_was_given_advice_by_hand_loses_it_when_read() -> None:
    raw = next(raw for raw in PEOPLE if triage(read_answers(raw)).level == "clinician")
    data = json.loads(dumps(analysed(raw)))
    data["patterns"][4]["corrections"] = [{"id": "x", "text": "Land under the hip.", "source": "y"}]
    data["patterns"][4]["next_test"] = "Jump on your heel."
    data["safety"]["run_tomorrow"] = {"light": "green", "max_km": 10.0}
    data["plan"] = {"monday": "run"}
    assert dumps(loads(json.dumps(data))) == dumps(analysed(raw))


def test_every_person_can_be_written_by_the_schema_and_nothing_is_misunderstood() -> None:
    for raw in PEOPLE:
        told = read_answers(raw)
        assert told is not None
        assert told.problems == ()
        assert set(told.intake) == set(raw["intake"])
