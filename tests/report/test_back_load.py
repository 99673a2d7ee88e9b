"""The back's loads on both pages: what is shown of them, in which words, at which level."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.model.analysis import Analysis
from backstride.model.loads import LumbarLoads, WhatIf
from backstride.report.back_load import back_load, chosen_if, own_steps
from backstride.report.back_load_curves import load_views
from backstride.report.back_load_figure import STEP
from backstride.report.back_load_table import if_table, load_lines, run_line
from backstride.report.back_load_words import say
from backstride.report.cards.load_card import load_cards
from backstride.report.context import Background, background_from_json, background_json
from backstride.report.html import Audience, render
from backstride.report.pdf.papers import Paper, pdf
from helpers.loads_made import HOW, NOW, WHY, curves, loads
from helpers.numbers import orphans
from helpers.opens import unopened
from helpers.outline import Outline
from helpers.page_origin import origin_of
from helpers.pdf import pdf_info, pdf_text
from helpers.reading import grade, sentences
from helpers.told import demo_answers
from helpers.wording import ANSWERS_AT, claims, visible

WHOLE = loads()
CELL = re.compile(r"−?[\d.]+ \(−?[\d.]+ to −?[\d.]+\)")
RUNNER = 'class="load load-runner"'


@pytest.fixture(scope="module")
def loaded(background: Background) -> Background:
    return replace(background, loads=WHOLE)


def at(analysis: Analysis, beside: Background, name: str = "clear") -> Analysis:
    return answered(analysis, read_answers(ANSWERS_AT[name]), beside)


@pytest.fixture(scope="module")
def clear(analysis: Analysis, loaded: Background) -> Analysis:
    return at(analysis, loaded)


@pytest.fixture(scope="module")
def page(clear: Analysis, curves: pa.Table, loaded: Background) -> str:
    return render(clear, curves, background=loaded, told=read_answers(demo_answers()))


def with_loads(analysis: Analysis, **changes: Any) -> Analysis:
    return analysis.model_copy(update={"loads": WHOLE.model_copy(update=changes)})


# --- levels


@pytest.mark.parametrize("audience", ["both", "runner", "clinician"])
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_each_page_shows_what_its_level_allows(
    analysis: Analysis, curves: pa.Table, loaded: Background, name: str, audience: Audience
) -> None:
    found = at(analysis, loaded, name)
    html = render(found, curves, background=loaded, told=read_answers(ANSWERS_AT[name]), audience=audience)
    clear, open_ = found.safety.level == "clear", found.safety.level in ("clear", "unknown")
    assert (RUNNER in html) == (open_ and audience != "clinician")
    assert ('class="load load-clinician"' in html) == (open_ and audience != "runner")
    assert (say("clinician", "what_if") in html) == (clear and audience != "runner")
    said = visible(html)
    for text in (*HOW.values(), WHY, *(row.text for one in WHOLE.what_if for row in one.trials)):
        assert text not in said or clear
    for name_ in ("5 % more steps a minute", "more lean of the trunk"):
        assert name_ not in said or clear


def test_newer_answers_bring_back_what_the_older_ones_held_back(
    analysis: Analysis, loaded: Background
) -> None:
    held = at(analysis, loaded, "urgent")
    assert held.loads is None
    again = answered(held, read_answers(ANSWERS_AT["clear"]), loaded)
    assert again.loads == WHOLE


def test_without_a_background_the_loads_of_the_result_stay(clear: Analysis) -> None:
    assert answered(clear, read_answers(ANSWERS_AT["clear"])).loads == WHOLE
    assert answered(clear, read_answers(ANSWERS_AT["urgent"])).loads is None


def test_the_loads_travel_with_the_curves_and_an_older_file_has_none(loaded: Background) -> None:
    assert background_from_json(background_json(loaded)) == loaded
    older = background_json(replace(loaded, loads=None)).replace(',"loads":null', "")
    assert '"loads"' not in older
    assert background_from_json(older).loads is None


# --- the runner's figure


def test_the_line_is_told_against_the_runners_own_peak(clear: Analysis) -> None:
    now = own_steps(clear.loads.curves if clear.loads else ())
    assert now is not None
    assert (now.peak("left") + now.peak("right")) / 2 == pytest.approx(100.0)
    assert now.peak("left") > now.peak("right")
    left = next(one for one in WHOLE.curves if one.id == "l5s1_compression" and one.side == "left")
    assert now.values("left")[10] == pytest.approx(100 * (left.mean[10] or 0) / now.baseline_bw)
    assert now.values("left").size == STEP + 1


def test_the_figure_is_marked_and_colours_are_never_alone(page: str) -> None:
    block = page[page.index(RUNNER) : page.index('id="plan"')]
    assert say("runner", "mark") in block
    assert say("runner", "estimate") in block
    figure = block[block.index('<svg viewBox="0 0 340') : block.index("</svg>")]
    for text in ("Left 10", "Right 9", "left foot down", "right foot down", "5 % more steps a minute"):
        assert text in figure
    assert 'class="curve left"' in figure
    assert 'class="curve right"' in figure
    assert figure.count('class="if"') == 3  # two steps and the key
    assert "<title" in figure
    assert "<desc" in figure


def test_what_the_plan_speaks_of_is_shown_before_what_lowers_more(clear: Analysis) -> None:
    assert clear.plan is not None
    assert clear.plan.cue is not None
    assert clear.plan.cue.id == "land_under_hip"
    assert (chosen_if(clear) or WhatIf(id="", how="")).id == "cadence_plus_5"


def test_without_such_a_cue_it_is_what_clearly_lowers_most(clear: Analysis) -> None:
    assert (chosen_if(clear.model_copy(update={"plan": None})) or WhatIf(id="", how="")).id == "lean_less"


def test_where_nothing_lowers_clearly_it_says_so_and_draws_no_second_line(clear: Analysis) -> None:
    raised = tuple(one for one in WHOLE.what_if if one.id in ("lean_more", "half_trunk_rotation"))
    found = back_load(with_loads(clear.model_copy(update={"plan": None}), what_if=raised))
    assert found is not None
    assert say("runner", "none") in [one.text for one in found.lines]
    assert 'class="if"' not in found.figure


def test_a_refused_change_is_never_chosen(clear: Analysis) -> None:
    refused = tuple(one for one in WHOLE.what_if if one.refused)
    assert chosen_if(with_loads(clear, what_if=refused)) is None


@pytest.mark.parametrize(
    ("change", "span", "words"),
    [
        (-7.4, (-10.2, -4.6), "lower by 7 % (5 to 10)"),
        (6.6, (2.1, 11.0), "higher by 7 % (2 to 11)"),
        (-1.2, (-4.0, 1.6), "no clear change of the peak: −1 % (−4 to 2)"),
    ],
)
def test_the_change_is_said_with_its_range_and_its_way(
    clear: Analysis, change: float, span: tuple[float, float], words: str
) -> None:
    one = next(one for one in WHOLE.what_if if one.id == "cadence_plus_5")
    moved = tuple(
        row.model_copy(update={"change_percent": change, "interval_percent": span}) for row in one.changes
    )
    found = back_load(with_loads(clear, what_if=(one.model_copy(update={"changes": moved}),)))
    assert found is not None
    assert any(words in line.text for line in found.lines)


def test_one_foot_alone_or_no_compression_gives_no_figure(clear: Analysis) -> None:
    left = tuple(one for one in WHOLE.curves if one.side == "left")
    assert back_load(with_loads(clear, curves=left)) is None
    assert back_load(with_loads(clear, curves=curves(only="l5s1_extension_moment"))) is None


def test_without_standing_there_is_no_line_for_it(clear: Analysis) -> None:
    found = back_load(with_loads(clear, standing_bw=None))
    assert found is not None
    assert say("runner", "standing") not in found.figure


def test_every_sentence_for_the_runner_reads_at_grade_eight(clear: Analysis) -> None:
    found = back_load(clear)
    assert found is not None
    for line in found.lines:
        assert grade(sentences(line.text)) <= 8.0, line.text


# --- the clinician's page


def test_every_load_is_drawn_with_its_interval_and_its_table(clear: Analysis) -> None:
    views = load_views(clear)
    assert len(views) == 7
    for view in views:
        assert view.chart.count('class="band"') == 2
        assert len(view.rows) == 11
        assert all(
            re.fullmatch(r"−?[\d.]+ \(−?[\d.]+ to −?[\d.]+\)", cell) for row in view.rows for cell in row[1:]
        )


def test_the_lines_say_the_way_the_residual_and_what_was_assumed() -> None:
    said = " ".join(line.text for line in load_lines(WHOLE))
    for text in ("feet up", "0.19 N m/kg", "0.87 BW", "one anatomy for all people", WHOLE.notes[0]):
        assert text in said


def test_a_usual_run_adds_up_to_its_kilometres(analysis: Analysis) -> None:
    row = next(one for one in analysis.measures if one.side == "both" and one.value)
    told = {"id": "lumbar_load_per_km", "unit": "BW s", "value": 410.0, "interval": (126.0, 694.0)}
    measures = (*analysis.measures, row.model_copy(update=told))
    (line,) = run_line(measures, read_answers({"intake": {"usual_run_km": 8}}))
    assert "the usual run of 8 km" in line.text
    assert "3280 BW s above standing (95 % interval 1008–5552)" in line.text
    assert run_line(measures, read_answers({"intake": {}})) == ()
    assert run_line(analysis.measures, None) == ()
    refused = (*analysis.measures, row.model_copy(update=told | {"value": None, "interval": None}))
    assert run_line(refused, read_answers({"intake": {"usual_run_km": 8}})) == ()


def test_the_table_has_a_column_a_change_and_a_row_a_load() -> None:
    table = if_table(WHOLE)
    assert table is not None
    assert table.heads == (
        "Load", "Now", "Lean less", "Lean more", "Half the trunk turn", "5 % more steps",
    )  # fmt: skip
    assert len(table.rows) == len(NOW)
    assert table.rows[3].now == "3.55 BW"
    assert table.rows[5].now == "21.0 mJ/kg"
    assert table.rows[3].cells[0] == "−7 % (−10 to −5)"
    assert [one.text for one in table.refused] == [f"10 % more steps: {WHY}"]
    assert len(table.found) == 4
    assert if_table(loads(what_if=False)) is None


def test_no_load_is_held_against_what_a_tissue_bears(page: str) -> None:
    """No NIOSH limit, no threshold, no band of other people, whatever the number."""
    said = visible(page)
    assert not re.search(r"NIOSH|3[., ]?400 ?N|6[., ]?376|tolerance|ultimate|failure load", said, re.I)
    assert claims(said) == []


# --- both pages


def test_every_number_of_the_loads_opens_a_card_and_comes_from_somewhere(
    clear: Analysis, curves: pa.Table, loaded: Background, page: str
) -> None:
    told = read_answers(demo_answers())
    assert unopened(page) == []
    assert orphans(visible(page), origin_of(clear, curves, loaded, told)) == []


def test_every_card_of_the_loads_is_whole(clear: Analysis, loaded: Background) -> None:
    cards = {card.key: card for card in load_cards(clear, loaded)}
    assert len(cards) == 8
    for card in cards.values():
        labels = [line.label for line in card.lines]
        assert "Formula" in labels
        assert "Strides used" in labels
        assert any(line.source for line in card.lines)


def test_the_page_stays_well_formed(page: str) -> None:
    parsed = Outline()
    parsed.feed(page)
    assert parsed.open == []
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_without_loads_the_page_holds_nothing_of_them(
    analysis: Analysis, curves: pa.Table, background: Background
) -> None:
    html = render(at(analysis, background), curves, background=background)
    assert RUNNER not in html
    assert ".load-figure" not in html  # nor their style


def test_a_load_without_what_ifs_has_no_table(
    analysis: Analysis, curves: pa.Table, background: Background
) -> None:
    bare: LumbarLoads = loads(what_if=False)
    html = render(at(analysis, replace(background, loads=bare)), curves, background=background)
    assert "load-clinician" in html
    assert 'class="load-if' not in html


# --- on paper


@pytest.mark.parametrize("paper", ["runner", "clinician"])
@pytest.mark.parametrize("name", ANSWERS_AT)
def test_papers_say_of_the_loads_what_the_pages_say(
    analysis: Analysis, curves: pa.Table, loaded: Background, name: str, paper: Paper
) -> None:
    found = at(analysis, loaded, name)
    made = pdf(found, curves, loaded, read_answers(ANSWERS_AT[name]), paper)
    assert pdf_info(made)["Pages"] == "1"
    said = pdf_text(made)
    open_, clear = found.safety.level in ("clear", "unknown"), found.safety.level == "clear"
    title = say(paper, "title")
    assert (title in said) == open_
    changed = {"runner": "5 % more steps a minute our model", "clinician": "Lean less −7 % (−10 to −5)"}
    assert (changed[paper] in said) == clear


@pytest.mark.parametrize("paper", ["runner", "clinician"])
def test_a_paper_without_loads_has_no_place_for_them(
    analysis: Analysis, curves: pa.Table, background: Background, paper: Paper
) -> None:
    said = pdf_text(pdf(at(analysis, background), curves, background, None, paper))
    assert say(paper, "title") not in said
