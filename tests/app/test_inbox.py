"""The list of people: who needs a look stands first, and a list of hundreds is there at once."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backstride.app.inbox.rows import inbox, make_missing
from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import Job, JobFile
from backstride.app.services import Services
from backstride.history.kept import Kept
from backstride.history.store import open_store
from backstride.model.diary import DiaryEntry
from helpers.changed_result import changed_result
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.told import all_no, with_yes
from helpers.web import PHONE, visiting

TODAY = date.today()


def failed(served: Served, person: str, reason: str = "The file holds no runner.") -> Job:
    """A job that failed."""
    job = served.box.new(person, "analyze", (JobFile(name="run.c3d", stored="0.c3d"),))
    done = job.model_copy(update={"state": "failed", "reason": reason})
    served.box.save(done)
    return done


@pytest.fixture(scope="module")
def club_home(demo_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One changed, one did not, one whose file failed, one to be seen, one with the demo alone; compared."""
    home = tmp_path_factory.mktemp("club")
    settings = settings_for(home)
    club = Served(settings, JobBox(settings.home / "jobs"))
    club.adopt(demo_result, "changed")
    after = changed_result(demo_result, tmp_path_factory.mktemp("after") / "x", {"leg_angle_at_strike": 4.0})
    club.adopt(after, "changed")
    for _ in range(2):
        club.adopt(demo_result, "same")
    failed(club, "failed")
    keep(club, with_yes("fever"), person="to be seen")
    keep(club, all_no(), person="same")
    club.box.save(club.adopt(demo_result, "demo alone").model_copy(update={"kind": "demo"}))
    with open_store(settings.store) as store:
        for number in range(20):
            pain = 8 - number * 0.4
            day = TODAY - timedelta(days=40 - 2 * number)
            store.put_diary("same", DiaryEntry(day=day, during=pain))
    found = Services(settings)
    make_missing(found, inbox(found, TODAY))
    found.close()
    return home


@pytest.fixture
def club(club_home: Path, tmp_path: Path) -> Iterator[Served]:
    """A server of the club, which a test may change."""
    home = Path(shutil.copytree(club_home, tmp_path / "club"))
    with serving(settings_for(home)) as found:
        yield found


def test_who_needs_a_look_stands_first(club: Served) -> None:
    found = Services(club.settings)
    rows = inbox(found, TODAY)
    assert [row.person for row in rows][:3] == ["to be seen", "changed", "failed"]
    by_name = {row.person: row for row in rows}
    assert (by_name["changed"].worse, by_name["changed"].titles) == (2, ("Leg angle at strike",))
    assert (by_name["same"].worse, by_name["same"].changed, by_name["same"].trend) == (0, 0, "less")
    assert by_name["failed"].failed[0][1] == "The file holds no runner."
    assert (by_name["to be seen"].level, by_name["to be seen"].get_seen) == ("urgent", True)
    assert (by_name["demo alone"].result, by_name["demo alone"].demo) == ("", True)


def test_above_unknown_nothing_that_changed_is_named(club: Served) -> None:
    keep(club, with_yes("fever"), person="changed")
    found = Services(club.settings)
    make_missing(found, inbox(found, TODAY))
    row = next(one for one in inbox(found, TODAY) if one.person == "changed")
    assert (row.changed, row.worse, row.titles, row.waits) == (None, None, (), False)


def test_two_that_do_not_read_are_not_compared_for_ever(club: Served) -> None:
    path = club.box.result(club.box.results_of("same")[0]) / "analysis.json"
    whole = path.read_text("utf-8")
    found = Services(club.settings)
    for content, changed, said in (("{", None, True), (whole, 0, False)):
        path.write_text(content, encoding="utf-8")
        make_missing(found, inbox(found, TODAY))
        row = next(one for one in inbox(found, TODAY) if one.person == "same")
        assert (row.changed, row.waits) == (changed, False)
        with club.client() as client:
            assert ("cannot be compared" in client.get("/inbox").text) == said


def test_a_failure_is_settled_by_a_result_after_it(club: Served, demo_result: Path) -> None:
    club.adopt(demo_result, "failed")
    row = next(one for one in inbox(Services(club.settings), TODAY) if one.person == "failed")
    assert row.failed == ()


def test_the_page_filters_and_works_with_a_thumb(club: Served, browser: Browser, tmp_path: Path) -> None:
    with visiting(browser, club.entry, tmp_path, PHONE) as visit:
        page = visit.page
        page.goto(f"{club.base}/inbox")
        expect(page.locator("tbody tr")).to_have_count(5)
        expect(page.locator("tbody tr").first).to_contain_text("get seen soon")
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot("inbox-360-light")
        page.locator(".filter", has_text="Changed").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text("2 worse")
        page.get_by_label("Label contains").fill("nobody of that name")
        page.get_by_role("button", name="Find").click()
        expect(page.locator(".empty")).to_have_text("Nobody fits this filter.")
        assert visit.faults == []


def test_files_of_several_people_go_to_each(served: Served, browser: Browser, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in names:
        path.write_text("no run at all\n", encoding="utf-8")
    with visiting(browser, served.entry, tmp_path) as visit:
        page = visit.page
        page.goto(f"{served.base}/inbox")
        page.locator("#files").set_input_files(names[0])
        expect(page.locator("#batch-note")).to_contain_text("Type a label first")
        for label, path in zip(("athlete 1", "athlete/2 😀"), names, strict=True):
            page.locator("#whose").fill(label)
            page.locator("#files").set_input_files(path)
        expect(page.locator("#chosen li")).to_have_count(2)
        page.get_by_role("button", name="Send all").click()
        expect(page.locator("#batch-note")).to_be_visible()
        page.wait_for_function("!document.getElementById('send').disabled")
        assert visit.violations() == []
    people = {job.person for job in served.box.all()}
    assert people <= {"athlete 1", "athlete/2 😀"}


def test_papers_of_those_ticked_come_as_one_zip(club: Served) -> None:
    pytest.importorskip("typst")
    with club.client() as client:
        answer = client.post(
            "/inbox/papers",
            data={"paper": "runner", "who": ["same", "failed"]},
            headers={"Origin": club.base},
        )
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert made.testzip() is None
        assert made.namelist() == ["001 same runner.pdf", "left-out.txt"]
        assert made.read("001 same runner.pdf").startswith(b"%PDF")
        assert made.read("left-out.txt").decode().startswith("failed: ")


def test_papers_of_nobody_are_refused_in_a_sentence(club: Served) -> None:
    with club.client() as client:
        answer = client.post("/inbox/papers", data={"paper": "runner"}, headers={"Origin": club.base})
    assert answer.status_code == 422
    assert "Tick at least one person" in answer.text


def test_somebody_new_gets_a_page_and_a_bad_label_a_sentence(served: Served) -> None:
    with served.client() as client:
        head = {"Origin": served.base}
        answer = client.post("/inbox/new", data={"label": " athlete 9 "}, headers=head)
        assert (answer.status_code, answer.headers["location"]) == (303, "/p/athlete%209/")
        for label in ("", "athlete/7", "..", "x" * 90):
            refused = client.post("/inbox/new", data={"label": label}, headers=head)
            assert refused.status_code == 400
            assert "--person" not in refused.text
        job = {"kind": "demo"}
        refused = client.post("/api/p/athlete%2F7/jobs", json=job, headers=head)
        assert (refused.status_code, refused.json()["error"][:21]) == (404, "A label with a slash,")


def test_the_list_is_marked_in_the_navigation(served: Served) -> None:
    with served.client() as client:
        assert '<a href="/inbox" aria-current="page">' in client.get("/inbox").text
        assert '<a href="/inbox">' in client.get("/p/me/").text


def test_a_failure_names_no_option_of_the_command(served: Served) -> None:
    failed(served, "me", "Give the height with --height-m.")
    (row,) = inbox(Services(served.settings), TODAY)
    assert row.failed[0][1] == "Give the height with “Height (cm)”."


def test_hundreds_of_people_are_listed_in_a_second(served: Served) -> None:
    with open_store(served.settings.store) as store:
        entries = [DiaryEntry(day=TODAY - timedelta(days=n), during=n % 4) for n in range(0, 30, 2)]
        store.restore([Kept(person=f"athlete {n}", diary=tuple(reversed(entries))) for n in range(300)])
    found = Services(served.settings)
    began = time.process_time()
    rows = inbox(found, TODAY)
    assert time.process_time() - began < 1.0
    assert len(rows) == 300
    with served.client() as client:
        page = client.get("/inbox?at=6").text
        assert page.count('name="who"') == 50
        assert "Page 6 of 6" in page
        assert len(client.get("/api/people?named=athlete 29").json()) == 11
