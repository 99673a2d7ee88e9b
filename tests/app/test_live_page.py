"""Live practice in a real browser whose camera plays a running clip."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from backstride.history.store import open_store
from backstride.knowledge.loader import load
from helpers.need import need_models
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.told import all_no, with_yes
from helpers.web import DESK, DRIVEN, PHONE, Visit, chromium_or_skip, visiting

FAKE = ("--use-fake-device-for-media-stream",)
COUNT = "countdown_s&#34;: 10"
SHORT_MIN = 0.1
SLOW_MS = 60_000  # a warm engine on two busy cores
SAY, SCRIPT = load("app/live.toml")["say"], load("app/live.toml")["script"]


@pytest.fixture(scope="session")
def camera(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared run as the fake camera plays it."""
    pytest.importorskip("av")
    from benchmarks.live_camera import camera_file
    from benchmarks.live_latency import CLIP

    need_models()
    return camera_file(
        shared / "video" / CLIP, tmp_path_factory.mktemp("camera") / "camera.mjpeg", follows=True
    )


@contextmanager
def another(browser: Browser, options: Sequence[str]) -> Iterator[Browser]:
    """A browser beside the one of all tests, with options of its own."""
    args = [*DRIVEN, *options]
    found = browser.browser_type.launch(executable_path=chromium_or_skip(), args=args)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def filming(browser: Browser, camera: Path) -> Iterator[Browser]:
    """A browser that gives its camera to every page."""
    options = (*FAKE, "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
    with another(browser, options) as found:
        yield found


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all, so that a second practice finds its process warm."""
    with serving(settings_for(tmp_path_factory.mktemp("studio"))) as found:
        yield found


@pytest.fixture
def clear(studio: Served) -> Served:
    """The server with a runner who may practise and has not yet."""
    with open_store(studio.settings.store) as store:
        store.delete_person("me")
    keep(studio, all_no())
    return studio


def open_live(page: Page, served: Served) -> None:
    """The page, its countdown cut to a second."""

    def hurried(route: Route) -> None:
        answer = route.fetch(max_retries=2)
        route.fulfill(
            response=answer, body=answer.text().replace("countdown_s&#34;: 10", "countdown_s&#34;: 1")
        )

    page.route(f"{served.base}/p/me/live", hurried)
    page.goto(f"{served.base}/p/me/live")
    expect(page.locator("#to-camera")).to_be_enabled()


def shortened(route: Route) -> None:
    """The next practice lasts six seconds, half of them with feedback."""
    answer = route.fetch(max_retries=2)
    offer = answer.json()
    offer["next"] |= {"minutes": SHORT_MIN, "told": [[0, 30 * SHORT_MIN]]}
    route.fulfill(response=answer, json=offer)


def practise(page: Page, cue: str = "landing") -> None:
    """From the choice into the practice."""
    page.check(f"input[name=cue][value={cue}]", force=True)
    page.click("#to-camera")
    page.click("#start", timeout=SLOW_MS)
    expect(page.locator("#practice")).to_be_visible(timeout=SLOW_MS)


def is_well(visit: Visit, name: str) -> None:
    """This state of the page can be used by everybody."""
    visit.shot(f"live-{name}")
    assert visit.violations() == [], name
    assert visit.overflows() <= 0, name


# --- the whole way


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "scheme", "motion"),
    [(DESK, "light", "no-preference"), (PHONE, "dark", "reduce")],
    ids=["desk", "phone"],
)
def test_a_practice_from_the_choice_to_what_is_kept(
    clear: Served, filming: Browser, tmp_path: Path, size: tuple[int, int], scheme: str, motion: str
) -> None:
    look: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": motion}
    with visiting(filming, clear.entry, tmp_path, size, **look) as visit:
        page, name = visit.page, str(size[0])
        if size == PHONE:
            page.route(f"{clear.base}/api/p/me/live", shortened)
        open_live(page, clear)
        expect(page.locator("#next-says")).to_contain_text(
            f"Practice 1 of 8: {15 if size == DESK else SHORT_MIN} minutes"
        )
        is_well(visit, f"choose-{name}")
        page.check("input[name=cue][value=landing]", force=True)
        assert page.is_disabled("input[name=view][value=rear]")
        expect(page.locator("#view-note")).to_contain_text(load("live.toml")["refused"]["landing_rear"])
        page.click("#to-camera")
        expect(page.locator("#start")).to_be_enabled(timeout=SLOW_MS)
        expect(page.locator("#ready-says")).not_to_have_text(SCRIPT["waiting"])
        is_well(visit, f"ready-{name}")
        page.click("#start")
        expect(page.locator("#practice")).to_be_visible(timeout=SLOW_MS)
        expect(page.locator("#word")).not_to_have_text(SCRIPT["waiting"], timeout=SLOW_MS)
        is_well(visit, f"practice-{name}")
        hands_and_keys(page)
        if size == DESK:
            page.keyboard.press("Escape")
        expect(page.locator("#done")).to_be_visible(timeout=SLOW_MS)  # the short practice ends by itself
        is_well(visit, f"done-{name}")
        assert kept(clear) == []
        page.click("#keep")
        expect(page.locator("#keep-says")).to_have_text(SCRIPT["kept"])
        [session] = kept(clear)
        assert (session["cue"], session["number"], session["check"]) == ("landing", 1, False)
        page.click("#again")
        expect(page.locator("#next-says")).to_contain_text("Practice 2 of 8")
        expect(page.locator("#kept tr")).to_have_count(1)
        assert visit.faults == []


def hands_and_keys(page: Page) -> None:
    """Space pauses and goes on, M is for the sound; none of them where keys are turned off."""
    page.keyboard.press(" ")
    expect(page.locator("#word")).to_have_text(SCRIPT["paused"])
    expect(page.locator("#pause")).to_have_text(SCRIPT["go_on"])
    left = page.inner_text("#left")
    page.wait_for_timeout(1200)
    assert page.inner_text("#left") == left, "the clock stands while paused"
    page.keyboard.press(" ")
    expect(page.locator("#word")).not_to_have_text(SCRIPT["paused"])
    page.keyboard.press("m")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.getElementById('keys').click()")  # a phone shows no such box
    page.keyboard.press("m")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.getElementById('keys').click()")
    page.keyboard.press("m")
    expect(page.locator("#mute")).to_have_attribute("aria-pressed", "true")


def kept(served: Served) -> list[dict[str, Any]]:
    with served.client() as client:
        found: list[dict[str, Any]] = client.get("/api/p/me/live").json()["sessions"]
    return found


# --- what goes wrong

CAMERA_GOES = """
  const [track] = document.getElementById("preview").srcObject.getTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
"""
TAB_HIDES = """
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
"""


@pytest.mark.slow
def test_what_breaks_in_between_is_said(tmp_path: Path, filming: Browser) -> None:
    server = ExitStack()
    served = server.enter_context(serving(settings_for(tmp_path)))
    keep(served, all_no())
    with server, visiting(filming, served.entry, tmp_path) as visit:
        page = visit.page
        open_live(page, served)
        practise(page, "bowl")
        with visiting(filming, served.entry, tmp_path) as second:
            open_live(second.page, served)
            second.page.click("#to-camera")
            expect(second.page.locator("#fault")).to_have_text(load("app/live_line.toml")["say"]["busy"])
        page.evaluate(CAMERA_GOES)
        expect(page.locator("#fault")).to_have_text(SCRIPT["camera_lost"])
        page.click("#pause")
        expect(page.locator("#pause")).to_have_text(SCRIPT["pause"])
        page.evaluate(TAB_HIDES)
        expect(page.locator("#word")).to_have_text(SCRIPT["hidden"])
        page.keyboard.press(" ")
        expect(page.locator("#pause")).to_have_text(SCRIPT["pause"])
        server.close()
        expect(page.locator("#fault")).to_have_text(SCRIPT["line_lost"], timeout=SLOW_MS)


@pytest.mark.parametrize(("options", "key"), [((), "camera_none"), (FAKE, "camera_refused")])
def test_a_camera_that_does_not_come_is_said(
    clear: Served, browser: Browser, tmp_path: Path, options: tuple[str, ...], key: str
) -> None:
    with another(browser, options) as other, visiting(other, clear.entry, tmp_path) as visit:
        open_live(visit.page, clear)
        visit.page.click("#to-camera")
        expect(visit.page.locator("#fault")).to_have_text(SCRIPT[key])
        assert visit.page.is_visible("#choose")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (None, SAY["closed_unknown_title"]),
        (with_yes("leg_symptoms"), load("safety/levels.toml")["level"]["clinician"]["title"]),
        (with_yes("cauda_equina"), load("safety/levels.toml")["level"]["emergency"]["title"]),
    ],
    ids=["unknown", "clinician", "emergency"],
)
def test_above_clear_there_is_only_the_way_out(
    served: Served, browser: Browser, tmp_path: Path, raw: dict[str, Any] | None, title: str
) -> None:
    if raw is not None:
        keep(served, raw)
    with visiting(browser, served.entry, tmp_path, PHONE) as visit:
        visit.page.goto(f"{served.base}/p/me/live")
        assert visit.page.inner_text("main h2") == title
        assert visit.page.locator("main a").get_attribute("href") == "/p/me/safety"
        assert visit.page.locator("main button, main video, main input").count() == 0
        assert visit.violations() == []


# --- the drawings and sums, each by itself

LEVEL_OF_WATER = """async () => {
  const { water } = await import("/static/live/bowl.js");
  return [0, 0.1, 0.292, 0.6, -0.6].map((tip) => {
    const wet = water(tip).map(([x, y]) => y);
    const top = Math.min(...wet);
    return [top, wet.filter((y) => y < top + 1e-9).length, 118 * Math.abs(Math.sin(tip))];
  });
}"""
FADE = """async () => {
  const { shifted, changes_at, told_before, clock } = await import("/static/live/fade.js");
  const told = [[0, 60], [120, 150]];
  return [shifted(told, 70), shifted(told, 130), changes_at(told, 30, 300), changes_at(told, 200, 300),
    told_before(told, 130), clock(125)];
}"""
TALLY = """async () => {
  const { Tally } = await import("/static/live/tally.js");
  const tally = new Tally(4);
  const steps = [[false, true], [true, true], [false, false]];
  for (const [outside, told] of steps) tally.count({ value: 1, outside }, told);
  tally.count({ value: null, outside: false }, true);
  tally.count(null, true);
  const few = tally.share();
  tally.count({ value: 1, outside: false }, false);
  const plan = { cue: "bowl", number: 8, check: true, told: [[0, 30]] };
  return [few, tally.share(), tally.silent, tally.session(plan, 60)];
}"""


def test_the_water_stays_level_and_the_practice_adds_up(
    clear: Served, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, clear.entry, tmp_path) as visit:
        open_live(visit.page, clear)
        for surface, corners, lip in visit.page.evaluate(LEVEL_OF_WATER):
            assert corners >= 2, "one flat surface between the two walls"
            assert surface == pytest.approx(max(34.0, lip)), "at rest, or as high as the lower lip lets it be"
        shifted, later, next_change, last_change, told_s, clock = visit.page.evaluate(FADE)
        assert shifted == [[50, 80]]
        assert later == [[0, 20]]
        assert (next_change, last_change, told_s, clock) == (60, 300, 70, "2:05")
        few, share, silent, session = visit.page.evaluate(TALLY)
        assert (few, share, silent) == (None, 0.75, {"steps": 2, "inside": 2})
        assert (session["minutes"], session["told_share"], session["steps"]) == (1, 0.5, 4)
        assert json.dumps(session)
