"""Safety, diary and plan in a real browser: keys, a phone, the dark, axe, downloads."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from backstride.history.store import open_store
from backstride.model.diary import DiaryEntry
from helpers.served import Served
from helpers.tapping import keep
from helpers.told import demo_answers
from helpers.web import DESK, PHONE, Visit, visiting


def _sound(visit: Visit, name: str) -> None:
    """Nothing that axe finds, nothing wider than the window, no complaint; a picture of it."""
    visit.shot(name)
    assert visit.violations() == []
    assert visit.overflows() <= 0
    assert visit.faults == []


def test_the_safety_questions_with_keys_alone(served: Served, browser: Browser, tmp_path: Path) -> None:
    with visiting(browser, served.entry, tmp_path, DESK, color_scheme="dark") as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/safety")
        _sound(visit, "safety-1280-dark")
        for number in range(2, 5):
            page.keyboard.press("n")
            page.wait_for_url(f"**/{number}")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**/3")
        expect(page.get_by_text("You said: none of these.")).to_be_visible()
        page.go_back()  # the browser's own back works too
        page.wait_for_url("**/4")
        page.go_forward()
        page.wait_for_url("**/3")
        page.keyboard.press("2")
        expect(page.locator("input[name=sign]").nth(1)).to_be_checked()
        page.keyboard.press("y")
        page.wait_for_url("**/end")
        expect(page.get_by_role("heading", name="Get emergency help now")).to_be_visible()
        _sound(visit, "safety-end-1280-dark")


def test_the_safety_questions_on_a_phone_by_twelve_taps(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    with visiting(browser, served.entry, tmp_path, PHONE, has_touch=True) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/safety")
        for number in range(1, 10):
            if number in (4, 9):
                _sound(visit, f"safety-360-{number}")
            page.get_by_role("button", name="None of these").tap()
            page.wait_for_url(f"**/{number + 1}")
        for number, name in ((11, "8 km"), (12, "3"), (None, "Yes")):
            _sound(visit, f"safety-360-{name}")
            page.get_by_role("button", name=name, exact=True).tap()
            page.wait_for_url(f"**/{number or 'end'}")
        expect(page.get_by_text("Run tomorrow?")).to_be_visible()
        _sound(visit, "safety-end-360")
        page.get_by_role("button", name="Use these answers").tap()
        page.wait_for_url("**/kept")
        _sound(visit, "safety-kept-360")
        page.get_by_role("link", name=re.compile("Your pain")).tap()
        _sound(visit, "safety-pain-360")
        page.get_by_role("button", name="Save and go on").tap()
        page.wait_for_url("**/more/when")


def test_the_diary_is_kept_until_the_server_is_there(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    today = date.today()
    with open_store(served.settings.store) as store:
        for n in (1, 3, 4, 8, 11, 15, 19, 22, 30):
            pain = float(n % 5)
            entry = DiaryEntry(day=today - timedelta(days=n), during=pain, on_sitting=pain + 1, distance_km=8)
            store.put_diary("me", entry.model_copy(update={"onset_km": 5.0, "surface": "road"}))
    keep(served, demo_answers())
    with visiting(browser, served.entry, tmp_path, PHONE) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/diary")
        _sound(visit, "diary-360")
        taps = page.get_by_role("group", name="How strong was the pain while you ran?")
        taps.get_by_role("radio", name="4", exact=True).focus()
        page.keyboard.press("Space")
        page.reload()
        expect(taps.get_by_role("radio", name="4", exact=True)).to_be_checked()
        expect(page.get_by_text("It was kept in this browser.")).to_be_visible()
        page.route("**/api/p/me/diary", lambda route: route.abort())
        page.get_by_role("button", name="Save this day").click()
        expect(page.get_by_text("kept in this browser until it can be sent")).to_be_visible()
        page.unroute("**/api/p/me/diary")
        visit.faults.clear()  # the connection that was cut
        page.get_by_role("button", name="Send it now").click()
        expect(page.locator("#done")).to_contain_text("Written to", timeout=30_000)
        assert page.evaluate("localStorage.getItem('backstride.diary.me')") is None
    with visiting(browser, served.entry, tmp_path, DESK, color_scheme="dark") as visit:
        visit.page.goto(f"{served.base}/p/me/diary")
        visit.page.get_by_text("The same in figures").click()
        _sound(visit, "diary-1280-dark")
    with open_store(served.settings.store) as store:
        assert store.diary("me")[-1].during == 4


def _clock(page: Page, card: int) -> tuple[str, str]:
    face = page.locator(".exercise").nth(card)
    return face.locator(".clock-left").inner_text(), face.locator(".clock-says").inner_text()


def test_the_plan_with_its_clock_and_its_calendar(
    served: Served, browser: Browser, tmp_path: Path, demo_result: Path
) -> None:
    served.adopt(demo_result)
    keep(served, demo_answers())
    start = date.today() - timedelta(days=3)
    with visiting(browser, served.entry, tmp_path, PHONE, color_scheme="dark") as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{served.base}/p/me/plan?start={start}")
        _sound(visit, "plan-360-dark")
        card = page.locator(".exercise").first
        card.get_by_role("radio", name="Easier").check()
        expect(card.locator(".rung.easier")).to_be_visible()
        expect(card.locator(".rung.usual")).to_be_hidden()
        page.goto(f"{served.base}/p/me/plan")  # the first day and the rung stay chosen
        page.wait_for_url(f"**start={start}")
        expect(card.locator("input[value=easier]")).to_be_checked()
        card.get_by_role("button", name="Start").click()
        assert _clock(page, 0) == ("5", "Get ready")
        page.clock.run_for(2000)
        assert _clock(page, 0)[0] == "3"
        card.get_by_role("button", name="Pause").click()
        page.clock.run_for(5000)
        assert _clock(page, 0)[0] == "3"
        card.get_by_role("button", name="Go on").click()
        page.clock.run_for(3200)
        assert "Set 1 of" in _clock(page, 0)[1]
        while card.get_by_role("button", name="Skip").is_visible():
            card.get_by_role("button", name="Skip").click()
        assert _clock(page, 0)[1].startswith("Done.")
        with page.expect_download() as got:
            page.get_by_role("button", name="Get plan.ics").click()
        assert Calendar.from_ical(got.value.path().read_bytes()).walk("VEVENT")
        with page.expect_download() as got:
            page.get_by_role("link", name="Get plan.pdf").click()
        assert got.value.path().read_bytes().startswith(b"%PDF")
    with visiting(browser, served.entry, tmp_path, DESK) as visit:
        visit.page.goto(f"{served.base}/p/me/plan?start={start}")
        _sound(visit, "plan-1280")
