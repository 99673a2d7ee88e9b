"""What to do now, as a person meets it: on the first screen of a small phone, and on paper."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.report.html import render
from backstride.safety.words import level_words
from helpers.advice import advice_in
from helpers.chromium import page_count, printed, run
from helpers.need import missing
from helpers.told import all_no, with_yes

WIDTH, HEIGHT = 360, 640  # a small phone
YES = {
    "emergency": ("cauda_equina", "leg_symptoms", "bone_stress"),
    "urgent": ("cancer_signs", "age_or_pregnancy"),
    "clinician": ("leg_symptoms", "bone_stress"),
}
PROBE = """
<iframe id="page" width="{width}" height="{height}" srcdoc="{page}"></iframe>
<pre id="found"></pre>
<script>
document.getElementById("page").onload = event => {{
  const inside = event.target.contentDocument;
  const places = [...inside.querySelectorAll(".now h1, .now .do, .now .steps dd")].map(
    element => [element.textContent, Math.round(element.getBoundingClientRect().bottom)]);
  const width = inside.documentElement.scrollWidth;
  document.getElementById("found").textContent = JSON.stringify({{places, width}});
}};
</script>
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
    browser: str, analysis: Analysis, curves: pa.Table, tmp_path: Path, level: str
) -> None:
    probe = tmp_path / "probe.html"
    page = escape(page_at(level, analysis, curves), quote=True)
    probe.write_text(PROBE.format(width=WIDTH, height=HEIGHT, page=page), encoding="utf-8")
    options = ("--dump-dom", "--virtual-time-budget=5000", "--window-size=800,900", probe.as_uri())
    dom = run(browser, tmp_path / "profile", *options).stdout.decode("utf-8")
    found = json.loads(unescape(re.search(r'<pre id="found">(.*?)</pre>', dom, flags=re.S).group(1)))  # type: ignore[union-attr]
    words = level_words(level)  # type: ignore[arg-type]
    texts = [words.title, words.text, words.how_soon, words.where, words.until]
    assert [text for text, _ in found["places"]] == texts
    assert max(bottom for _, bottom in found["places"]) <= HEIGHT
    assert found["width"] <= WIDTH


@pytest.mark.slow
@pytest.mark.parametrize("level", ["unknown", *YES])
def test_on_paper_no_level_above_clear_holds_advice(
    browser: str, analysis: Analysis, curves: pa.Table, tmp_path: Path, level: str
) -> None:
    if shutil.which("pdftotext") is None:
        missing("pdftotext (poppler-utils)")
    page = tmp_path / f"{level}.html"
    page.write_text(page_at(level, analysis, curves), encoding="utf-8")
    pdf = printed(browser, page, tmp_path)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout
    assert advice_in(text) == []
    assert page_count(pdf) == (2 if level == "unknown" else 1)
    said = " ".join(text.split())
    assert level_words(level).title in said  # type: ignore[arg-type]
    assert len(said[: said.index("Call")].split()) < 200


@pytest.mark.slow
def test_on_paper_a_clear_level_does_hold_advice(
    browser: str, analysis: Analysis, curves: pa.Table, tmp_path: Path
) -> None:
    told = read_answers(all_no(pain_now=1, usual_run_km=8))
    page = tmp_path / "clear.html"
    text = render(answered(analysis, told), curves, told=told)
    page.write_text(text, encoding="utf-8")
    pdf = printed(browser, page, tmp_path)
    said = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout
    assert len(advice_in(said)) > 5
