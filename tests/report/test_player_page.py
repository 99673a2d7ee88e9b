"""The player on the page: its place, its policy, its words, one still on paper, the same bytes twice."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import player, render
from backstride.report.player.charts import STRIP_WIDTH, charts, strip
from backstride.report.player.data import FrameLink, PlayerData
from backstride.report.player.page import player_page
from backstride.report.player.still import first_strike
from helpers.chromium import page_count
from helpers.devtools import Tab
from helpers.outline import Outline
from helpers.played import CONTACTS, HEIGHT_PX, WIDTH_PX, clip, uneven_times, whole
from helpers.wording import at_level, claims, visible

VOID = {"meta", "input"}  # no other empty tag is in a page with a player


@pytest.fixture(scope="module")
def data() -> PlayerData:
    return whole(
        clip(uneven_times()), links=[FrameLink(text="The left foot lands", time_s=1.6)], video=b"not a video"
    )


@pytest.fixture(scope="module")
def page(analysis: Analysis, curves: pa.Table, data: PlayerData) -> str:
    return render(analysis, curves, players=[data])


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parsed = Outline(VOID)
    parsed.feed(html)
    assert parsed.open == []
    return parsed.tags


def policy(html: str) -> str:
    return str(
        next(attrs["content"] for _, attrs in tags(html) if "http-equiv" in attrs and attrs["content"])
    )


def test_the_policy_lets_only_its_own_script_run_and_only_pictures_inside_it_play(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{hashed}'; media-src data:;" in policy(page)
    assert policy(page).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy(page)
    assert re.findall(r"\b(eval|Function|innerHTML|fetch|XMLHttpRequest|import|localStorage)\b", script) == []


def test_without_a_clip_the_page_holds_no_script_and_allows_none(
    analysis: Analysis, curves: pa.Table
) -> None:
    page = render(analysis, curves)
    assert "<script" not in page
    assert "script-src" not in policy(page)
    assert "player" not in page


def test_nothing_is_loaded_and_nothing_runs_from_an_attribute(page: str) -> None:
    bare = re.sub(r'"data:video/mp4;base64,[^"]*"', '""', page)
    assert re.findall(r"(?:https?:)?//[a-z]", bare) == []
    found = tags(page)
    assert [key for _, attrs in found for key in attrs if key.startswith("on")] == []
    assert [attrs for _, attrs in found if "style" in attrs] == []
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_it_never_starts_by_itself_and_makes_no_sound(page: str) -> None:
    (video,) = [attrs for tag, attrs in tags(page) if tag == "video"]
    assert "autoplay" not in video
    assert {"muted", "playsinline"} <= set(video)
    assert video["src"] == "data:video/mp4;base64," + base64.b64encode(b"not a video").decode()


def test_it_stands_on_page_one_above_what_stands_out(page: str) -> None:
    assert page.index('id="runner"') < page.index('class="player"') < page.index('id="stands-out"')
    assert page.count('class="player"') == 1


@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_where_only_what_to_do_now_is_shown_nothing_plays(
    analysis: Analysis, curves: pa.Table, data: PlayerData, level: str
) -> None:
    at, told = at_level(analysis, level)
    page = render(at, curves, told=told, players=[data])
    assert "player" not in page
    assert "<script" not in page


def test_the_clinicians_page_alone_plays_nothing(
    analysis: Analysis, curves: pa.Table, data: PlayerData
) -> None:
    assert "<script" not in render(analysis, curves, players=[data], audience="clinician")


def test_a_player_of_no_recording_is_left_out_and_several_stand_in_the_recordings_order(
    analysis: Analysis, curves: pa.Table, data: PlayerData
) -> None:
    stray = data.model_copy(update={"recording": "stray"})
    assert "stray" not in render(analysis, curves, players=[stray, data])
    two = tuple(analysis.recordings[0].model_copy(update={"id": name}) for name in ("b", "a"))
    several = analysis.model_copy(update={"recordings": two})
    players = [data.model_copy(update={"recording": name}) for name in ("a", "b")]
    page = render(several, curves, players=players)
    assert page.index('id="player-b"') < page.index('id="player-a"')
    assert render(several, curves, players=players[::-1]) == page


def test_every_button_and_picture_has_a_name(page: str) -> None:
    start = page.index('<section class="players"')
    found = tags(page[start : page.index("</section>", start) + len("</section>")])
    controls = [attrs for tag, attrs in found if tag == "button"]
    assert len(controls) == 1 + 6 + 3 + 4 + 1
    assert all(attrs.get("aria-label") or attrs.get("title") for attrs in controls)
    (slider,) = [attrs for _, attrs in found if attrs.get("role") == "slider"]
    assert slider["aria-label"]
    assert slider["tabindex"] == "0"
    for picture in re.findall(r"<svg.*?</svg>", page, re.S):
        assert ("<title" in picture and "<desc" in picture) or 'aria-hidden="true"' in picture


def test_the_data_come_back_from_the_page_whatever_the_recording_is_called() -> None:
    evil = '"><script>x</script>'
    html = str(player(whole(clip(uneven_times(6), recording=evil))))
    assert "<script" not in html
    (told,) = [str(attrs["data-run"]) for _, attrs in tags(html) if "data-run" in attrs]
    assert json.loads(told)["recording"] == evil


def test_what_it_says_makes_no_claim(page: str) -> None:
    assert claims(visible(page)) == []
    assert "no_script" not in page
    assert "<noscript>" in page


def test_the_same_input_gives_the_same_page(
    page: str, analysis: Analysis, curves: pa.Table, data: PlayerData
) -> None:
    assert render(analysis, curves, players=[data]) == page


# --- drawings


def test_bars_and_marks_stand_where_the_contacts_are(data: PlayerData) -> None:
    drawn = str(strip(data))
    first_s, last_s = data.time_s[0], data.time_s[-1]
    bars = re.findall(r'x1="([\d.]+)" x2="([\d.]+)" [^>]*class="stands (\w+)"', drawn)
    wanted = [(at / (last_s - first_s) * STRIP_WIDTH for at in one[1:]) for one in CONTACTS]
    assert [side for _, _, side in bars] == [side for side, _, _ in CONTACTS]
    for bar, ends in zip(bars, wanted, strict=True):
        assert [float(end) for end in bar[:2]] == pytest.approx(list(ends), abs=0.051)
    assert drawn.count("strikes left") == 2
    assert drawn.count("strikes right") == 2


def test_a_contact_that_began_before_the_clip_has_a_bar_from_its_edge_and_no_strike(data: PlayerData) -> None:
    early = data.contacts[0].model_copy(update={"foot_strike_s": 1.3, "toe_off_s": 1.6})
    drawn = str(strip(data.model_copy(update={"contacts": (early,)})))
    assert 'x1="0"' in drawn
    assert "strikes" not in drawn


def test_charts_hold_both_sides_in_one_and_leave_out_what_is_empty(data: PlayerData) -> None:
    assert [one.title for one in charts(data)] == ["Knee bend", "Trunk lean", "Shin from upright"]
    knee = charts(data)[0]
    assert [one.side for one in knee.angles] == ["left", "right"]
    assert "Left: from 20 to 20°." in str(knee.drawing)
    nothing = dict.fromkeys(data.curves, (None,) * len(data.time_s))
    assert charts(data.model_copy(update={"curves": nothing})) == ()
    odd = {"toe_wiggle_left": (1.0,) * len(data.time_s)}
    assert charts(data.model_copy(update={"curves": odd}))[0].title == "Toe wiggle"


def test_the_still_shows_the_first_strike_with_the_whole_leg_seen(data: PlayerData) -> None:
    frame, side = first_strike(data)
    strike_s = data.time_s[0] + CONTACTS[0][1]
    assert side == "left"
    assert abs(data.time_s[frame] - strike_s) == min(abs(time - strike_s) for time in data.time_s)
    hidden = {name: (None, *at[1:]) for name, at in data.points.items()}
    ankle = list(hidden["ankle_centre_left"])
    ankle[frame] = None
    hidden["ankle_centre_left"] = tuple(ankle)
    assert first_strike(data.model_copy(update={"points": hidden}))[1] == "right"
    bare = data.model_copy(update={"points": hidden, "contacts": ()})
    assert first_strike(bare) == (1, None)


def test_a_runner_never_seen_and_a_single_frame_still_make_a_page(data: PlayerData) -> None:
    nobody = {name: (None,) * len(at) for name, at in data.points.items()}
    empty = data.model_copy(update={"points": nobody, "curves": {}, "contacts": (), "video": None})
    assert player_page(empty).view == f"0 0 {WIDTH_PX} {HEIGHT_PX}"
    assert tags(str(player(empty)))
    assert tags(str(player(whole(clip(uneven_times(1))))))


def test_without_pictures_the_ground_is_as_large_as_the_body_needs(data: PlayerData) -> None:
    assert player_page(data).view == f"0 0 {WIDTH_PX} {HEIGHT_PX}"
    x, y, width, height = map(float, player_page(data.model_copy(update={"video": None})).view.split())
    places = np.array([place for at in data.points.values() for place in at if place])
    assert (places >= [x, y]).all()
    assert (places <= [x + width, y + height]).all()
    assert width < WIDTH_PX


# --- on paper


@pytest.mark.slow
@pytest.mark.parametrize("level", ["clear", "unknown"])
def test_it_prints_as_one_still_on_the_two_pages(
    tab: Tab,
    analysis: Analysis,
    curves: pa.Table,
    background: Background,
    data: PlayerData,
    tmp_path: Path,
    level: str,
) -> None:
    at, told = at_level(analysis, level)
    file = tmp_path / "page.html"
    file.write_text(render(at, curves, background=background, told=told, players=[data]), "utf-8")
    assert page_count(tab.printed(file, tmp_path)) == 2
