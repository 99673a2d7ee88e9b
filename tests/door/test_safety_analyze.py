"""An analysis obeys the safety check: what is advised, shown and kept at each level."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.knowledge.loader import load
from helpers.made import Made, save, text_of
from helpers.told import with_yes


def test_at_clear_an_analysis_advises_and_shows_the_light(make: Callable[..., Made]) -> None:
    made = make("clear")
    data = made.analysis
    assert made.code == 0
    assert data["safety"]["level"] == "clear"
    assert data["safety"]["run_tomorrow"] == {"light": "green", "max_km": 6.0}
    assert [one["id"] for one in data["patterns"] if one["corrections"]]
    assert "Run tomorrow? Yes" in made.page
    assert "up to 6 km" in made.page


@pytest.mark.parametrize("level", ["clinician", "emergency", "not_asked"])
def test_anywhere_else_nothing_is_advised(level: str, make: Callable[..., Made]) -> None:
    made = make(level)
    data = made.analysis
    assert data["safety"]["level"] == ("unknown" if level == "not_asked" else level)
    assert made.code == (0 if level == "not_asked" else 4)
    assert [one["corrections"] for one in data["patterns"]] == [[]] * 10
    assert data["plan"] is None
    assert data["safety"]["run_tomorrow"] is None
    assert "Run tomorrow?" not in made.page


@pytest.mark.parametrize("level", ["clinician", "emergency"])
def test_above_unknown_no_test_is_proposed_either(level: str, make: Callable[..., Made]) -> None:
    assert {one["next_test"] for one in make(level).analysis["patterns"]} == {None}


@pytest.mark.parametrize("level", ["clinician", "emergency"])
def test_above_unknown_every_file_is_written_and_the_report_named(
    level: str, make: Callable[..., Made]
) -> None:
    made = make(level)
    assert {path.name for path in made.folder.iterdir()} == {
        *("report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet", "answers.json")
    }
    assert made.out == f"Report: {made.folder / 'report.html'}\n"
    assert made.analysis["measures"]


def test_in_an_emergency_page_and_terminal_hold_what_to_do_and_no_advice(make: Callable[..., Made]) -> None:
    made, clear = make("emergency"), make("clear")
    words = load("safety/levels.toml")["level"]["emergency"]
    for text in (made.page, made.err):
        assert words["text"] in text
        assert words["where"] in text
    advice = [c["text"] for one in clear.analysis["patterns"] for c in one["corrections"]]
    assert any(text in clear.page for text in advice)
    assert all(text not in made.page and text not in made.err for text in advice)
    assert "cadence" not in made.err


def test_the_answers_stand_beside_the_result_as_given(make: Callable[..., Made]) -> None:
    made = make("emergency")
    kept = json.loads((made.folder / "answers.json").read_text(encoding="utf-8"))
    assert kept == json.loads((made.folder.parent / "given.json").read_text(encoding="utf-8"))
    assert not (make("not_asked").folder / "answers.json").exists()


def test_answers_of_an_earlier_analysis_do_not_stay(
    copy_of: Callable[[str], Path], synthetic: dict[str, Path], cli: Callable[..., Any]
) -> None:
    folder = copy_of("clear")
    (folder / "mine.txt").write_text("x", encoding="utf-8")
    assert cli("analyze", synthetic["run"], "--out", folder).code == 0
    assert not (folder / "answers.json").exists()
    assert (folder / "mine.txt").is_file()
    data = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert data["safety"]["level"] == "unknown"
    assert cli("report", folder).code == 0


def test_a_broken_answers_file_stops_before_anything_is_measured(
    synthetic: dict[str, Path], cli: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    run = cli("analyze", synthetic["run"], "--answers", tmp_path / "a.json", "--out", tmp_path / "out")
    assert (run.code, run.out) == (2, "")
    assert len(run.err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_new_analysis_leaves_no_page_of_the_old_level(
    copy_of: Callable[[str], Path], synthetic: dict[str, Path], cli: Callable[..., Any], tmp_path: Path
) -> None:
    folder = copy_of("clear")
    for audience in ("runner", "clinician"):
        assert cli("report", folder, "--for", audience).code == 0
        assert (folder / f"{audience}.html").is_file()
    given = save(tmp_path / "given.json", with_yes("cauda_equina"))
    assert cli("analyze", synthetic["run"], "--answers", given, "--out", folder).code == 4
    assert not list(folder.glob("runner.html")) + list(folder.glob("clinician.html"))
    assert "Run tomorrow" not in text_of(folder / "report.html")
