"""Foot-strike class against what observers wrote down for each runner, speed and foot (RBDS participants).

The rule is published (Mo 2023) and nothing is fitted, so no runner needs leaving out. The trivial rule beside
it says "rearfoot" always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.measures.foot_strike import foot_strike_angle, foot_strike_class
from backstride.measures.trial import Trial
from backstride.model.common import SIDES
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from benchmarks.common import rbds_standing, rbds_trials, save, shared_data

CLASSES = ("rearfoot", "midfoot", "forefoot")
SOURCES = ("plates", "markers")
Pair = tuple[str, str]  # observed, found
FEW = (
    "few runners: one lands on the forefoot, one on the midfoot of one foot; the contacts from markers are "
    "those of the shipped model, which has seen these runners"
)


def main() -> None:
    observed = observers()
    pairs: dict[str, list[Pair]] = {source: [] for source in SOURCES}
    misses: list[str] = []
    for path in rbds_trials():
        for source in SOURCES:
            trial = measured(path, source)
            for side in SIDES:
                seen, found = observed[path.stem, side], foot_strike_class(trial, side)
                pairs[source].append((seen, found))
                if seen != found:
                    edge = np.nanmedian(foot_strike_angle(trial, side))
                    misses.append(
                        f"{path.stem} {side}, {source}: {seen}, found {found} (edge {edge:.1f} deg)"
                    )
    rows = [row for source in SOURCES for row in confusion(source, pairs[source])]
    trivial = [(seen, "rearfoot") for seen, _ in pairs["plates"]]
    notes = [
        *(_scores(f"contacts from {source}", pairs[source]) for source in SOURCES),
        _scores("always rearfoot", trivial),
        *(f"miss: {miss}" for miss in misses),
        FEW,
    ]
    save(
        "foot_strike_class",
        "Foot-strike class against observers",
        "python -m benchmarks.foot_strike_class",
        rows,
        notes,
    )


def _scores(name: str, pairs: list[Pair]) -> str:
    return f"{name}: balanced accuracy {balanced(pairs):.3f}, accuracy {plain(pairs):.3f}"


def observers() -> dict[tuple[str, str], str]:
    """(trial, side) -> class as written in the participants' table."""
    table = pd.read_csv(shared_data() / "rbds" / "participants.csv").set_index("Subject")
    return {
        (path.stem, side): str(table.loc[_subject(path), f"{side[0].upper()}FSI{path.stem[-2:]}"]).lower()
        for path in rbds_trials()
        for side in SIDES
    }


def measured(path: Path, source: str) -> Trial:
    """One running trial solved with its standing trial."""
    settings = Settings.model_validate(
        {"speed_mps": int(path.stem[-2:]) / 10, "surface": "treadmill", "contacts": source}
    )
    return Trial(solve(load(path), load(rbds_standing(path)), Runner(), settings), None, Runner())


def confusion(source: str, pairs: Iterable[Pair]) -> list[dict[str, object]]:
    """One row per observed class, a column per found class."""
    counts = Counter(pairs)
    return [
        {
            "contacts": source,
            "observed": seen,
            **{f"found {found}": counts[seen, found] for found in CLASSES},
        }
        for seen in CLASSES
    ]


def balanced(pairs: Iterable[Pair]) -> float:
    """Mean over the observed classes of the share found right."""
    counts = Counter(pairs)
    totals = {seen: sum(n for (s, _), n in counts.items() if s == seen) for seen in CLASSES}
    return float(np.mean([counts[seen, seen] / total for seen, total in totals.items() if total]))


def plain(pairs: Iterable[Pair]) -> float:
    """Share found right."""
    return float(np.mean([seen == found for seen, found in pairs]))


def _subject(path: Path) -> int:
    return int(path.stem.removeprefix("RBDS").split("run")[0])


if __name__ == "__main__":
    main()
