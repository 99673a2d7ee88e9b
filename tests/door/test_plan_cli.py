"""``backstride plan``: from a saved analysis, at every level, with newer answers, and in the calendar."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import vobject

from backstride.report.json_file import load
from backstride.safety.words import level_words
from helpers.advice import advice_in
from helpers.made import save
from helpers.pdf import pdf_text
from helpers.told import demo_answers

Copy = Callable[[str], Path]
Cli = Callable[..., Any]
START = "2026-12-01"


def test_the_plan_is_told_with_its_dates(copy_of: Copy, cli: Cli) -> None:
    run = cli("plan", copy_of("clear"), "--start", START)
    assert (run.code, run.err) == (0, "")
    assert "EXERCISES" in run.out
    assert "1. Squat: 3 × 10, 3 days a week" in run.out
    assert "CHECK AGAIN (29 December 2026)" in run.out


def test_json_is_the_plan_of_the_analysis(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    told = json.loads(cli("plan", folder, "--json").out)
    assert told == json.loads((folder / "analysis.json").read_text("utf-8"))["plan"]


@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_above_unknown_it_says_what_to_do_now(level: str, copy_of: Copy, cli: Cli) -> None:
    folder = copy_of(level)
    before = {path.name for path in folder.iterdir()}
    run = cli("plan", folder, "--ics", folder / "plan.ics", "--pdf")
    assert run.code == 4
    assert run.out.startswith(level_words(level).title.upper())  # type: ignore[arg-type]
    assert advice_in(run.out) == []
    assert {path.name for path in folder.iterdir()} == before


def test_without_answers_it_asks_the_questions_first(copy_of: Copy, cli: Cli) -> None:
    run = cli("plan", copy_of("not_asked"))
    assert run.code == 4
    assert run.out.count("  ? ") == 12
    assert "backstride safety --save answers.json" in run.err
    assert advice_in(run.out) == []


def test_newer_answers_bring_the_result_up_to_date(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder = copy_of("not_asked")
    measured = load(folder / "analysis.json").measures
    answers = tmp_path / "new.json"
    raw = demo_answers()
    raw["intake"]["front_plank_s"] = 20
    save(answers, raw)
    run = cli("plan", folder, "--answers", answers)
    assert run.code == 0
    after = load(folder / "analysis.json")
    assert after.safety.level == "clear"
    assert after.measures == measured
    assert any(
        item.measure == "front_plank_s" for one in after.patterns for item in (*one.for_, *one.against)
    )
    assert "Your plan" in (folder / "report.html").read_text("utf-8")
    assert json.loads((folder / "answers.json").read_text("utf-8"))["intake"]["front_plank_s"] == 20
    again = (folder / "report.html").read_bytes()
    assert cli("report", folder).code == 0
    assert (folder / "report.html").read_bytes() == again


def test_a_red_flag_in_newer_answers_takes_the_plan_away(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder = copy_of("clear")
    raw = demo_answers()
    raw["safety"]["leg_symptoms"] = "yes"
    save(tmp_path / "new.json", raw)
    assert cli("plan", folder, "--answers", tmp_path / "new.json").code == 4
    assert load(folder / "analysis.json").plan is None
    assert advice_in((folder / "report.html").read_text("utf-8")) == []


def test_a_plank_of_nine_hours_is_said_and_not_used(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    folder = copy_of("clear")
    raw = demo_answers()
    raw["intake"]["front_plank_s"] = 9 * 3600
    save(tmp_path / "new.json", raw)
    assert cli("plan", folder, "--answers", tmp_path / "new.json").code == 0
    after = load(folder / "analysis.json")
    assert any("front_plank_s" in reason and "1200" in reason for reason in after.safety.reasons)
    assert not any(item.measure == "front_plank_s" for one in after.patterns for item in one.for_)


def test_with_a_calendar_the_paper_says_what_its_titles_stand_for(
    copy_of: Copy, cli: Cli, tmp_path: Path
) -> None:
    folder = copy_of("clear")
    assert cli("plan", folder, "--pdf").code == 0
    assert "Session A" not in pdf_text((folder / "plan.pdf").read_bytes())
    run = cli("plan", folder, "--pdf", "--ics", tmp_path / "plan.ics", "--start", START)
    assert run.code == 0
    text = pdf_text((folder / "plan.pdf").read_bytes())
    assert "29 December 2026" in text
    assert "Session A" in text


def test_the_calendar_opens_in_another_reader(copy_of: Copy, cli: Cli, tmp_path: Path) -> None:
    file, folder = tmp_path / "plan.ics", copy_of("clear")
    run = cli("plan", folder, "--ics", file, "--start", START, "--timezone", "Europe/Berlin")
    assert run.code == 0
    assert run.err == f"Calendar: {file}\n"
    calendar = vobject.readOne(file.read_text("utf-8"))
    titles = {event.summary.value for event in calendar.vevent_list}
    told = run.out[run.out.index("IN THE CALENDAR") :]
    assert all(title in told for title in titles if title.startswith("Session"))
    text = file.read_text("utf-8").lower()
    assert not any(word in text for word in ("pain", "back", "squat", "exercise", "plank", "symptom"))
    before = file.read_bytes()
    again = cli("plan", folder, "--ics", file, "--start", START, "--timezone", "Europe/Berlin")
    assert (again.code, file.read_bytes()) == (0, before)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--start", "2026-13-01"), 2, "2026-13-01"),
        (("--at", "25:00"), 2, "25:00"),
        (("--ics", "x.ics", "--timezone", "Mars/Olympus"), 2, "Mars/Olympus"),
        (
            ("--ics", "x.ics", "--timezone", "Europe/Berlin", "--start", "2026-03-01", "--at", "02:30"),
            2,
            "02:30",
        ),
        (("--answers", "missing.json"), 2, "missing.json"),
    ],
)
def test_wrong_options_are_said_in_a_sentence(
    options: tuple[str, ...],
    code: int,
    said: str,
    copy_of: Copy,
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    run = cli("plan", copy_of("clear"), *options)
    assert run.code == code
    assert said in run.err
    assert "Traceback" not in run.err
    assert not (tmp_path / "x.ics").exists()


def test_a_folder_without_an_analysis_is_refused(cli: Cli, tmp_path: Path) -> None:
    run = cli("plan", tmp_path)
    assert run.code == 2
    assert "holds no analysis.json" in run.err


def test_missing_findings_are_refused(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    data = json.loads((folder / "analysis.json").read_text("utf-8"))
    (folder / "analysis.json").write_text(json.dumps({**data, "patterns": [], "plan": None}), "utf-8")
    run = cli("plan", folder)
    assert run.code == 3
    assert "holds no findings" in run.err


def test_a_result_of_an_earlier_version_gets_its_plan(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    with_plan = cli("plan", folder, "--start", START).out
    data = json.loads((folder / "analysis.json").read_text("utf-8"))
    (folder / "analysis.json").write_text(json.dumps({**data, "plan": None}), "utf-8")
    assert cli("plan", folder, "--start", START).out == with_plan


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_said_in_a_sentence(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    folder.chmod(0o555)
    try:
        run = cli("plan", folder, "--pdf")
    finally:
        folder.chmod(0o755)
    assert run.code == 1
    assert "cannot be written" in run.err
    assert "EXERCISES" in run.out
