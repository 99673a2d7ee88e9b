"""Where the numbers of a plan come from: what was measured, the data of the plan, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.answers.home_tests import home_tests
from backstride.care.dose import days_said, dose_said
from backstride.care.exercises import exercises
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis

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
            yield f"That error is {test.detectable_change:g} {test.unit}"
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
