"""Devices that do not agree weaken what is found, in the verdict and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.measures.definitions import definition
from backstride.measures.devices import Seen
from backstride.measures.rows import stated
from backstride.measures.session import Session, session
from backstride.model.common import MeasureSide, RecordingKind
from backstride.model.drift import Drift
from backstride.model.measure import Measure, Reference
from backstride.model.pattern import Item, Pattern
from backstride.model.safety import Allowed
from backstride.patterns.evidence import gather
from backstride.patterns.held import Held, hold
from backstride.patterns.judge import judge

TOP = 12.0
BAND = Reference(low=4.0, high=TOP, source="a study")
Said = tuple[float, float]
BEYOND, ACROSS, WITHIN = (16.0, 1.0), (13.0, 2.0), (8.0, 1.0)
"""The leg's angle at strike and its reach: wholly beyond the usual 12 degrees, across it, within."""


def row(kind: RecordingKind, said: Said, side: MeasureSide, measure: str, band: Reference | None) -> Measure:
    value, half = said
    ends = (value - half, value + half)
    return stated(definition(measure), side, kind, value, ends, half / 2, band, n_strides=20)


def of(
    *said: tuple[RecordingKind, Said, float | None],
    measure: str = "leg_angle_at_strike",
    sides: tuple[MeasureSide, ...] = ("left", "right", "both"),
) -> Session:
    rows = [row(kind, one, side, measure, BAND) for kind, one, _ in said for side in sides]
    return session(rows, {kind: Seen(kind, speed) for kind, _, speed in said})


def found(joined: Session, pattern: str = "overstride") -> Pattern:
    ledgers = judge(joined.rows, None, Allowed(), disagreements=joined.disagreements)
    return next(one for one in ledgers if one.id == pattern)


def line(pattern: Pattern, measure: str = "leg_angle_at_strike") -> Item:
    return next(one for one in (*pattern.for_, *pattern.against) if one.measure == measure)


@pytest.mark.parametrize(
    ("markers", "video", "verdict"),
    [
        (BEYOND, (20.0, 1.0), "stands_out"),  # they do not agree, but both lie beyond
        (BEYOND, WITHIN, "possible"),
        (WITHIN, BEYOND, "possible"),  # whichever of the two is used
        (BEYOND, (8.0, 0.1), "possible"),
        (ACROSS, (20.0, 1.0), "possible"),
        (WITHIN, (4.5, 1.0), "not_seen"),
    ],
)
def test_a_pattern_stands_out_only_where_every_device_shows_it(
    markers: Said, video: Said, verdict: str
) -> None:
    joined = of(("markers", markers, 3.0), ("video", video, 3.0))
    assert joined.disagreements
    assert found(joined).verdict == verdict


@given(
    st.floats(0.0, 25.0), st.floats(0.1, 6.0), st.floats(0.0, 25.0), st.floats(0.1, 6.0),
    st.sampled_from([(3.0, 3.0), (3.0, None), (None, None), (3.0, 3.14)]),
)  # fmt: skip
def test_two_devices_that_do_not_agree_are_never_surer_than_both(
    value: float, half: float, other: float, other_half: float, speeds: tuple[float | None, float | None]
) -> None:
    joined = of(("markers", (value, half), speeds[0]), ("watch", (other, other_half), speeds[1]))
    alone = [
        of(("markers", said, None), ("imu", said, None)) for said in ((value, half), (other, other_half))
    ]
    verdicts = {found(one).verdict for one in alone}
    if not joined.disagreements:
        assert found(joined).verdict in verdicts
    elif verdicts == {"stands_out"}:
        assert found(joined).verdict == "stands_out"
    elif verdicts == {"not_seen"}:
        assert found(joined).verdict == "not_seen"
    else:
        assert found(joined).verdict == "possible"


def test_the_strength_is_that_of_the_device_that_says_the_least() -> None:
    joined = of(("markers", (30.0, 0.5), 3.0), ("video", (12.6, 0.5), 3.0))
    alone = of(("video", (12.6, 0.5), 3.0), ("imu", (12.6, 0.5), 3.0))
    assert found(joined).strength_for_you == found(alone).strength_for_you == "weak"


def test_at_another_speed_the_used_device_decides() -> None:
    joined = of(("markers", (16.0, 0.5), 3.0), ("video", (8.0, 1.0), 4.0))
    assert found(joined).verdict == "stands_out"


def test_a_line_says_what_each_device_says() -> None:
    item = line(found(of(("watch", (16.0, 0.5), 3.0), ("video", (8.0, 1.0), 3.0))))
    assert item.text == (
        "Leg angle at strike, left: 16.0 degrees (7.0 to 16.5), above, but not clearly, 12.0; "
        "the watch says 16.0 (15.5 to 16.5), the clip 8.0 (7.0 to 9.0)"
    )
    assert (item.value, item.interval) == (16.0, (7.0, 16.5))


def test_a_line_says_so_where_the_used_device_alone_would_not_speak() -> None:
    item = line(found(of(("watch", (8.0, 0.5), 3.0), ("video", (16.0, 1.0), 3.0))))
    assert item.text.startswith(
        "Leg angle at strike, left: 8.0 degrees (7.5 to 17.0), above 12.0, but not by every device; the watch"
    )


def test_a_line_says_that_the_other_device_saw_another_speed() -> None:
    item = line(found(of(("markers", (16.0, 0.5), 3.0), ("imu", (8.0, 1.0), 4.0))))
    assert item.text.endswith(
        "clearly above 12.0; motion capture says 16.0 (15.5 to 16.5), the sensor, at another speed, 8.0 "
        "(7.0 to 9.0)"
    )


def test_devices_that_agree_leave_no_trace_in_a_line() -> None:
    item = line(found(of(("markers", (16.0, 0.5), 3.0), ("video", (16.0, 3.0), 3.0))))
    assert item.text == "Leg angle at strike, left: 16.0 degrees (15.5 to 16.5), clearly above 12.0"


def test_sides_on_which_devices_do_not_agree_are_not_set_against_each_other() -> None:
    rows = [
        row(kind, said, side, "pelvic_drop_peak", BAND)
        for kind, pair in (("markers", (9.0, 4.0)), ("video", (4.0, 9.0)))
        for side, said in zip(("left", "right"), ((one, 0.5) for one in pair), strict=True)
    ]  # fmt: skip
    joined = session(rows, {"markers": Seen("markers", 3.0), "video": Seen("video", 3.0)})
    assert len(joined.disagreements) == 2
    ledger = found(joined, "pelvic_posture")
    assert not any("more than the other side" in one.text for one in ledger.for_)
    assert any("too coarse" in one for one in ledger.missing)
    agreed = Session(tuple(rows[:2]))
    assert any("more than the other side" in one.text for one in found(agreed, "pelvic_posture").for_)


def test_of_drifts_the_surest_is_read_whatever_the_order() -> None:
    known = definition("trunk_lean")
    drifts = [
        Drift(
            "trunk_lean", "both", name, known.unit, 8.0, 8.0 + more, more, (more - half, more + half), 2.0,
            clear=True,
        )
        for name, more, half in (("clip", 5.0, 3.0), ("capture", 1.0, 0.5))
    ]  # fmt: skip
    for order in (drifts, drifts[::-1]):
        assert gather([], None, Allowed(), order).drifts["trunk_lean"].recording == "capture"


def test_one_number_alone_is_held_as_before() -> None:
    assert hold(Held(16.0, (7.0, 16.5), 12.0, "above", (8.0,))) == "near"
    assert hold(Held(8.0, (7.0, 16.5), 12.0, "above", (16.0,))) == "near"
    assert hold(Held(8.0, (7.0, 16.5), 12.0, "above")) == "no"
    assert hold(Held(16.0, (13.0, 21.0), 12.0, "above", (20.0,))) == "clear"
