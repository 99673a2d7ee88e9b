"""Results of the home tests, a line each, for papers that a health professional reads."""

from __future__ import annotations

from backstride.answers.home_tests import SideValue, TestResult, home_tests, on_scale, result
from backstride.model.answers import Answers
from backstride.report.numbers import EN_DASH, MINUS

EITHER = {True: "brings the ache on", False: "does not bring the ache on"}


def tested_fields() -> frozenset[str]:
    """The answers that home tests give."""
    return frozenset(name for test in home_tests() for name in test.fields.values())


def result_rows(told: Answers | None) -> list[dict[str, str]]:
    """Title and text of every test with a result, in the order of the tests."""
    found = (result(test, told) for test in home_tests()) if told else ()
    return [{"title": one.test.title, "text": _text(one)} for one in found if one is not None]


def _text(one: TestResult) -> str:
    if one.brings_on is not None:
        return EITHER[one.brings_on]
    unit = one.test.unit
    sides = ", ".join(_side(on_scale(one.test, value), unit) for value in one.values)
    change = one.test.detectable_change
    return sides + (f" (detectable change {_number(change, unit)} {unit})" if change is not None else "")


def _side(one: SideValue, unit: str) -> str:
    side = "" if one.side == "both" else f"{one.side} "
    value = f"{side}{_number(one.value, unit)} {unit}".rstrip()
    return f"{value} ({_span(*one.interval, unit)})" if one.interval else value


def _span(low: float, high: float, unit: str) -> str:
    joined = EN_DASH if low >= 0 else " to "
    return f"{_number(low, unit)}{joined}{_number(high, unit)}"


def _number(value: float, unit: str) -> str:
    """Whole seconds, tenths of anything else: none of the tests is read finer."""
    text = f"{value:.{0 if unit == 's' else 1}f}".removesuffix(".0")
    return text.replace("-", MINUS)
