"""A waist sensor's run through the product's door, beside truth; shared by its benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.imu import ImuRun
from backstride.sensors.imu_contacts import imu_contacts
from backstride.sensors.imu_model import Fitted, fitted
from benchmarks.imu_fit import left_out as lines_without
from benchmarks.imu_fit import model
from benchmarks.imu_sources import Case

NEAR_S = 0.1  # middles of a detected and a true contact; a third of a step


class Scored:
    """One case through the product's door, beside truth: matched contacts (m, 2) s and peaks (m,)."""

    def __init__(self, case: Case, run: ImuRun) -> None:
        self.case, self.run = case, run
        found = np.array([(one.foot_strike_s, one.toe_off_s) for one in run.contacts]).reshape(-1, 2)
        inside = case.contacts_s
        near = np.abs(inside.mean(axis=1)[:, None] - found.mean(axis=1)) if len(found) else np.zeros((0, 0))
        hits = [
            (i, int(near[i].argmin())) for i in range(len(inside)) if near.size and near[i].min() < NEAR_S
        ]
        self.mine, self.true = [j for _, j in hits], [i for i, _ in hits]
        self.errors_s: FloatArray = found[self.mine] - inside[self.true]
        peaks = [run.contacts[j].peak_force_bw for j in self.mine]
        known = np.array([np.nan if p is None else p for p in peaks])
        self.peak_errors: FloatArray = known - case.peaks_bw[self.true]
        self.sides = [(run.contacts[j].side, case.sides[i]) for i, j in hits if case.sides[i]]

    def cadence_off(self) -> float:
        """Per cent off the plates' cadence, over a whole number of strides (feet may differ)."""
        strikes = self.case.contacts_s[:, 0]
        usual = np.median(np.diff(strikes))
        count = round(float((strikes[-1] - strikes[0]) / usual))
        span = strikes[-1] - strikes[0]
        if count % 2:
            count, span = count - 1, strikes[-2] - strikes[0]
        return float(100 * (self.run.cadence.steps_per_min / (60 * count / span) - 1))


def scored(cases: Sequence[Case], which: Callable[[Case], Fitted]) -> list[Scored]:
    return [Scored(case, imu_contacts(case.recording, "waist", which(case))) for case in cases]


def left_out(runners: Sequence[Case], real: Sequence[Case]) -> Callable[[Case], Fitted]:
    """For each case the fit on all other runners and conditions, with the shipped intervals."""
    shipped = fitted()
    without = {group: model(*lines, shipped) for group, lines in lines_without(runners, real).items()}
    return lambda case: without[case.group]
