"""How much another speed alone moves each measure: what the change gate allows for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from backstride.history.change_words import per_mps
from backstride.measures.definitions import definition
from backstride.pipeline import analyze
from benchmarks.change_gate import Case, cases
from benchmarks.common import save

FEWEST = 3  # speeds of a runner that make a line
Points = list[tuple[float, float]]


def main() -> None:
    found: dict[str, dict[tuple[str, str], Points]] = defaultdict(lambda: defaultdict(list))
    for case in cases():
        _add(case, found)
    save(
        "change_speed",
        "Speed alone: how much a measure moves per m/s",
        "python -m benchmarks.change_speed",
        [row for measure, of in found.items() if (row := _row(measure, of))],
        [
            "8 RBDS runners at 2.5, 3.5 and 4.5 m/s, one Hamner runner at 2 to 5 m/s, each side by itself: "
            "slope of the line through a runner's speeds",
            "95 %: of the runners and sides, up or down, move by no more; of RBDS where it shows the measure",
            "shipped: per_mps of knowledge/change.toml; where one runner shows a measure, twice his slope",
            "m/s for a change: the difference of speed that alone may move it by the detectable change",
        ],
    )


def _add(case: Case, found: Mapping[str, dict[tuple[str, str], Points]]) -> None:
    for row in analyze(*case.paths, **case.options).measures:
        if row.value is not None and not (definition(row.id).bilateral and row.side == "both"):
            runner = case.name.split("run")[0].split(" ")[0]
            found[row.id][runner, row.side].append((case.options["speed_mps"], row.value))


def _row(measure: str, of: Mapping[tuple[str, str], Points]) -> dict[str, object] | None:
    lines = {who: _slope(points) for who, points in of.items() if len(points) >= FEWEST}
    many = [slope for who, slope in lines.items() if who[0].startswith("RBDS")]
    slopes = many or list(lines.values())
    if not slopes or measure == "speed":
        return None
    known, change = per_mps(measure), definition(measure).detectable_change
    return {
        "measure": measure,
        "lines": len(slopes),
        "mean": _digits(np.mean(slopes)),
        "95 %": _digits(np.quantile(np.abs(slopes), 0.95)),
        "shipped": known,
        "m/s for a change": _digits(change / known) if known and change else None,
        "unit": definition(measure).unit,
    }


def _slope(points: Points) -> float:
    speeds, values = np.array(points).T
    return float(np.polyfit(speeds, values, 1)[0])


def _digits(value: float | np.floating) -> float:
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
