"""The first page in a real browser: files given in every way, refused, cut, given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from backstride.knowledge.loader import load
from helpers.dropped import chosen, give
from helpers.fit_bytes import fit_bytes, records, session
from helpers.jobs_sent import until
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.web import PHONE, Visit, visiting
from helpers.wording import ANSWERS_AT, visible

FIT = fit_bytes(records(300) + session(seconds=300.0))
PDF = b"%PDF-1.4\nnothing of a run\n"
SOON_MS = 60_000  # what a busy machine may take to measure a small file


@pytest.fixture
def measuring(tmp_path: Path) -> Iterator[Served]:
    """A server that measures what it is given."""
    with serving(settings_for(tmp_path, workers=2)) as found:
        yield found


@pytest.fixture
def open_start(served: Served, browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    with visiting(browser, served.entry, tmp_path) as visit:
        yield visit


def test_everybody_begins_at_start(served: Served, both_ways: Visit, demo_result: Path) -> None:
    served.adopt(demo_result)
    visit, page = both_ways, both_ways.page
    assert page.url == f"{served.base}/p/me/"
    page.reload()
    give(page, {"run.fit": FIT, "table.csv": b"time,x\n0,1\n"})
    assert chosen(page) == ["run.fit", "table.csv"]
    assert page.locator(".table-only").first.is_visible()  # a table needs to be told of
    assert visit.violations() == []
    assert visit.overflows() <= 0
    visit.shot(f"start-{visit.look}")
    assert visit.faults == []


def test_pain_comes_first(open_start: Visit) -> None:
    open_start.page.locator("main a, main button").first.click()
    assert "/p/me/safety" in open_start.page.url


def test_a_phone_finds_every_page_with_keys_alone(served: Served, browser: Browser, tmp_path: Path) -> None:
    with visiting(browser, served.entry, tmp_path, PHONE) as visit:
        page = visit.page
        assert not page.locator("#menu").is_visible()
        page.locator(".menu-button").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#menu")).to_be_visible()
        assert visit.overflows() <= 0
        visit.shot("menu-360")
        while "Film" not in page.evaluate("document.activeElement.textContent"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/p/me/film")


@pytest.mark.slow
def test_a_watch_file_dropped_anywhere_becomes_a_report_and_is_known_again(
    measuring: Served, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, measuring.entry, tmp_path) as visit:
        page = visit.page
        give(page, {"an easy run/🏃.fit": FIT})
        page.locator("#go").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/p/me/jobs/*")
        page.wait_for_url("**/p/me/results/*", timeout=SOON_MS)
        first = page.url
        page.goto(measuring.base)
        expect(page.locator("#jobs .pill").first).to_have_text("done")
        give(page, {"the same.fit": FIT})
        page.locator("#go").click()
        expect(page.locator("#same")).to_be_visible()
        assert visit.violations() == []
        page.locator("#same-open").click()
        page.wait_for_url("**/results/*")
        assert page.url == first
        assert visit.faults == []


def test_files_are_pasted_and_taken_away(open_start: Visit) -> None:
    page = open_start.page
    give(page, {"one.fit": FIT, "two.fit": FIT + b"x"}, how="paste")
    assert chosen(page) == ["one.fit", "two.fit"]
    assert page.locator("#together").is_visible()
    page.get_by_role("button", name="Take away one.fit").click()
    assert chosen(page) == ["two.fit"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Take away two.fit"
    assert not page.locator("#together").is_visible()


def test_a_wrong_file_gets_one_sentence_and_leaves_nothing(served: Served, open_start: Visit) -> None:
    page = open_start.page
    give(page, {"training plan.pdf": PDF})
    page.locator("#go").click()
    expect(page.get_by_role("alert")).to_contain_text("training plan.pdf: this seems to be a PDF")
    expect(page.locator("#sending")).to_be_hidden()
    page.wait_for_timeout(300)
    assert served.box.all() == ()
    open_start.shot("start-wrong")


def test_nothing_chosen_is_said(open_start: Visit) -> None:
    open_start.page.locator("#go").click()
    expect(open_start.page.get_by_role("alert")).to_have_text("Choose a file first.")
    assert open_start.page.evaluate("document.activeElement.id") == "files"


def test_of_a_hundred_files_each_is_its_own_and_each_refusal_has_its_reason(
    served: Served, open_start: Visit
) -> None:
    page = open_start.page
    wrong = {f"note {n}.pdf": PDF for n in range(98)}
    give(page, {"first.fit": FIT, **wrong, "last.fit": FIT + b"\0"})
    expect(page.get_by_label("Runs of their own")).to_be_checked()  # so many are hardly one run
    page.locator("#go").click()
    expect(page.locator("#outcome")).to_contain_text("2 of 100 files were taken", timeout=SOON_MS)
    expect(page.locator("#outcome")).to_contain_text("98 were not taken")
    expect(page.locator(".row-says.refused")).to_have_count(98)
    assert {job.files[0].name for job in served.box.all()} == {"first.fit", "last.fit"}
    expect(page.locator("#jobs [data-job]")).to_have_count(2, timeout=SOON_MS)
    assert open_start.violations() == []
    open_start.shot("start-hundred")


def test_a_cut_connection_goes_on_where_it_stopped(open_start: Visit) -> None:
    page, cut = open_start.page, {"times": 0}

    def cut_three_times(route: Route) -> None:
        cut["times"] += 1
        if cut["times"] <= 3:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/files/1", cut_three_times)
    give(page, {"one.fit": FIT, "two.fit": FIT + b"x"})
    page.locator("#go").click()
    expect(page.get_by_role("alert")).to_contain_text("The connection was cut", timeout=15_000)
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/p/me/jobs/*")
    assert cut["times"] == 4


def asked_for(page: Page) -> list[dict[str, Any]]:
    """The orders that a page sends; none arrives."""
    seen: list[dict[str, Any]] = []

    def note(route: Route) -> None:
        seen.append(dict(route.request.post_data_json or {}))
        route.fulfill(status=507, json={"error": "The disk has too little room for these files."})

    page.route(re.compile(r"/api/p/me/jobs$"), note)
    return seen


def test_facts_are_told_in_si_units(open_start: Visit) -> None:
    page = open_start.page
    seen = asked_for(page)
    give(page, {"run.fit": FIT})
    page.locator("#facts summary").click()
    page.get_by_label("Height (cm)").fill("172.5")
    page.get_by_label("Weight (kg)").fill("63")
    page.get_by_label("Speed", exact=True).fill("5:00")
    page.locator("#go").click()  # a pace is no km/h
    assert seen == []
    assert page.locator("#speed").evaluate("one => one.validationMessage") == (
        "Type the speed like 10.5, or a pace like 5:30."
    )
    page.get_by_label("Unit of the speed").select_option("pace")
    page.get_by_label("Ground").select_option("track")
    page.get_by_label("Keep pictures").uncheck()
    page.locator("button[value=check]").click()
    expect(page.get_by_role("alert")).to_contain_text("too little room")
    [told] = seen
    assert told["kind"] == "check"
    assert told["files"] == [{"name": "run.fit", "bytes": len(FIT), "role": "run"}]
    assert told["options"] == {
        "height_m": pytest.approx(1.725),
        "mass_kg": 63,
        "speed_mps": pytest.approx(1000 / 300),
        "surface": "track",
        "swap_sides": False,
        "pictures": False,
        "keep": False,
    }


def test_one_run_of_several_files_tells_what_each_shows(open_start: Visit) -> None:
    page = open_start.page
    seen = asked_for(page)
    give(page, {"run.c3d": b"a", "standing.c3d": b"ab", "plates.mot": b"abc"})
    page.get_by_label("What standing.c3d shows").select_option("standing")
    page.get_by_label("What plates.mot shows").select_option("forces")
    page.locator("#go").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert [one["role"] for one in seen[0]["files"]] == ["run", "standing", "forces"]


@pytest.mark.slow
def test_without_a_script_the_demo_still_runs(measuring: Served, browser: Browser, tmp_path: Path) -> None:
    with visiting(browser, measuring.entry, tmp_path, java_script_enabled=False) as visit:
        page = visit.page
        assert "Sending files needs JavaScript" in page.content()
        page.get_by_role("button", name="Try the demo").click()
        page.wait_for_url("**/p/me/jobs/*")
        # Chromium under a driver reads no <noscript>, which holds the page's own call to look again.
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in served_text(page)
        until(lambda: all(job.over for job in measuring.box.all()))
        page.reload()
        assert "/results/" in page.url


def served_text(page: Page) -> str:
    """The page as the server gave it."""
    return page.request.get(page.url).text()


def test_a_run_is_removed_for_good_only_when_said_twice(
    served: Served, open_start: Visit, demo_result: Path
) -> None:
    job, page = served.adopt(demo_result), open_start.page
    page.reload()
    page.locator(".job-drop summary").click()
    assert served.box.of("me", job.id) is not None
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.locator("#jobs")).to_contain_text("Nothing yet")
    assert not served.box.place(job.id).exists()


def test_another_persons_runs_are_not_listed(served: Served, open_start: Visit, demo_result: Path) -> None:
    served.adopt(demo_result, "athlete 7")
    open_start.page.reload()
    expect(open_start.page.locator("#jobs [data-job]")).to_have_count(0)


@pytest.mark.parametrize("level", ["clear", "clinician", "urgent", "emergency"])
@pytest.mark.parametrize("path", ["", "film"])
def test_what_to_do_now_comes_before_a_run_is_measured(served: Served, level: str, path: str) -> None:
    keep(served, ANSWERS_AT[level] or {}, date(2026, 5, 1))
    with served.client() as client:
        page = visible(client.get(f"/p/me/{path}").text.split("<main", 1)[1])
    title = load("safety/levels.toml")["level"][level]["title"]
    assert (title in page[:600]) == (level != "clear")
