"""Plans for synthetic people: answers, tests at home and a synthetic run each; every plan against every rule.

``--count`` people (500 by default), each with a run of their own; same seeds, same plans. Answers of
nobody: they are drawn at random, so how often something occurs here says nothing about runners.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from backstride.errors import RecordingError
from backstride.jobs import in_order
from backstride.model.measure import Measure
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.synth.people import synthetic_people
from backstride.ways.movement import measure_one
from benchmarks.common import CORES, save
from benchmarks.plan_rules import CHANGED, broken, planned, unlike, used
from benchmarks.synthetic_faults import drawn, with_faults

SEED: Final = 700_000
PEOPLE_SEED: Final = 6


@dataclass
class Outcome:
    """One person: the level, what the plan holds, which rules it and its changed versions break."""

    level: str = ""
    cue: str = ""
    exercises: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    changed: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    refused: bool = False


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500)
    count = parser.parse_args().count
    people = synthetic_people(count, seed=PEOPLE_SEED)
    work = [partial(one_person, raw, SEED + number) for number, raw in enumerate(people)]
    done = list(in_order(work, CORES))
    plans = [one for one in done if one.level == "clear"]
    levels = Counter(one.level for one in done)
    slowest = max(one.seconds for one in plans)
    rows: list[dict[str, Any]] = [
        {
            "rule": "obeys level, reason and check, one cue, three exercises, nothing forbidden",
            "people": len(done),
            "broken": sum(bool(one.faults) for one in done),
        },
        *(
            {
                "rule": f"one answer changed: {what}",
                "people": len(done),
                "broken": sum(bool(one.changed[what]) for one in done),
            }
            for what in CHANGED
        ),
    ]
    kept = Counter(name for one in plans for name in one.exercises)
    cues = Counter(one.cue or "none" for one in plans)
    save(
        "plans",
        "Plans of synthetic people",
        f"python -m benchmarks.plans --count {count}",
        rows,
        [
            f"{count} people, {sum(one.refused for one in done)} of their runs refused (then answers alone); "
            f"levels: {_told(levels)}",
            f"cues: {_told(cues)}",
            f"exercises, with the rung to start on: {_told(kept)}",
            f"a plan takes at most {1000 * slowest:.0f} ms from answers and measures (judging included)",
        ],
    )


def one_person(raw: dict[str, Any], seed: int) -> Outcome:
    """Measure one synthetic run, and plan for it with these answers and each changed version of them."""
    measures, runner, refused = one_run(seed)
    start = time.perf_counter()
    analysis, told, plan = planned(raw, measures, runner)
    seconds = time.perf_counter() - start
    return Outcome(
        level=analysis.safety.level,
        cue=plan.cue.id if plan and plan.cue else "",
        exercises=tuple(used(one) for one in plan.exercises) if plan else (),
        faults=tuple(broken(analysis, told, plan)),
        changed={what: unlike(raw, (measures, runner), plan, what, seed) for what in CHANGED},
        seconds=seconds,
        refused=refused,
    )


def one_run(seed: int) -> tuple[tuple[Measure, ...], Runner, bool]:
    """Measures of a synthetic run, what is known of its runner, and whether the run was refused."""
    person = drawn(seed, with_faults, seconds=8.0)
    settings = Settings(speed_mps=person.speed_mps, surface="treadmill")
    try:
        run = measure_one(person.synthetic.run, person.synthetic.standing, person.given, settings)
    except RecordingError:
        return (), person.given, True
    return run.measures, person.given, False


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.most_common())


if __name__ == "__main__":
    main()
