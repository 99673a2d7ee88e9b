"""The figures of the back's loads as a browser has them: contrast, width, paper, cards by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import render
from helpers.chromium import page_count
from helpers.devtools import Scheme, Tab
from helpers.in_page import ALL_CARDS, OPEN_CARD
from helpers.loads_made import loads
from helpers.page_checks import too_faint, too_wide
from helpers.told import demo_answers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(
    analysis: Analysis, curves: pa.Table, background: Background, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    beside, told = replace(background, loads=loads()), read_answers(demo_answers())
    path = tmp_path_factory.mktemp("loads") / "report.html"
    html = render(answered(analysis, told, beside), curves, background=beside, told=told)
    path.write_text(html, encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_and_mark_of_the_figures_has_contrast_enough(tab: Tab, file: Path, scheme: Scheme) -> None:
    tab.open(file, width=1100, scheme=scheme)
    tab.run(ALL_CARDS)
    assert tab.run("document.querySelectorAll('.load-figure .if').length") == 3
    assert too_faint(tab) == []


@pytest.mark.parametrize("width", [360, 800])
def test_nothing_of_the_loads_scrolls_sideways(tab: Tab, file: Path, width: int) -> None:
    tab.open(file, width=width)
    assert too_wide(tab) == []


def test_the_page_still_prints_on_two_sheets(tab: Tab, file: Path, tmp_path: Path) -> None:
    assert page_count(tab.printed(file, tmp_path)) == 2


def test_the_words_on_a_phone_are_large_enough_to_read(tab: Tab, file: Path) -> None:
    tab.open(file, width=360)
    texts = "[...document.querySelectorAll('.load-figure svg text')]"
    sizes = tab.run(f"{texts}.map(one => one.getBoundingClientRect().height)")
    assert len(sizes) > 8
    assert min(sizes) >= 9


def test_the_numbers_behind_the_figure_open_by_keyboard(tab: Tab, file: Path) -> None:
    tab.open(file, width=1100)
    tab.run("document.querySelector('.load-runner .numbers .opens').focus()")
    tab.press("Enter")
    card = tab.run(OPEN_CARD)
    assert card is not None
    assert card["id"] == "card-load-l5s1_compression"
    assert "100 %" in card["text"]
