"""Which parts of a sentence become buttons."""

from __future__ import annotations

import re

import pytest

from backstride.report.cards.opens import named_measure, opener, opens


def buttons(text: str) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", opens(text, "a", {"a"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Leg angle at strike, left: 16.9 degrees (16.2 to 17.6), clearly above 14.1", None),
        ("Cadence: less by 4.0 steps/min (2.5–5.5) in the last quarter.", ["4.0 steps/min (2.5–5.5)"]),
        ("0.0144 m (0.0033 to 0.0255)", ["0.0144 m (0.0033 to 0.0255)"]),
        ("-0.373 degrees (-3.33 to 2.59)", ["-0.373 degrees (-3.33 to 2.59)"]),
        ("We watched 86 steps in 30 s", ["86", "30"]),
        ("at 3.5 m/s (12.6 km/h, 4:46 min per km)", ["3.5 m/s", "12.6", "4:46"]),
        ("R.MT1 and mt5_right were exchanged in 0.4 % of 4,500 frames.", ["0.4 %", "4,500"]),
        ("3 of 24 (a change of 5 matters, Ostelo 2008 (smallest change that matters))", ["3", "24", "5"]),
        ("2008 steps", ["2008"]),
        ("no number", []),
    ],
)
def test_numbers_with_their_unit_and_range(text: str, found: list[str] | None) -> None:
    wanted = ["16.9 degrees (16.2 to 17.6),", "14.1"] if found is None else found
    got = buttons(text)
    assert [one.rstrip(",.;:)") for one in got] == [one.rstrip(",.;:)") for one in wanted]
    assert re.sub(r"</?button[^>]*>", "", opens(text, "a", {"a"})) == text


def test_tab_stops_once_a_sentence() -> None:
    html = opens("1 of 2 and 3", "a", {"a"})
    assert html.count("<button") == 3
    assert html.count('tabindex="-1"') == 2
    assert "tabindex" not in html.split("</button>")[0]


def test_without_a_card_the_text_stays_as_it_is_and_is_escaped() -> None:
    assert opens("<b> 5", "a", {"b"}) == "&lt;b&gt; 5"
    assert opener("5", "a", {"b"}) == "5"
    assert opener("<5", "a", {"a"}).endswith(">&lt;5</button>")
    assert opener("", "a", {"a"}) == ""


def test_a_refusal_is_known_by_the_title_it_begins_with() -> None:
    assert named_measure("Leg stiffness: Only 2 whole steps") == "measure-leg_stiffness"
    assert named_measure("Still missing: trunk lean: no reference") == "measure-trunk_lean"
    assert named_measure("A hip strength test, left and right") == ""
