"""A picture works without its page: with its own colours, and nothing that a small renderer does not know."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from markupsafe import Markup

from backstride.model.analysis import Analysis
from backstride.report.curve_view import curve_views
from backstride.report.exercise_figure import exercise_figure
from backstride.report.pdf.svg_alone import colours, described, resolved, style, svg_alone
from backstride.report.svg import element, picture


def test_no_rule_needs_the_page() -> None:
    rules = style()
    assert "var(" not in rules
    assert "@" not in rules
    assert ":is(" not in rules
    assert not re.search(r"display|[{;]\s*(width|height):", rules)


@pytest.mark.parametrize(
    ("css", "left"), [("a{fill:var(--left)}", "--left"), ("a{fill:var(--left, #000)}", "--left")]
)
def test_a_variable_becomes_its_value_in_the_light_scheme(css: str, left: str) -> None:
    assert resolved(css) == f"a{{fill:{colours()[left]}}}"


def test_a_variable_that_the_page_lacks_falls_back() -> None:
    assert resolved("a{fill:var(--none-such, #123456);stroke:var(--none-such)}") == "a{fill:#123456;stroke:}"


def test_both_sides_keep_their_colours() -> None:
    rules = style()
    for side in ("left", "right"):
        assert re.search(rf"\.curve\.{side}[^}}]*\{{stroke: {colours()[f'--{side}']}\}}", rules)


def test_the_curves_stand_alone(analysis: Analysis, curves: pa.Table) -> None:
    for view in curve_views(analysis, curves):
        root = ElementTree.fromstring(svg_alone(view.chart))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.find("{http://www.w3.org/2000/svg}style") is not None


def test_an_exercise_stands_alone_with_its_colours() -> None:
    alone = svg_alone(exercise_figure("glute_bridge", "x"))
    ElementTree.fromstring(alone)
    used = set(re.findall(r'class="(ex-[\w-]+)', alone))
    assert used
    assert {name for name in used if f".{name}" not in alone.split("</style>")[0]} <= {
        "ex-caption",
        "ex-number",
    }


def test_extra_rules_come_last() -> None:
    svg = picture(10, 10, "t", "d", element("text", "x", x=1.0, y=1.0), key="k")
    assert svg_alone(svg, "text{fill:var(--ink)}").index("text{fill:#16201f}</style>") > 0


def test_a_picture_says_its_title_and_what_is_seen() -> None:
    svg = picture(10, 10, "Pelvic tilt", "Left: from 1 to 2 deg & more.", key="k")
    assert described(svg) == "Pelvic tilt. Left: from 1 to 2 deg & more"
    assert described(Markup("<svg></svg>")) == ""
