"""Every combination of the thirteen facts, each yes, no or unanswered: 3 ** 13 = 1,594,323.

The level of each is looked at. What else triage says hangs on which are yes and which are open: every set of
yeses is judged with none, each one and all of the rest open (``benchmarks/safety.py`` judges all). Above
``unknown`` a page, a file and the terminal depend on the answers only through the rules that apply; all 4,096
outcomes that can be reached are rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import combinations, product

import numpy as np
import pytest

from backstride.knowledge.loader import load
from backstride.model.answers import Answers, YesNo
from backstride.model.safety import Allowed, Safety
from backstride.patterns.words import pattern_text
from backstride.report.html import render
from backstride.report.json_file import dumps
from backstride.report.tables import CURVE_SCHEMA
from backstride.safety.facts import facts
from backstride.safety.rules import LEVELS, fired, level_of, rules, without_covered
from backstride.safety.signs import sign_groups
from backstride.safety.triage import allowed, triage
from backstride.safety.words import heading, level_words, reason_text
from backstride.terminal.safety_text import safety_lines
from helpers.advice import advice_in, advice_texts
from helpers.bare import bare

IDS = [fact.id for fact in facts()]
RED_FLAGS = {fact.id for fact in facts() if fact.level != "advice"}
STATES: tuple[YesNo | None, ...] = ("no", None, "yes")
COMBINATIONS = 3**13
INTAKE = {"pain_now": 1.0, "usual_run_km": 8.0, "tires_fast": "yes"}  # all that a light or a test would need


@cache
def lines_that_may_stand_above_clear() -> frozenset[str]:
    """Every line a terminal may show at any level but clear, the open questions' titles aside."""
    texts = [rule.text for rule in rules()] + [reason_text("not_asked"), reason_text("hidden"), ""]
    texts += [text for group in sign_groups() for text in group.texts]
    texts += [f"{group.title} if:" for group in sign_groups()] + [f"{heading('why')}:"]
    for level in LEVELS[1:]:
        words = level_words(level)
        texts += [words.title.upper(), f"{words.title}.", words.text]
        texts += [f"{heading(key)}: {getattr(words, key)}" for key in ("how_soon", "where", "until")]
    return frozenset(texts)


def answered_ways() -> Iterator[dict[str, YesNo]]:
    """Every set of yeses with the rest denied, each one of the rest open, and all of it open."""
    for flags in product((False, True), repeat=len(IDS)):
        rest = [name for name, flag in zip(IDS, flags, strict=True) if not flag]
        told: dict[str, YesNo] = dict.fromkeys(IDS, "yes") | dict.fromkeys(rest, "no")
        yield told
        for open_facts in dict.fromkeys((*((name,) for name in rest), tuple(rest))):
            yield {name: answer for name, answer in told.items() if name not in open_facts}


@pytest.mark.slow
def test_no_answers_above_clear_reach_a_light_a_test_or_advice() -> None:
    """What each outcome shows is looked at for the first and the last answers that lead to it."""
    nothing, met = Allowed(), dict[tuple[str, ...], tuple[Safety, list[Answers]]]()
    for state in answered_ways():
        told = Answers(facts=state, intake=INTAKE)
        safety = triage(told)
        yes = {name for name, answer in state.items() if answer == "yes"}
        assert safety.level == level_of(yes, all_answered=state.keys() >= RED_FLAGS)
        if safety.level == "clear":
            assert all(state[name] == "no" for name in RED_FLAGS)
            continue
        assert safety.run_tomorrow is None
        assert allowed(safety, told) == nothing
        met.setdefault((safety.level, *safety.reasons), (safety, [told, told]))[1][1] = told
    assert len(met) > 4096
    for safety, ends in met.values():
        for told in ends:
            assert_only_harmless(safety_lines(safety, told))


def assert_only_harmless(lines: list[str]) -> None:
    """Nothing but what may stand above clear, and which questions are open."""
    titles, open_until = {fact.title for fact in facts()}, reason_text("unanswered").partition("{")[0]
    for line in lines:
        text = line.strip().removeprefix("- ")
        if text not in lines_that_may_stand_above_clear():
            assert text.startswith(open_until), text
            assert set(text.removeprefix(open_until).rstrip(".").split("; ")) <= titles


def test_what_may_stand_above_clear_is_no_advice() -> None:
    assert not [line for line in lines_that_may_stand_above_clear() if advice_in(line)]


def levels_of_all() -> np.ndarray:
    """The level of every combination, one axis a fact in the order of ``STATES``: it hangs on nothing but
    which are yes and whether all red flags are answered, so each of those pairs is asked once."""
    shape = (len(STATES),) * len(IDS)
    is_yes, answered = np.zeros(shape, dtype=np.int64), np.ones(shape, dtype=bool)
    for axis, name in enumerate(IDS):
        along = np.arange(len(STATES)).reshape([-1 if one == axis else 1 for one in range(len(IDS))])
        is_yes += (along == STATES.index("yes")) << axis
        answered &= (along != STATES.index(None)) | (name not in RED_FLAGS)
    asked = [
        [LEVELS.index(level_of(yes, all_answered=known)) for known in (False, True)]
        for yes in ({name for axis, name in enumerate(IDS) if bits >> axis & 1} for bits in range(2**13))
    ]
    return np.array(asked, dtype=np.int8)[is_yes, answered.astype(np.int8)]


def test_one_more_symptom_never_lowers_the_level_and_one_more_no_never_raises_it() -> None:
    levels = levels_of_all()
    assert levels.size == COMBINATIONS
    for axis in range(len(IDS)):
        no, unanswered, yes = (levels.take(index, axis) for index in range(3))
        assert (yes >= unanswered).all(), IDS[axis]
        assert (unanswered >= no).all(), IDS[axis]
    assert levels[(1,) * len(IDS)] == LEVELS.index("unknown")
    clear = np.argwhere(levels == LEVELS.index("clear"))
    assert {IDS[axis] for row in clear for axis, index in enumerate(row) if index} == set(IDS) - RED_FLAGS


def outcomes() -> dict[tuple[str, ...], frozenset[str]]:
    """One set of yeses for each list of reasons that can be reached."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for flags in product((False, True), repeat=len(IDS)):
        yes = frozenset(name for name, flag in zip(IDS, flags, strict=True) if flag)
        reasons = tuple(rule.id for rule in without_covered(fired(yes)))
        found.setdefault((*reasons, str("leg_symptoms" in yes)), yes)
    return found


def test_every_rule_fires_somewhere_and_decides_somewhere() -> None:
    assert {rule.id for yes in outcomes().values() for rule in fired(yes)} == {rule.id for rule in rules()}
    for rule in rules():
        assert level_of(rule.facts, all_answered=False) == rule.level
        for fact in rule.facts:
            rest = level_of(rule.facts - {fact}, all_answered=False)
            said = {one.id for one in without_covered(fired(rule.facts - {fact}))}
            assert LEVELS.index(rest) <= LEVELS.index(rule.level)
            assert rule.id not in said


@pytest.mark.slow
def test_no_page_and_no_file_of_any_outcome_above_unknown_holds_advice() -> None:
    none = CURVE_SCHEMA.empty_table()
    reached = 0
    for yes in outcomes().values():
        told = Answers(facts=dict.fromkeys(yes, "yes"), intake=INTAKE)
        safety = triage(told)
        if safety.level in ("clear", "unknown"):
            continue
        reached += 1
        analysis = bare(told)
        data = json.loads(dumps(analysis))
        assert data["plan"] is None
        assert data["safety"]["run_tomorrow"] is None
        assert all(one["corrections"] == [] and one["next_test"] is None for one in data["patterns"])
        missing = {text for one in data["patterns"] for text in one["missing"]}
        assert missing.isdisjoint(advice_texts())
        page = render(analysis, none, told=told)
        assert 'id="clinician"' not in page
        body = unescape(page[page.index("<body>") :])
        assert level_words(safety.level).text in body
        assert not [text for text in advice_texts() if text in body]
    assert reached > 4000


@pytest.mark.slow
def test_no_page_and_no_file_with_open_questions_holds_advice() -> None:
    none, flags = CURVE_SCHEMA.empty_table(), sorted(RED_FLAGS)
    few = [set(some) for count in (1, 2) for some in combinations(flags, count)]
    for open_facts in (*few, *(set(flags) - {one} for one in flags), set(flags)):
        told = Answers(facts=dict.fromkeys(set(IDS) - open_facts, "no"), intake=INTAKE)
        assert triage(told).level == "unknown"
        found = bare(told)
        shown = unescape(render(found, none, told=told)) + dumps(found)
        assert not [text for text in advice_texts() if text in shown]


@pytest.mark.slow
def test_no_clinicians_page_above_clear_holds_a_correction_or_a_test() -> None:
    none = CURVE_SCHEMA.empty_table()
    some = [frozenset[str](), *({rule.id: rule.facts for rule in rules()}).values(), frozenset(IDS)]
    for yes in some:
        told = Answers(facts=dict.fromkeys(yes, "yes"), intake=INTAKE)
        page = render(bare(told), none, told=told, audience="clinician")
        assert advice_in(unescape(page)) == []


def test_the_search_for_advice_finds_it_where_it_stands() -> None:
    told = Answers(facts=dict.fromkeys(IDS, "no"), intake=INTAKE)
    safety = triage(told)
    assert safety.level == "clear"
    page = unescape(render(bare(told), CURVE_SCHEMA.empty_table(), told=told))
    found = set(advice_in(page))
    assert {row["ask"] for row in load("care/runner_questions.toml")["question"]} <= found
    assert pattern_text("overstride").correction.text in advice_in(dumps(bare(told)))
    assert len(found) > 15
