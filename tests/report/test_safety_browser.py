"""What to do now, as a person meets it: on the first screen of a small phone, and on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.report.html import render
from backstride.safety.words import level_words
from helpers.advice import advice_in
from helpers.chromium import page_count
from helpers.devtools import Tab
from helpers.need import missing
from helpers.told import all_no, with_yes

WIDTH, HEIGHT = 360, 640  # a small phone
YES = {
    "emergency": ("cauda_equina", "leg_symptoms", "bone_stress"),
    "urgent": ("cancer_signs", "age_or_pregnancy"),
    "clinician": ("leg_symptoms", "bone_stress"),
}
PLACES = """
[...document.querySelectorAll(".now h1, .now .do, .now .steps dd")].map(
  element => [element.textContent, Math.round(element.getBoundingClientRect().bottom)])
"""


def page_at(level: str, analysis: Analysis, curves: pa.Table) -> str:
    raw = (
        with_yes(*YES[level], pain_now=1, usual_run_km=8)
        if level in YES
        else {"safety": {"bone_stress": "no"}}
    )
    told = read_answers(raw)
    at = answered(analysis, told)
    assert at.safety.level == level
    return render(at, curves, told=told)


@pytest.mark.slow
@pytest.mark.parametrize("level", list(YES))
def test_what_to_do_stands_on_the_first_screen_without_scrolling(
    tab: Tab, analysis: Analysis, curves: pa.Table, tmp_path: Path, level: str
) -> None:
    page = tmp_path / f"{level}.html"
    page.write_text(page_at(level, analysis, curves), encoding="utf-8")
    tab.open(page, width=WIDTH, height=HEIGHT)
    places = tab.run(PLACES)
    words = level_words(level)  # type: ignore[arg-type]
    texts = [words.title, words.text, words.how_soon, words.where, words.until]
    assert [text for text, _ in places] == texts
    assert max(bottom for _, bottom in places) <= HEIGHT
    assert tab.run("document.documentElement.scrollWidth") <= WIDTH


@pytest.mark.slow
@pytest.mark.parametrize("level", ["unknown", *YES])
def test_on_paper_no_level_above_clear_holds_advice(
    tab: Tab, analysis: Analysis, curves: pa.Table, tmp_path: Path, level: str
) -> None:
    if shutil.which("pdftotext") is None:
        missing("pdftotext (poppler-utils)")
    page = tmp_path / f"{level}.html"
    page.write_text(page_at(level, analysis, curves), encoding="utf-8")
    pdf = tab.printed(page, tmp_path)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout
    assert advice_in(text) == []
    assert page_count(pdf) == (2 if level == "unknown" else 1)
    said = " ".join(text.split())
    assert level_words(level).title in said  # type: ignore[arg-type]
    assert len(said[: said.index("Call")].split()) < 200


@pytest.mark.slow
def test_on_paper_a_clear_level_does_hold_advice(
    tab: Tab, analysis: Analysis, curves: pa.Table, tmp_path: Path
) -> None:
    told = read_answers(all_no(pain_now=1, usual_run_km=8))
    page = tmp_path / "clear.html"
    text = render(answered(analysis, told), curves, told=told)
    page.write_text(text, encoding="utf-8")
    pdf = tab.printed(page, tmp_path)
    said = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout
    assert len(advice_in(said)) > 5
