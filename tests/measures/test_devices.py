"""Several devices of one session: one is used, none is averaged, and where they do not agree it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.measures.definitions import definition
from backstride.measures.devices import DEVICE, DEVICES, Seen, error_sd
from backstride.measures.rows import TWO_SESSIONS, refused, stated, valued
from backstride.measures.session import Session, session
from backstride.model.common import MeasureSide, RecordingKind
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.model.measure import Measure, Reference

KINDS: tuple[RecordingKind, ...] = ("markers", "video", "watch", "imu")
Said = tuple[float, float]
"""A value and how far its interval reaches on both sides."""


def row(
    recording: str,
    value: float,
    half: float,
    measure: str = "cadence",
    side: MeasureSide = "both",
    band: Reference | None = None,
) -> Measure:
    known, ends = definition(measure), (value - half, value + half)
    return stated(known, side, recording, value, ends, half / 2, band, n_strides=20)


def of(said: Mapping[RecordingKind, Said], speeds: Mapping[RecordingKind, float] | None = None) -> Session:
    """The session of one cadence a device, told in this order; a recording is called as its kind."""
    rows = [row(kind, *one) for kind, one in said.items()]
    return session(rows, {kind: Seen(kind, (speeds or {}).get(kind)) for kind in said})


def only(found: Session) -> Measure:
    (one,) = found.rows
    return one


def width(one: Measure) -> float:
    assert one.interval
    return one.interval[1] - one.interval[0]


def meets(one: Said, other: Said) -> bool:
    """By the ends as the rows hold them."""
    first, second = (only_ends(row("x", *said)) for said in (one, other))
    return first[0] <= second[1] and second[0] <= first[1]


def only_ends(one: Measure) -> tuple[float, float]:
    assert one.interval
    return one.interval


SAID = st.tuples(st.integers(1400, 2000).map(lambda x: x / 10), st.integers(1, 300).map(lambda x: x / 10))
DEVICES_SAY = st.dictionaries(st.sampled_from(KINDS), SAID, min_size=2, max_size=3)


def test_every_kind_is_a_device_and_a_clip_and_keypoints_are_one() -> None:
    assert set(DEVICE) == set(get_args(RecordingKind))
    assert set(DEVICE.values()) == set(DEVICES)
    assert DEVICE["video"] == DEVICE["keypoints"]


def test_devices_that_agree_give_the_narrowest_row_and_no_average() -> None:
    found = of({"watch": (164.0, 3.0), "markers": (166.0, 1.0)})
    assert (only(found).value, only(found).interval) == (166.0, (165.0, 167.0))
    assert only(found).recording == "session"
    assert found.disagreements == ()


def test_devices_that_do_not_agree_keep_one_value_and_the_range_of_both() -> None:
    found = of({"watch": (164.0, 1.0), "video": (172.0, 2.0)})
    assert (only(found).value, only(found).interval) == (164.0, (163.0, 174.0))
    (one,) = found.disagreements
    assert (one.used.kind, one.other.kind, one.widens, one.same_speed) == ("watch", "video", True, False)
    assert (one.used.interval, one.other.interval) == ((163.0, 165.0), (170.0, 174.0))


def test_the_detectable_change_grows_with_what_the_devices_leave_open() -> None:
    agreed, apart = (
        only(of({"watch": (164.0, 1.0)} | {"imu": (164.0, 2.0)})),
        only(of({"watch": (164.0, 1.0), "video": (172.0, 2.0)})),
    )
    assert agreed.detectable_change is not None
    assert apart.detectable_change is not None
    assert error_sd(apart) == pytest.approx(10.0 / 1.959964, abs=1e-6)  # the range reaches ten steps up
    assert apart.detectable_change == pytest.approx(TWO_SESSIONS * error_sd(apart), abs=0.01)
    assert apart.detectable_change > agreed.detectable_change


def test_intervals_that_only_touch_agree() -> None:
    assert of({"watch": (164.0, 1.0), "video": (167.0, 2.0)}).disagreements == ()


@pytest.mark.parametrize(
    ("fast", "same", "widens"), [(3.15, True, True), (3.16, False, False), (None, False, True)]
)
def test_at_another_speed_devices_need_not_agree_but_are_listed(
    fast: float | None, same: bool, widens: bool
) -> None:
    speeds: dict[RecordingKind, float] = {"watch": 3.0} | ({"video": fast} if fast else {})
    found = of({"watch": (164.0, 1.0), "video": (172.0, 2.0)}, speeds)
    (one,) = found.disagreements
    assert (one.same_speed, one.widens) == (same, widens)
    assert only(found).interval == ((163.0, 174.0) if widens else (163.0, 165.0))


def test_a_recordings_own_speed_goes_before_what_was_told_of_it() -> None:
    rows = [row("w", 164.0, 1.0), row("w", 3.0, 0.1, "speed"), row("v", 172.0, 2.0)]
    found = session(rows, {"w": Seen("watch", 9.0), "v": Seen("video", 3.05)})
    (one,) = found.disagreements
    assert (one.used.speed_mps, one.other.speed_mps, one.same_speed) == (3.0, 3.05, True)


def test_several_recordings_of_one_device_are_pooled_and_named_together() -> None:
    rows = [row("clip", 172.0, 2.0), row("points", 173.0, 2.0), row("w", 164.0, 1.0)]
    found = session(rows, {"clip": Seen("video"), "points": Seen("keypoints"), "w": Seen("watch")})
    (one,) = found.disagreements
    assert (one.other.kind, one.other.recordings, one.other.value) == ("video", ("clip", "points"), 172.5)


def test_what_one_device_refuses_another_gives() -> None:
    no = refused(definition("trunk_lean"), "both", "w", "A watch does not see the trunk.", 0)
    rows = [no, row("w", 164.0, 1.0), row("v", 8.0, 2.0, "trunk_lean")]
    found = session(rows, {"w": Seen("watch"), "v": Seen("video")})
    merged = {one.id: one for one in found.rows}
    assert merged["trunk_lean"].value == 8.0
    assert merged["trunk_lean"].refused is None
    assert merged["cadence"].value == 164.0
    assert found.disagreements == ()


def test_what_every_device_refuses_is_refused_by_the_one_that_could_best_give_it() -> None:
    why = {"w": "A watch does not see the trunk.", "m": "No markers on the trunk. Add them."}
    rows = [refused(definition("trunk_lean"), "both", name, text, 0) for name, text in why.items()]
    seen = {"w": Seen("watch"), "m": Seen("markers")}
    assert only(session(rows, seen)).refused == only(session(rows[::-1], seen)).refused == why["m"]


def test_left_and_right_come_from_one_device() -> None:
    """The watch has the narrower left, the clip the narrower right; their errors are not one's difference."""
    rows = [
        *(row("w", value, half, "contact_time", side) for side, value, half in WATCH_SIDES),
        *(row("v", value, half, "contact_time", side) for side, value, half in CLIP_SIDES),
    ]
    found = session(rows, {"w": Seen("watch"), "v": Seen("video")})
    assert {one.side: one.value for one in found.rows} == {"left": 0.25, "right": 0.24, "both": 0.245}


WATCH_SIDES: tuple[tuple[MeasureSide, float, float], ...] = (
    ("left", 0.25, 0.001), ("right", 0.24, 0.03), ("both", 0.245, 0.01),
)  # fmt: skip
CLIP_SIDES: tuple[tuple[MeasureSide, float, float], ...] = (
    ("left", 0.26, 0.02), ("right", 0.26, 0.005), ("both", 0.26, 0.02),
)  # fmt: skip


def test_sides_come_from_the_device_that_gives_both_where_the_used_one_gives_none() -> None:
    rows = [
        row("w", 0.245, 0.01, "contact_time", "both"),
        *(row("v", value, half, "contact_time", side) for side, value, half in CLIP_SIDES),
    ]
    found = session(rows, {"w": Seen("watch"), "v": Seen("video")})
    assert {one.side: one.value for one in found.rows} == {"left": 0.26, "right": 0.26, "both": 0.245}


def test_the_strides_shown_are_those_of_the_used_device() -> None:
    strides = {"m": [163.0, 164.0, 165.0, 164.0], "v": [170.0, 175.0, 172.0, 171.0]}
    known = definition("cadence")
    rows = [
        valued(known, "both", name, np.array(values), error, None)
        for (name, values), error in zip(strides.items(), (0.3, 2.0), strict=True)
    ]
    found = session(rows, {"m": Seen("markers"), "v": Seen("video")})
    assert list(only(found).per_stride) == strides["m"]
    assert only(found).n_strides == 4
    assert only(found).value == rows[0].value


def test_the_band_is_that_of_the_used_device() -> None:
    bands = {name: Reference(low=low, high=190.0, source=name) for name, low in (("w", 160.0), ("v", 170.0))}
    rows = [row("w", 164.0, 1.0, band=bands["w"]), row("v", 165.0, 2.0, band=bands["v"])]
    assert only(session(rows, {"w": Seen("watch"), "v": Seen("video")})).reference == bands["w"]


def test_a_third_device_between_two_that_do_not_agree_hides_nothing() -> None:
    found = of({"markers": (150.0, 10.0), "video": (175.0, 12.0), "watch": (161.5, 2.0)})
    (one,) = found.disagreements
    assert {one.used.kind, one.other.kind} == {"markers", "video"}
    assert (only(found).value, only(found).interval) == (161.5, (140.0, 187.0))


# --- whatever the devices say


@given(DEVICES_SAY, st.permutations(KINDS))
def test_the_order_of_the_files_does_not_matter(
    said: dict[RecordingKind, Said], order: list[RecordingKind]
) -> None:
    assert of({kind: said[kind] for kind in order if kind in said}) == of(said)


@given(DEVICES_SAY, SAID)
def test_another_device_that_agrees_never_widens_and_one_that_does_not_never_narrows(
    said: dict[RecordingKind, Said], more: Said
) -> None:
    new = next(kind for kind in KINDS if kind not in said)
    before, after = only(of(said)), only(of({**said, new: more}))
    if all(meets(one, more) for one in said.values()):
        assert width(after) <= width(before) + 1e-9
    else:
        assert width(after) >= width(before) - 1e-9
        assert {new} & {side.kind for one in of({**said, new: more}).disagreements for side in _sides(one)}


@given(DEVICES_SAY)
def test_the_value_is_always_one_that_a_device_gave_and_lies_in_its_interval(
    said: dict[RecordingKind, Said],
) -> None:
    found = only(of(said))
    assert found.value in [one for one, _ in said.values()]
    assert found.interval
    assert found.interval[0] <= found.value <= found.interval[1]


@given(DEVICES_SAY)
def test_every_pair_that_does_not_meet_is_told_and_no_other(said: dict[RecordingKind, Said]) -> None:
    apart = {frozenset((one, other)) for one in said for other in said if not meets(said[one], said[other])}
    told = [frozenset(side.kind for side in _sides(one)) for one in of(said).disagreements]
    assert set(told) == apart
    assert len(told) == len(apart)


def _sides(one: Disagreement) -> tuple[DeviceValue, DeviceValue]:
    return (one.used, one.other)
