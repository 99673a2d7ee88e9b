"""The sweat formula against sweat that others measured in runners: prints the table of docs/hydration.md.

Published means with speed, air and mass are few, and all of them were faster or cooler than the formula's
range: the product predicts nothing for them. They show which way it errs when it is stretched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backstride.care.sweat_model import SteadyRun, outside, sweat_g_m2_h
from benchmarks.common import markdown

COMMAND = "python -m benchmarks.sweat"


@dataclass(frozen=True)
class Published:
    """Sweat measured by weighing, l/h, with the run it was measured in."""

    study: str
    who: str
    run: SteadyRun
    sweat_l_per_h: float


# Bongers 2020: 15 km in 76 and 83 min at 8 to 12 degrees C and 80 to 95 %, mass from the heat made (1185 W at
# 15.0 W/kg, 867 W at 13.8 W/kg), 18.0 and 11.4 g/min. Pugh 1967: 16 km/h at 23 degrees C and 58 %, mass from
# 5.1 l = 6.7 %. Heights were not in the abstracts: 1.82, 1.69 and 1.76 m are ours; 5 cm move it by 0.02 l/h.
CASES = (
    Published("Bongers 2020", "men of a 15 km race", SteadyRun(1.82, 79.0, 15000 / 76 / 60, 10, 87.5), 1.08),
    Published("Bongers 2020", "women of it", SteadyRun(1.69, 62.8, 15000 / 83 / 60, 10, 87.5), 0.684),
    Published("Pugh 1967", "winner of a marathon", SteadyRun(1.76, 76.0, 16 / 3.6, 23, 58), 1.8),
)


def main() -> None:
    print(markdown(result()))


def result() -> Mapping[str, Any]:
    """The table as the benchmarks page takes it."""
    rows = [_row(case) for case in CASES]
    return {"title": "Against published sweat", "command": COMMAND, "rows": rows, "notes": []}


def _row(case: Published) -> dict[str, Any]:
    run = case.run
    predicted = sweat_g_m2_h(run) * run.skin_m2 / 1000
    return {
        "study": case.study,
        "who": case.who,
        "km/h": round(run.speed_mps * 3.6, 1),
        "air": f"{run.air_c:g} C, {run.humidity_percent:g} %",
        "measured l/h": round(case.sweat_l_per_h, 2),
        "predicted l/h": round(predicted, 2),
        "off": f"{100 * (predicted / case.sweat_l_per_h - 1):+.0f} %",
        "the product says": "a number" if outside(run) is None else "nothing: outside the range",
    }


if __name__ == "__main__":
    main()
