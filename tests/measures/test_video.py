"""What one camera shows: the table, its reasons, and what it lets through."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.measures.definitions import definitions
from backstride.measures.video import KIND, clip_error_sd, require_shown
from backstride.model.motion import Motion
from backstride.model.recording import View
from backstride.model.runner import Runner
from backstride.model.sight import Sight
from helpers.seen import TALL, Rows, rows, seen, square_rows

TABLE: dict[str, dict[str, Any]] = load("video_measures.toml")["measure"]
WHY: dict[str, str] = load("video_measures.toml")["why"]
VIEWS = ("side", "rear", "front", "oblique")
IDS = [definition.id for definition in definitions()]


def test_every_measure_has_an_entry_and_no_other() -> None:
    assert sorted(TABLE) == sorted(IDS)


@pytest.mark.parametrize("name", IDS)
def test_an_entry_says_views_and_an_error_or_why_there_are_none(name: str) -> None:
    entry = TABLE[name]
    if entry.get("views"):
        assert set(entry["views"]) <= set(VIEWS)
        assert entry.get("error_sd", 0.0) + entry.get("error_share", 0.0) > 0
        assert "why" not in entry
    else:
        assert set(entry) == {"why"}
        assert entry["why"] in WHY


def test_metres_are_asked_for_where_a_measure_is_told_in_them() -> None:
    units = {definition.id: definition.unit for definition in definitions()}
    told = {name for name, entry in TABLE.items() if entry.get("metres")}
    shown = {name for name, entry in TABLE.items() if entry.get("views")}
    assert {name for name in shown if units[name] in ("m", "m/s")} <= told
    assert not {name for name in told if units[name] in ("deg", "s", "steps/min", "1", "%")}


def test_every_reason_is_a_sentence_with_what_to_do() -> None:
    for key, text in WHY.items():
        assert text.endswith("."), key
        fields = {field for _, field, _, _ in Formatter().parse(text) if field}
        assert fields <= {"rate", "least"}, key


def sight(view: View = "side_right", **more: Any) -> Sight:
    facts = {"metres_per_px": 0.003, "scale_sd": 0.04, "width_px": 1920, "height_px": 1080, "engine": "test"}
    return Sight(view=view, **{**facts, **more})


def motion(paper: ModuleType, seen_by: Sight | None, rate_hz: float = 240.0) -> Motion:
    return replace(paper.analytic_motion(), sight=seen_by, rate_hz=rate_hz)


def refused(name: str, one: Motion) -> str:
    try:
        require_shown(name, one)
    except MeasureRefused as why:
        return str(why)
    return ""


@pytest.mark.parametrize("name", IDS)
def test_markers_show_everything(name: str, paper: ModuleType) -> None:
    assert refused(name, motion(paper, None)) == ""


@pytest.mark.parametrize("view", KIND)
@pytest.mark.parametrize("name", IDS)
def test_a_view_shows_what_its_entry_says(name: str, view: View, paper: ModuleType) -> None:
    """A fast camera on a stand and a runner of known height leave nothing but the view."""
    said = refused(name, motion(paper, sight(view)))
    entry = TABLE[name]
    assert (said == "") == (KIND[view] in entry.get("views", ()))
    if "why" in entry:
        assert said == WHY[entry["why"]]
    elif said:
        assert "Needs a clip from" in said


@pytest.mark.parametrize("name", [name for name, entry in TABLE.items() if entry.get("views")])
def test_what_else_an_entry_asks_for(name: str, paper: ModuleType) -> None:
    entry = TABLE[name]
    view: View = "side_left" if "side" in entry["views"] else "rear"
    least = entry.get("least_rate_hz", 0)
    assert bool(refused(name, motion(paper, sight(view), 30.0))) == (least > 30)
    assert refused(name, motion(paper, sight(view), max(least, 24.0))) == ""
    assert bool(refused(name, motion(paper, sight(view, scale_sd=None)))) == bool(entry.get("metres"))
    assert bool(refused(name, motion(paper, sight(view, camera="moving")))) == bool(entry.get("still"))


def test_a_slow_camera_is_told_its_rate_and_the_one_that_would_do(paper: ModuleType) -> None:
    said = refused("contact_time", motion(paper, sight(), 59.94))
    assert "At 60 frames a second" in said
    assert f"Film at {TABLE['contact_time']['least_rate_hz']:.0f} or more" in said


@given(value=st.floats(-5, 5), scale_sd=st.floats(0, 0.2))
def test_the_error_of_a_length_grows_with_it_as_the_scale_says(value: float, scale_sd: float) -> None:
    own, angle = TABLE["stride_length"]["error_sd"], TABLE["trunk_lean"]["error_sd"]
    by_scale = sight(scale_sd=scale_sd)
    assert clip_error_sd("stride_length", by_scale, value) == pytest.approx(
        float(np.hypot(own, scale_sd * value))
    )
    assert clip_error_sd("trunk_lean", by_scale, value) == pytest.approx(angle)


@pytest.mark.parametrize("name", [name for name, entry in TABLE.items() if entry.get("views")])
def test_an_unknown_scale_adds_nothing_it_cannot_say(name: str) -> None:
    own, share = (TABLE[name].get(key, 0.0) for key in ("error_sd", "error_share"))
    assert clip_error_sd(name, sight(scale_sd=None), 3.0) == pytest.approx(np.hypot(own, 3.0 * share))


CLIPS = {
    "side": square_rows,
    "fast": lambda: rows(seen(rate_hz=120.0, view="side_left")),
    "no height": lambda: rows(seen(), Runner()),
    "rear": lambda: rows(seen(view="rear"), TALL, speed_mps=3.0),
    "front": lambda: rows(seen(view="front")),
}


@pytest.mark.parametrize("clip", CLIPS)
def test_every_row_of_a_clip_has_numbers_or_a_reason(clip: str) -> None:
    table: Rows = CLIPS[clip]()
    assert {name for name, _ in table} == set(IDS)
    for key, row in table.items():
        told = [row.value, *(row.interval or ()), row.detectable_change]
        assert all(np.isfinite(one) for one in told if one is not None), key
        assert (row.value is None) == bool(row.refused), key
        assert (row.value is None) == (row.interval is None), key
        if row.value is not None and row.interval is not None:
            assert row.interval[0] <= row.value <= row.interval[1], key
            assert set(TABLE[row.id]["views"]) & {clip, "side"}, key
        elif row.refused:
            assert row.refused.endswith("."), key


def test_a_row_is_no_surer_than_its_camera() -> None:
    for (name, side), row in square_rows().items():
        if row.interval is not None and row.value is not None and name != "cadence":
            half = (row.interval[1] - row.interval[0]) / 2
            assert half >= 1.9 * TABLE[name]["error_sd"], (name, side)
            if row.detectable_change is not None:
                assert row.detectable_change >= 2.7 * TABLE[name]["error_sd"], (name, side)
