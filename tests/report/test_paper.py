"""On paper: two sheets of A4, whatever the recording and however much there is to say."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.measures.load_curves import load_ids
from backstride.model.analysis import Analysis, Quality
from backstride.model.recording import Note
from backstride.report.context import Background
from backstride.report.html import render
from backstride.report.tables import carried_background, read_curves
from helpers.chromium import page_count
from helpers.devtools import Tab
from helpers.need import missing
from helpers.told import demo_answers

A4_MM = (210.0, 297.0)


def sheets(pdf: Path) -> list[str]:
    """The text of each sheet."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext (poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, text=True)
    return done.stdout.rstrip("\f").split("\f")


def size_mm(pdf: Path) -> set[tuple[float, float]]:
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    return {(round(float(w) * 25.4 / 72), round(float(h) * 25.4 / 72)) for w, h in found}


def assert_two_pages(pdf: Path) -> None:
    assert page_count(pdf) == 2
    assert size_mm(pdf) == {A4_MM}
    one, two = sheets(pdf)
    assert "What your run shows" in one
    assert "does not" in one.split("Backstride measures running")[1]
    assert "Measures, curves and evidence" in two
    assert "SHA-256" in two


@pytest.mark.slow
@pytest.mark.parametrize("name", ["faulty", "typical"])
def test_a_synthetic_runners_report_is_two_sheets(report_pdfs: dict[str, Path], name: str) -> None:
    assert_two_pages(report_pdfs[name])


@pytest.mark.slow
@pytest.mark.shared
def test_a_real_recordings_report_is_two_sheets(tab: Tab, real_report: Path, tmp_path: Path) -> None:
    assert_two_pages(tab.printed(real_report, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("asked", [True, False])
def test_the_fullest_report_is_two_sheets(
    tab: Tab, reports: dict[str, Path], tmp_path: Path, asked: bool
) -> None:
    """Three headlines, twelve curves, every measure, notes and reasons, with the intake or the questions."""
    from backstride.report.json_file import load

    folder = reports["faulty"].parent
    analysis, curves = load(folder / "analysis.json"), read_curves(folder / "curves.parquet")
    page = tmp_path / "full.html"
    page.write_text(_full(analysis, curves, asked=asked), encoding="utf-8")
    assert page.read_text("utf-8").count('<li class="headline') == 3
    assert page.read_text("utf-8").count('class="curve-figure"') == 12 + len(load_ids())
    assert_two_pages(tab.printed(page, tmp_path))


def _full(analysis: Analysis, curves: pa.Table, *, asked: bool) -> str:
    raw = demo_answers()
    raw["intake"]["notes"] = "My back aches when I sit in the car after a long run. " * 20
    told = read_answers(raw if asked else {"intake": raw["intake"]})
    now = answered(analysis, told)
    loud = {"pelvic_posture", "glute_drive", "overstride"}
    patterns = tuple(
        p.model_copy(update={"verdict": "stands_out", "for_": p.for_ or p.against}) if p.id in loud else p
        for p in now.patterns
    )
    reasons = ("The label of one marker was exchanged with its neighbour and put right.",) * 3
    quality = Quality(verdict="usable", reasons=reasons)
    recording = analysis.recordings[0].model_copy(update={"quality": quality})
    full = now.model_copy(update={"patterns": patterns, "recordings": (recording,)})
    known = carried_background(curves)
    assert known is not None
    notes = tuple(Note(level="fault", code=f"n{n}", text=f"{reasons[0]} ({n})") for n in range(7))
    noted = replace(known.recordings[0], notes=notes)
    return render(full, curves, background=Background((noted,), known.strides), told=told)


@pytest.mark.slow
def test_nothing_that_opens_and_nothing_that_moves_is_printed(report_pdfs: dict[str, Path]) -> None:
    text = "\n".join(sheets(report_pdfs["faulty"]))
    assert "Instrument error" not in text
    assert "Hold still" not in text
    assert "shin" in text
    assert "pelvis line" in text
