"""Five hundred synthetic people with answers, tests at home and a run: every plan obeys every rule."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest
from benchmarks.plan_rules import CHANGED, broken, planned, unlike
from benchmarks.plans import one_run

from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.synth.people import synthetic_people

COUNT, RUNS = 500, 4
PEOPLE = synthetic_people(COUNT, seed=6)


@cache
def run(number: int) -> tuple[tuple[Measure, ...], Runner]:
    measures, runner, _ = one_run(number)
    return measures, runner


def case(number: int) -> tuple[dict[str, Any], tuple[Measure, ...], Runner]:
    return PEOPLE[number], *run(number % RUNS)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(5))
def test_every_plan_obeys_every_rule_and_changes_sensibly(part: int) -> None:
    faults = {}
    for number in range(part, COUNT, 5):
        raw, measures, runner = case(number)
        analysis, told, plan = planned(raw, measures, runner)
        faults[number] = [*broken(analysis, told, plan)]
        for what in CHANGED:
            said = unlike(raw, (measures, runner), plan, what, number)
            faults[number] += [f"{what}: {said}"] if said else []
    assert {number: said for number, said in faults.items() if said} == {}


@pytest.mark.slow
def test_the_people_reach_many_kinds_of_plans() -> None:
    plans = [planned(*case(number))[2] for number in range(COUNT)]
    there = [plan for plan in plans if plan]
    assert len(there) > COUNT / 4
    chosen = Counter(one.id for plan in there for one in plan.exercises)
    starts = Counter(one.start for plan in there for one in plan.exercises)
    assert len(chosen) >= 8, chosen
    assert len(starts) == 3, starts
    assert {len(plan.exercises) for plan in there} >= {1, 2, 3}
    assert any(plan.cue for plan in there)
    assert any(plan.running.stages for plan in there)
    assert any(not plan.running.stages for plan in there)
