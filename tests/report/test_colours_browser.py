"""What a person with low vision, in a dark room or with a small phone gets: contrast and width."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.devtools import Scheme, Tab
from helpers.in_page import ALL_CARDS, COLOURS, SIDEWAYS
from helpers.page_checks import faint, too_faint, too_wide

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["faulty", "typical"])
def test_every_text_and_every_mark_has_contrast_enough(
    tab: Tab, reports: dict[str, Path], name: str, scheme: Scheme
) -> None:
    tab.open(reports[name], width=1100, scheme=scheme)
    tab.run(ALL_CARDS)  # they stand in full below the pages then
    looked = tab.run(COLOURS)
    assert sum(one["kind"] == "text" for one in looked) > 1500
    assert sum(one["kind"] == "mark" for one in looked) > 300
    assert faint(looked) == []


@pytest.mark.slow
def test_dark_is_dark(tab: Tab, reports: dict[str, Path]) -> None:
    back = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    seen = []
    tab.open(reports["faulty"], width=1100)
    for scheme in SCHEMES:
        tab.prefer(scheme)
        seen.append(tab.run(back))
    assert seen == ["rgb(255, 255, 255)", "rgb(21, 27, 27)"]


@pytest.mark.slow
def test_a_faint_text_and_a_faint_line_are_reported(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=1100)
    tab.run("document.querySelector('.came-with').style.color = '#999'")
    tab.run("document.querySelectorAll('svg .dot.left').forEach(one => one.style.fill = '#ddd')")
    found = " ".join(too_faint(tab))
    assert "You told us" in found
    assert "dot left" in found


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("name", ["faulty", "typical"])
def test_nothing_scrolls_sideways(tab: Tab, reports: dict[str, Path], name: str, width: int) -> None:
    tab.open(reports[name], width=width)
    assert too_wide(tab) == []


@pytest.mark.slow
def test_what_is_too_wide_is_reported(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=360)
    tab.run("document.querySelector('.lead').style.width = '400px'")
    assert any("We watched" in one for one in tab.run(SIDEWAYS))
    tab.run("document.querySelector('#card-measure-cadence dd').style.width = '500px'")
    assert any(one.startswith("card-measure-cadence: DD") for one in too_wide(tab))
