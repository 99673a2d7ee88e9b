"""Tests at home: typed rows of ``knowledge/care/home_tests.toml``, and what the answers say of each.

What may be run, and how, is decided in ``care``; patterns read results from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from typing import Final, Literal

from pydantic import Field

from backstride.answers.questions import fields
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.common import Frozen, MeasureSide, Sex

HOME_TESTS: Final = "care/home_tests.toml"
Timer = Literal["hold", "none"]


class Reference(Frozen):
    """What others reach.

    low: the value beyond which a result counts as poor (``HomeTest.worse`` says on which side); typical: the
    middle or mean, of a score in classes the end of the good class.
    people: who they were and how many. sex: None where the source does not part them. to_age: the row holds
    up to this age in years, None where the source does not part ages.
    """

    sex: Sex | None = None
    to_age: float | None = None
    low: float
    typical: float
    people: str
    source: str


class Wait(Frozen):
    """What makes a test wait besides pain and body: one of ``any_of`` in one of ``fields``; why, in words.

    fields: questions of the intake, safety facts or their signs.
    """

    fields: tuple[str, ...]
    any_of: tuple[str, ...]
    why: str

    def holds(self, told: Answers) -> bool:
        """Whether the answers say so; what was given and could not be read never stands for a no."""
        said = {told.facts.get(name, "") for name in self.fields}
        chosen = {option for name in self.fields for option in told.chosen(name)}
        return bool(told.unused & set(self.fields) or (said | chosen) & set(self.any_of))


class HomeTest(Frozen):
    """One test.

    fields: the answers it gives, by side: ``left`` and ``right``, or ``both`` for a test without sides.
    tells, needs, steps, end, stops: what it shows, what one needs, how it is done, when a try is over, when
    to stop at once. stop_pain: more pain than this, of 10, ends it. timer: ``hold`` counts up to
    ``hold_limit_s``. tries, rest_s: how often, of which the best counts, and the rest before each. loads: it
    loads the back. provokes: it is meant to bring the ache on. body: what one must be able to do, options of
    the answer ``cannot_do``. waits: other answers that keep it back.
    read_by: ids of the patterns that read it. worse: the end of the scale that speaks for a pattern, None
    for yes or no. usual_difference: of the sides, in the unit of the test. detectable_change: MDC95, the
    least change between two days that is more than error. grade: how strong the evidence is.
    """

    id: str
    title: str
    unit: str = ""
    fields: dict[MeasureSide, str]
    minutes: float = Field(gt=0)
    tells: str
    needs: tuple[str, ...]
    steps: tuple[str, ...] = Field(min_length=1)
    end: tuple[str, ...] = Field(min_length=1)
    stops: tuple[str, ...] = Field(min_length=1)
    stop_pain: float
    timer: Timer = "none"
    hold_limit_s: float | None = None
    tries: int = Field(default=1, ge=1, le=3)
    rest_s: int = 60
    loads: bool = True
    provokes: bool = False
    body: tuple[str, ...] = ()
    waits: tuple[Wait, ...] = ()
    read_by: tuple[str, ...]
    worse: Literal["low", "high"] | None = None
    reference: tuple[Reference, ...] = ()
    usual_difference: float | None = None
    usual_difference_source: str = ""
    detectable_change: float | None = None
    detectable_change_source: str = ""
    grade: str
    studies: str
    article: str = ""


@dataclass(frozen=True)
class SideValue:
    """The result of one side, ``both`` for a test without sides, with its 95 % interval where known."""

    side: MeasureSide
    value: float
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class TestResult:
    """What a person told of one test.

    values: by side, left first; one alone where the other was not tested. difference: left less right with
    its 95 % interval, None unless both sides were tested. brings_on: of a test answered by yes or no.
    """

    __test__ = False  # no test of ours, whatever a test runner thinks

    test: HomeTest
    values: tuple[SideValue, ...] = ()
    difference: float | None = None
    difference_interval: tuple[float, float] | None = None
    brings_on: bool | None = None

    @property
    def worst(self) -> SideValue | None:
        """The side that did worse; None for a test answered by yes or no."""
        if not self.values:
            return None
        pick = max if self.test.worse == "high" else min
        return pick(self.values, key=lambda one: one.value)


def forbidden(test: HomeTest, told: Answers | None) -> str | None:
    """What the test needs and one cannot do: the first such option of ``cannot_do``, or None.

    Where that answer could not be read whole, everything the test needs may have been meant.
    """
    if told is None:
        return None
    named = set(told.chosen("cannot_do"))
    unread = "cannot_do" in told.unused
    return next((part for part in test.body if unread or part in named), None)


def waits(test: HomeTest, told: Answers | None) -> str | None:
    """Why the test waits for other answers than pain and body, in a sentence; None where it does not."""
    return next((one.why for one in test.waits if told and one.holds(told)), None)


@cache
def home_tests() -> tuple[HomeTest, ...]:
    """Every test, in the order they are shown."""
    return tuple(HomeTest.model_validate(row) for row in load(HOME_TESTS)["test"])


def home_test(test_id: str) -> HomeTest:
    """One test; KeyError for an id that is none.

    >>> home_test("front_plank").fields
    {'both': 'front_plank_s'}
    """
    return {test.id: test for test in home_tests()}[test_id]


def result(test: HomeTest, told: Answers | None) -> TestResult | None:
    """What the answers say of a test; None where they say nothing."""
    if told is None:
        return None
    if test.worse is None:
        word = next((chosen for name in test.fields.values() for chosen in told.chosen(name)), None)
        return TestResult(test, brings_on=word == "yes") if word else None
    values = tuple(
        SideValue(side, value, interval(test, value))
        for side, name in test.fields.items()
        if (value := told.number(name)) is not None
    )
    return TestResult(test, values, *_difference(test, values)) if values else None


def on_scale(test: HomeTest, one: SideValue) -> SideValue:
    """The same with an interval that ends where the scale does: no plank lasts minus ten seconds."""
    if one.interval is None:
        return one
    asked = fields()[test.fields[one.side]]
    low, high = one.interval
    return replace(one, interval=(max(low, asked.least), min(high, asked.most)))


def interval(test: HomeTest, value: float) -> tuple[float, float] | None:
    """The 95 % interval of a single value: MDC95 is 1.96 x sqrt 2 x SEM, so 1.96 x SEM is MDC95 / sqrt 2."""
    if test.detectable_change is None:
        return None
    half = test.detectable_change / sqrt(2.0)
    return value - half, value + half


def reference(test: HomeTest, sex: Sex | None = None, age_years: float | None = None) -> Reference | None:
    """What others of this sex and age reach; where either is unknown the row that calls fewest results low.

    None where no study gave one, or none for this age.
    """
    rows = [row for row in test.reference if sex is None or row.sex in (sex, None)]
    if age_years is not None:
        rows = [row for row in rows if row.to_age is None or row.to_age >= age_years]
        youngest = min((row.to_age for row in rows if row.to_age is not None), default=None)
        rows = [row for row in rows if row.to_age in (youngest, None)]
    pick = max if test.worse == "high" else min
    return pick(rows, key=lambda row: row.low, default=None)


def _difference(
    test: HomeTest, values: Sequence[SideValue]
) -> tuple[float | None, tuple[float, float] | None]:
    """Left less right; of two values with the same error the 95 % half-width is MDC95 itself."""
    by_side = {one.side: one.value for one in values}
    if "left" not in by_side or "right" not in by_side:
        return None, None
    found, half = by_side["left"] - by_side["right"], test.detectable_change
    return found, (found - half, found + half) if half is not None else None
