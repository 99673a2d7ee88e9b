"""Did it change?, in a real browser: the table, both runs under one slider, and what the answers allow."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backstride.app.jobs.job import Job
from backstride.app.results.compared import earlier, kept_comparison
from backstride.app.services import Services
from helpers.changed_result import changed_result
from helpers.served import Served
from helpers.tapping import keep
from helpers.told import with_yes
from helpers.web import DESK, PHONE, visiting
from helpers.wording import visible

MOVES = {"cadence": 12.0, "leg_angle_at_strike": 4.0}


@pytest.fixture
def two(served: Served, demo_result: Path, tmp_path: Path) -> tuple[Job, Job]:
    """An earlier result, and a later one with more steps and a foot further ahead."""
    before = served.adopt(demo_result)
    return before, served.adopt(changed_result(demo_result, tmp_path / "after", MOVES))


def test_the_whole_page_by_keys(
    served: Served, two: tuple[Job, Job], browser: Browser, tmp_path: Path
) -> None:
    with visiting(
        browser, served.entry, tmp_path, PHONE, color_scheme="dark", reduced_motion="reduce"
    ) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/compare")
        expect(page.locator("#after")).to_have_value(two[1].id)
        first = page.locator(".change").first
        expect(first).to_contain_text("Leg angle at strike")
        expect(first).to_contain_text("worse")
        expect(page.locator(".change", has_text="Cadence").first).to_contain_text("changed, the way you want")
        page.locator("#strides-body").wait_for()
        page.locator("#phase").focus()
        drawn = page.locator("[data-when=after] .picture").inner_html()
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#moment")).to_contain_text("11 % of the stride")
        assert page.locator("[data-when=after] .picture").inner_html() != drawn
        page.keyboard.press("Space")
        expect(page.locator("#play")).to_have_text("Pause")
        expect(page.locator("#phase")).not_to_have_value("11")
        page.keyboard.press("Space")
        expect(page.locator("#play")).to_have_text("Play")
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot("compare-360-dark")
        assert visit.faults == []


def test_both_bodies_stand_at_one_moment_of_the_same_foot(
    served: Served, two: tuple[Job, Job], browser: Browser, tmp_path: Path
) -> None:
    """The two results are one run, so at every moment both pictures are the same."""
    with visiting(browser, served.entry, tmp_path, DESK) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/compare")
        page.locator("#strides-body").wait_for()
        for foot in ("left", "right"):
            page.locator(f"[name=foot][value={foot}]").check()
            for percent in (0, 35, 100):
                page.locator("#phase").fill(str(percent))
                before, after = (
                    page.locator(f"[data-when={when}] .picture g").last.inner_html()
                    for when in ("before", "after")
                )
                assert before == after
            expect(page.locator("#moment")).to_contain_text(f"{foot} foot")
        page.locator("#ghost").check()
        expect(page.locator("[data-when=before]")).to_be_hidden()
        assert page.locator("[data-when=after] .was polyline").count() > 5
        page.locator("#ghost").uncheck()
        visit.shot("compare-1280")
        assert visit.violations() == []
        assert visit.faults == []


def test_clips_are_moved_to_the_same_moment(
    served: Served, clip_result: Path, browser: Browser, tmp_path: Path
) -> None:
    for _ in range(2):
        served.adopt(clip_result)
    with visiting(browser, served.entry, tmp_path, DESK) as visit:
        page = visit.page
        page.goto(f"{served.base}/p/me/compare")
        page.locator("#strides-body").wait_for()
        assert page.locator(".picture video").count() == 2
        ready = "[...document.querySelectorAll('video')].every(v => v.readyState >= 2)"
        until = time.monotonic() + 20
        while not page.evaluate(ready) and time.monotonic() < until:  # waiting in the page needs eval
            page.wait_for_timeout(100)
        page.locator("#phase").fill("0")
        page.wait_for_timeout(300)
        begin = page.evaluate("[...document.querySelectorAll('video')].map(v => v.currentTime)")
        page.locator("#phase").fill("50")
        page.wait_for_timeout(300)
        half = page.evaluate("[...document.querySelectorAll('video')].map(v => v.currentTime)")
        assert begin[0] == pytest.approx(begin[1])
        assert half[0] == pytest.approx(half[1])
        assert half[0] > begin[0]
        assert visit.faults == []


def test_the_comparison_is_kept_and_made_anew_when_a_result_changes(
    served: Served, two: tuple[Job, Job]
) -> None:
    found = Services(served.settings)
    assert kept_comparison(found, *two) is None
    with served.client() as client:
        told = client.get(f"/api/p/me/compare?before={two[0].id}&after={two[1].id}").json()
    assert kept_comparison(found, *two) is not None
    rows = {(row["id"], row["side"]): row["verdict"] for row in told["changes"]}
    assert rows["cadence", "both"] == "changed"
    assert rows["leg_angle_at_strike", "right"] == "worse"
    path = served.box.result(two[1]) / "analysis.json"
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    assert kept_comparison(found, *two) is None


def test_a_demo_is_not_held_against_a_run_unless_it_is_asked_for(
    served: Served, two: tuple[Job, Job], demo_result: Path
) -> None:
    demo = served.adopt(demo_result).model_copy(update={"kind": "demo"})
    served.box.save(demo)
    assert earlier(served.box.results_of("me")) == two
    assert earlier((demo, two[1])) == (two[1], demo)
    assert earlier((demo,)) is None


def test_with_one_result_the_page_says_what_is_missing(served: Served, demo_result: Path) -> None:
    with served.client() as client:
        assert "There is only one result, or none" in client.get("/p/me/compare").text
        served.adopt(demo_result)
        assert "There is only one result, or none" in client.get("/p/me/compare").text


def test_another_persons_result_is_none(served: Served, two: tuple[Job, Job], demo_result: Path) -> None:
    other = served.adopt(demo_result, "athlete 7")
    with served.client() as client:
        for path in ("compare", "compare/motion"):
            answer = client.get(f"/api/p/me/{path}?before={two[0].id}&after={other.id}")
            assert answer.status_code == 404
        page = client.get(f"/p/me/compare?before={two[0].id}&after={other.id}")
        assert page.status_code == 200
        assert other.id not in page.text


@pytest.mark.parametrize("sign", ["fever", "saddle_numbness", "leg_symptoms"])
def test_above_unknown_no_number_is_shown(served: Served, two: tuple[Job, Job], sign: str) -> None:
    keep(served, with_yes(sign))
    query = f"before={two[0].id}&after={two[1].id}"
    with served.client() as client:
        page = client.get(f"/p/me/compare?{query}")
        assert (page.status_code, page.headers["location"]) == (303, "/p/me/safety")
        for path in ("compare", "compare/motion"):
            answer = client.get(f"/api/p/me/{path}?{query}")
            assert answer.status_code == 403
            assert set(answer.json()) == {"error"}


def test_motion_gives_the_stride_of_the_same_foot(served: Served, two: tuple[Job, Job]) -> None:
    with served.client() as client:
        pairs = client.get(f"/api/p/me/compare/motion?before={two[0].id}&after={two[1].id}").json()["pairs"]
    assert [pair["view"] for pair in pairs] == ["side", "rear"]
    analysis = json.loads((served.box.result(two[0]) / "analysis.json").read_text("utf-8"))
    strides = [row["value"] for row in analysis["measures"] if row["id"] == "stride_time" and row["value"]]
    for pair in pairs:
        for stride in pair["before"]["strides"].values():
            assert stride["seconds"] == pytest.approx(strides[0], rel=0.05)
            assert 0 < stride["toe_off"] < 0.6
            assert stride["end"] - stride["begin"] == pytest.approx(0.5, abs=0.01)


def test_where_one_does_not_read_the_sentence_stands_above_the_choice(
    served: Served, two: tuple[Job, Job]
) -> None:
    (served.box.result(two[1]) / "analysis.json").write_text("{", encoding="utf-8")
    with served.client() as client:
        answer = client.get("/p/me/compare")
    assert answer.status_code == 422
    assert "analysis.json" in visible(answer.text)
    assert '<select id="before"' in answer.text
