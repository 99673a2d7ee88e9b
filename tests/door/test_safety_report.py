"""A report made again obeys the safety check, and never fits other answers than its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.knowledge.loader import load
from helpers.made import Made, save, text_of
from helpers.told import all_no


@pytest.mark.parametrize(
    ("level", "code"), [("clear", 0), ("not_asked", 0), ("clinician", 4), ("emergency", 4)]
)
def test_report_makes_the_same_page_again_and_exits_by_the_level(
    level: str, code: int, copy_of: Callable[[str], Path], cli: Callable[..., Any]
) -> None:
    folder = copy_of(level)
    before = (folder / "report.html").read_bytes()
    (folder / "report.html").unlink()
    run = cli("report", folder)
    offer = f"A letter for the doctor you see:  backstride report {folder} --for letter\n"
    assert (run.code, run.err) == (code, offer if level == "clinician" else "")
    assert run.out == f"{folder / 'report.html'}\n"
    assert (folder / "report.html").read_bytes() == before


@pytest.mark.parametrize("audience", ["both", "runner", "clinician"])
def test_report_is_refused_once_the_answers_were_edited(
    audience: str, copy_of: Callable[[str], Path], cli: Callable[..., Any]
) -> None:
    folder = copy_of("emergency")
    raw = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "answers.json"}
    save(folder / "answers.json", {**raw, "safety": all_no()["safety"]})
    run = cli("report", folder, "--for", audience)
    assert (run.code, run.out) == (2, "")
    assert "answers have changed" in run.err
    assert "run analyze again" in run.err
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "answers.json"}
    assert after == before


@pytest.mark.parametrize("name", ["cauda_equina", "leg_symptoms", "night_pain"])
def test_one_new_yes_in_a_clear_folder_is_enough_to_refuse_the_report(
    name: str, copy_of: Callable[[str], Path], cli: Callable[..., Any]
) -> None:
    folder = copy_of("clear")
    raw = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    raw["safety"][name] = "yes"
    save(folder / "answers.json", raw)
    assert cli("report", folder).code == 2


@pytest.mark.parametrize("level", ["clinician", "emergency"])
def test_the_clinicians_page_above_unknown_holds_measures_but_no_correction_and_no_next_test(
    level: str, copy_of: Callable[[str], Path], cli: Callable[..., Any], make: Callable[..., Made]
) -> None:
    folder = copy_of(level)
    run = cli("report", folder, "--for", "clinician")
    assert run.code == 4
    assert run.out == f"{folder / 'clinician.html'}\n"
    page = text_of(folder / "clinician.html")
    assert "Measures" in page
    patterns = make("clear").analysis["patterns"]
    advice = [c["text"] for one in patterns for c in one["corrections"]]
    tests = [one["next_test"] for one in patterns if one["next_test"]]
    assert advice
    assert tests
    assert [text for text in (*advice, *tests) if text in page] == []
    assert "Next test" not in page
    assert "Run tomorrow?" not in page


@pytest.mark.parametrize("level", ["clinician", "emergency"])
def test_the_runners_page_above_unknown_holds_only_what_to_do(
    level: str, copy_of: Callable[[str], Path], cli: Callable[..., Any], make: Callable[..., Made]
) -> None:
    folder = copy_of(level)
    assert cli("report", folder, "--for", "runner").code == 4
    page = text_of(folder / "runner.html")
    assert load("safety/levels.toml")["level"][level]["text"] in page
    advice = [c["text"] for one in make("clear").analysis["patterns"] for c in one["corrections"]]
    assert [text for text in advice if text in page] == []
    assert "Run tomorrow?" not in page


def test_at_clear_the_runners_page_holds_one_correction_and_the_clinicians_all_and_next_tests(
    copy_of: Callable[[str], Path], cli: Callable[..., Any], make: Callable[..., Made]
) -> None:
    folder, patterns = copy_of("clear"), make("clear").analysis["patterns"]
    assert cli("report", folder, "--for", "runner").code == 0
    assert cli("report", folder, "--for", "clinician").code == 0
    runner, clinician = (text_of(folder / f"{who}.html") for who in ("runner", "clinician"))
    found = [one for one in patterns if one["verdict"] in ("stands_out", "possible")]
    texts = [one["corrections"][0]["text"] for one in found]
    assert texts
    assert sum(text in runner for text in texts) == 1  # one change at a time
    assert [text for text in texts if text not in clinician] == []
    assert all(one["next_test"] in clinician for one in patterns if one["next_test"])


def test_report_is_refused_once_an_answer_in_a_ledger_was_edited_and_made_where_none_was(
    copy_of: Callable[[str], Path], cli: Callable[..., Any]
) -> None:
    folder = copy_of("clear")
    raw = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    save(folder / "answers.json", {**raw, "intake": {**raw["intake"], "onset_km": 1}})
    run = cli("report", folder)
    assert run.code == 2
    assert "answers have changed" in run.err
    save(folder / "answers.json", {**raw, "intake": {**raw["intake"], "shoe_km": 901}})
    assert cli("report", folder).code == 0
    assert "They have done 901 km" in text_of(folder / "report.html")
