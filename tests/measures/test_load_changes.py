"""What a changed run would make of the loads: the change, and how unsure it is."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.measures.load_changes import OF_ANATOMY, load_changes
from backstride.measures.lumbar import LUMBAR
from backstride.measures.trial import Trial
from backstride.model.loads import LoadChange
from backstride.model.runner import Runner
from helpers.lumbar_made import lumbar

PRESSED = "l5s1_compression"


def trial(paper: ModuleType, times: float = 1.0, wobble: float = 0.0) -> Trial:
    """wobble: how much the change itself differs from step to step."""
    motion = paper.analytic_motion()
    load = lumbar(motion, paper.STRIDE_S, paper.FIRST_STRIKE_S)
    share = times + wobble * np.sin(motion.time_s * 2.3)
    return Trial(
        motion,
        None,
        Runner(),
        replace(
            load,
            compression_bw=share * load.compression_bw,
            moment_nm_per_kg=share[:, None] * load.moment_nm_per_kg,
            quadratus_bw={side: share * values for side, values in load.quadratus_bw.items()},
        ),
    )


def of(rows: tuple[LoadChange, ...], name: str = PRESSED, side: str = "both") -> LoadChange:
    return next(row for row in rows if (row.id, row.side) == (name, side))


def test_the_same_run_again_changes_nothing(paper: ModuleType) -> None:
    rows = load_changes(trial(paper), trial(paper))
    assert {row.id for row in rows} == set(LUMBAR)
    for row in rows:
        assert row.change_percent == 0.0
        assert row.interval_percent == (0.0, 0.0)
        assert row.now == row.then


def test_a_tenth_less_is_ten_percent_less_with_the_anatomys_share_of_it(paper: ModuleType) -> None:
    row = of(load_changes(trial(paper), trial(paper, 0.9)))
    assert row.change_percent == pytest.approx(-10.0, abs=0.01)
    assert row.then == pytest.approx(0.9 * row.now, rel=1e-3)
    half = OF_ANATOMY * 10.0
    assert row.interval_percent == pytest.approx((-10 - half, -10 + half), abs=0.05)


def test_other_ways_to_change_widen_the_side_they_lie_on(paper: ModuleType) -> None:
    alone = of(load_changes(trial(paper), trial(paper, 0.9)))
    both = of(load_changes(trial(paper), trial(paper, 0.9), [trial(paper, 0.84), trial(paper, 0.88)]))
    assert both.change_percent == alone.change_percent
    assert both.interval_percent[1] == pytest.approx(alone.interval_percent[1], abs=0.01)
    reach = float(np.hypot(alone.change_percent - alone.interval_percent[0], 6.0))
    assert both.change_percent - both.interval_percent[0] == pytest.approx(reach, abs=0.05)


def test_a_kind_of_change_that_missed_known_runners_is_told_with_that_doubt(paper: ModuleType) -> None:
    alone = of(load_changes(trial(paper), trial(paper, 0.9)))
    doubted = of(load_changes(trial(paper), trial(paper, 0.9), (), {PRESSED: 5.0}))
    half = (alone.interval_percent[1] - alone.interval_percent[0]) / 2
    reach = float(np.hypot(half, 1.96 * 5.0))
    assert doubted.interval_percent == pytest.approx((-10 - reach, -10 + reach), abs=0.05)


def test_a_change_that_differs_from_step_to_step_is_less_sure(paper: ModuleType) -> None:
    steady = of(load_changes(trial(paper), trial(paper, 0.95)))
    shaky = of(load_changes(trial(paper), trial(paper, 0.95, wobble=0.2)))
    widths = [row.interval_percent[1] - row.interval_percent[0] for row in (steady, shaky)]
    assert widths[1] > 2 * widths[0]


def test_runs_of_another_number_of_steps_are_not_compared(paper: ModuleType) -> None:
    now, then = trial(paper), trial(paper, 0.9)
    fewer = replace(then, motion=replace(then.motion, contacts=then.motion.contacts[:-2]))
    assert PRESSED not in {row.id for row in load_changes(now, fewer)}


@settings(max_examples=25, deadline=None)
@given(times=st.floats(0.5, 1.5), other=st.floats(0.5, 1.5))
def test_the_interval_always_holds_the_change_and_every_variant(
    paper: ModuleType, times: float, other: float
) -> None:
    for row in load_changes(trial(paper), trial(paper, times), [trial(paper, other)]):
        low, high = row.interval_percent
        assert low - 0.01 <= row.change_percent <= high + 0.01
        if row.id == PRESSED:
            assert low - 0.01 <= 100 * (other - 1) <= high + 0.01
