"""Where the numbers of a plan come from: what was measured, the data of the plan, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.answers.home_tests import home_tests
from backstride.care.dose import days_said, dose_said
from backstride.care.exercises import exercises
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers

DAYS = range(1, 8)


def plan_texts(analysis: Analysis) -> Iterator[str]:
    """Parts of sentences of a plan with their numbers filled in."""
    if analysis.plan is None:
        return
    yield from _cadence(analysis)
    for row in exercises():
        yield from (dose_said(rung.dose) for rung in row.ladder)
    for number in DAYS:
        yield days_said(number)
    for stage in load("care/plan.toml")["run"]["stage"]:
        yield f"Run {stage['run_min']:g} min, walk {stage['walk_min']:g} min, {stage['times']} times"
        yield f"Run {stage['run_min']:g} minutes"
    for test in home_tests():
        if test.detectable_change is not None:
            yield f"own error, {test.detectable_change:g} {test.unit}"
    yield f"after {load('care/plan.toml')['retest']['after_days'] / 7:g} weeks"
    cap = load("care/hydration.toml")["cap"]
    yield from (
        f"more than {value:g} litres in an hour" for value in cap.values() if isinstance(value, float)
    )


def _cadence(analysis: Analysis) -> Iterator[str]:
    """Steps a minute now, and 5 to 10 % above."""
    counted = [
        row.value for row in analysis.measures if row.id == "cadence" and row.side == "both" and row.value
    ]
    for now in counted:
        yield f"about {now:.0f} steps a minute. Try {1.05 * now:.0f} to {1.1 * now:.0f}"


def home_test_texts(told: Answers | None) -> Iterator[str]:
    """Results of tests at home with their 95 % interval, and what they are held against."""
    for test in load("care/home_tests.toml")["test"]:
        unit = {"s": "seconds"}.get(test.get("unit", ""), test.get("unit", ""))
        digits = 1 if unit in ("points", "cm") else 0
        values = [told.number(name) if told else None for name in test["fields"].values()]
        known = [value for value in values if value is not None]
        sides = [abs(values[0] - values[1])] if len(known) == 2 and None not in values else []
        change = test.get("detectable_change", 0.0)
        for value, half in [*((one, change / 2**0.5) for one in known), *((one, change) for one in sides)]:
            for low in {value - half, max(value - half, 0.0)}:
                ends = f"{low:.{digits}f} to {value + half:.{digits}f}".replace("-", "−")
                yield f"{value:.{digits}f} {unit} ({ends})"
        limits = [row["low"] for row in test.get("reference", ())]
        limits += [test["usual_difference"]] if "usual_difference" in test else []
        for limit in limits:
            shown = f"{limit:.{digits}f}"
            yield from (f"{how} {shown}" for how in ("clearly below", "not below", "not clearly,"))
            yield from (f"{how} {shown}" for how in ("clearly above", "not above"))
