"""What the player shows: layers by their keys, marks in their places, and what is left without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backstride.report.player.data import PlayerData
from helpers.devtools import Tab
from helpers.in_page import COLOURS, SIDEWAYS
from helpers.played import HEIGHT_PX, WIDTH_PX, uneven_times
from helpers.player_tab import COUNT, STRIKES, frame, opened, press, wait_until

pytestmark = pytest.mark.slow
LAYERS = "[...document.querySelectorAll('.player-overlay g')]"
BOX = "document.querySelector('%s').getBoundingClientRect().toJSON()"


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
