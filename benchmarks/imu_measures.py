"""A waist sensor's whole recordings beside the plates: error and interval coverage of runners left out.

Two sorts of coverage. *shipped*: the intervals of the product, with the fit left out but the error in
``knowledge/sensors/imu_errors.toml`` from all runners. *nested*: the error too from the other runners alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from backstride.knowledge.loader import load
from backstride.measures.imu import KNOWLEDGE, SensorRun, imu_measures
from backstride.measures.imu_series import series
from backstride.measures.interval import Z_95
from backstride.model.common import SIDES
from backstride.model.imu import ImuContact
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.sensors.imu_contacts import imu_contacts
from backstride.sensors.imu_model import fitted
from benchmarks.common import rmse, save
from benchmarks.imu_score import left_out
from benchmarks.imu_sources import Case, rows, virtual, virtual_others

MEASURES = ("cadence", "stride_time", "contact_time", "flight_time", "duty_factor", "peak_vertical_force")


@dataclass(frozen=True)
class Trial:
    """One measure and side of one recording: whose, how far off, its interval, what strides alone reach."""

    group: str
    measure: str
    side: str
    off: float
    low: float
    high: float

    def covered(self, error_sd: float | None = None) -> bool:
        """Whether the interval holds the truth; error_sd: with this error instead of the shipped one."""
        reach = self.high if self.off > 0 else self.low
        if error_sd is None:
            return bool(abs(self.off) <= reach)
        shipped = Z_95 * float(load(KNOWLEDGE)["measure"][self.measure].get("error_sd", 0.0))
        strides = max(0.0, reach**2 - shipped**2)
        return bool(abs(self.off) <= np.sqrt(strides + (Z_95 * error_sd) ** 2))


def trials(cases: Sequence[Case], which: Any) -> list[Trial]:
    """Every measure and side of every case."""
    return [trial for case in cases for trial in _trials(case, which(case))]


def _trials(case: Case, model: Any) -> list[Trial]:
    run = imu_contacts(case.recording, "waist", model)
    found = imu_measures(SensorRun(run, case.name, "waist", Runner(), Settings(sensor="waist")))
    true = _truth(case)
    out = []
    for row in found:
        told = true.get((row.id, row.side))
        if row.value is None or row.interval is None or told is None:
            continue
        low, high = row.interval
        out.append(Trial(case.group, row.id, row.side, told - row.value, row.value - low, high - row.value))
    return out


def _truth(case: Case) -> dict[tuple[str, str], float]:
    """Means over the plates' own contacts, by measure and side."""
    told: Mapping[str, Any] = {"": None, "left": "left", "right": "right"}
    contacts = [
        ImuContact(float(on), float(off), told[side], float(peak), None)
        for (on, off), side, peak in zip(case.contacts_s, case.sides, case.peaks_bw, strict=True)
    ]
    true = series(contacts)
    out = {
        (name, side): float(values.mean())
        for name, one in true.items()
        for side in (*SIDES, "both")
        if (values := one.of(side)).size
    }
    return {**out, ("cadence", "both"): 120 / out["stride_time", "both"]}


def unsure(errors: Sequence[float], groups: int) -> float:
    """Standard deviation for a runner never seen: root mean square, stretched for so few runners."""
    return float(rmse(np.array(errors)) * stdtrit(groups - 1, 0.975) / Z_95)


def _row(name: str, some: Sequence[Trial]) -> dict[str, Any]:
    groups = sorted({one.group for one in some})
    nested = [
        one.covered(unsure([o.off for o in some if o.group != one.group], len(groups) - 1))
        for one in some
        if len(groups) > 2
    ]
    by_runner = [np.mean([o.covered() for o in some if o.group == group]) for group in groups]
    return {
        "who": name,
        "rows": len(some),
        "rmse": rmse(np.array([one.off for one in some])),
        "worst": max(abs(one.off) for one in some),
        "error sd for one never seen": unsure([one.off for one in some], len(groups)),
        "covered %": 100 * float(np.mean([one.covered() for one in some])),
        "worst runner %": 100 * float(min(by_runner)),
        "nested covered %": 100 * float(np.mean(nested)) if nested else None,
    }


def main() -> None:
    runners, nine, shipped = virtual(), rows(), fitted()
    which = left_out(runners, nine)
    tables = {
        "virtual, 8 runners left out": trials(runners, which),
        "real, 9 rows of one runner": trials(nine, which),
        "virtual, another laboratory": trials(virtual_others(), lambda _: shipped),
    }
    table = []
    for name, found in tables.items():
        for measure in MEASURES:
            for side in ("both", "one side"):
                some = [t for t in found if t.measure == measure and (t.side == "both") == (side == "both")]
                if some:
                    table.append(_row(f"{measure}, {side}: {name}", some))
    save("imu_measures", "Measures of a waist sensor", "python -m benchmarks.imu_measures", table, NOTES)


NOTES = [
    "Errors are of whole recordings (30 s; the real rows 5 s) against plates, in the measure's unit.",
    "For the real rows a group is a condition: all of them are one runner.",
    "A virtual sensor is glued to bone; what a belt adds for a runner never seen is not in it.",
]

if __name__ == "__main__":
    main()
