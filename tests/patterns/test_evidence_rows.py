"""The rules of the ledgers are data: what is read, which way, what decides, how strong its evidence is."""

from __future__ import annotations

import pytest

from backstride.measures.definitions import definition
from backstride.measures.drift import Drift
from backstride.model.measure import Measure, Reference
from backstride.model.pattern import Pattern
from backstride.model.safety import Allowed
from backstride.patterns.judge import judge
from backstride.patterns.words import pattern_ids, pattern_text

BAND = Reference(low=5.0, high=15.0, source="a study")
MECHANICAL = ("pelvic_posture", "core_control", "glute_drive", "overstride", "trunk_rotation")


def row(measure: str, side: str, value: float, half: float = 0.5, change: float | None = None) -> Measure:
    known = definition(measure)
    return Measure(
        id=measure,
        side=side,  # type: ignore[arg-type]
        value=value,
        unit=known.unit,
        interval=(value - half, value + half),
        n_strides=20,
        detectable_change=known.detectable_change if change is None else change,
        reference=BAND,
        verdict="within",
        recording="run",
    )


def drift(measure: str, difference: float) -> Drift:
    known = definition(measure)
    interval = (difference - 0.1, difference + 0.1)
    return Drift(
        measure, "both", "run", known.unit, 10.0, 10.0 + difference, difference, interval,
        known.detectable_change, clear=True,
    )  # fmt: skip


def found(pattern: str, *measures: Measure, drifts: tuple[Drift, ...] = ()) -> Pattern:
    return next(p for p in judge(measures, None, Allowed(), drifts) if p.id == pattern)


@pytest.mark.parametrize("pattern", MECHANICAL)
def test_every_mechanical_pattern_has_a_finding_that_decides_with_its_evidence(pattern: str) -> None:
    rows = pattern_text(pattern).evidence
    assert any(one.decides for one in rows)
    for one in rows:
        assert definition(one.measure)
        assert one.grade
        assert one.studies
        assert (one.read == "sides") == (one.usual is not None) == bool(one.usual_source)
        assert one.read != "drift" or one.brings


def test_patterns_told_by_answers_alone_read_no_measure() -> None:
    told = [p for p in pattern_ids() if pattern_text(p).told_alone]
    assert told == ["nerve", "spasm"]
    assert not any(pattern_text(p).evidence for p in told)


@pytest.mark.parametrize(("value", "verdict"), [(2.0, "stands_out"), (4.8, "possible"), (9.0, "cannot_tell")])
def test_little_hip_extension_decides_but_only_a_strength_test_rules_it_out(
    value: float, verdict: str
) -> None:
    sides = [row("hip_extension_peak", side, value) for side in ("left", "right")]
    pattern = found("glute_drive", *sides)
    assert pattern.verdict == verdict
    assert any("strength test" in one or "waits until" in one for one in pattern.missing)


def test_a_pelvis_that_turns_far_stands_out_and_an_ordinary_one_rules_nothing_out() -> None:
    assert found("trunk_rotation", row("pelvic_rotation_range", "both", 18.0)).verdict == "stands_out"
    ordinary = found("trunk_rotation", row("pelvic_rotation_range", "both", 10.0))
    assert ordinary.verdict == "cannot_tell"
    assert any("Trunk rotation range" in one for one in ordinary.missing)


def test_an_item_carries_its_interval_its_detectable_change_and_the_evidence_behind_it() -> None:
    (item, *_) = found("trunk_rotation", row("pelvic_rotation_range", "both", 18.0)).for_
    assert (item.value, item.interval, item.threshold) == (18.0, (17.5, 18.5), 15.0)
    assert item.detectable_change == definition("pelvic_rotation_range").detectable_change
    assert item.source == "a study"
    assert item.evidence is not None
    assert item.evidence.startswith("weak: Seay 2011")


@pytest.mark.parametrize(("difference", "shown"), [(5.0, True), (-5.0, True), (0.2, False)])
def test_turning_that_changes_within_a_run_speaks_either_way(difference: float, shown: bool) -> None:
    pattern = found("trunk_rotation", drifts=(drift("trunk_rotation_range", difference),))
    assert any("last quarter" in item.text for item in pattern.for_) is shown


def test_a_recording_too_coarse_for_the_usual_difference_does_not_set_sides_against_each_other() -> None:
    level = row("pelvic_tilt_change", "both", 10.0)
    sides = [
        row("pelvic_drop_peak", side, value, 4.0, 5.9) for side, value in (("left", 9.0), ("right", 4.0))
    ]
    pattern = found("pelvic_posture", level, *sides)
    assert pattern.verdict == "cannot_tell"
    assert any("too coarse" in one for one in pattern.missing)
    fine = [row("pelvic_drop_peak", side, value, 0.5) for side, value in (("left", 9.0), ("right", 4.0))]
    assert found("pelvic_posture", level, *fine).verdict == "stands_out"


def test_sway_and_uneven_steps_point_at_control_of_the_trunk_without_deciding() -> None:
    pattern = found(
        "core_control", row("lateral_sway", "both", 20.0), row("step_width_variability", "both", 20.0)
    )
    assert pattern.verdict == "possible"
    assert pattern.strength_for_you == "very_weak"
