"""A result's page: the report in the app's frame, its files, and what the newest answers allow of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backstride.app.jobs.job import Job
from backstride.app.plain_options import without_commands
from backstride.app.results.fragments import shown_in, stamp_of, write_fragments
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.told import all_no, demo_answers, with_yes
from helpers.web import PHONE, Visit, visiting
from helpers.wording import visible

FILES = (
    "report.html",
    "analysis.json",
    "measures.csv",
    "contacts.csv",
    "curves.parquet",
    "runner.pdf",
    "clinician.pdf",
    "letter.pdf",
)


def page_of(job: Job, tail: str = "") -> str:
    return f"/p/{job.person}/results/{job.id}{tail}"


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, demo_result: Path, clip_result: Path
) -> Iterator[tuple[Served, Job, Job]]:
    """One server for all who only look: the demo's result, and the one with a clip of somebody else."""
    with serving(settings_for(tmp_path_factory.mktemp("shelf"))) as found:
        yield found, found.adopt(demo_result), found.adopt(clip_result, "athlete 7")


def demo_job(served: Served, result: Path) -> Job:
    job = served.adopt(result).model_copy(update={"kind": "demo"})
    served.box.save(job)
    return job


def test_the_report_stands_in_the_frame_and_its_numbers_open(
    served: Served, both_ways: Visit, clip_result: Path
) -> None:
    job, visit, page = served.adopt(clip_result), both_ways, both_ways.page
    page.goto(served.base + page_of(job))
    assert visit.violations() == []
    assert visit.overflows() <= 0
    visit.shot(f"report-{visit.look}")
    card = page.locator(".shown .card").first
    expect(card).to_be_hidden()
    page.locator(".shown .opens").first.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".shown .card:popover-open")
    expect(opened).to_be_visible()
    assert visit.violations(within=".shown .card:popover-open") == []
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(page.locator(".player.ready")).to_have_count(1)
    # the app's own card is none of the report's, which float over the page
    assert page.locator("#take").evaluate("one => getComputedStyle(one).position") == "static"
    assert visit.faults == []


def test_the_page_says_what_the_saved_report_says(shelf: tuple[Served, Job, Job], demo_result: Path) -> None:
    served, job, _ = shelf
    with served.client() as client:
        page = client.get(page_of(job)).text
    saved = (demo_result / "report.html").read_text(encoding="utf-8")
    sheets = saved.split("<main>")[1].split("</main>")[0]
    assert visible(without_commands(sheets)) in visible(page)
    assert len(visible(sheets)) > 5_000


def test_a_page_is_rendered_once_and_again_only_when_the_result_changes(
    served: Served, demo_result: Path
) -> None:
    job = served.adopt(demo_result, rendered=False)
    result, shown = served.box.result(job), served.box.shown(job)
    with served.client() as client:
        assert shown_in(shown, result) is None
        assert client.get(page_of(job)).status_code == 200
        first = (shown / "report.html").stat().st_mtime_ns
        assert client.get(page_of(job)).status_code == 200
        assert (shown / "report.html").stat().st_mtime_ns == first
        (result / "curves.parquet").touch()
        assert shown_in(shown, result) is None
        assert client.get(page_of(job)).status_code == 200
        assert (shown / "report.html").stat().st_mtime_ns > first


def test_fragments_hold_addresses_in_place_of_pictures(clip_result: Path, tmp_path: Path) -> None:
    write_fragments(clip_result, tmp_path / "shown")
    facts = shown_in(tmp_path / "shown", clip_result)
    assert facts is not None
    assert facts.clips == ("run",)
    assert facts.stamp == stamp_of(clip_result)
    report = (tmp_path / "shown" / "report.html").read_text(encoding="utf-8")
    assert 'src="@@files@@/clip-run.mp4"' in report
    assert "data:video" not in report
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", report)  # the app's policy allows none


def test_newer_answers_bring_the_result_up_to_date_and_decide_what_is_shown(
    served: Served, clip_result: Path
) -> None:
    job = served.adopt(clip_result)
    with served.client() as client:
        assert "What stands out" in client.get(page_of(job)).text
        keep(served, with_yes("infection_or_urine"))
        for tail in ("", "/player"):
            page = client.get(page_of(job, tail)).text
            assert "What stands out" not in page
            assert "player-overlay" not in page
            assert "today" in visible(page)
        for name in ("measures.csv", "contacts.csv", "curves.parquet", "clip-run.mp4"):
            assert client.get(page_of(job, f"/files/{name}")).status_code == 403
        saved = client.get(page_of(job, "/files/report.html"))
        assert saved.status_code == 200
        assert "What stands out" not in visible(saved.text)
        analysis = client.get(f"/api/p/me/results/{job.id}/analysis").json()
        assert analysis["safety"]["level"] == "urgent"
        assert analysis["plan"] is None
        assert client.get(f"/api/p/me/results/{job.id}").json()["level"] == "urgent"
        assert client.get(page_of(job, "/files/letter.pdf")).content[:5] == b"%PDF-"
        keep(served, demo_answers())
        assert "What stands out" in client.get(page_of(job)).text
        assert client.get(page_of(job, "/files/measures.csv")).status_code == 200


def test_in_an_emergency_nothing_stands_beside_what_to_do(
    served: Served, browser: Browser, demo_result: Path, tmp_path: Path
) -> None:
    job = served.adopt(demo_result)
    keep(served, with_yes("cauda_equina"))
    with visiting(browser, served.entry, tmp_path, PHONE) as visit:
        visit.page.goto(served.base + page_of(job))
        assert visit.page.locator(".now.emergency").count() == 1
        assert visit.page.locator("main a, main button").count() == 0
        assert visit.violations() == []
        assert visit.faults == []


def test_a_demo_keeps_its_own_answers_and_hides_where_the_visitor_has_to_be_seen(
    served: Served, demo_result: Path
) -> None:
    job = demo_job(served, demo_result)
    before = (served.box.result(job) / "answers.json").read_bytes()
    with served.client() as client:
        keep(served, all_no())
        page = client.get(page_of(job)).text
        assert "made-up runner" in page
        assert "Keep the numbers" not in page
        keep(served, with_yes("leg_symptoms"))
        page = client.get(page_of(job)).text
        assert "What stands out" not in page
        assert "What was measured is not shown now" in page
        assert client.get(page_of(job, "/files/measures.csv")).status_code == 403
        assert client.get(page_of(job, "/files/report.html")).status_code == 403
    assert (served.box.result(job) / "answers.json").read_bytes() == before


def test_files_are_saved_under_a_name_that_tells_where_they_come_from(shelf: tuple[Served, Job, Job]) -> None:
    served, job, _ = shelf
    with served.client() as client:
        listed = client.get(f"/api/p/me/results/{job.id}").json()["files"]
        assert set(listed) == set(FILES)
        for name, address in listed.items():
            answer = client.get(address)
            assert answer.status_code == 200, name
            assert answer.headers["content-disposition"] == f'attachment; filename="backstride-{name}"'
            if name.endswith(".pdf"):
                assert answer.content[:5] == b"%PDF-"
            else:
                assert answer.content == (served.box.result(job) / name).read_bytes()
        rows = client.get("/api/p/me/results").json()
        assert [row["id"] for row in rows] == [job.id]


@pytest.mark.parametrize(
    "name",
    [
        *("answers.json", "player-run.json", "job.json", "..%2fjob.json", "%2e%2e/%2e%2e/job.json", "x"),
        *("..%2f..%2f..%2fstore.sqlite3", "clip-..%2fx.mp4", "clip-none.mp4", "%00", "a" * 400, "plan.pdf"),
    ],
)
def test_no_other_file_is_given(shelf: tuple[Served, Job, Job], name: str) -> None:
    served, job, _ = shelf
    with served.client() as client:
        answer = client.get(page_of(job, f"/files/{name}"))
        assert answer.status_code == 404
        assert "Traceback" not in answer.text


def test_the_clip_plays_in_pieces(shelf: tuple[Served, Job, Job], clip_result: Path) -> None:
    served, _, job = shelf
    with served.client() as client:
        answer = client.get(page_of(job, "/files/clip-run.mp4"), headers={"Range": "bytes=10-19"})
        assert answer.status_code == 206
        assert answer.content == (clip_result / "clip-run.mp4").read_bytes()[10:20]


def test_nobody_reaches_the_result_of_another(shelf: tuple[Served, Job, Job]) -> None:
    served, _, job = shelf
    with served.client() as client:
        assert client.get(f"/p/athlete%207/results/{job.id}").status_code == 200
        for tail in ("", "/player", "/files/measures.csv", "/files/clip-run.mp4"):
            assert client.get(f"/p/me/results/{job.id}{tail}").status_code == 404
        assert client.get(f"/api/p/me/results/{job.id}").status_code == 404
        posted = client.post(f"/p/me/results/{job.id}/keep", headers={"Origin": served.base})
        assert posted.status_code == 404


def test_a_result_is_kept_once_with_its_day(served: Served, demo_result: Path) -> None:
    job = served.adopt(demo_result)
    origin = {"Origin": served.base}
    with served.client() as client:
        first = client.post(page_of(job, "/keep"), data={"day": "2026-04-30"}, headers=origin)
        assert first.headers["location"].endswith("?kept=new")
        again = client.post(page_of(job, "/keep"), data={"day": "2026-04-30"}, headers=origin)
        assert again.headers["location"].endswith("?kept=already")
        assert "kept before" in client.get(again.headers["location"]).text
        for day in ("soon", "9999-01-01"):
            odd = client.post(page_of(job, "/keep"), data={"day": day}, headers=origin)
            assert odd.status_code == 400
        demo = demo_job(served, demo_result)
        assert client.post(page_of(demo, "/keep"), headers=origin).status_code == 400
        export = client.get("/api/p/me/privacy").json()
    assert export["history"]["sessions"] == 1


def test_the_report_s_styles_reach_nothing_outside_it(shelf: tuple[Served, Job, Job]) -> None:
    with shelf[0].client() as client:
        sheet = client.get("/static/report/sheet.css")
        assert sheet.headers["content-type"].startswith("text/css")
        assert sheet.text.startswith(".shown {")
        assert "@page" not in sheet.text
        assert sheet.text.count("{") == sheet.text.count("}")
        for name in ("colours.css", "exercise.css", "filming.css"):
            alone = client.get(f"/static/report/{name}")
            assert alone.headers["content-type"].startswith("text/css")
            assert alone.text.strip()
        for name in ("player.js", "player_overlay.js"):
            assert "use strict" in client.get(f"/static/report/{name}").text
        for name in ("report.html", "..%2fhtml.py", "macros.html"):
            assert client.get(f"/static/report/{name}").status_code == 404


def test_the_analysis_is_the_saved_one(shelf: tuple[Served, Job, Job], demo_result: Path) -> None:
    served, job, _ = shelf
    with served.client() as client:
        found = client.get(f"/api/p/me/results/{job.id}/analysis").json()
    assert found == json.loads((demo_result / "analysis.json").read_text(encoding="utf-8"))
