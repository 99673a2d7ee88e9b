"""Which tests at home may be run now, and how a result is said; what they are: ``answers/home_tests.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from backstride.answers.home_tests import (
    HOME_TESTS,
    HomeTest,
    SideValue,
    TestResult,
    forbidden,
    home_tests,
    on_scale,
    reference,
    result,
    waits,
)
from backstride.answers.questions import fields
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.safety import Allowed
from backstride.safety.facts import resolve

MEDICINES: Final = "heart_kidney_medicines"
SIDE_WORDS: Final = {"left": "left ", "right": "right ", "both": ""}


@dataclass(frozen=True)
class Listed:
    """A test with what the answers say of it; ``why_not``: why it may not be run now, None where it may."""

    test: HomeTest
    why_not: str | None
    result: TestResult | None


def listing(allowed: Allowed, told: Answers | None) -> tuple[Listed, ...]:
    """Every test, whether it may be run now, and its result so far."""
    return tuple(Listed(test, runnable(test, allowed, told), result(test, told)) for test in home_tests())


def runnable(test: HomeTest, allowed: Allowed, told: Answers | None) -> str | None:
    """Why a test may not be run now and what to do, in a sentence or two; None where it may.

    All tests only at level clear; those that load the back only while the pain now is given and low; those
    meant to bring the ache on only with every safety question answered besides and no red light. What one
    cannot do, and other answers (``barred``), forbid every test that they touch.
    """
    if not allowed.advice:
        return say("level")
    if (why := barred(test, told)) is not None:
        return why
    if test.loads and not allowed.loading_tests:
        pain = told.number("pain_now") if told else None
        return say("pain_open") if pain is None else say("pain_high").format(pain=f"{pain:g}")
    if test.provokes and not allowed.provoking_tests:
        titles = "; ".join(fact.title for fact in resolve(told).unanswered)
        return say("facts_open").format(titles=titles) if titles else say("light_red")
    return None


def barred(test: HomeTest, told: Answers | None) -> str | None:
    """Why the answers, pain aside, forbid a test; None where they do not.

    A hold to one's limit waits until medicine for heart, kidneys or blood pressure is denied, as the long
    holds among the exercises do.
    """
    part = forbidden(test, told)
    if part is not None:
        return say("cannot").format(part=fields()["cannot_do"].options[part])
    if (why := waits(test, told)) is not None:
        return why
    state = resolve(told).state.get(MEDICINES)
    return say("medicine_open") if test.timer == "hold" and state is None else None


def say(key: str) -> str:
    """One of the sentences in the data."""
    return str(load(HOME_TESTS)["say"][key])


def result_text(found: TestResult) -> str:
    """A result in words, each side with its interval.

    >>> from backstride.answers.home_tests import home_test
    >>> result_text(TestResult(home_test("side_plank"), (SideValue("left", 60.0, (38.6, 81.4)),)))
    'left 60 s (39 to 81)'
    """
    if found.brings_on is not None:
        return say("brings_on" if found.brings_on else "brings_nothing")
    return ", ".join(_side_text(found.test, on_scale(found.test, one)) for one in found.values)


def change_text(before: TestResult | None, now: TestResult | None) -> str:
    """How each side differs from before, and whether that is more than error; empty where nothing is told."""
    if before is None or now is None or now.test.detectable_change is None:
        return ""
    test, change_from = now.test, now.test.detectable_change
    old = {one.side: one.value for one in before.values}
    changes = [(one.side, one.value - old[one.side]) for one in now.values if one.side in old]
    if not changes:
        return ""
    told = ", ".join(f"{SIDE_WORDS[side]}{change:+g} {test.unit}" for side, change in changes)
    real = any(abs(change) >= change_from for _, change in changes)
    least = f"{change_from:g} {test.unit}"
    return say("change_real" if real else "change_small").format(told=told, least=least)


def low_text(test: HomeTest) -> str:
    """From where a result counts as poor, for any sex and age; empty where no study says."""
    row = reference(test)
    if row is None:
        return ""
    return say("high" if test.worse == "high" else "low").format(bound=f"{row.low:g} {test.unit}")


def as_json(one: Listed) -> dict[str, Any]:
    """A listed test as JSON."""
    test = one.test
    return {
        "id": test.id,
        "title": test.title,
        "minutes": test.minutes,
        "unit": test.unit or None,
        "may_run": one.why_not is None,
        "why_not": one.why_not,
        "detectable_change": test.detectable_change,
        "result": _result_json(one.result) if one.result else None,
    }


def _result_json(found: TestResult) -> dict[str, Any]:
    return {
        "values": [
            {"side": one.side, "value": one.value, "interval": list(one.interval) if one.interval else None}
            for one in found.values
        ],
        "difference": found.difference,
        "difference_interval": list(found.difference_interval) if found.difference_interval else None,
        "brings_on": found.brings_on,
    }


def _side_text(test: HomeTest, one: SideValue) -> str:
    """A value with its interval."""
    text = f"{SIDE_WORDS[one.side]}{one.value:g} {test.unit}"
    if one.interval is None:
        return text
    low, high = one.interval
    digits = 1 if test.unit in ("cm", "points") else 0
    return f"{text} ({low:.{digits}f} to {high:.{digits}f})"
