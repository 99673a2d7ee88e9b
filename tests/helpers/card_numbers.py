"""Where the numbers on a card come from: each may stand only in its own sentence, line or cell."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.knowledge.loader import load, names
from backstride.measures.curves import MOST_STRIDES
from backstride.measures.definitions import definition, definitions, trial_error
from backstride.model.analysis import Analysis
from backstride.model.common import SIDES
from backstride.report.context import Background
from backstride.report.numbers import display_unit, fine_text
from backstride.report.stick import STEPS, STRIDES, StickFigure


def card_lines(analysis: Analysis, background: Background) -> Iterator[str]:
    """Whole lines: the values of single strides, and cells of the tables."""
    for row in background.strides:
        unit = display_unit(row.measure, definition(row.measure).unit)
        yield f"{row.side.capitalize()}: {', '.join(map(unit.number, row.values))}"
    yield from (fine_text(one.id, one.unit, one.detectable_change or 0.0) for one in definitions())
    for recording in (None, *(one.id for one in analysis.recordings)):
        yield from map(str, _contacts(analysis, recording))
    for figure in _figures(background):
        shares = [share for contact in figure.contacts for share in contact[1:]]
        yield from (f"{figure.begin_s + share * figure.stride_s * STRIDES:.3f}" for share in shares)


def card_texts(analysis: Analysis, background: Background) -> Iterator[str]:
    """Parts of sentences with their numbers filled in."""
    yield from _stride_texts(background)
    yield from _error_texts()
    yield from _light_texts()
    for recording in (None, *(one.id for one in analysis.recordings)):
        left, right = _contacts(analysis, recording)
        yield f"{left} contacts of the left foot and {right} of the right"
        yield f"{left} of the left foot, {right} of the right"
    yield f"{MOST_STRIDES} a side at most"
    rows = (row for pattern in map(load, names("patterns")) for row in pattern.get("answer", ()))
    yield from (f"from {row['at_least']:g} up" for row in rows if "at_least" in row)
    for figure in _figures(background):
        end = figure.begin_s + figure.stride_s * STRIDES
        yield from (f"from {figure.begin_s:.3f} s to {end:.3f} s", f"in {STEPS} pictures each")


def _stride_texts(background: Background) -> Iterator[str]:
    for row in background.strides:
        unit = display_unit(row.measure, definition(row.measure).unit)
        low, high = unit.number(min(row.values)), unit.number(max(row.values))
        yield f"{row.side}: {len(row.values)} strides, from {low} to {high}, in the order they were run"
        yield f"One in {row.every} is drawn"


def _error_texts() -> Iterator[str]:
    for one in definitions():
        error = trial_error(one.id)
        own = (fine_text(one.id, one.unit, part) for part in (error.markers, error.plates))
        yield from (f"{amount} (standard deviation in a whole trial" for amount in own)
        more = (fine_text(one.id, one.unit, part) for part in (error.pelvis_centre, error.without_standing))
        yield from (f"{amount} more, squares added" for amount in more)
        change = fine_text(one.id, one.unit, one.detectable_change or 0.0)
        yield from (f"{change} between two sessions", f"± {change}, the smallest real change")


def _light_texts() -> Iterator[str]:
    table = load("safety/tomorrow.toml")
    scale, cap = table["scale"], table["cap"]
    yield f"Green up to {scale['green_to']} of 10, amber up to {scale['amber_to']}, red above"
    yield f"above {scale['amber_to']} of 10 is red"
    yield f"times {cap['amber_of_usual']} at amber"
    yield f"{cap['over_longest']} times your longest run"


def _contacts(analysis: Analysis, recording: str | None) -> tuple[int, int]:
    left, right = (
        sum(c.side == side and recording in (None, c.recording) for c in analysis.contacts) for side in SIDES
    )
    return left, right


def _figures(background: Background) -> list[StickFigure]:
    return [one.figure for one in background.recordings if one.figure]
