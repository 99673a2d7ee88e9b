"""WCAG 2.1 contrast of the page's colours, computed from the style sheet itself, light and dark."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from helpers.contrast import contrast

CSS = (resources.files("backstride.report") / "templates" / "colours.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
)
TEXT = 4.5  # success criterion 1.4.3
MARK = 3.0  # success criterion 1.4.11, lines and dots that carry meaning
TEXTS = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("faint", "paper"),
    ("accent", "paper"),
    ("paper", "accent"),
    ("left", "paper"),
    ("right", "paper"),
    ("warn", "paper"),
    ("danger", "paper"),
    ("ink", "warn-wash"),
    ("warn", "warn-wash"),
    ("danger", "warn-wash"),
    ("ink", "danger-wash"),
    ("danger", "danger-wash"),
    ("ink", "accent-wash"),
    ("soft", "accent-wash"),
    ("accent", "accent-wash"),
    ("warn", "accent-wash"),
    ("danger", "accent-wash"),
    ("soft", "warn-wash"),
    ("soft", "danger-wash"),
]
MARKS = [
    ("left", "paper"),
    ("right", "paper"),
    ("both", "paper"),
    ("left", "reference"),
    ("right", "reference"),
]


def test_the_formula_gives_the_published_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_dark_names_every_colour_that_light_has() -> None:
    assert set(LIGHT) == set(DARK)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXTS)
def test_text_can_be_read(theme: dict[str, str], front: str, back: str) -> None:
    assert contrast(theme[front], theme[back]) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_lines_and_dots_can_be_seen(theme: dict[str, str], front: str, back: str) -> None:
    assert contrast(theme[front], theme[back]) >= MARK
