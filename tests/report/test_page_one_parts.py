"""Page one's own parts: what the runner came with, one cue and what to watch for, load beside mechanics."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.patterns.words import pattern_ids, pattern_text
from backstride.read.load import load as read
from backstride.report.contact_stills import landing_still, pelvis_still
from backstride.report.context import Background
from backstride.report.html import render
from backstride.report.stick import StickFigure, stick_figure
from backstride.report.told import told_line
from helpers.told import all_no, demo_answers
from helpers.wording import at_level, visible


@pytest.fixture(scope="module")
def figure(synthetic: dict[str, Path]) -> StickFigure:
    settings = Settings(speed_mps=2.8, surface="treadmill")
    motion: Motion = solve(read(synthetic["run"]), read(synthetic["standing"]), Runner(), settings)
    found = stick_figure(motion)
    assert found is not None
    return found


def test_the_title_says_what_the_runner_came_with() -> None:
    told = read_answers(
        all_no(pain_where=["low_back", "buttock"], pain_side="right", onset_km=8, pain_weeks=1)
    )
    assert [row.text for row in told_line(told)] == [
        "ache in the low back and ache in the buttock",
        "on the right",
        "from km 8",
        "for 1 week",
    ]
    assert told_line(read_answers(all_no())) == ()
    assert told_line(None) == ()


def test_one_cue_is_shown_that_of_the_first_pattern_with_what_to_watch_for(
    analysis: Analysis, curves: pa.Table
) -> None:
    at, told = at_level(analysis, "clear")
    page = render(at, curves, told=told)
    one = page[page.index('id="runner"') : page.index('id="clinician"')]
    said = " ".join(visible(one).split())
    shown = [
        pattern_text(p).correction.text for p in pattern_ids() if pattern_text(p).correction.text in said
    ]
    assert shown == [pattern_text("overstride").correction.text]
    assert one.count('class="cue"') == 1
    assert "Watch for: It feels odd and harder at first. Watch your calves" in " ".join(visible(one).split())
    two = page[page.index('id="clinician"') : page.index('class="cards')]
    assert pattern_text("overstride").correction.text not in two
    others = [p.id for p in at.patterns if p.verdict in ("stands_out", "possible") and p.id != "overstride"]
    assert others
    assert all(pattern_text(p).correction.text in two for p in others)


def test_every_cue_is_a_correction_and_has_something_to_watch_for() -> None:
    corrections = {pattern_text(pattern).correction.id for pattern in pattern_ids()}
    cues = {key: row for key, row in load("care/cues.toml").items() if key != "practice"}
    assert set(cues) <= corrections
    assert all(row["watch"] and row["watch_source"] and row["measures"] for row in cues.values())


def test_the_distances_told_stand_beside_the_measures(analysis: Analysis, curves: pa.Table) -> None:
    at, told = at_level(analysis, "clear")
    one = " ".join(visible(render(at, curves, told=told)).split())
    glance = one[one.index("Your run at a glance") : one.index("What we can't tell")]
    assert "Bounce 8.8 cm (8.6–9.0)" in glance
    assert "Usual run 8 km as you told us Longest run before 12 km as you told us" in glance
    given = demo_answers()["intake"]
    assert (given["usual_run_km"], given["longest_run_30d_km"]) == (8, 12)


def test_the_landing_picture_marks_the_shin_and_how_far_ahead_the_foot_is(figure: StickFigure) -> None:
    svg = str(landing_still(figure))
    shin = re.search(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)" class="shin (\w+)"', svg)
    gap = re.search(
        r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="[\d.]+" class="gap-line (\w+)"', svg
    )
    assert shin
    assert gap
    assert shin[5] == gap[4] == figure.first
    knee, ankle = (figure.points[f"{name}_{figure.first}"][0] for name in ("knee", "ankle"))
    assert float(shin[3]) - float(shin[1]) == pytest.approx(ankle[0] - knee[0], abs=1)
    balance = figure.points["balance"][0]
    assert float(gap[3]) - float(gap[1]) == pytest.approx(ankle[0] - balance[0], abs=1)
    assert 150 < ankle[0] - balance[0] < 400  # mm: this runner lands far ahead


def test_the_pelvis_picture_is_shaded_by_the_smallest_real_change(figure: StickFigure) -> None:
    svg = str(pelvis_still(figure))
    line = re.search(
        r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)" class="pelvis-mark"', svg
    )
    shade = re.search(r'<path d="M([^"]+)" class="shade"', svg)
    assert line
    assert shade
    x1, y1, x2, y2 = map(float, line.groups())
    corners = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", shade[1])]
    right = [(x, y) for x, y in corners if x > (x1 + x2) / 2 + 10]
    middle = corners[0]
    slope = math.degrees(math.atan2(y2 - y1, x2 - x1))
    turns = sorted(math.degrees(math.atan2(y - middle[1], x - middle[0])) - slope for x, y in right)
    assert turns == pytest.approx([-2.8, 2.8], abs=0.15)


def test_the_still_pictures_stand_on_the_page_with_their_numbers(
    analysis: Analysis, curves: pa.Table, background: Background, figure: StickFigure
) -> None:
    (one,) = background.recordings
    page = render(analysis, curves, background=Background((replace(one, figure=figure),)))
    said = " ".join(visible(page).split())
    side, shin, ahead = ("left", "5.4", "27.4") if figure.first == "left" else ("right", "3.1", "25.2")
    assert f"Shin, {side} {shin}" in said.replace(" °", "°")
    assert f"Foot ahead, {side} {ahead}" in said
    assert "Shaded: ± 2.8°, the smallest real change." in said
    assert page.count('<use href="#runner-side"') == 1
    alone = render(
        analysis, curves, background=Background((replace(one, figure=figure),)), audience="clinician"
    )
    assert "<use" not in alone
    assert 'id="runner-side"' in alone
