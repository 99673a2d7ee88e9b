"""The player over the whole page: its keys, its cover, its links to a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backstride.app.jobs.job import Job
from helpers.player_tab import COUNT, SHOWN, STRIKES
from helpers.served import Served, serving, settings_for
from helpers.web import DESK, PHONE, Visit, visiting

Shelf = tuple[Served, Job]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, clip_result: Path) -> Iterator[Shelf]:
    """One server for all, as they only look, and its result with a clip."""
    with serving(settings_for(tmp_path_factory.mktemp("shelf"))) as found:
        yield found, found.adopt(clip_result)


@contextmanager
def player(
    shelf: Shelf,
    browser: Browser,
    folder: Path,
    size: tuple[int, int] = DESK,
    tail: str = "",
    scheme: str = "light",
) -> Iterator[Visit]:
    served, job = shelf
    with visiting(browser, served.entry, folder, size, color_scheme=scheme) as visit:
        visit.page.goto(f"{served.base}/p/me/results/{job.id}/player{tail}")
        expect(visit.page.locator(".player.ready")).to_have_count(1)
        yield visit
        assert visit.faults == []


def frame(page: Page) -> int:
    return int(page.locator(".player").get_attribute("data-frame") or -1)


def pressed(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return frame(page)


def test_keys_work_on_the_whole_page_and_the_pictures_follow(
    shelf: Shelf, browser: Browser, tmp_path: Path
) -> None:
    with player(shelf, browser, tmp_path) as visit:
        page = visit.page
        assert page.evaluate("document.activeElement.tagName") == "BODY"
        assert pressed(page, "Home") == 0
        assert pressed(page, "ArrowRight", "ArrowRight", "ArrowRight") == 3
        assert page.evaluate(SHOWN) == 3  # the number that the picture itself tells
        assert pressed(page, "ArrowLeft") == 2
        assert pressed(page, "]") == STRIKES[0]
        assert pressed(page, "]", "]") == STRIKES[2]
        assert pressed(page, "[") == STRIKES[1]
        assert pressed(page, "Home", "]", "Shift+ArrowRight") == STRIKES[2]
        assert pressed(page, "End") == COUNT - 1
        for key, layer in (("1", "skeleton"), ("2", "angles"), ("3", "lines"), ("4", "trails")):
            button = page.locator(f"[data-layer={layer}]")
            before = button.get_attribute("aria-pressed")
            page.keyboard.press(key)
            assert button.get_attribute("aria-pressed") != before
        page.keyboard.press("?")
        expect(page.locator(".player-keys")).to_be_visible()
        pressed(page, "Home", " ")
        expect(page.locator(".player.plays")).to_have_count(1)
        page.keyboard.press(" ")
        expect(page.locator(".player.plays")).to_have_count(0)


def test_keys_can_be_left_to_the_player(shelf: Shelf, browser: Browser, tmp_path: Path) -> None:
    with player(shelf, browser, tmp_path) as visit:
        page = visit.page
        at = pressed(page, "Home")
        page.locator("#everywhere").uncheck()
        page.evaluate("document.activeElement.blur()")
        assert pressed(page, "ArrowRight", "f") == at
        assert page.locator("[data-beyond=cover]").get_attribute("aria-pressed") == "false"
        page.locator(".player-slider").focus()
        assert pressed(page, "ArrowRight") == at + 1


def test_the_cover_lies_over_the_head_in_every_frame(shelf: Shelf, browser: Browser, tmp_path: Path) -> None:
    inside = """() => {
      const data = JSON.parse(document.querySelector(".player").dataset.run);
      const at = Number(document.querySelector(".player").dataset.frame);
      const disc = document.querySelector("circle.head-cover");
      const [x, y] = data.points.head[at];
      const away = Math.hypot(x - disc.getAttribute("cx"), y - disc.getAttribute("cy"));
      return [disc.getAttribute("display"), away < 1, Number(disc.getAttribute("r")) > 12];
    }"""
    with player(shelf, browser, tmp_path) as visit:
        page = visit.page
        assert page.evaluate(inside)[0] == "none"
        pressed(page, "Home", "f")
        for _ in range(5):
            assert page.evaluate(inside) == ["inline", True, True]
            pressed(page, "ArrowRight")
        visit.shot("player-covered")
        page.keyboard.press("f")
        assert page.evaluate(inside)[0] == "none"


def test_where_no_head_was_found_the_whole_picture_is_hidden(
    shelf: Shelf, browser: Browser, tmp_path: Path
) -> None:
    guessed = """async () => {
      const { HeadCover } = await import("/static/player_cover.js");
      const svg = document.querySelector(".player-overlay");
      const head = [[100, 40], null, null], neck = [[100, 60], null, null];
      const points = {head, shoulder_middle: neck};
      const cover = new HeadCover(svg, {points, time_s: [0, 0.1, 1], slow_motion: 1});
      const told = [];
      cover.show(true);
      for (const frame of [0, 1, 2]) {
        cover.draw(frame);
        const shown = [cover.disc, cover.all].map(one => one.getAttribute("display"));
        told.push([...shown, Number(cover.disc.getAttribute("r"))]);
      }
      return told;
    }"""
    with player(shelf, browser, tmp_path) as visit:
        seen, near, lost = visit.page.evaluate(guessed)
    assert seen == ["inline", "none", 20]
    assert near[:2] == ["inline", "none"]
    assert near[2] > seen[2]  # a guess is covered more widely
    assert lost[:2] == ["none", "inline"]


def test_a_link_leads_to_its_moment(shelf: Shelf, browser: Browser, tmp_path: Path) -> None:
    with player(shelf, browser, tmp_path, tail="#t=1.95") as visit:
        page = visit.page
        assert frame(page) == STRIKES[1]
        link = page.locator("[data-beyond=moment]").get_attribute("href") or ""
        pressed(page, "Home")
        assert page.locator("[data-beyond=moment]").get_attribute("href") != link
        page.evaluate("to => { location.hash = to; }", link)
        page.wait_for_function(f"document.querySelector('.player').dataset.frame === '{STRIKES[1]}'")


def test_sides_are_explained_and_compare_is_one_key_away(
    shelf: Shelf, browser: Browser, tmp_path: Path
) -> None:
    with player(shelf, browser, tmp_path, PHONE, scheme="dark") as visit:
        page = visit.page
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot("player-360-dark")
        expect(page.locator("#sides-text")).to_be_hidden()
        page.keyboard.press("s")
        expect(page.locator("#sides-text")).to_be_visible()
        assert visit.violations() == []
        page.keyboard.press("c")
        page.wait_for_url("**/p/me/compare?after=*")


def test_a_result_without_a_clip_has_no_player(shelf: Shelf, demo_result: Path) -> None:
    job = shelf[0].adopt(demo_result, "athlete")
    with shelf[0].client() as client:
        assert client.get(f"/p/athlete/results/{job.id}/player").status_code == 404
        page = client.get(f"/p/athlete/results/{job.id}")
    assert (page.status_code, "/player" in page.text) == (200, False)


def test_a_clip_of_another_number_is_none(shelf: Shelf) -> None:
    served, job = shelf
    with served.client() as client:
        base = f"/p/me/results/{job.id}/player"
        assert client.get(f"{base}?clip=1").status_code == 200
        assert client.get(f"{base}?clip=2").status_code == 404
        assert client.get(f"{base}?clip=0").status_code == 422
        assert client.get(f"{base}?clip=x").status_code == 422
