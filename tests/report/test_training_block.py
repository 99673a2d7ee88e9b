"""A folder of runs on the page: its tables, its card; every number opens and comes from somewhere."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from backstride.answered import answered
from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.training import TrainingLoad
from backstride.patterns.words import FROM_FILES, RUN_JUMP, WEEK_CHANGE
from backstride.report.cards.training_card import TRAINING, training_cards
from backstride.report.context import Background, background_from_json, background_json
from backstride.report.html import render
from backstride.report.training_block import training_tables
from helpers.numbers import Origin, orphans
from helpers.opens import OPENER, body, unopened
from helpers.page_origin import origin_of
from helpers.told import demo_answers
from helpers.training_made import load_of
from helpers.wording import claims, visible


def loaded() -> TrainingLoad:
    """Ten kilometres every other day, with a break, a run far over them, and a week of more."""
    days = {back: 10.0 for back in range(0, 120, 2) if not 60 < back < 80} | {4: 14.5, 9: 11.0}
    return load_of(days)


@pytest.fixture
def with_folder(analysis: Analysis, background: Background) -> tuple[Analysis, Background]:
    told = read_answers({**demo_answers(), "intake": {**demo_answers()["intake"], "pain_weeks": 1}})
    known = replace(background, training=loaded())
    return answered(analysis, told, known), known


def test_without_a_folder_there_is_neither_table_nor_card(analysis: Analysis, background: Background) -> None:
    assert training_tables(background) == ()
    assert list(training_cards(analysis, background)) == []


def test_the_tables_hold_every_week_with_a_run_and_every_far_run(
    with_folder: tuple[Analysis, Background],
) -> None:
    weeks, far = training_tables(with_folder[1])
    assert weeks.key == far.key == TRAINING
    assert all(len(row) == len(weeks.table.header) for row in weeks.table.rows)
    shown = {row[0]: row[1:] for row in weeks.table.rows}
    assert shown["22 June 2026"] == ("4", "44.5", "14.5", "+9 %")
    assert [row[2] for row in weeks.table.rows].count("0.0") <= 1  # one empty week after a full one
    assert far.table.rows == (("24 June 2026", "14.5", "11.0", "+32 %", "1.52 times"),)
    assert not claims(" ".join((weeks.title, far.title, *weeks.table.header, *far.table.header)))


def test_every_line_that_a_folder_brings_has_its_card(with_folder: tuple[Analysis, Background]) -> None:
    keys = [card.key for card in training_cards(*with_folder)]
    assert keys == [TRAINING, *(f"told-{name}" for name in FROM_FILES)]
    bare = [card.key for card in training_cards(with_folder[0], Background())]
    assert bare == keys  # a page made again from analysis.json alone


def test_every_number_of_the_page_opens_a_card_that_is_there(
    with_folder: tuple[Analysis, Background], curves: pa.Table
) -> None:
    analysis, background = with_folder
    told = read_answers(demo_answers())
    html = render(analysis, curves, background=background, told=told)
    assert unopened(html) == []
    opened = {match[1] for match in OPENER.finditer(body(html))}
    assert {f"told-{RUN_JUMP}", f"told-{WEEK_CHANGE}"} <= opened
    assert all(f'id="card-{key}"' in html for key in opened)


def test_every_number_of_the_page_comes_from_somewhere(
    with_folder: tuple[Analysis, Background], curves: pa.Table
) -> None:
    analysis, background = with_folder
    told = read_answers(demo_answers())
    known = origin_of(analysis, curves, background, told)
    values = {*known.values, *_values(loaded())}
    page = visible(render(analysis, curves, background=background, told=told))
    assert "32 % longer than your longest of the 30 days before" in page
    assert orphans(page, Origin(known.texts, known.lines, frozenset(values))) == []


def _values(one: TrainingLoad) -> set[str]:
    """Numbers of a folder as they are told, worked out here once more."""
    metres = [d for run in one.judged for d in (run.distance_m, run.longest_m)]
    metres += [d for week in one.weeks for d in (week.distance_m, week.longest_m)]
    days = [*(run.day for run in one.judged), *(week.monday for week in one.weeks), one.until]
    days += [gap.back for gap in one.breaks]
    percents = [*(run.percent for run in one.judged), *(week.change_percent or 0 for week in one.weeks)]
    return {
        *(f"{d / 1000:.1f}" for d in metres),
        *(str(day.day) for day in days),
        *(str(day.year) for day in days),
        *(f"{abs(p):.0f}" for p in percents),
        *(f"{abs(p):.1f}" for p in percents),
        *(str(gap.days) for gap in one.breaks),
        *(str(week.runs) for week in one.weeks),
        str(one.runs),
        *(f"{row['rate']:g}" for row in load("training.toml")["spike"]),
    }


def test_a_load_travels_with_the_background(with_folder: tuple[Analysis, Background]) -> None:
    background = with_folder[1]
    assert background_from_json(background_json(background)).training == background.training
