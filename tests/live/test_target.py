"""Borders come from the runner's own report, or from the first steps, and from no norm."""

from __future__ import annotations

import pytest

from backstride.live.scale import Scale
from backstride.live.target import VIEWS, border, own_value, refusals, targets
from backstride.measures.definitions import definition
from backstride.model.analysis import Analysis, Quality, RecordingSummary, Software
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.runner import Runner
from backstride.model.safety import Safety


def row(measure: str, value: float | None, recording: str = "run", side: str = "both") -> Measure:
    return Measure(
        id=measure, side=side, value=value, unit=definition(measure).unit, interval=None, n_strides=10,
        detectable_change=None, reference=None, verdict=None, recording=recording,
        refused=None if value is not None else "not seen",
    )  # fmt: skip


def report(*rows: Measure, view: str = "side_left", patterns: tuple[Pattern, ...] = ()) -> Analysis:
    summary = RecordingSummary(
        id="run", paths=("run.mp4",), kind="video", rate_hz=60, duration_s=10, view=view,
        quality=Quality(verdict="good"),
    )  # fmt: skip
    return Analysis(
        software=Software(version="0"), runner=Runner(), recordings=(summary,), contacts=(), measures=rows,
        patterns=patterns, safety=Safety(level="unknown", reasons=()),
    )  # fmt: skip


def test_cadence_is_asked_5_to_10_per_cent_up_as_the_plan_asks_it() -> None:
    from backstride.knowledge.loader import load

    one = border("cadence", "rear", 160.0)
    assert (one.low, one.high, one.baseline) == (168.0, 176.0, 160.0)
    assert load("care/cues.toml")["land_under_hip"]["steps_share"] == [1.05, 1.10]


def test_landing_is_asked_for_half_to_four_fifths_of_the_own_angle() -> None:
    one = border("landing", "side", 15.0)
    assert (one.low, one.high) == (7.5, 12.0)


def test_the_bowl_may_tip_as_far_as_counts_as_no_change() -> None:
    side, rear = border("bowl", "side", 8.0), border("bowl", "rear", 5.0)
    assert side.high - side.low == pytest.approx(2 * (definition("trunk_lean").detectable_change or 0))
    assert rear.high - rear.low == pytest.approx(2 * (definition("pelvic_drop_peak").detectable_change or 0))


def test_angles_come_from_a_clip_of_the_same_view_and_steps_from_any() -> None:
    found = report(row("leg_angle_at_strike", 14.0), row("cadence", 160.0), row("pelvic_drop_peak", 5.0))
    assert {(one.cue, one.view) for one in targets(found)} == {
        ("landing", "side"), ("cadence", "side"), ("cadence", "rear"), ("cadence", "front"),
    }  # fmt: skip


def test_markers_stand_in_where_no_such_clip_is() -> None:
    found = report(row("leg_angle_at_strike", 14.0), row("trunk_lean", -1.0), view="3d")
    assert own_value(found, "landing", "side") == 14.0
    assert own_value(found, "bowl", "side") == -1.0


def test_refused_measures_give_no_border() -> None:
    assert targets(report(row("cadence", None), row("leg_angle_at_strike", -1.0))) == ()


def test_what_the_findings_ask_for_comes_first() -> None:
    pattern = Pattern(
        id="overstride", verdict="stands_out", strength_for_you="strong", strength_in_studies="moderate",
        for_=(), against=(), missing=(), next_test=None, corrections=(),
    )  # fmt: skip
    rows = (row("trunk_lean", 6.0), row("cadence", 160.0), row("leg_angle_at_strike", 14.0))
    assert targets(report(*rows))[0].cue == "bowl"
    assert targets(report(*rows, patterns=(pattern,)))[0].cue == "landing"


def test_every_cue_and_view_is_shown_or_refused_with_a_reason() -> None:
    refused = {(one.cue, one.view) for one in refusals()}
    shown = {(cue, view) for cue, views in VIEWS.items() for view in views}
    assert not refused & shown
    assert len(refused | shown) == 12
    assert all(one.why for one in refusals())
    assert {view for cue, view in refused if cue == "trunk_turn"} == {"side", "rear", "front"}


def test_without_a_report_the_border_comes_from_the_first_steps_and_says_so() -> None:
    scale = Scale("landing", "side", None)
    for _ in range(20):
        assert not scale.ready
        scale.learn(10.0)
    assert scale.ready
    assert scale.target is not None
    assert (scale.target.low, scale.target.high) == (5.0, 8.0)
    assert "first steps" in scale.target.source
    assert not scale.target.holds(scale.read(9.0))


def test_a_camera_that_is_not_level_reads_the_usual_run_as_the_report_does() -> None:
    target = border("landing", "side", 15.0)
    scale = Scale("landing", "side", target)
    for number in range(20):
        scale.learn(12.0 + (number % 2))
    assert scale.read(12.5) == pytest.approx(15.0)
    assert target.holds(scale.read(9.0))
    assert not target.holds(scale.read(10.0))


def test_steps_a_minute_need_no_such_thing() -> None:
    scale = Scale("cadence", "side", border("cadence", "side", 160.0))
    assert scale.ready
    assert scale.read(170.0) == 170.0
