"""Every number on both pages opens a card that says what it is; what only quotes names its source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.measures.definitions import definition, trial_error
from backstride.measures.drift import Drift
from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import render
from helpers.devtools import Tab
from helpers.in_page import CLICKED, NUMBERS, OPEN_CARD, OPENERS, REST
from helpers.numbers import numbers, orphans
from helpers.opens import CARD, OPENER, unopened
from helpers.quoted import QUOTED, nameless
from helpers.wording import ANSWERS_AT, at_level, visible

LABELS = ("Formula", "Strides used", "Source")
PLANNED = ("How", "Why", "How you will see it", "Studies")
MEASURED = ("Instrument error", "Smallest real change", "Usual range", "The value of each stride")
DRIFTED = Drift("cadence", "both", "run_3.5", "steps/min", 170.0, 166.0, -4.0, (-5.5, -2.5), 2.0, True)


@pytest.fixture(scope="module")
def pages(analysis: Analysis, curves: pa.Table, background: Background) -> dict[str, str]:
    """Reports at every level that shows numbers, one of them with a run long enough to drift."""
    (one,) = background.recordings
    drifted = Background((replace(one, drift=(DRIFTED, replace(DRIFTED, id="speed", clear=False))),))
    made = {}
    for name in ("clear", "unknown"):
        at, told = at_level(analysis, name)
        made[name] = render(at, curves, background=drifted, told=told)
    at, told = at_level(analysis, "urgent")
    made["clinician alone"] = render(at, curves, background=background, told=told, audience="clinician")
    return made


PAGES = ("clear", "unknown", "clinician alone")


@pytest.mark.parametrize("name", PAGES)
def test_every_number_opens_a_card(pages: dict[str, str], name: str) -> None:
    assert unopened(pages[name]) == []


def test_above_unknown_there_is_nothing_to_open(analysis: Analysis, curves: pa.Table) -> None:
    for name in ANSWERS_AT:
        at, told = at_level(analysis, name)
        if at.safety.level in ("clinician", "urgent", "emergency"):
            assert "popovertarget" not in render(at, curves, told=told)


def test_a_number_whose_button_is_taken_away_is_reported(pages: dict[str, str]) -> None:
    html = pages["clear"]
    inside = html[html.index("<main>") : html.index("</main>")]
    measured = re.compile("measure-|curve-|recording|sides|drift")
    found = [m for m in OPENER.finditer(inside) if measured.match(m[1]) and "<svg" not in m[2]]
    found = [match for match in found if numbers(visible(f"<body>{match[2]}"))]
    assert len(found) > 150
    for match in found[::9]:
        assert unopened(html.replace(match[0], match[2])), match[0]


@pytest.mark.parametrize("name", PAGES)
def test_every_card_is_there_once_and_says_all_of_it(pages: dict[str, str], name: str) -> None:
    wanted = {match[1] for match in OPENER.finditer(pages[name])}
    cards = {match[1]: match[0] for match in CARD.finditer(pages[name])}
    assert set(cards) == wanted
    for key, card in cards.items():
        said = visible(f"<body>{card}")
        wanted_of = PLANNED if key.startswith("plan-") or key == "retest" else LABELS
        assert [label for label in wanted_of if label not in said] == [], key
        assert all(text.strip() for text in re.findall(r"<dd>(.*?)</dd>", card, re.S)), key
        assert re.search(r'<p class="what">\s*\S', card), key
        measured = key.startswith("measure-") and "Not measured" not in said
        assert not measured or [label for label in MEASURED if label not in said] == [], key
        if key.startswith("curve-"):
            assert [label for label in MEASURED[:3] if label not in said] == [], key


def test_a_measures_card_holds_what_the_knowledge_says_of_it(
    pages: dict[str, str], analysis: Analysis
) -> None:
    card = next(m[0] for m in CARD.finditer(pages["clear"]) if m[1] == "measure-leg_angle_at_strike")
    said = " ".join(visible(f"<body>{card}").split())
    row = next(r for r in analysis.measures if r.id == "leg_angle_at_strike" and r.side == "left")
    known = definition(row.id)
    for text in (
        known.plain,
        known.formula[1:],
        known.source,
        known.detectable_change_source,
        known.frame_rate,
    ):
        assert " ".join(text.split()) in said
    assert trial_error(row.id).source in said
    assert "RBDS n = 28, treadmill" in said
    assert "Left 16.9 16.2–17.6 42" in said
    assert f"Left: {row.per_stride[0]:.1f}, {row.per_stride[1]:.1f}, " in said
    assert "Left 42, Right 42. The recording holds 43 contacts of the left foot and 43 of the right." in said


def test_side_difference_and_drift_stand_on_the_measures_card(pages: dict[str, str]) -> None:
    cards = {m[1]: " ".join(visible(f"<body>{m[0]}").split()) for m in CARD.finditer(pages["clear"])}
    assert "Left against right 1.3° (0.3 to 2.3)" in cards["measure-leg_angle_at_strike"].replace("–", " to ")
    assert "Fresh against tired −4.0 steps/min (−5.5 to −2.5), a clear difference" in cards["measure-cadence"]
    assert "170.0, then 166.0 steps/min" in cards["measure-cadence"]


# --- in a browser


def open_cards_id(tab: Tab) -> str | None:
    found = tab.run(OPEN_CARD)
    return found["id"] if found else None


@pytest.mark.slow
@pytest.mark.parametrize(("name", "width"), [("faulty", 1100), ("typical", 360)])
def test_a_click_on_any_number_opens_its_card(
    tab: Tab, reports: dict[str, Path], name: str, width: int
) -> None:
    tab.open(reports[name], width=width, height=900)
    found = tab.run(NUMBERS)
    assert len(found) > 500
    inside = [one for one in found if one["key"]]
    assert orphans(nameless(visible(tab.run(REST))), QUOTED) == []
    assert len(inside) > 2 / 3 * len(found)
    assert [one for one in inside if not one["hit"]] == []
    clicked = tab.run(CLICKED)
    assert {one["key"] for one in inside} <= {one["key"] for one in clicked}
    assert [one for one in clicked if one["open"] != [one["key"]]] == []
    for one in {one["key"]: one for one in inside}.values():  # a card is the same whichever button opens it
        tab.run(f"scrollTo(0, {one['scroll']})")
        tab.click(one["x"], one["y"])
        card = tab.run(OPEN_CARD)
        assert card is not None, one
        assert card["id"] == one["key"]
        assert (card["inside"], card["wide"]) == (True, False), one
        planned = one["key"].startswith(("card-plan-", "card-retest"))
        assert all(label in card["text"] for label in (PLANNED if planned else LABELS[:2]))
        tab.press("Escape")
    assert open_cards_id(tab) is None


@pytest.mark.slow
def test_the_keyboard_opens_every_card_and_comes_back(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=1100)
    openers = [one for one in tab.run(OPENERS) if one["seen"]]
    assert [one["text"] for one in openers if not one["stopNear"]] == []
    first = {one["key"]: one["at"] for one in reversed(openers) if one["stop"]}
    assert set(first) == {one["key"] for one in openers}
    for key, at in first.items():
        tab.run(f"document.querySelectorAll('main [popovertarget]')[{at}].focus()")
        tab.press("Enter")
        assert open_cards_id(tab) == key
        tab.press("Tab")
        assert tab.run(f"document.getElementById('{key}').contains(document.activeElement)"), key
        tab.press("Escape")
        assert open_cards_id(tab) is None
        assert tab.run(f"document.activeElement.getAttribute('popovertarget') === '{key}'"), key


@pytest.mark.slow
def test_the_button_in_the_card_closes_it(tab: Tab, reports: dict[str, Path]) -> None:
    tab.open(reports["faulty"], width=1100)
    tab.run("document.querySelector('main [popovertarget]').click()")
    assert open_cards_id(tab)
    tab.run("document.querySelector(':popover-open .card-close').click()")
    assert open_cards_id(tab) is None
