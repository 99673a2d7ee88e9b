"""The clinician's page as data for paper: the same page as on a screen, its rows ranked for one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.runner import Runner
from backstride.report.back_load import PRESSED
from backstride.report.back_load_words import say as say_load
from backstride.report.cards.card import measure_key
from backstride.report.clinician_page import ClinicianPage, Ledger, LoadBlock
from backstride.report.curve_view import CurveView
from backstride.report.measure_table import Cell, MeasureRow
from backstride.report.pdf.home_results import result_rows, tested_fields
from backstride.report.pdf.run import run_data
from backstride.report.pdf.shorten import cut
from backstride.report.pdf.svg_alone import pictured
from backstride.report.words import page as say

WORDS: Final = "papers.toml"
FILES: Final = "Files"
LONGEST_FACT: Final = 70  # characters; longer ones, such as how axes were found, stand in report.html
LONGEST_REASON: Final = 240
LONGEST_CHANGE: Final = 330
FOUND: Final = ("stands_out", "possible")
MUST: Final = 1  # measures of this rank or before are left out last
CURVES_IN_ROWS: Final = 10  # a row of curves takes the height of so many rows of measures
CURVE_LETTERS: Final = "svg text{font-size:15.3px}svg text.end-label{font-size:15.3px}"


def curves_first() -> tuple[str, ...]:
    """Ids of the curves that a sheet has room for, where they were measured."""
    return tuple(load(WORDS)["clinician"]["curves_first"])


def clinician_data(page: ClinicianPage, runner: Runner, told: Answers | None) -> dict[str, Any]:
    """Everything the template shows, in words; numbers as the page on a screen has them."""
    words, run = load(WORDS)["clinician"], run_data(page.run)
    rank = _ranks(page)
    return {
        "title": words["title"],
        "brand": words["brand"],
        "heading": words["heading"],
        "runner": _runner(runner),
        "recordings": _recordings(page),
        "more_recordings": words["more"],
        "level": page.safety,
        "level_title": page.level,
        "reasons": cut(" ".join(page.reasons), LONGEST_REASON),
        "told": _told(page),
        "told_more": words["told_more"],
        "patterns": _patterns(page.ledgers, words),
        "next_best_title": say("next_best"),
        "next_best": page.next_best,
        "measures": _measures(page, rank, words),
        "changes": _changes(page, words),
        "tests_title": words["tests"],
        "tests": result_rows(told),
        "run": run,
        "curves_title": words["curves"],
        "curves_legend": f"{say('curve_axis')} {say('band')}",
        "left": words["left"],
        "right": words["right"],
        "curves": [_curve(one) for one in _chosen(page.curves)],
        "conventions_title": words["conventions"],
        "conventions": " ".join(page.conventions),
        "footer": words["footer"].format(software=page.software, fingerprint=page.fingerprint),
        "settings": _settings(page, rank, drawn=run is not None),
    }


def _runner(runner: Runner) -> str:
    """What is known of the runner; nothing is made up where nothing was told."""
    given = (
        (runner.sex, "{}"),
        (runner.age_years, "{:g} years"),
        (runner.height_m, "{:.2f} m"),
        (runner.mass_kg, "{:g} kg"),
    )
    return ", ".join(text.format(value) for value, text in given if value is not None)


def _told(page: ClinicianPage) -> list[dict[str, str]]:
    """The answers but those of home tests, which have their own place."""
    own = tested_fields()
    return [{"label": row.label, "text": cut(row.text, 120)} for row in page.told if row.field not in own]


def _recordings(page: ClinicianPage) -> list[dict[str, Any]]:
    """A row per recording: what was read and how, without the long sentences; what was faulty always."""
    return [
        {
            "title": cut(next((text for label, text, _ in facts.rows if label == FILES), facts.title), 80),
            "rows": [
                {"label": label, "text": text}
                for label, text, _ in facts.rows
                if label != FILES and len(text) <= LONGEST_FACT
            ],
            "faults": " ".join(cut(text, 120) for level, text in facts.notes if level != "info"),
        }
        for facts in page.facts
    ]


def _patterns(ledgers: Sequence[Ledger], words: dict[str, Any]) -> dict[str, Any]:
    """The ten, what was found first; ``place``: its rank when not all find room."""
    order = ("stands_out", "possible", "cannot_tell", "not_seen")
    ranked = sorted(ledgers, key=lambda one: order.index(one.verdict))
    return {
        "title": words["patterns"],
        "columns": words["pattern_columns"],
        "rest_labels": [["cannot_tell", words["rest_cannot_tell"]], ["not_seen", words["rest_not_seen"]]]
        + [[verdict, words["rest_found"]] for verdict in FOUND],
        "rows": [_pattern(one, place) for place, one in enumerate(ranked)],
    }


def _pattern(one: Ledger, place: int) -> dict[str, Any]:
    weighs = [line.text for line in one.for_ if not line.noted]
    speaks_against = [line.text for line in one.against if not line.noted]
    lacks = one.missing[0].text if one.missing and one.verdict == "cannot_tell" else ""
    return {
        "title": one.words.title,
        "verdict": one.verdict,
        "word": one.verdict_word,
        "for_you": one.for_you,
        "in_studies": one.in_studies.split(",")[0],
        "for_": cut(next(iter(weighs), f"Missing: {lacks}" if lacks else ""), 130),
        "against": cut(next(iter(speaks_against), ""), 130),
        "place": place,
    }


def _settings(page: ClinicianPage, rank: Mapping[str, int], *, drawn: bool) -> list[dict[str, int]]:
    """From everything to what one sheet surely holds: rows of measures and of patterns, curves, answers.

    What was found and what lies outside its band stays longest; then curves go; what is left out is named or
    counted on the sheet. drawn: there is a run to draw, which goes before the answers do.
    """
    found = max(3, sum(one.verdict in FOUND for one in page.ledgers))
    must = sum(one <= MUST for one in rank.values())
    every = len(rank)
    counts = [(3, 10, every), *((3, found, rows) for rows in range(every, must - 1, -1))]
    counts += [(0, found, rows) for rows in range(min(must + CURVES_IN_ROWS, every), must - 1, -1)]
    full = {"told": 40, "recordings": 6, "lines": 4}
    steps = [{"rows": rows, "patterns": patterns, "curves": n, **full} for n, patterns, rows in counts]
    if drawn:
        steps = [{**step, "run": run} for run in (True, False) for step in steps]
    spare = ((14, 5, 24, 6, 3), (12, 4, 16, 4, 2), (10, 3, 10, 3, 1), (8, 3, 6, 2, 0))
    names = ("rows", "patterns", "told", "recordings", "lines")
    return [*steps, *({"curves": 0, **dict(zip(names, row, strict=True))} for row in spare)]


def _measures(page: ClinicianPage, rank: Mapping[str, int], words: dict[str, Any]) -> dict[str, Any]:
    order = sorted(range(len(page.rows)), key=lambda n: (rank[page.rows[n].id], n))
    places = {number: place for place, number in enumerate(order)}
    return {
        "title": words["measures"],
        "legend": words["measures_legend"],
        "columns": words["measure_columns"],
        "more": words["measures_more"],
        "rows": [_measure(row, places[n]) for n, row in enumerate(page.rows)],
    }


def _ranks(page: ClinicianPage) -> dict[str, int]:
    """How much each measure matters here: behind a pattern that was found, out of its band or uneven,
    named in another ledger, with a band, without."""
    found = {key for one in page.ledgers if one.verdict in FOUND for key in _keys(one)}
    named = {key for one in page.ledgers for key in _keys(one)}

    def rank(row: MeasureRow) -> int:
        if row.key in found:
            return 0
        if row.differs or any(verdict in ("low", "high") for verdict, _ in row.verdicts):
            return 1
        return 2 if row.key in named else 3 if row.reference else 4

    return {row.id: rank(row) for row in page.rows}


def _keys(one: Ledger) -> Iterable[str]:
    return (line.key for line in (*one.for_, *one.against) if line.key)


def _measure(row: MeasureRow, place: int) -> dict[str, Any]:
    marks = [verdict for verdict, _ in row.verdicts]
    return {
        "title": row.title,
        "symbol": row.symbol,
        "one": row.one_value,
        "left": _cell(row.left),
        "right": _cell(row.right),
        "both": _cell(row.both),
        "difference": _cell(row.difference),
        "differs": row.differs,
        "reference": row.reference,
        "change": row.detectable_change,
        "verdict": " · ".join(text for _, text in row.verdicts),
        "marked": any(mark in ("low", "high") for mark in marks),
        "quiet": all(mark == "no_reference" for mark in marks),
        "strides": row.n_strides,
        "place": place,
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {"value": cell.value, "interval": cell.interval}


def _changes(page: ClinicianPage, words: dict[str, Any]) -> list[dict[str, str]]:
    """Sides, drift where there is any, and what was not measured; the reasons stand in report.html."""
    lines = []
    if page.sides:
        lines.append((say("sides_title"), " ".join(piece.text for piece in page.sides)))
    if page.drift and page.drifted:
        lines.append((say("drift_title"), " ".join(piece.text for piece in page.drift)))
    if page.loads is not None:
        lines.append((say_load("clinician", "title"), _loads(page.loads)))
    if page.refusals:
        titles = [title.text for one in page.refusals for title in one.titles]
        lines.append((words["refused"], f"{'; '.join(titles)}. {words['refused_why']}"))
    return [{"label": label, "text": cut(text, LONGEST_CHANGE)} for label, text in lines]


def _loads(loads: LoadBlock) -> str:
    """How the back's loads were worked out, and what each change would make of the compression."""
    said = " ".join(piece.text for piece in loads.lines[:2])
    if loads.what_if is None:
        return said
    pressed = next((row for row in loads.what_if.rows if row.key == measure_key(PRESSED)), None)
    if pressed is None:
        return said
    heads = loads.what_if.heads[-len(pressed.cells) :]
    each = "; ".join(f"{head} {cell}" for head, cell in zip(heads, pressed.cells, strict=True) if cell)
    return f"{pressed.title} {pressed.now}; {each}. {said}"


def _chosen(curves: Sequence[CurveView]) -> list[CurveView]:
    """The curves to draw first, as far as they were measured, then the others; as many as stand in a row."""
    by_id = {one.curve: one for one in curves}
    wanted = [by_id[name] for name in curves_first() if name in by_id]
    return [*wanted, *(one for one in curves if one not in wanted)][: len(curves_first())]


def _curve(one: CurveView) -> dict[str, str]:
    return {
        "title": one.title,
        "positive": one.positive,
        **pictured(one.chart, CURVE_LETTERS),
    }
