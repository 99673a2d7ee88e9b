"""Results of the home tests, a line each, for papers that a health professional reads."""

from __future__ import annotations

from backstride.answers.home_tests import SideValue, TestResult, home_tests, result
from backstride.model.answers import Answers
from backstride.report.numbers import EN_DASH, MINUS

EITHER = {True: "brings the ache on", False: "does not bring the ache on"}


def result_rows(told: Answers | None) -> list[dict[str, str]]:
    """Title and text of every test with a result, in the order of the tests."""
    found = (result(test, told) for test in home_tests()) if told else ()
    return [{"title": one.test.title, "text": _text(one)} for one in found if one is not None]


def _text(one: TestResult) -> str:
    if one.brings_on is not None:
        return EITHER[one.brings_on]
    unit = one.test.unit
    sides = ", ".join(_side(value, unit) for value in one.values)
    change = one.test.detectable_change
    return sides + (f" (detectable change {change:g} {unit})" if change is not None else "")


def _side(one: SideValue, unit: str) -> str:
    side = "" if one.side == "both" else f"{one.side} "
    value = f"{side}{_number(one.value)} {unit}".rstrip()
    return f"{value} ({_span(*one.interval)})" if one.interval else value


def _span(low: float, high: float) -> str:
    joined = EN_DASH if low >= 0 else " to "
    return f"{_number(low)}{joined}{_number(high)}"


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", MINUS)
