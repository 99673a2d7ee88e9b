"""The player as a person moves in it: the frame shown is the frame asked for, by every key and button."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.devtools import Tab
from helpers.played import uneven_times
from helpers.player_tab import COUNT, LINKS, SHOWN, STRIKES, frame, nearest, opened, press

pytestmark = pytest.mark.slow
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
