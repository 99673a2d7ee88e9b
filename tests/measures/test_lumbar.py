"""The seven measures of the back's load, of a back that is made of formulas."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.measures import lumbar as measured
from backstride.measures.compute import compute
from backstride.measures.definitions import definition, trial_error
from backstride.measures.interval import Z_95
from backstride.measures.lumbar import LUMBAR
from backstride.measures.trial import Trial
from backstride.model.measure import Measure
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from helpers.lumbar_made import STANDING_BW, lumbar

Rows = dict[tuple[str, str], Measure]


@pytest.fixture
def motion(paper: ModuleType) -> Motion:
    return paper.analytic_motion()


def rows(paper: ModuleType, motion: Motion, **changes: object) -> Rows:
    load = lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S, **changes)
    return {(row.id, row.side): row for row in compute(motion, None, Runner(), load)}


def test_each_measure_is_the_number_that_the_back_was_made_of(paper: ModuleType, motion: Motion) -> None:
    found = rows(paper, motion)
    expected = {
        ("l5s1_extension_moment", "both"): 1.5,
        ("l5s1_bending_moment", "left"): 0.6,
        ("l5s1_axial_moment", "right"): 0.3,
        ("l5s1_compression", "left"): 4.0,
        ("quadratus_lumborum_force", "left"): 0.2,
        ("quadratus_lumborum_force", "right"): 0.1,
        ("lumbar_load_per_km", "both"): (2.0 - STANDING_BW) * 1000.0 / paper.SPEED_MPS,
    }
    for key, value in expected.items():
        assert found[key].value == pytest.approx(value, rel=2e-3), key
        assert found[key].verdict == "no_reference"


def test_a_step_is_counted_to_the_foot_that_is_down(paper: ModuleType, motion: Motion) -> None:
    """A left step pressed twice as hard must not show in the right one."""
    load = lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S)
    left = ((motion.time_s - paper.FIRST_STRIKE_S) / paper.STRIDE_S) % 1 < 0.5
    found = rows(paper, motion, compression_bw=load.compression_bw * np.where(left, 2.0, 1.0))
    assert found["l5s1_compression", "left"].value == pytest.approx(8.0, rel=0.01)
    assert found["l5s1_compression", "right"].value == pytest.approx(4.0, rel=0.01)


def test_without_a_speed_only_the_load_of_a_kilometre_is_refused(paper: ModuleType, motion: Motion) -> None:
    found = rows(paper, replace(motion, speed_mps=None))
    assert "--speed-mps" in (found["lumbar_load_per_km", "both"].refused or "")
    assert found["l5s1_compression", "both"].value is not None


def test_why_there_is_no_load_is_said_of_every_measure(paper: ModuleType, motion: Motion) -> None:
    why = MeasureRefused("The arms were not seen", fix="Record with markers on both arms")
    found = {(r.id, r.side): r for r in compute(motion, None, Runner(), why)}
    for name in LUMBAR:
        assert found[name, "both"].refused == "The arms were not seen. Record with markers on both arms."
    assert found["cadence", "both"].value is not None


def test_the_load_is_worked_out_once_for_all_measures(
    paper: ModuleType, motion: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def counted(*_of: object) -> MeasureRefused:
        calls.append(1)
        return MeasureRefused("none")

    monkeypatch.setattr("backstride.measures.trial.lumbar_or_why", counted)
    compute(motion, None, Runner())
    assert len(calls) == 1


def test_one_anatomy_widens_the_interval_but_not_the_smallest_change(
    paper: ModuleType, motion: Motion
) -> None:
    row = rows(paper, motion)["l5s1_compression", "both"]
    assert row.interval is not None
    assert row.value is not None
    share = trial_error(row.id).common_share
    assert share > 0
    assert row.interval[1] - row.value >= Z_95 * share * row.value
    assert row.detectable_change == definition(row.id).detectable_change


def test_a_gap_in_the_load_leaves_its_steps_out(paper: ModuleType, motion: Motion) -> None:
    load = lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S)
    holed = load.compression_bw.copy()
    hole = (motion.time_s > paper.FIRST_STRIKE_S) & (motion.time_s < paper.FIRST_STRIKE_S + 0.3)
    holed[hole] = np.nan
    trial = Trial(motion, None, Runner(), replace(load, compression_bw=holed))
    values = measured.l5s1_compression(trial, "left")
    assert np.isnan(values[0])
    assert np.isfinite(values[1:-1]).all()


def test_work_is_the_mean_power_either_way_times_the_stride(paper: ModuleType, motion: Motion) -> None:
    """Of a cosine 2 / pi of its height; a stride begins between two samples, a third of a percent of it."""
    found = rows(paper, motion)
    for side, power_w_per_kg in (("left", 0.7), ("right", 0.4)):
        work = power_w_per_kg * 2 / np.pi * paper.STRIDE_S
        assert found["quadratus_lumborum_work", side].value == pytest.approx(work, rel=0.004)


def test_work_is_unknown_where_nothing_shows_the_trunk(paper: ModuleType, motion: Motion) -> None:
    unseen = dict.fromkeys(("left", "right"), np.full(motion.time_s.size, np.nan))
    found = rows(paper, motion, quadratus_w_per_kg=unseen)
    assert found["quadratus_lumborum_work", "both"].value is None
    assert found["quadratus_lumborum_force", "both"].value is not None


def test_a_last_step_without_an_end_has_no_value(paper: ModuleType, motion: Motion) -> None:
    trial = Trial(motion, None, Runner(), lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S))
    values = measured.l5s1_extension_moment(trial, "right")
    assert np.isnan(values[-1])
    assert values.size == len([c for c in motion.contacts if c.side == "right"])
