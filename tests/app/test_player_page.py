"""The player over the whole page: its keys, its cover, its links to a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from helpers.player_tab import COUNT, SHOWN, STRIKES
from helpers.served import Served
from helpers.web import DESK, PHONE, Visit, visiting


@contextmanager
def player(
    served: Served,
    browser: Browser,
    result: Path,
    folder: Path,
    size: tuple[int, int] = DESK,
    tail: str = "",
    scheme: str = "light",
) -> Iterator[Visit]:
    job = served.adopt(result)
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
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
) -> None:
    with player(served, browser, clip_result, tmp_path) as visit:
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


def test_keys_can_be_left_to_the_player(
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
) -> None:
    with player(served, browser, clip_result, tmp_path) as visit:
        page = visit.page
        at = pressed(page, "Home")
        page.locator("#everywhere").uncheck()
        page.evaluate("document.activeElement.blur()")
        assert pressed(page, "ArrowRight", "f") == at
        assert page.locator("[data-beyond=cover]").get_attribute("aria-pressed") == "false"
        page.locator(".player-slider").focus()
        assert pressed(page, "ArrowRight") == at + 1


def test_the_cover_lies_over_the_head_in_every_frame(
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
) -> None:
    inside = """() => {
      const data = JSON.parse(document.querySelector(".player").dataset.run);
      const at = Number(document.querySelector(".player").dataset.frame);
      const disc = document.querySelector("circle.head-cover");
      const [x, y] = data.points.head[at], far = name => data.points[name][at];
      const away = Math.hypot(x - disc.getAttribute("cx"), y - disc.getAttribute("cy"));
      return [disc.getAttribute("display"), away < 1, Number(disc.getAttribute("r")) > 12];
    }"""
    with player(served, browser, clip_result, tmp_path) as visit:
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
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
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
    with player(served, browser, clip_result, tmp_path) as visit:
        seen, near, lost = visit.page.evaluate(guessed)
    assert seen == ["inline", "none", 20]
    assert near[:2] == ["inline", "none"]
    assert near[2] > seen[2]  # a guess is covered more widely
    assert lost[:2] == ["none", "inline"]


def test_a_link_leads_to_its_moment(
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
) -> None:
    with player(served, browser, clip_result, tmp_path, tail="#t=1.95") as visit:
        page = visit.page
        assert frame(page) == STRIKES[1]
        link = page.locator("[data-beyond=moment]").get_attribute("href") or ""
        pressed(page, "Home")
        assert page.locator("[data-beyond=moment]").get_attribute("href") != link
        page.evaluate("to => { location.hash = to; }", link)
        page.wait_for_function(f"document.querySelector('.player').dataset.frame === '{STRIKES[1]}'")


def test_sides_are_explained_and_compare_is_one_key_away(
    served: Served, browser: Browser, clip_result: Path, tmp_path: Path
) -> None:
    with player(served, browser, clip_result, tmp_path, PHONE, scheme="dark") as visit:
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


def test_a_result_without_a_clip_has_no_player(served: Served, demo_result: Path) -> None:
    job = served.adopt(demo_result)
    with served.client() as client:
        assert client.get(f"/p/me/results/{job.id}/player").status_code == 404
        assert "/player" not in client.get(f"/p/me/results/{job.id}").text


def test_a_clip_of_another_number_is_none(served: Served, clip_result: Path) -> None:
    job = served.adopt(clip_result)
    with served.client() as client:
        base = f"/p/me/results/{job.id}/player"
        assert client.get(f"{base}?clip=1").status_code == 200
        assert client.get(f"{base}?clip=2").status_code == 404
        assert client.get(f"{base}?clip=0").status_code == 422
        assert client.get(f"{base}?clip=x").status_code == 422
