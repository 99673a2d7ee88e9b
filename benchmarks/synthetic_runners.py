"""Synthetic runners with none to two faults of graded size: do the patterns see them, do the intervals hold?

Everything about a runner is known: the truth is the synthesiser's own, whose kinematics share nothing with
what is judged. ``--count`` runners (2,000 by default) go through the ordinary path, without files; one in
twenty more runs for a minute, for what drifts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from scipy.special import ndtr

from backstride.errors import RecordingError
from backstride.jobs import in_order
from backstride.measures.interval import Z_95
from backstride.model.measure import Measure
from backstride.model.safety import Allowed
from backstride.model.settings import Settings
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_text
from backstride.ways.movement import measure_one
from benchmarks.common import CORES, save
from benchmarks.synthetic_faults import (
    PATTERNS,
    drawn,
    drift_grade,
    drifting,
    grades,
    with_faults,
)
from benchmarks.synthetic_population import Person, band, known
from benchmarks.synthetic_tables import calibration, confusion, coverage, faultless, removed

LONG_S: Final = 64.0
LONG_EVERY: Final = 20
BARE_EVERY: Final = 10
LONG_SEED: Final = 500_000


@dataclass
class Outcome:
    """One runner: how far each pattern truly is beyond its threshold, in detectable changes, what was said,
    which intervals held the truth and how wide they were, and how sure a threshold looked to be passed."""

    grades: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    held: dict[str, list[tuple[bool, float]]] = field(default_factory=dict)
    sure: list[tuple[float, bool]] = field(default_factory=list)
    refused: bool = False


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    count = parser.parse_args().count
    short = list(in_order([partial(one_runner, seed) for seed in range(count)], CORES))
    work = [partial(one_long_run, LONG_SEED + number) for number in range(max(2, count // LONG_EVERY))]
    long = list(in_order(work, CORES))
    there = [one for one in short if not one.refused]
    rows = [row for pattern in PATTERNS for row in confusion(pattern, there)]
    rows += [*confusion("core_control", [one for one in long if not one.refused])]
    rows += [faultless(there), *removed(there), *calibration(there), *coverage(there)]
    save(
        "synthetic_runners",
        "Synthetic runners: patterns, calibration and intervals",
        f"python -m benchmarks.synthetic_runners --count {count}",
        rows,
        [
            f"{count} runners, {count - len(there)} refused as recordings; 2.5 to 4.3 m/s, 1.55 to 1.95 m, "
            "women and men, treadmill, 12 s, contacts from markers or plates in turn, none to two faults; "
            f"core_control: {len(long)} further runs of {LONG_S:g} s, half of them with a drifting trunk",
            "recorded as in benchmarks/instrument_error.py, by other seeds; truth: what the runner does in "
            "the long run, about which these strides wander",
            "grade: how far the truth lies beyond the threshold, in smallest detectable changes",
            "sure: how likely the truth lies beyond the threshold by the value and its interval (normal); "
            "beyond: how often it does",
            "half width, width: medians, in the row's own detectable change",
            "asked: 95 % of faults of 2 and more stand out; 95 % of the faultless have none; without the "
            "input 100 % can't tell; intervals hold the truth in 93 to 97 %, median width within the change",
        ],
    )


def one_runner(seed: int) -> Outcome:
    """Make, measure and judge one runner; the same seed gives the same outcome."""
    person = drawn(seed, with_faults)
    source: Literal["plates", "markers"] = "plates" if seed % 2 else "markers"
    run, standing = person.synthetic.run, person.synthetic.standing
    settings = Settings(speed_mps=person.speed_mps, surface="treadmill", contacts=source)
    try:
        measured = measure_one(run, standing, person.given, settings).measures
    except RecordingError:
        return Outcome(refused=True)
    outcome = Outcome(grades=grades(person))
    outcome.verdicts = {p.id: p.verdict for p in judge(measured, None, Allowed())}
    if seed % BARE_EVERY == 0:
        # no standing trial, and a surface for which no band of these patterns is known
        bare = measure_one(run, None, person.given, Settings(contacts=source, surface="road")).measures
        outcome.removed = {p.id: p.verdict for p in judge(bare, None, Allowed())}
    for row in measured:
        true = known(person.long_run, row)
        if row.interval and true is not None and row.detectable_change:
            width = (row.interval[1] - row.interval[0]) / row.detectable_change
            outcome.held.setdefault(row.id, []).append((row.interval[0] <= true <= row.interval[1], width))
    outcome.sure = [pair for row in measured for pair in _sure(row, person)]
    return outcome


def one_long_run(seed: int) -> Outcome:
    """A minute and more of one runner, fresh against tired."""
    person = drawn(seed, drifting, LONG_S)
    settings = Settings(speed_mps=person.speed_mps, surface="treadmill")
    try:
        found = measure_one(person.synthetic.run, person.synthetic.standing, person.given, settings)
    except RecordingError:
        return Outcome(refused=True)
    judged = judge(found.measures, None, Allowed(), found.drift)
    return Outcome(
        grades={"core_control": drift_grade(person)},
        verdicts={p.id: p.verdict for p in judged if p.id == "core_control"},
    )


def _sure(row: Measure, person: Person) -> list[tuple[float, bool]]:
    """Per threshold that a pattern decides by: how sure the row is of having passed it, and the truth."""
    true, spec = known(person.long_run, row), person.synthetic.spec
    rows = [one for pattern in PATTERNS for one in pattern_text(pattern).evidence if one.decides]
    ways = {
        way for one in rows if one.measure == row.id and one.read == "value" for way in DIRECTIONS[one.way]
    }
    if not ways or true is None or row.value is None or row.interval is None or row.reference is None:
        return []
    low, high = band(row.id, spec.speed_mps, spec.sex)
    sd = (row.interval[1] - row.interval[0]) / 2 / Z_95
    by_way = {
        "above": (float(ndtr((row.value - high) / sd)), true > high),
        "below": (float(ndtr((low - row.value) / sd)), true < low),
    }
    return [by_way[way] for way in sorted(ways)]


DIRECTIONS: Final = {"above": ("above",), "below": ("below",), "either": ("above", "below")}

if __name__ == "__main__":
    main()
