"""The player as a person uses it: the frame shown is the frame asked for, by every key and button."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.report.html import render
from backstride.report.player.data import FrameLink, PlayerData
from backstride.report.player.small_video import small_video
from helpers.devtools import Tab
from helpers.in_page import COLOURS, SIDEWAYS
from helpers.played import (
    BARS,
    CONTACTS,
    HEIGHT_PX,
    WIDTH_PX,
    clip,
    need_video_extra,
    told_frames,
    uneven_times,
    whole,
)

pytestmark = pytest.mark.slow
COUNT = 48
LINKS = (FrameLink(text="The right foot lands", time_s=1.95),)
CODES = {"ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, " ": 32}
LISTEN = """
window.said = [];
addEventListener("error", event => said.push("error: " + event.message));
addEventListener("unhandledrejection", event => said.push("rejected: " + event.reason));
document.addEventListener("securitypolicyviolation", one => said.push("policy: " + one.violatedDirective));
for (const kind of ["error", "warn"]) console[kind] = (...words) => said.push(kind + ": " + words.join(" "));
"""
SHOWN = f"""
new Promise(done => {{
  const video = document.querySelector("video"), canvas = document.createElement("canvas");
  const read = () => {{
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const brush = canvas.getContext("2d", {{willReadFrequently: true}});
    brush.drawImage(video, 0, 0);
    const row = brush.getImageData(0, canvas.height / 2, canvas.width, 1).data;
    let number = 0;
    for (let bit = 0; bit < {BARS}; bit += 1)
      if (row[4 * Math.floor((bit + 0.5) * {WIDTH_PX // BARS + 1}) + 1] > 128) number += 1 << bit;
    done(number);
  }};
  const look = () => video.seeking || video.readyState < 2 ? setTimeout(look, 5) : read();
  look();
  setTimeout(() => done("nothing to see"), 10000);
}})
"""
"""The number that the picture on the screen tells."""
FOLLOWED = """
new Promise(done => {
  const video = document.querySelector("video"), root = document.querySelector(".player"), found = [];
  const told = (now, frame) => {
    found.push([frame.mediaTime, Number(root.dataset.frame)]);
    if (found.length === 12) done(found); else video.requestVideoFrameCallback(told);
  };
  video.requestVideoFrameCallback(told);
  document.querySelector("[data-do=play]").click();
  setTimeout(() => done(found), 20000);
})
"""
LOOPED = """
new Promise(done => {
  const root = document.querySelector(".player");
  const plays = () => root.classList.contains("plays");
  const look = () => Number(root.dataset.frame) < 10 ? done(plays()) : setTimeout(look, 5);
  document.querySelector("[data-do=speed][data-by='1.0']").click();
  document.querySelector("[data-do=play]").click();
  look();
  setTimeout(() => done(false), 10000);
})
"""
LAYERS = "[...document.querySelectorAll('.player-overlay g')]"
BOX = "document.querySelector('%s').getBoundingClientRect().toJSON()"


@pytest.fixture(scope="module")
def filmed() -> PlayerData:
    need_video_extra()
    time_s = uneven_times(COUNT)
    return whole(clip(time_s), links=LINKS, video=small_video(told_frames(time_s), WIDTH_PX, HEIGHT_PX))


@pytest.fixture(scope="module")
def pages(
    analysis: Analysis, curves: pa.Table, filmed: PlayerData, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The same run with its pictures, and with the body alone."""
    folder = tmp_path_factory.mktemp("players")
    for name, data in (("video", filmed), ("body", filmed.model_copy(update={"video": None}))):
        (folder / f"{name}.html").write_text(render(analysis, curves, players=[data]), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in ("video", "body")}


@pytest.fixture
def heard(tab: Tab) -> Iterator[Tab]:
    """A page whose complaints are kept; none may be left at the end."""
    tab.send("Page.enable")
    script = tab.send("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)["identifier"]
    yield tab
    said = tab.run("window.said")
    tab.send("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    assert said == []


def opened(tab: Tab, page: Path, width: int = 1100) -> Tab:
    tab.open(page, width=width)
    tab.run("document.documentElement.style.scrollBehavior = 'auto'")
    tab.run("document.querySelector('.player-slider').focus()")
    return tab


def press(tab: Tab, key: str, *, shift: bool = False) -> None:
    """A key with its letter, held with shift or not."""
    what: dict[str, Any] = {"key": key, "modifiers": 8 if shift else 0}
    what["windowsVirtualKeyCode"] = CODES.get(key, ord(key[0].upper()))
    text = {"text": key} if len(key) == 1 else {}
    tab.send("Input.dispatchKeyEvent", type="keyDown", **what, **text)
    tab.send("Input.dispatchKeyEvent", type="keyUp", **what)


def wait_until(tab: Tab, asked: str) -> None:
    """Ask until it is so; where scripts are off no promise is ever kept."""
    for _ in range(200):
        if tab.run(asked):
            return
        time.sleep(0.05)
    pytest.fail(f"never: {asked}")


def frame(tab: Tab) -> int:
    return int(tab.run("document.querySelector('.player').dataset.frame"))


def nearest(time_s: float) -> int:
    return int(np.argmin(np.abs(uneven_times(COUNT) - time_s)))


STRIKES = [nearest(1.5 + strike) for _, strike, _ in CONTACTS]


def test_stepping_shows_every_frame_in_turn_forwards_and_back(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    press(tab, "Home")
    there = []
    for _ in range(COUNT - 1):
        there.append((frame(tab), tab.run(SHOWN)))
        press(tab, "ArrowRight")
    there.append((frame(tab), tab.run(SHOWN)))
    assert there == [(number, number) for number in range(COUNT)]
    press(tab, "ArrowRight")
    assert frame(tab) == COUNT - 1
    back = []
    for _ in range(0, COUNT, 3):
        back.append((frame(tab), tab.run(SHOWN)))
        for _ in range(3):
            press(tab, "ArrowLeft")
    assert back == [(number, number) for number in range(COUNT - 1, -1, -3)]


def test_it_begins_still_at_the_first_foot_strike(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    assert frame(tab) == STRIKES[0]
    assert tab.run(SHOWN) == STRIKES[0]
    assert tab.run("document.querySelector('video').paused")


def test_playing_the_marks_go_with_the_picture(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    time_s = uneven_times(COUNT) - uneven_times(COUNT)[0]
    followed = tab.run(FOLLOWED)
    assert len(followed) == 12
    for media_s, number in followed:
        assert int(np.argmin(np.abs(time_s - media_s))) == number
    press(tab, " ")
    shown = tab.run(SHOWN)
    assert tab.run("document.querySelector('video').paused")
    assert frame(tab) == shown


def test_it_plays_over_and_over(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    press(tab, "End")
    assert tab.run(LOOPED)


def test_brackets_go_from_contact_to_contact_and_no_further(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    press(tab, "Home")
    seen = []
    for _ in range(len(STRIKES) + 1):
        press(tab, "]")
        seen.append((frame(tab), tab.run(SHOWN)))
    assert seen == [(one, one) for one in [*STRIKES, STRIKES[-1]]]
    for wanted in [*STRIKES[-2::-1], STRIKES[0]]:
        press(tab, "[")
        assert frame(tab) == wanted


def test_shift_and_an_arrow_move_by_a_stride(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    press(tab, "ArrowRight", shift=True)
    assert frame(tab) == nearest(float(uneven_times(COUNT)[STRIKES[0]]) + 0.7)
    press(tab, "ArrowLeft", shift=True)
    assert abs(frame(tab) - STRIKES[0]) <= 1


def test_keys_switch_what_is_shown(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    shown = f"{LAYERS}.map(one => one.getBoundingClientRect().height > 0)"
    names = tab.run(f"{LAYERS}.map(one => one.getAttribute('class'))")
    before = dict(zip(names, tab.run(shown), strict=True))
    assert before == {"trails": False, "lines": False, "skeleton": True, "angles": False}
    for key, layer in zip("1234", ("skeleton", "angles", "lines", "trails"), strict=True):
        press(tab, key)
        now = dict(zip(names, tab.run(shown), strict=True))
        assert now == before | {layer: not before[layer]}, layer
        pressed = f"document.querySelector('[data-layer={layer}]').getAttribute('aria-pressed')"
        assert tab.run(pressed) == str(now[layer]).lower()
        press(tab, key)


def test_angles_are_written_beside_their_joints_with_the_letter_of_the_side(
    heard: Tab, pages: dict[str, Path]
) -> None:
    tab = opened(heard, pages["video"])
    press(tab, "2")
    texts = tab.run("[...document.querySelectorAll('.player-overlay text')].map(one => one.textContent)")
    assert sorted(texts) == sorted(["L 20°", "R 60°", "10°", "L 5°", "R −50°"])
    values = "[...document.querySelectorAll('.player-value')].map(one => one.textContent)"
    assert tab.run(values) == ["20°", "60°", "10°", "5°", "−50°"]


def test_points_lie_where_the_data_say_in_the_picture(
    heard: Tab, pages: dict[str, Path], filmed: PlayerData
) -> None:
    tab = opened(heard, pages["video"])
    press(tab, "End")
    leg = (
        "document.querySelectorAll('.player-overlay .skeleton polyline.left.front')[1].getAttribute('points')"
    )
    got = [[float(n) for n in place.split(",")] for place in tab.run(leg).split(" ")]
    names = ("hip_centre_left", "knee_centre_left", "ankle_centre_left")
    assert got == [list(filmed.points[name][-1] or ()) for name in names]
    video, overlay = (tab.run(BOX % one) for one in ("video", ".player-overlay"))
    assert video["width"] / video["height"] == pytest.approx(WIDTH_PX / HEIGHT_PX, rel=0.01)
    assert all(abs(video[side] - overlay[side]) < 0.6 for side in ("x", "y", "width", "height"))


def test_the_help_opens_by_its_key_and_keys_outside_do_nothing(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    hidden = "document.querySelector('.player-keys').hidden"
    assert tab.run(hidden)
    press(tab, "?")
    assert not tab.run(hidden)
    press(tab, "?")
    assert tab.run(hidden)
    tab.run("document.activeElement.blur()")
    press(tab, "ArrowRight")
    assert frame(tab) == STRIKES[0]


def test_buttons_do_what_keys_do(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    for button, wanted in (
        ("[data-do=contact][data-by='1']", STRIKES[1]),
        ("[data-do=frame][data-by='1']", STRIKES[1] + 1),
        ("[data-do=frame][data-by='-1']", STRIKES[1]),
        ("[data-do=contact][data-by='-1']", STRIKES[0]),
    ):
        tab.run(f'document.querySelector("{button}").click()')
        assert frame(tab) == wanted


def test_the_body_plays_by_its_own_clock_at_the_chosen_speed(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    press(tab, "Home")
    passed = """
    new Promise(done => {
      document.querySelector("[data-do=speed][data-by='%s']").click();
      document.querySelector("[data-do=play]").click();
      const root = document.querySelector(".player"), start = performance.now();
      const first = Number(root.dataset.frame);
      const look = () => {
        if (performance.now() - start < 400) return requestAnimationFrame(look);
        const frame = Number(root.dataset.frame), ms = performance.now() - start;
        document.querySelector("[data-do=play]").click();
        done([first, frame, ms]);
      };
      requestAnimationFrame(look);
    })
    """
    time_s = uneven_times(COUNT)
    for speed in (1.0, 0.25):
        first, last, ms = tab.run(passed % speed)
        gone_s = time_s[last] - time_s[first]
        assert gone_s == pytest.approx(speed * ms / 1000, abs=0.1 * speed + 0.05)
        assert not tab.run("document.querySelector('.player').classList.contains('plays')")


def test_a_finding_leads_to_its_frame_and_the_focus_goes_there(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    tab.run("document.querySelector('.to-frame').click()")
    assert frame(tab) == nearest(LINKS[0].time_s)
    assert tab.run(SHOWN) == nearest(LINKS[0].time_s)
    assert tab.run("document.activeElement.getAttribute('role')") == "slider"
    tab.run("location.hash = '#t=1.7'")
    tab.run("new Promise(done => setTimeout(done, 100))")
    assert frame(tab) == nearest(1.7)


def test_a_drag_on_the_strip_and_on_a_chart_goes_there(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    time_s = uneven_times(COUNT)
    for where, begin, end in ((".player-slider", 0.0, 1.0), (".player-chart", None, None)):
        tab.run(f"document.querySelector('{where}').scrollIntoView({{block: 'center'}})")
        box = tab.run(f"document.querySelector('{where} svg').getBoundingClientRect().toJSON()")
        if begin is None or end is None:
            begin, end = (
                float(tab.run(f"document.querySelector('{where}').dataset.{name}"))
                for name in ("begin", "end")
            )
        for share in (0.25, 0.8):
            tab.click(box["x"] + box["width"] * (begin + share * (end - begin)), box["y"] + box["height"] / 2)
            wanted = time_s[0] + share * (time_s[-1] - time_s[0])
            assert abs(time_s[frame(tab)] - wanted) <= np.diff(time_s).max() / 2 + 0.006
            cursor = tab.run(
                f"document.querySelector('{where} .player-cursor').getBoundingClientRect().toJSON()"
            )
            at = box["x"] + box["width"] * (begin + share * (end - begin))
            assert abs(cursor["x"] + cursor["width"] / 2 - at) < 0.04 * box["width"]


def test_a_screen_reader_is_told_where_it_is(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["body"])
    press(tab, "End")
    slider = "document.querySelector('[role=slider]').getAttribute('aria-%s')"
    assert tab.run(slider % "valuenow") == tab.run(slider % "valuemax") == str(COUNT)
    assert tab.run(slider % "valuetext") == f"{uneven_times(COUNT)[-1]:.3f} s, frame {COUNT} of {COUNT}"


@pytest.mark.parametrize("name", ["video", "body"])
def test_nothing_scrolls_sideways_on_a_small_phone(heard: Tab, pages: dict[str, Path], name: str) -> None:
    tab = opened(heard, pages[name], width=360)
    press(tab, "?")
    for key in "234":
        press(tab, key)
    assert tab.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert tab.run(SIDEWAYS) == []
    heights = (
        "[...document.querySelectorAll('.player button')].map(one => one.getBoundingClientRect().height)"
    )
    assert min(tab.run(heights)) >= 32


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_and_mark_of_the_player_has_contrast_enough(
    heard: Tab, pages: dict[str, Path], scheme: Any
) -> None:
    heard.open(pages["body"], width=1100, scheme=scheme)
    heard.run("document.querySelectorAll('[data-do=show][aria-pressed=false]').forEach(one => one.click())")
    heard.run("document.querySelectorAll('main section:not(.players)').forEach(one => one.remove())")
    faint = [one for one in heard.run(COLOURS) if one["got"] < one["needed"]]
    # the dark edge under a line is there to be dark
    assert [one for one in faint if "edge" not in one["what"]] == []


def test_without_scripts_the_still_and_a_sentence_stand_there(tab: Tab, pages: dict[str, Path]) -> None:
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.send("Page.navigate", url=pages["video"].as_uri())
        wait_until(tab, "document.readyState === 'complete' && !!document.querySelector('.player')")
        assert tab.run("document.querySelector('.player-still').checkVisibility()")
        assert not tab.run("document.querySelector('.player-buttons').checkVisibility()")
        assert tab.run("document.querySelector('noscript').textContent.includes('script')")
        assert tab.run("document.querySelector('video').controls")
    finally:
        tab.send("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_the_still_takes_the_place_of_the_player(heard: Tab, pages: dict[str, Path]) -> None:
    tab = opened(heard, pages["video"])
    assert not tab.run("document.querySelector('.player-still').checkVisibility()")
    tab.send("Emulation.setEmulatedMedia", media="print")
    assert tab.run("document.querySelector('.player-still').checkVisibility()")
    assert not tab.run("document.querySelector('.player-body').checkVisibility()")
    tab.send("Emulation.setEmulatedMedia", media="")
