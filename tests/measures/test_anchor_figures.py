"""How our runs are set beside published figures (benchmarks/anchor_figures.py): no recordings needed."""

from __future__ import annotations

import pytest
from benchmarks.anchor_figures import (
    GRID_MPS,
    Anchor,
    Figure,
    agreeing_speeds,
    agreement,
    anchors,
    apart,
    in_words,
    inside,
    interpolated,
    verdict,
)
from benchmarks.anchor_runs import EXTRAS

from backstride.measures.definitions import definitions

SLOW, FAST = Figure(2.5, 2.0, 0.2, None, None), Figure(3.5, 3.0, 0.4, None, None)
ONE = Anchor("x", "cadence", "1", "someone", "9", "seen", "treadmill", (SLOW, FAST))


def anchor(**changes: object) -> Anchor:
    return Anchor(**{**ONE.__dict__, **changes})  # type: ignore[arg-type]


def test_the_mean_of_ours_counts_not_each_runner() -> None:
    assert agreement([1.0, 3.3], SLOW) == "within"
    assert agreement([2.21, 2.21], SLOW) == "outside"
    assert inside([1.0, 3.3, 2.39], SLOW) == 1
    assert apart([2.5, 2.7], SLOW) == pytest.approx(3.0)


def test_a_printed_range_and_a_last_digit_are_bounds_themselves() -> None:
    printed = Figure(2.5, None, None, 4.5, 12.0)
    assert (agreement([4.4], printed), agreement([12.0], printed)) == ("outside", "within")
    assert (inside([4.4, 5.0], printed), apart([5.0], printed)) == (1, None)
    digit = Figure(2.5, 0.26, None, None, None, last_digit=0.01)
    assert (agreement([0.2699], digit), agreement([0.2701], digit)) == ("within", "outside")


def test_without_a_spread_nothing_is_judged() -> None:
    bare = Figure(2.5, 6.0, None, None, None)
    assert agreement([6.0], bare) == "no spread printed"
    assert inside([6.0], bare) is None


def test_figures_are_interpolated_between_their_speeds_and_never_beyond() -> None:
    between = interpolated((SLOW, FAST), 3.0)
    assert between is not None
    assert (between.mean, between.sd) == (pytest.approx(2.5), pytest.approx(0.3))
    assert interpolated((SLOW, FAST), 2.49) is None
    assert interpolated((SLOW, FAST), 3.51) is None
    assert [speed for speed, _ in ONE.figures()] == [2.5, 3.5]


def test_only_the_same_definition_on_the_same_surface_is_reproduced() -> None:
    assert verdict([2.0], SLOW, ONE, "treadmill") == "within"
    assert verdict([2.0], SLOW, ONE, "overground") == "other surface"
    assert verdict([2.0], SLOW, anchor(other="to the heel"), "treadmill") == "other definition"
    assert verdict([2.0], SLOW, anchor(inferred=True), "treadmill") == "within, definition inferred"


def test_a_speed_that_was_not_read_gives_the_speeds_that_agree() -> None:
    unread = Figure(None, 3.0, 0.25, None, None)
    assert in_words(agreeing_speeds(GRID_MPS, unread)) == "2.8 to 3.2"
    assert in_words(()) == ""
    assert anchor(at=(unread,)).figures() == []


def test_every_anchor_names_a_measure_we_have_and_a_source() -> None:
    ours = {definition.id for definition in definitions()} | set(EXTRAS)
    for one in anchors():
        assert one.measure.removesuffix("_stride_sd") in ours
        assert one.source
        assert one.mark.startswith(("seen", "computed"))
        speeds = [figure.speed_mps for figure in one.at if figure.speed_mps is not None]
        assert speeds == sorted(speeds)
