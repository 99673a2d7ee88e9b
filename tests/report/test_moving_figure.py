"""The stick figure is the runner's own motion, moves without a script, and stands still where asked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.report.context import Background, background_from_json, background_json
from backstride.report.html import render
from backstride.report.moving_figure import SLOWER, moving_figure, still_figure
from backstride.report.stick import NEEDED, STEPS, STRIDES, StickFigure, stick_figure
from helpers.devtools import Tab

AT = """
new Promise(done => {
  const figure = document.querySelector(".moving svg");
  const look = () => figure.getCurrentTime() < %s ? setTimeout(look, 20) : done();
  look();
})
"""
"""Wait until the figure's own clock has come so far, in seconds."""
FRAMES = STRIDES * STEPS + 1


@pytest.fixture(scope="module")
def motion(synthetic: dict[str, Path]) -> Motion:
    settings = Settings(speed_mps=2.8, surface="treadmill")
    return solve(load(synthetic["run"]), load(synthetic["standing"]), Runner(), settings)


@pytest.fixture(scope="module")
def figure(motion: Motion) -> StickFigure:
    found = stick_figure(motion)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def shown(background: Background, figure: StickFigure) -> Background:
    return Background(tuple(replace(one, figure=figure) for one in background.recordings))


def places(figure: StickFigure, name: str) -> np.ndarray:
    return np.array(figure.points[name], dtype=float)


def test_two_strides_of_the_runner_in_place_with_the_ground_at_zero(
    figure: StickFigure, motion: Motion
) -> None:
    assert set(NEEDED) <= set(figure.points)
    assert {len(one) for one in figure.points.values()} == {FRAMES}
    assert min(places(figure, name)[:, 1].min() for name in figure.points) == 0
    forward = places(figure, "pelvis")[:, 0]
    assert abs(np.polyfit(np.arange(FRAMES), forward, 1)[0]) < 1  # mm a frame: no travel left
    strides = [s.next_foot_strike_s - s.foot_strike_s for s in motion.strides]
    assert figure.stride_s == pytest.approx(np.mean(strides), rel=0.03)


def test_bones_keep_their_length_and_the_strides_repeat(figure: StickFigure) -> None:
    for upper, lower in (("hip_left", "knee_left"), ("knee_right", "ankle_right")):
        length = np.linalg.norm(places(figure, upper) - places(figure, lower), axis=1)
        assert np.ptp(length) < 25  # mm: the figure's points are joint centres of filtered markers
        assert 300 < length.mean() < 550
    knee = places(figure, "knee_left") - places(figure, "pelvis")
    assert np.abs(knee[:STEPS] - knee[STEPS:-1]).max() < 60


def test_the_first_foot_is_ahead_and_on_the_ground_at_its_contact(figure: StickFigure) -> None:
    first = figure.first
    assert places(figure, f"ankle_{first}")[0, 0] > places(figure, "pelvis")[0, 0] + 100
    own = [contact for contact in figure.contacts if contact[0] == first]
    assert own[0][1] == 0
    assert 0.1 < own[0][2] < 0.25  # of two strides
    assert {side for side, _, _ in figure.contacts} == {"left", "right"}


def test_without_what_is_needed_there_is_no_figure(motion: Motion) -> None:
    gone = motion.points.copy(deep=True)
    gone.loc[{"point": "heel_left"}] = np.nan
    gone.loc[{"point": [name for name in gone.point.values if name.startswith("heel_lateral_left")]}] = np.nan
    assert stick_figure(replace(motion, points=gone)) is None
    assert stick_figure(replace(motion, strides=())) is None


def test_it_travels_with_the_curves_and_comes_back_the_same(shown: Background) -> None:
    assert background_from_json(background_json(shown)) == shown


@pytest.mark.parametrize("view", ["side", "rear"])
def test_every_line_moves_through_all_frames_in_the_same_time(figure: StickFigure, view: str) -> None:
    svg = str(moving_figure(figure, view))  # type: ignore[arg-type]
    lines = re.findall(
        r'attributeName="points" dur="([\d.]+)s" repeatCount="indefinite" values="([^"]+)"', svg
    )
    assert len(lines) >= 4
    assert {len(values.split(";")) for _, values in lines} == {FRAMES}
    assert {float(seconds) for seconds, _ in lines} == {round(figure.stride_s * STRIDES * SLOWER, 2)}
    assert "<title" in svg
    assert "<desc" in svg
    numbers = [float(n) for n in re.findall(r"[-\d.]+", " ".join(v for _, v in lines))]
    assert min(numbers) >= 0


def test_feet_have_a_bar_exactly_while_they_stand(figure: StickFigure) -> None:
    svg = str(moving_figure(figure, "side"))
    bars = re.findall(r'values="([01;]+)" calcMode="discrete" keyTimes="([^"]+)"', svg)
    assert len(bars) == len(figure.contacts)
    for (shown_, times), (_, start, stop) in zip(
        bars, sorted(figure.contacts, key=lambda c: (c[0] != "left", c[1])), strict=True
    ):
        at = [float(time) for time in times.split(";")]
        assert at[0] == 0
        assert at == sorted(at)
        on = dict(zip(at, shown_.split(";"), strict=True))
        assert on[max(t for t in at if t <= start)] == "1"
        if stop < 1:
            assert on[stop] == "0"


def test_four_still_moments_hold_no_animation(figure: StickFigure) -> None:
    svg = str(still_figure(figure))
    assert "<animate" not in svg
    assert svg.count("<g ") == 4
    for word in ("contact", "mid-stance", "toe-off", "in the air"):
        assert f">{word}<" in svg


def test_the_page_shows_it_with_curves_that_follow_and_a_still_one_for_less_motion(
    analysis: Analysis, curves: pa.Table, shown: Background, background: Background
) -> None:
    page, plain = (render(analysis, curves, background=one) for one in (shown, background))
    assert page.count('class="cursor"') > 5
    assert "You, running" in page
    assert "<script" not in page
    assert "<animate" not in plain
    style = page[page.index("<style>") : page.index("</style>")]
    assert (
        "prefers-reduced-motion: reduce) { .moving, .cursor, .follows, .hold, .hold-label { display: none; } "
        ".moments { display: block; } }" in style
    )


@pytest.mark.slow
def test_it_really_moves_in_a_browser(
    tab: Tab, analysis: Analysis, curves: pa.Table, shown: Background, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(render(analysis, curves, background=shown), encoding="utf-8")
    tab.open(page, width=1000, height=1400, moves=True)
    shots = []
    for seconds in (0.1, 0.6):
        tab.run(AT % seconds)
        shots.append(tab.picture(tmp_path / f"{seconds}.png").read_bytes())
    assert shots[0] != shots[1]
