"""The letter to a doctor or a physiotherapist, as data for paper: at any level, and without advice at any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.answers import Answers
from backstride.model.pattern import Pattern
from backstride.patterns.words import pattern_text
from backstride.report.json_file import fingerprint
from backstride.report.measure_table import MeasureRow, measure_rows
from backstride.report.pdf.home_results import result_rows
from backstride.report.pdf.shorten import cut
from backstride.report.run_lanes import clock_text
from backstride.report.told import told_rows
from backstride.report.words import glance, word
from backstride.safety.facts import Facts, facts, resolve
from backstride.safety.words import level_words

LETTER: Final = "care/letter.toml"
FOUND: Final = ("stands_out", "possible")
NERVE: Final = frozenset({"leg_symptoms", "nerve_loss"})
MOST_MEASURES: Final = 6  # a letter is read in two minutes
# From full to spare, the first that leaves one sheet is taken; ``columns``: answers a line each.
SETTINGS: Final = (
    {"told": 22, "measures": 6, "questions": 6, "columns": True},
    {"told": 22, "measures": 6, "questions": 6, "columns": False},
    {"told": 18, "measures": 5, "questions": 5, "columns": False},
    {"told": 14, "measures": 4, "questions": 4, "columns": False},
    {"told": 10, "measures": 3, "questions": 3, "columns": False},
    {"told": 6, "measures": 2, "questions": 3, "columns": False},
    {"told": 4, "measures": 1, "questions": 2, "columns": False},
)


def letter_data(analysis: Analysis, told: Answers | None) -> dict[str, Any]:
    """Everything the template shows, in words."""
    table, software = load(LETTER), analysis.software
    words, state = dict(table["words"]), resolve(told, analysis.runner)
    return {
        "title": words["title"],
        "words": words,
        "level": analysis.safety.level,
        "now": _now(analysis),
        "answer": level_words(analysis.safety.level).title,
        "facts": _facts(state, told, words),
        "told": _told(told, words["told_first"]),
        "recordings": [_recording(one, words) for one in analysis.recordings[:3]],
        "measures": [_measure(row) for row in _chosen(analysis)],
        "found": [_pattern(one) for one in _found(analysis)],
        "tests": [f"{one['title']}: {one['text']}" for one in result_rows(told)],
        "questions": _questions(table["question"], analysis.safety.level, state),
        "nerve": _nerve(table, analysis, state),
        "footer": f"{software.name} {software.version}, analysis.json {fingerprint(analysis)}…",
        "settings": list(SETTINGS),
    }


def _now(analysis: Analysis) -> list[str]:
    """What the runner should do first, where the level asks for something."""
    words = level_words(analysis.safety.level)
    return [f"{words.title}.", words.text, words.how_soon] if words.how_soon else []


def _facts(state: Facts, told: Answers | None, words: Mapping[str, str]) -> list[dict[str, str]]:
    """The safety questions: what was said yes to, with its signs; what is open; what was denied."""
    if told is None or not state.state:
        return [{"label": "", "text": words["none_asked"]}]
    yes = [fact for fact in facts() if fact.id in state.yes]
    if not yes and not state.unanswered:
        return [{"label": "", "text": words["all_no"]}]
    rows = []
    for fact in yes:
        signs = [sign.text for sign in fact.signs if told.facts.get(sign.id) == "yes"]
        said = f"{fact.title}." + "".join(f" “{text}”" for text in signs)
        rows.append({"label": words["yes"], "text": said})
    if state.unanswered:
        titles = "; ".join(fact.title for fact in state.unanswered)
        rows.append({"label": words["open"], "text": f"{titles}."})
    if len(yes) + len(state.unanswered) < len(facts()):
        rows.append({"label": "", "text": words["no"]})
    return rows


def _told(told: Answers | None, first: Sequence[str]) -> list[dict[str, str]]:
    rows = {row.field: row for row in told_rows(told)}
    return [{"label": rows[name].label, "text": cut(rows[name].text, 300)} for name in first if name in rows]


def _recording(one: RecordingSummary, words: Mapping[str, str]) -> str:
    """One recording in a line; base names only."""
    names = cut(", ".join(one.paths), 80)
    if one.quality.verdict == "refused":
        return f"{names}: {words['refused']}"
    if one.kind == "watch":  # no even rate
        return f"{names}: {word('kind', one.kind)}, {clock_text(one.duration_s)}"
    return f"{names}: {word('kind', one.kind)}, {one.rate_hz:g} Hz, {one.duration_s:.1f} s"


def _found(analysis: Analysis) -> list[Pattern]:
    return sorted((p for p in analysis.patterns if p.verdict in FOUND), key=lambda p: FOUND.index(p.verdict))


def _pattern(one: Pattern) -> str:
    return f"{pattern_text(one.id).title} ({word('verdict', one.verdict).lower()})"


def _chosen(analysis: Analysis) -> list[MeasureRow]:
    """The few that matter: behind the patterns found, then out of their band, then what is usually named."""
    rows = {row.id: row for row in measure_rows(analysis.measures)}
    behind = [item.measure for p in _found(analysis) for item in p.for_ if item.measure]
    out = [row.id for row in rows.values() if any(mark in ("low", "high") for mark, _ in row.verdicts)]
    order = dict.fromkeys((*behind, *out, *glance()["measures"]))
    return [rows[name] for name in order if name in rows][:MOST_MEASURES]


def _measure(row: MeasureRow) -> dict[str, Any]:
    cells = {"left": row.left, "right": row.right, "both": row.both}
    return {
        "title": row.title,
        "symbol": row.symbol,
        "one": row.one_value,
        **{side: {"value": cell.value, "interval": cell.interval} for side, cell in cells.items()},
        "reference": row.reference,
        "verdict": " · ".join(text for _, text in row.verdicts),
    }


def _questions(rows: Iterable[Mapping[str, Any]], level: str, state: Facts) -> list[str]:
    """The questions that fit this level and these answers."""
    return [
        row["text"]
        for row in rows
        if level in row.get("level", (level,)) and ("fact" not in row or state.yes & set(row["fact"]))
    ]


def _nerve(table: Mapping[str, Any], analysis: Analysis, state: Facts) -> dict[str, Any] | None:
    """The article's tips for running with signs of a nerve: here alone, and for the reader of the letter."""
    pattern = next((p for p in analysis.patterns if p.id == "nerve"), None)
    if not state.yes & NERVE and (pattern is None or pattern.verdict not in FOUND):
        return None
    tips = table["nerve_tips"]
    return {key: tips[key] for key in ("title", "note", "tips", "source", "studies")}
