"""What the papers share with the page on a screen, and how small their letters get."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backstride.report import pdf
from backstride.report.pdf import clinician, plan, runner
from backstride.report.pdf.svg_alone import FIGURE_LETTERS, colours

TEMPLATES = sorted((Path(pdf.__file__).parent / "templates").glob("*.typ"))
SMALLEST_PT = 8.5
PT_PER_MM = 72 / 25.4
# A picture's own width in pixels, and the least it is printed in: three beside each other, less their gaps.
PRINTED = (
    (clinician.CURVE_LETTERS, 300.0, (210 - 2 * 11 - 2 * 5) / 3 * PT_PER_MM),
    (runner.CHART_LETTERS, 210.0, (210 - 2 * 13 - 2 * 4) / 3 * PT_PER_MM - 14),
    (
        FIGURE_LETTERS,
        320.0,
        min(row["figure"] for row in runner.SETTINGS if row["figure"]) * PT_PER_MM,
    ),
    (FIGURE_LETTERS, 320.0, min(row["figure"] for row in plan.FIRST) * PT_PER_MM),
)


def test_the_colours_are_those_of_the_page() -> None:
    text = next(path for path in TEMPLATES if path.name == "paper.typ").read_text(encoding="utf-8")
    named = dict(re.findall(r'#let ([\w-]+) = rgb\("(#\w+)"\)', text))
    named |= {"left": named.pop("left-colour"), "right": named.pop("right-colour")}
    page = {name.removeprefix("--"): value for name, value in colours().items()}
    assert len(named) > 10
    assert {name: page.get(name) for name in named} == named


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_letter_of_a_template_is_small(path: Path) -> None:
    sizes = [float(one) for one in re.findall(r"text\(size: ([\d.]+)pt", path.read_text(encoding="utf-8"))]
    assert min(sizes, default=SMALLEST_PT) >= SMALLEST_PT


def test_no_setting_makes_letters_small() -> None:
    assert min(row["size"] for row in (*plan.FIRST, *plan.SECOND)) >= SMALLEST_PT


@pytest.mark.parametrize(("rules", "width_px", "width_pt"), PRINTED)
def test_no_letter_of_a_picture_is_small(rules: str, width_px: float, width_pt: float) -> None:
    sizes = [float(one) for one in re.findall(r"font-size:([\d.]+)px", rules)]
    assert sizes
    assert min(sizes) * width_pt / width_px >= SMALLEST_PT


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(path: Path) -> None:
    """The words of a page come from the knowledge, where they are checked: a template has none of its own."""
    text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    shown = (re.sub(r"#[\w.]+(\([^)]*\))?", "", one) for one in re.findall(r"\[([^\[\]]*)\]", text))
    assert [one for one in shown if re.search(r"[A-Za-z]{3,} [a-z]{3,} ", one)] == []
