"""The film helper with the browser's made-up camera: level, light, countdown, clip; and without a camera."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from backstride.app.pages.film import film_limits
from backstride.knowledge.loader import load
from helpers.served import Served
from helpers.web import PHONE, Visit, browsing, visiting

FAKE = "--use-fake-device-for-media-stream"
QUICK = "document.getElementById('wait').append(new Option('two', '2', false, true))"


@pytest.fixture(scope="module")
def camera(browser: Browser) -> Iterator[Browser]:
    """A browser with a made-up camera that is allowed."""
    assert browser.is_connected()  # the one that stays open is opened first
    with browsing([FAKE, "--use-fake-ui-for-media-stream"]) as found:
        yield found


@pytest.fixture
def filming(served: Served, camera: Browser, tmp_path: Path) -> Iterator[Visit]:
    with visiting(camera, served.entry, tmp_path, PHONE) as visit:
        visit.page.goto(f"{served.base}/p/me/film")
        yield visit


def test_a_clip_is_filmed_and_measured_and_nothing_is_sent_before(served: Served, filming: Visit) -> None:
    page = filming.page
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method != "GET" else None)
    page.locator("#turn-on").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#check-light")).to_have_attribute("data-is", "good", timeout=15_000)
    expect(page.locator("#check-shape")).to_contain_text("lying")
    expect(page.locator("#stage")).to_have_attribute(
        "data-trust", "bad", timeout=15_000
    )  # it gives 20 a second
    expect(page.locator("#trust")).to_contain_text("Not yet")
    page.evaluate(QUICK)
    page.locator("#record").click()
    expect(page.locator("#digits")).to_have_text("1", timeout=15_000)
    filming.shot("film-countdown")
    expect(page.locator("#live")).to_contain_text("Recording 2 s", timeout=15_000)
    page.locator("#stop").click()
    expect(page.locator("#clip")).to_be_visible(timeout=15_000)
    expect(page.locator("#clip-short")).to_contain_text("10 seconds or more")
    expect(page.locator("#clip-picture")).to_have_text("1280 × 720")
    assert filming.violations() == []
    assert filming.overflows() <= 0
    filming.shot("film-clip")
    assert sent == []
    assert served.box.all() == ()
    page.locator("#use").click()
    page.wait_for_url("**/p/me/jobs/*", timeout=30_000)
    [job] = served.box.of_person("me")
    assert job.kind == "analyze"
    assert job.files[0].name.startswith("run from the side.")
    assert filming.faults == []


def test_the_level_is_told_once_it_is_allowed(filming: Visit) -> None:
    page = filming.page
    page.locator("#turn-on").click()
    expect(page.locator("#controls")).to_be_visible(timeout=15_000)
    line = page.context.new_cdp_session(page)
    line.send("DeviceOrientation.setDeviceOrientationOverride", {"alpha": 0, "beta": 90, "gamma": 0})
    if page.locator("#use-level").is_visible():
        page.locator("#use-level").click()
    expect(page.locator("#check-level")).to_contain_text("level", timeout=15_000)
    line.send("DeviceOrientation.setDeviceOrientationOverride", {"alpha": 0, "beta": 78, "gamma": 0})
    expect(page.locator("#check-level")).to_contain_text("tip it up by 12°")
    expect(page.locator("#check-level")).to_have_attribute("data-is", "bad")
    expect(page.locator("#bubble")).to_be_visible()


@pytest.mark.parametrize(
    ("orientation", "angle", "roll", "pitch"),
    [
        ({"beta": 90, "gamma": 0}, 0, 0, 0),  # upright
        ({"beta": 0, "gamma": -90}, 90, 0, 0),  # lying on its left side, screen turned along
        ({"beta": 0, "gamma": 90}, 270, 0, 0),  # on its right side
        ({"beta": 80, "gamma": 0}, 0, 0, 10),  # the top leans away from who looks: the lens looks down
        ({"beta": 5, "gamma": -90}, 90, -5, 0),  # lying, turned too far to the right
    ],
)
def test_the_level_is_worked_out_from_gravity(
    filming: Visit, orientation: dict[str, float], angle: float, roll: float, pitch: float
) -> None:
    """W3C: up is the last row of the turn about z, x and y; drawn on paper for these five."""
    found = filming.page.evaluate(
        "async ([o, a]) => (await import('/static/film/level.js')).levelOf(o, a)", [orientation, angle]
    )
    assert found["roll"] == pytest.approx(roll, abs=1e-6)
    assert found["pitch"] == pytest.approx(pitch, abs=1e-6)


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([FAKE, "--deny-permission-prompts"], "The camera was not allowed."),
        ([], "No camera was found."),
    ],
    ids=["refused", "missing"],
)
def test_without_a_camera_one_sentence_points_to_the_card(
    served: Served, tmp_path: Path, options: list[str], says: str
) -> None:
    with browsing(options) as without, visiting(without, served.entry, tmp_path, PHONE) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/film")
        page.locator("#turn-on").click()
        expect(page.get_by_role("alert")).to_contain_text(says)
        expect(page.get_by_role("heading", name="Lens at hip height")).to_be_visible()
        expect(page.locator("#turn-on")).to_be_visible()
        assert visit.violations() == []
        assert visit.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_stands_below_in_either_light(
    served: Served, browser: Browser, tmp_path: Path, scheme: Any
) -> None:
    with visiting(browser, served.entry, tmp_path, color_scheme=scheme) as visit:
        visit.page.goto(f"{served.base}/p/me/film")
        expect(visit.page.locator(".card-view svg")).to_have_count(4)
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot(f"film-1280-{scheme}")


def test_the_page_and_the_printed_card_hold_a_clip_to_the_same_numbers() -> None:
    card = load("pose/filming.toml")["number"]
    limits = film_limits()
    assert {name: limits[name] for name in ("good_rate", "shortest")} == {"good_rate": 60, "shortest": 10}
    assert all(limits[name] == row["value"] for name, row in card.items() if name in limits)
    assert all(row["source"] for row in load("app/film.toml")["number"].values())
