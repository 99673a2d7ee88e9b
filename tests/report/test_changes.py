"""Side differences and drift as lines: only what is clear, with the side or the way it goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backstride.measures.drift import Drift
from backstride.model.analysis import Analysis
from backstride.model.measure import Measure
from backstride.report.cards.card import Piece
from backstride.report.changes import drift_lines, side_lines
from backstride.report.context import Background

CADENCE = Drift(
    id="cadence",
    side="both",
    recording="run",
    unit="steps/min",
    fresh=170.0,
    tired=166.0,
    difference=-4.0,
    interval=(-5.5, -2.5),
    detectable_change=2.0,
    clear=True,
)


def sides(analysis: Analysis, measure: str, left: float, right: float) -> tuple[Measure, ...]:
    return tuple(
        row.model_copy(update={"value": value, "interval": (value - 0.5, value + 0.5)})
        for row in analysis.measures
        for side, value in (("left", left), ("right", right))
        if row.id == measure and row.side == side
    )


@pytest.mark.parametrize(("left", "right", "side"), [(14.0, 6.0, "left"), (6.0, 14.0, "right")])
def test_the_side_with_more_is_named_and_the_interval_is_of_that_difference(
    analysis: Analysis, left: float, right: float, side: str
) -> None:
    (line,) = side_lines(sides(analysis, "foot_strike_angle", left, right))
    assert line.text == f"Foot-strike angle: {side} more by 8.0° (7.3–8.7)."
    assert line.key == "measure-foot_strike_angle"


def test_where_no_side_differs_clearly_it_says_so_once(analysis: Analysis) -> None:
    assert side_lines(sides(analysis, "foot_strike_angle", 10.0, 10.4)) == (
        Piece("None of 1 measures differs by more than its detectable change.", "sides"),
    )
    assert side_lines(()) == ()


def test_drift_says_which_way_and_only_what_is_clear(background: Background) -> None:
    (one,) = background.recordings
    steady = replace(CADENCE, id="duty_factor", unit="1", clear=False)
    drifted = Background((replace(one, drift=(CADENCE, steady)),))
    assert drift_lines(drifted) == (
        Piece("Cadence: less by 4.0 steps/min (2.5–5.5) in the last quarter.", "measure-cadence"),
    )
    calm = Background((replace(one, drift=(steady,)),))
    assert drift_lines(calm) == (
        Piece("None of 1 measures changed by more than its detectable change.", "drift"),
    )


def test_without_drift_the_reason_stands_there(background: Background) -> None:
    (one,) = background.recordings
    short = Background((replace(one, no_drift="A run of 30 s is too short to tell fresh from tired."),))
    assert drift_lines(short) == (Piece("A run of 30 s is too short to tell fresh from tired.", "drift"),)
    assert drift_lines(Background()) == ()
