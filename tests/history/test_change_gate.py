"""The change gate: how often it is wrong, what it may not do, and what it refuses to compare."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.history.change_gate import gate
from backstride.history.change_session import ChangeSession
from backstride.knowledge.loader import load
from backstride.measures.definitions import definition, definitions
from backstride.model.change import Change
from backstride.model.measure import Measure
from helpers.change_sessions import drawn, no_row, row, session
from helpers.reading import grade, sentences

KNEE = "knee_flexion_peak_stance"  # its detectable change is the instrument's alone: 2.77 x error_sd
TRIES = 300
STEADY = np.linspace(-1.0, 1.0, 20)


def one(before: ChangeSession, after: ChangeSession, **options: Any) -> Change:
    """The single row of a comparison."""
    (found,) = gate(before, after, **options).changes
    return found


def share_told(moved: float, *, one_session: bool = False) -> float:
    """How often a runner who moved so many detectable changes is said to have changed."""
    error_sd = 0.0 if one_session else 1.5
    change = definition(KNEE).detectable_change or 0.0
    told = [
        one(
            drawn(KNEE, (seed, 1), 40.0, 1.5, error_sd),
            drawn(KNEE, (seed, 2), 40.0 + moved * change, 1.5, error_sd),
            one_session=one_session,
        ).verdict
        for seed in range(TRIES)
    ]
    return float(np.mean([verdict != "cannot_tell" for verdict in told]))


# --- how often it is wrong


@pytest.mark.parametrize("one_session", [False, True])
def test_a_runner_who_did_not_change_is_said_to_in_one_of_twenty_at_most(one_session: bool) -> None:
    assert share_told(0.0, one_session=one_session) <= 0.05


@pytest.mark.parametrize("one_session", [False, True])
def test_one_and_a_half_detectable_changes_are_found(one_session: bool) -> None:
    assert share_told(1.5, one_session=one_session) >= 0.80


def test_the_promise_for_the_whole_table_is_said() -> None:
    measures = [one.id for one in definitions()][:20]
    found = gate(
        session(*(row(m, 50 + STEADY) for m in measures)), session(*(row(m, 50 + STEADY) for m in measures))
    )
    assert (found.compared, found.by_chance) == (20, 1.0)
    assert not found.of("changed", "worse")


def test_a_row_beyond_the_whole_table_is_marked_and_one_just_beyond_its_own_is_not() -> None:
    measures = [one.id for one in definitions() if one.unit == "deg" and one.id != KNEE]
    before = session(*(row(m, 50 + STEADY) for m in measures), row(KNEE, 40 + STEADY, 1.5))
    for moved, marked in ((4.6, False), (20.0, True)):
        after = session(*(row(m, 50 + STEADY) for m in measures), row(KNEE, 40 + moved + STEADY, 1.5))
        found = {change.id: change for change in gate(before, after).changes}
        assert (found[KNEE].verdict, found[KNEE].beyond_table) == ("changed", marked)


# --- invariants

VALUES = st.floats(-30.0, 30.0)
SPREADS = st.floats(0.01, 5.0)


@given(VALUES, VALUES, SPREADS, SPREADS, st.booleans())
def test_swapped_sessions_turn_the_sign_and_nothing_else(
    old: float, new: float, spread: float, other: float, one_session: bool
) -> None:
    before, after = session(row(KNEE, old + spread * STEADY)), session(row(KNEE, new + other * STEADY))
    there = one(before, after, one_session=one_session)
    back = one(after, before, one_session=one_session)
    assert there.difference == pytest.approx(-(back.difference or 0.0))
    assert there.interval == pytest.approx([-end for end in reversed(back.interval or ())])
    assert there.verdict == back.verdict
    assert there.must_exceed == pytest.approx(back.must_exceed)


@given(VALUES, SPREADS, st.booleans())
def test_the_same_result_twice_changed_nothing(value: float, spread: float, one_session: bool) -> None:
    same = session(row(KNEE, value + spread * STEADY))
    found = gate(same, same, one_session=one_session)
    assert not found.of("changed", "worse")
    assert found.doubts[0] == load("change.toml")["doubt"]["same"]


@given(VALUES, VALUES, SPREADS, st.floats(1.0, 4.0))
def test_a_wider_interval_never_makes_a_change(old: float, new: float, spread: float, wider: float) -> None:
    def at(times: float) -> str:
        return one(
            session(row(KNEE, old + spread * STEADY, times * 1.0)), session(row(KNEE, new + spread * STEADY))
        ).verdict

    if at(1.0) == "cannot_tell":
        assert at(wider) == "cannot_tell"


@given(VALUES, VALUES, st.floats(0.0, 0.3))
def test_another_speed_never_makes_a_change(old: float, new: float, faster: float) -> None:
    before = session(row(KNEE, old + STEADY))
    same, other = (session(row(KNEE, new + STEADY), speed_mps=3.0 + by) for by in (0.0, faster))
    if one(before, same).verdict == "cannot_tell":
        assert one(before, other).verdict == "cannot_tell"


@given(VALUES, VALUES)
def test_within_a_session_the_error_of_markers_is_left_out(old: float, new: float) -> None:
    before, after = session(row(KNEE, old + STEADY, 3.0)), session(row(KNEE, new + STEADY, 3.0))
    within, between = one(before, after, one_session=True), one(before, after)
    assert (within.must_exceed or 0.0) < (between.must_exceed or 0.0)
    assert within.difference == between.difference


# --- which way


@pytest.mark.parametrize(
    ("wanted", "moved", "verdict"),
    [("lower", 12.0, "worse"), ("lower", -12.0, "changed"), ("higher", -12.0, "worse")],
)
def test_worse_is_away_from_what_findings_ask_for(wanted: Any, moved: float, verdict: str) -> None:
    found = one(
        session(row(KNEE, 40 + STEADY)), session(row(KNEE, 40 + moved + STEADY)), wanted={KNEE: wanted}
    )
    assert (found.verdict, found.as_wanted) == (verdict, verdict == "changed")


def test_without_a_finding_or_a_band_nothing_is_worse() -> None:
    for moved in (-12.0, 12.0):
        found = one(session(row(KNEE, 40 + STEADY)), session(row(KNEE, 40 + moved + STEADY)))
        assert (found.verdict, found.wanted, found.as_wanted) == ("changed", None, False)


@pytest.mark.parametrize(
    ("value", "moved", "verdict"),
    [(55, 12, "worse"), (55, -12, "changed"), (55, -17, "changed"), (55, -38, "worse"), (45, 30, "changed")],
)
def test_outside_the_band_nearer_is_wanted(value: float, moved: float, verdict: str) -> None:
    """The band is 40 to 50; of a value inside it nobody asks for anything."""
    band = (40.0, 50.0)
    found = one(
        session(row(KNEE, value + STEADY, band=band)), session(row(KNEE, value + moved + STEADY, band=band))
    )
    assert found.verdict == verdict


# --- what may not be compared


@pytest.mark.parametrize(
    ("measure", "other", "why"),
    [
        (KNEE, {"kind": "video", "view": "side_left"}, "camera"),
        (KNEE, {"surface": "road"}, "ground"),
        ("cadence", {"speed_mps": 3.5}, "3.5 m/s"),
        ("cadence", {"speed_mps": None}, "not known"),
        ("pelvic_drop_peak", {"has_standing": False}, "standing"),
        ("hip_extension_peak", {"wear": "another set"}, "markers"),
    ],
)
def test_what_was_recorded_otherwise_cannot_be_told(measure: str, other: dict[str, Any], why: str) -> None:
    rows = (row(measure, 50 + STEADY), row(measure, 90 + STEADY))
    told = one(session(rows[0]), session(rows[1]))
    found = one(session(rows[0]), session(rows[1], **other))
    assert told.verdict == "changed"
    assert (found.verdict, found.difference) == ("cannot_tell", None)
    assert why in found.why
    assert found.settle


def test_cameras_that_stand_elsewhere_tell_the_time_of_a_stride_alike_and_no_angle() -> None:
    seen = {"kind": "video", "wear": "", "has_standing": False}
    for measure, verdict in (("cadence", "changed"), ("knee_flexion_at_strike", "cannot_tell")):
        found = one(
            session(row(measure, 50 + STEADY), view="side_left", **seen),
            session(row(measure, 90 + STEADY), view="side_right", **seen),
        )
        assert found.verdict == verdict


def test_a_little_more_speed_is_allowed_for() -> None:
    least = [
        one(session(row("cadence", 160 + STEADY)), session(row("cadence", 170 + STEADY), speed_mps=speed))
        for speed in (3.0, 3.1)
    ]
    allowed = load("change.toml")["per_mps"]["cadence"] * 0.1
    assert (least[1].must_exceed or 0.0) - (least[0].must_exceed or 0.0) == pytest.approx(allowed)


def test_a_refused_measure_gives_its_own_reason() -> None:
    for pair, when in (
        ((no_row(KNEE), row(KNEE, 40 + STEADY)), "before"),
        ((row(KNEE, 40 + STEADY), no_row(KNEE)), "after"),
    ):
        found = one(session(pair[0]), session(pair[1]))
        assert found.verdict == "cannot_tell"
        assert when in found.why
        assert "No marker was there." in found.why


def test_a_measure_of_one_session_alone_is_told_of() -> None:
    found = gate(session(row(KNEE, 40 + STEADY)), session(row("cadence", 160 + STEADY)))
    assert [(c.id, c.verdict, c.before is None) for c in found.changes] == [
        (KNEE, "cannot_tell", False),
        ("cadence", "cannot_tell", True),
    ]
    assert found.compared == 0


def test_every_measure_that_moves_with_speed_has_its_slope() -> None:
    without = {one.id for one in definitions()} - set(load("change.toml")["per_mps"])
    assert without == {"speed", "head_pitch"}  # no runner at hand wore a head band at three speeds


def test_thinned_strides_are_as_sure_as_all_of_them() -> None:
    rng = np.random.default_rng(3)
    whole: Measure = row(KNEE, 40 + rng.standard_normal(900))
    every, thinned = session(whole), session(whole)
    thinned.strides[KNEE, "both"] = whole.per_stride[::5]  # type: ignore[index]
    least = [one(each, each, one_session=True).interval for each in (every, thinned)]
    assert least[0] is not None
    assert least[1] is not None
    assert least[1][1] == pytest.approx(least[0][1], rel=0.25)


# --- words


def test_what_is_said_of_a_change_is_easy_to_read() -> None:
    words = load("change.toml")
    texts = [t for name in ("why", "settle", "doubt", "table") for t in words[name].values() if " " in t]
    filled = [text.replace("{reason}", "").replace("{", "").replace("}", "") for text in texts]
    said = [part for text in filled for part in sentences(text)]
    assert grade(said) <= 8.0
