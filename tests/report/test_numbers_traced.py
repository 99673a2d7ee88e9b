"""Every number a person sees was measured, told, read from a file, or is kept with its source."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pytest

from backstride.answers.parse import read_answers
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.context import Background
from backstride.report.html import Audience, render
from backstride.result import Result
from helpers.numbers import (
    ALLOWED,
    STATED,
    Origin,
    header,
    numbers,
    orphans,
    people_files,
    stated_in,
    unsourced,
)
from helpers.page_origin import origin_of
from helpers.told import demo_answers
from helpers.wording import ANSWERS_AT, PACKAGE, at_level, messages, strings, visible

AUDIENCES: tuple[Audience, ...] = ("both", "runner", "clinician")
NEXT_TEST = PACKAGE / "patterns" / "next_test.py"  # says what waits, and up to which pain


class Case(NamedTuple):
    """A report and all that went into it."""

    analysis: Analysis
    curves: pa.Table
    background: Background
    told: Answers | None

    def page(self, audience: Audience = "both") -> str:
        return render(
            self.analysis, self.curves, background=self.background, told=self.told, audience=audience
        )

    def origin(self) -> Origin:
        return origin_of(*self)


@pytest.fixture(scope="module")
def clear(analysis: Analysis, curves: pa.Table, background: Background) -> Case:
    at, told = at_level(analysis, "clear")
    return Case(at, curves, background, told)


@pytest.fixture(scope="module")
def page(clear: Case) -> str:
    """The report at level clear for both readers."""
    return clear.page()


@pytest.fixture(scope="module")
def known(clear: Case) -> Origin:
    """All that the report at level clear may show."""
    return clear.origin()


@pytest.mark.parametrize("name", ANSWERS_AT)
def test_every_number_of_a_report_comes_from_somewhere(
    analysis: Analysis, curves: pa.Table, background: Background, name: str
) -> None:
    at, told = at_level(analysis, name)
    case = Case(at, curves, background, told)
    known = case.origin()
    for audience in AUDIENCES:
        assert orphans(visible(case.page(audience)), known) == []


def test_the_full_report_shows_many_numbers(page: str) -> None:
    assert len(numbers(visible(page))) > 500


@pytest.mark.parametrize("name", ["faulty", "typical"])
def test_every_number_of_a_synthetic_runners_report_comes_from_somewhere(
    results: dict[str, Result], name: str
) -> None:
    found = results[name]
    case = Case(found.analysis, found.curves, found.background, found.told)
    assert orphans(visible(case.page()), case.origin()) == []


# --- the tracer bites


@pytest.mark.parametrize("number", ["41.7", "12,345", "9:59", "777", "0.123"])
@pytest.mark.parametrize(
    ("place", "new"),
    [
        ('<h2 id="glance-title">', '<p>About {}.</p><h2 id="glance-title">'),
        ('<th scope="col">Verdict</th>', '<th scope="col">Verdict {}</th>'),
        ("</desc>", " Peak {}.</desc>"),
        ("<summary>Words on this page", "<summary>{} words on this page"),
    ],
    ids=["paragraph", "table", "picture", "hidden part"],
)
def test_a_number_from_nowhere_is_reported_wherever_it_stands(
    page: str, known: Origin, number: str, place: str, new: str
) -> None:
    assert place in page
    found = orphans(visible(page.replace(place, new.format(number), 1)), known)
    assert [one.split()[0] for one in found] == [number]


def test_a_curves_number_is_known_in_its_own_table_only(page: str, known: Origin) -> None:
    cells = [line for line in visible(page).split("\n") if " ± " in line and line[0].isdigit()]
    cell = next(one for one in cells if not set(numbers(one)) <= known.values)  # not a measure's by chance
    assert orphans(cell, known) == []
    assert orphans(f"About {cell} in all", known)


def test_a_kept_text_lends_its_numbers_to_no_other_sentence(page: str, known: Origin) -> None:
    kept = "In 5,205 runners a run more than 10 % longer"
    assert kept in page
    found = orphans(visible(page.replace(kept, "In 5,205 runners a run more than 13 % longer")), known)
    assert [one.split()[0] for one in found][:2] == ["5,205", "13"]


@pytest.mark.parametrize("id_", ["cadence", "leg_angle_at_strike", "peak_vertical_force"])
def test_another_value_than_the_measured_one_is_reported(clear: Case, known: Origin, id_: str) -> None:
    rows = tuple(
        row.model_copy(update={"value": row.value * 1.37}) if row.id == id_ and row.value else row
        for row in clear.analysis.measures
    )
    other = clear._replace(analysis=clear.analysis.model_copy(update={"measures": rows}))
    assert orphans(visible(other.page()), known)


def test_another_answer_than_the_given_one_is_reported(
    analysis: Analysis, curves: pa.Table, background: Background, clear: Case, known: Origin
) -> None:
    raw = demo_answers()
    raw["intake"] |= {"shoe_km": 351, "pain_weeks": 77, "psfs": [{"activity": "sit", "score": 9.5}]}
    told = read_answers(raw)
    found = orphans(visible(clear._replace(told=told).page()), known)
    assert {one.split()[0] for one in found} == {"351", "77", "9.5"}


# --- kept texts


@pytest.mark.parametrize("name", people_files())
def test_every_number_in_a_kept_text_has_a_source_or_a_reason(name: str) -> None:
    assert unsourced(load(name), header(name)) == []


@pytest.mark.parametrize(
    ("tree", "caught"),
    [
        ({"a": {"text": "In 12 of 20 runners."}}, ["In 12 of 20 runners."]),
        ({"a": {"text": "In 12 of 20 runners.", "source": "A study"}}, []),
        ({"a": {"text": "In 12 of 20 runners.", "studies_source": "A study"}}, []),
        ({"source": "A study", "a": {"b": [{"text": "In 12 of 20 runners."}]}}, []),
        ({"a": {"source": "A study"}, "b": {"text": "In 12 of 20 runners."}}, ["In 12 of 20 runners."]),
        ({"a": {"text": "In 12 of 20 runners.", "resource": "no"}}, ["In 12 of 20 runners."]),
        ({"a": {"text": "Within 24 hours, from 0 to 10."}}, []),
        ({"a": {"text": "Within 25 hours, from 0 to 10."}}, ["Within 25 hours, from 0 to 10."]),
        ({"a": {"id": "under_18", "value": "12"}}, []),
    ],
)
def test_a_kept_text_with_a_number_but_no_source_is_caught(
    tree: dict[str, object], caught: list[str]
) -> None:
    assert unsourced(tree) == caught


def test_numbers_that_the_head_of_a_file_explains_need_no_source_beside_them() -> None:
    tree = {"text": "Call 112 or 999."}
    assert unsourced(tree, "# 112 in Europe, 999 in Britain.") == []
    assert unsourced(tree, "# 112 in Europe.") == ["Call 112 or 999."]


@pytest.mark.parametrize("phrase", STATED)
def test_a_phrase_stated_elsewhere_has_its_number_and_source_there(phrase: str) -> None:
    there, sourced = stated_in(STATED[phrase])
    assert set(numbers(phrase)) <= there
    assert sourced


@pytest.fixture(scope="module")
def said(page: str) -> tuple[str, ...]:
    """Everything that people read: kept texts, what waits for a test, the page."""
    kept = (text for name in people_files() for text in strings(load(name)))
    return (*messages(NEXT_TEST), *kept, visible(page))


@pytest.mark.parametrize("phrase", [*ALLOWED, *STATED])
def test_no_allowed_phrase_outlives_its_use(phrase: str, said: tuple[str, ...]) -> None:
    assert any(phrase in text for text in said)
