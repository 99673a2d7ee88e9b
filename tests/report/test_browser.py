"""The page as a browser has it: silent console, no request, two printed pages. Skipped without Chromium."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import render
from backstride.report.words import curve_words
from helpers.chromium import page_count, run
from helpers.devtools import Tab
from helpers.told import demo_answers


@pytest.fixture(scope="module")
def file(
    analysis: Analysis, curves: pa.Table, background: Background, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(analysis, curves, background=background), encoding="utf-8")
    return path


@pytest.mark.slow
def test_it_prints_on_two_pages(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert page_count(tab.printed(file, tmp_path)) == 2


@pytest.mark.slow
def test_three_headlines_twelve_curves_and_seven_notes_still_print_on_two_pages(
    tab: Tab, analysis: Analysis, curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    page = tmp_path / "full.html"
    page.write_text(
        render(three_headlined(analysis), all_curves(curves), background=noted(background)), "utf-8"
    )
    assert page.read_text("utf-8").count('class="curve-figure"') == 12
    assert page_count(tab.printed(page, tmp_path)) == 2


@pytest.mark.slow
def test_a_clear_page_with_a_full_intake_still_prints_on_two_pages(
    tab: Tab, analysis: Analysis, curves: pa.Table, background: Background, tmp_path: Path
) -> None:
    told = read_answers(
        {**demo_answers(), "notes": "My back aches when I sit in the car after a long run. " * 20}
    )
    clear = answered(analysis, told)
    page = tmp_path / "clear.html"
    text = render(three_headlined(clear), all_curves(curves), background=noted(background), told=told)
    page.write_text(text, "utf-8")
    assert text.count('<div class="cue">') == 1
    assert text.count('<li class="headline') == 3
    assert page_count(tab.printed(page, tmp_path)) == 2


@pytest.mark.slow
def test_the_page_of_a_whole_analysis_prints_on_two_pages(report_pdfs: dict[str, Path]) -> None:
    assert page_count(report_pdfs["faulty"]) == 2


def three_headlined(analysis: Analysis) -> Analysis:
    loud = {"pelvic_posture", "glute_drive", "overstride"}
    patterns = tuple(
        p.model_copy(update={"verdict": "stands_out", "for_": p.for_ or p.against}) if p.id in loud else p
        for p in analysis.patterns
    )
    return analysis.model_copy(update={"patterns": patterns})


def all_curves(curves: pa.Table) -> pa.Table:
    absent = [words.id for words in curve_words() if words.id not in set(curves["curve"].to_pylist())]
    tilt = curves.filter(pc.equal(curves["curve"], "pelvic_tilt"))
    at = tilt.column_names.index("curve")
    more = [tilt.set_column(at, "curve", pa.array([name] * tilt.num_rows)) for name in absent]
    return pa.concat_tables([curves, *more])


def noted(background: Background) -> Background:
    (one,) = background.recordings
    return Background((replace(one, notes=(*one.notes * 3, one.notes[0])),))


def opened(browser: str, page: Path, folder: Path) -> tuple[list[str], set[str]]:
    """What the console said, and what the page itself asked for beyond its own file."""
    log = folder / f"{page.stem}.json"
    done = run(
        browser,
        folder / f"profile-{page.stem}",
        "--enable-logging=stderr",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--log-net-log={log}",
        f"--screenshot={folder / page.stem}.png",
        "--window-size=360,800",
        page.as_uri(),
    )
    events = json.loads(log.read_text(encoding="utf-8", errors="replace"))["events"]
    starts = [event["params"] for event in events if "initiator" in event.get("params", {})]
    # requests of a file's page name its origin, "null" or "file://"; those of the browser itself do not
    asked = {str(one["url"]) for one in starts if one["initiator"] in {"null", "file://"} and "url" in one}
    said = done.stderr.decode("utf-8", "replace")
    console = [line for line in said.splitlines() if "CONSOLE" in line]
    return console, {url for url in asked if not url.startswith(("file:", "data:"))}


@pytest.mark.slow
def test_it_opens_without_a_word_on_the_console_and_asks_the_network_for_nothing(
    browser: str, file: Path, tmp_path: Path
) -> None:
    assert opened(browser, file, tmp_path) == ([], set())
    assert (tmp_path / "report.png").stat().st_size > 10_000


@pytest.mark.slow
def test_a_page_that_asks_for_something_would_be_caught(browser: str, tmp_path: Path) -> None:
    page = tmp_path / "leaky.html"
    page.write_text('<img src="http://tracker.invalid/x.png"><script>console.error("said")</script>')
    console, asked = opened(browser, page, tmp_path)
    assert any("said" in line for line in console)
    assert asked == {"http://tracker.invalid/x.png"}
