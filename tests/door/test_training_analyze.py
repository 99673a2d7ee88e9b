"""``backstride analyze --training``: a folder of runs decides, travels with the result and is judged anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.refresh import refresh
from backstride.rerender import rerender
from backstride.saved import saved_measured
from helpers.told import demo_answers
from helpers.training_made import ride_file, run_file, run_files
from helpers.wording import visible

EVERY_OTHER_DAY = [(day, 8.0) for day in range(0, 80, 2)]


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is remembered from, or left for, anybody else."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)


def answers(path: Path, weeks: float) -> Path:
    """The demo's answers with pain since so many weeks."""
    told = demo_answers()
    path.write_text(json.dumps({**told, "intake": {**told["intake"], "pain_weeks": weeks}}), encoding="utf-8")
    return path


def analysed(tmp_path: Path, run: Path, *more: str) -> dict[str, Any]:
    """The ledger of training load of a result in ``out``."""
    arguments = ["analyze", str(run), "--out", str(tmp_path / "out"), *more]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return ledger(tmp_path / "out")


def ledger(folder: Path) -> dict[str, Any]:
    patterns = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))["patterns"]
    found: dict[str, Any] = next(one for one in patterns if one["id"] == "training_load")
    return found


def measures(found: dict[str, Any], way: str) -> list[str]:
    return [item["measure"] for item in found[way]]


def test_a_far_run_decides_and_newer_answers_move_the_time_that_is_looked_at(tmp_path: Path) -> None:
    folder = run_files(tmp_path / "runs", [*EVERY_OTHER_DAY, (69, 12.0)])
    run = folder / "2026-05-19_09.fit"  # the newest, day 78
    told = answers(tmp_path / "answers.json", weeks=1)
    found = analysed(tmp_path, run, "--training", str(folder), "--answers", str(told))
    assert found["verdict"] == "stands_out"
    item = next(one for one in found["for"] if one["measure"] == "run_jump_in_files")
    assert item["value"] == pytest.approx(50)
    assert "10 May 2026, 12.0 km" in item["text"]

    out = tmp_path / "out"
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "50 % longer than your longest of the 30 days before, 8.0 km" in visible(page)
    assert str(tmp_path) not in page
    assert rerender(out)[0].read_text(encoding="utf-8") == page

    refresh(out, answers(tmp_path / "newer.json", weeks=4))
    again = ledger(out)
    assert again["verdict"] == "not_seen"
    assert "run_jump_in_files" in measures(again, "against")
    kept = saved_measured(out).background.training
    assert kept is not None
    assert kept.runs == len(EVERY_OTHER_DAY) + 1
    rerender(out)


def test_the_analysed_run_is_one_of_the_runs_and_counts_once(tmp_path: Path) -> None:
    folder = run_files(tmp_path / "runs", EVERY_OTHER_DAY)
    ride_file(folder, 7)
    outside = run_file(tmp_path, 79, 16.0)
    found = analysed(tmp_path, outside, "--training", str(folder))
    assert found["verdict"] == "stands_out"
    kept = saved_measured(tmp_path / "out").background.training
    assert kept is not None
    assert kept.skipped == ()
    assert (kept.runs, kept.last_day.isoformat()) == (len(EVERY_OTHER_DAY) + 1, "2026-05-20")
    analysed(tmp_path, folder / "2026-05-19_09.fit", "--training", str(folder))
    inside = saved_measured(tmp_path / "out").background.training
    assert inside is not None
    assert inside.runs == len(EVERY_OTHER_DAY)


def test_an_analysed_run_with_a_date_in_the_future_moves_no_window(tmp_path: Path) -> None:
    folder = run_files(tmp_path / "runs", EVERY_OTHER_DAY)
    analysed(tmp_path, run_file(tmp_path, 9000, 16.0), "--training", str(folder))
    kept = saved_measured(tmp_path / "out").background.training
    assert kept is not None
    assert (kept.runs, kept.last_day.isoformat()) == (len(EVERY_OTHER_DAY), "2026-05-19")


def test_without_a_folder_nothing_is_kept_and_a_folder_is_asked_for(tmp_path: Path) -> None:
    found = analysed(tmp_path, run_file(tmp_path, 0, 8.0))
    assert any("--training FOLDER" in text for text in found["missing"])
    assert saved_measured(tmp_path / "out").background.training is None


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_that_holds_no_run_is_refused_before_anything_is_measured(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    run = run_file(tmp_path, 0, 8.0)
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["analyze", str(run), "--training", str(tmp_path / name), "--out", str(out)]
    )
    assert done.exception is not None
    assert name in str(done.exception)
    assert not out.exists()
