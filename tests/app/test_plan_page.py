"""The plan on pages: shown at ``clear`` only, by the newest answers, with downloads that open."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from backstride.app import diary_day
from backstride.app.planned import days_of
from backstride.care.schedule import sessions
from backstride.saved import saved_advice
from helpers.advice import advice_in
from helpers.need import missing
from helpers.served import Served
from helpers.tapping import Runner, keep, looking
from helpers.told import demo_answers, with_yes

Look = Callable[..., Runner]
TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diary_day, "now", lambda: datetime(2026, 3, 20, 9))
    monkeypatch.setattr("backstride.app.pages.plan.now", lambda: datetime(2026, 3, 20, 9))


@pytest.fixture
def look(served: Served) -> Iterator[Look]:
    with ExitStack() as stack:
        yield lambda path="/p/me/plan": stack.enter_context(looking(served, path))


def test_without_a_result_it_says_where_to_go(look: Look) -> None:
    runner = look()
    assert "No run measured yet" in runner.text
    assert runner.client.get("/p/me/plan.ics").status_code == 403
    assert runner.client.get("/api/p/me/plan").json()["why"] == "no_result"


def test_at_clear_the_whole_plan_is_there(look: Look, served: Served, demo_result: Path) -> None:
    served.adopt(demo_result)
    keep(served, demo_answers())
    _, told = saved_advice(demo_result)
    runner = look()
    given = runner.client.get("/api/p/me/plan").json()
    plan = given["plan"]
    assert given["why"] is None
    assert told is not None
    for one in plan["exercises"]:
        assert one["title"] in runner.text
        for text in (one["text"], one["stop"], one["up"], one["down"], *one["how"]):
            assert " ".join(text.split()) in runner.text
        for rung in one["ladder"]:
            assert rung["text"] in runner.text
    for text in (plan["cue"]["text"], plan["running"]["text"], *plan["stop"], plan["retest"]["text"]):
        assert re.sub(r" \(“backstride [^”]*”\)", "", text) in runner.text
    assert "backstride " not in runner.text  # nothing to type in a terminal
    assert runner.at.text.count("<figure><svg") == len(plan["exercises"]) <= 3
    assert "Your plan begins on Saturday, 21 March 2026." in runner.text


@pytest.mark.parametrize("sign", ["leg_symptoms", "infection_or_urine", "cauda_equina"])
def test_above_unknown_no_result_not_even_a_demo_shows_a_plan(
    look: Look, served: Served, demo_result: Path, sign: str
) -> None:
    job = served.adopt(demo_result)
    keep(served, with_yes(sign))
    runner = look(f"/p/me/plan?result={job.id}")
    assert advice_in(runner.text) == []
    assert 'class="safety' in runner.at.text
    for path in ("plan.ics", "plan.pdf"):
        refused = runner.client.get(f"/p/me/{path}?result={job.id}")
        assert refused.status_code == 403
        assert "ask for help first" in refused.text
    assert runner.client.get("/api/p/me/plan").json()["plan"] is None


def test_at_unknown_the_open_questions_stand_there_and_no_advice(
    look: Look, served: Served, demo_result: Path
) -> None:
    served.adopt(demo_result)
    keep(served, {"safety": {"cauda_equina": "no"}, "intake": {}})
    runner = look()
    assert "Do both legs hurt, tingle or feel weak" in runner.text
    assert "Do you feel numb between your legs" not in runner.text
    assert advice_in(runner.text) == []


def test_newer_answers_bring_the_result_up_to_date_first(
    look: Look, served: Served, demo_result: Path
) -> None:
    job = served.adopt(demo_result)
    keep(served, demo_answers())
    before = look().client.get("/api/p/me/plan").json()["plan"]
    first = before["exercises"][0]["title"]
    raw = demo_answers()
    every = ["kneel", "on_hands", "lie_on_back", "lie_on_side", "one_leg", "knee_bend", "calf"]
    raw["intake"] |= {"cannot_do": every, "pain_during": 7}
    keep(served, raw)
    runner = look()
    after = runner.client.get("/api/p/me/plan").json()["plan"]
    assert first not in [one["title"] for one in after["exercises"]]
    assert f". {first}</h2>" not in runner.at.text
    saved, told = saved_advice(served.box.result(job))
    assert saved.plan is not None
    assert saved.plan.model_dump(mode="json") == after
    assert told is not None
    assert told.number("pain_during") == 7


def test_answered_questions_do_not_take_the_demo_s_plan_away(
    look: Look, served: Served, demo_result: Path
) -> None:
    served.box.save(served.adopt(demo_result).model_copy(update={"kind": "demo"}))
    keep(served, demo_answers())
    runner = look()
    assert "Questions to answer before any advice" not in runner.text
    assert "the made-up runner of the demo" in runner.text


def test_a_result_of_somebody_else_is_not_there(look: Look, served: Served, demo_result: Path) -> None:
    job = served.adopt(demo_result, "athlete")
    assert look(f"/p/me/plan?result={job.id}").at.status_code == 404
    assert look("/p/me/plan?result=nonsense").at.status_code == 404


def test_today_has_what_the_schedule_has(look: Look, served: Served, demo_result: Path) -> None:
    served.adopt(demo_result)
    keep(served, demo_answers())
    analysis, told = saved_advice(demo_result)
    assert analysis.plan is not None
    for start in (TODAY, TODAY - timedelta(days=9), TODAY - timedelta(days=300)):
        runner = look(f"/p/me/plan?start={start}")
        due = days_of(analysis.plan, start, TODAY, told)
        head = runner.text.split("Next, on")[0].split("First day")[1]
        for one in sessions(analysis.plan, start, told):
            if one.day == TODAY:
                assert one.task.title in head
        assert ("This plan has run its course." in runner.text) == due.over
    assert look("/p/me/plan?start=1999-01-01").at.status_code == 400
    assert look("/p/me/plan?start=soon").at.status_code == 422


def test_the_calendar_opens_and_says_nothing_of_why(look: Look, served: Served, demo_result: Path) -> None:
    served.adopt(demo_result)
    keep(served, demo_answers())
    found = look().client.get("/p/me/plan.ics?start=2026-03-23&at=07:30&timezone=Europe/Berlin")
    assert found.headers["content-disposition"] == 'attachment; filename="plan.ics"'
    events = Calendar.from_ical(found.content).walk("VEVENT")
    titles = {str(one["summary"]) for one in events}
    assert titles
    assert all(re.fullmatch(r"Session [A-Z], \d+ min|Run.*|Check", title) for title in titles)
    assert min(one["dtstart"].dt.hour for one in events) == 7
    for query in ("timezone=Mars", "at=23:59", "start=1999-01-01"):
        assert look().client.get(f"/p/me/plan.ics?{query}").status_code == 400


def test_the_paper_opens(look: Look, served: Served, demo_result: Path, tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        missing("pdfinfo")
    served.adopt(demo_result)
    keep(served, demo_answers())
    found = look().client.get("/p/me/plan.pdf?start=2026-03-23")
    assert found.headers["content-type"] == "application/pdf"
    (tmp_path / "plan.pdf").write_bytes(found.content)
    run = subprocess.run(["pdfinfo", tmp_path / "plan.pdf"], capture_output=True, text=True, check=True)
    assert re.search(r"Pages:\s+2", run.stdout)
