"""Measures and answers as evidence: each held against a threshold, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from backstride.measures.asymmetry import difference
from backstride.measures.definitions import definition
from backstride.measures.session import SESSION
from backstride.model.common import SIDES, MeasureSide
from backstride.model.measure import Measure, MeasureDefinition
from backstride.model.pattern import Item
from backstride.patterns.words import Limit, Question

State = Literal["clear", "near", "no", "missing"]
Direction = Literal["above", "below"]
UNIT_WORDS: Final = {"deg": " degrees", "BW": " body weights", "1": ""}
WHOSE: Final[Mapping[MeasureSide, str]] = {"left": ", left", "right": ", right", "both": ""}


@dataclass(frozen=True)
class Finding:
    """One piece of evidence.

    state: ``clear`` value and whole interval lie beyond the threshold, ``near`` the value does but its
    interval reaches back over it, ``no`` the value does not, ``missing`` there is no number or no threshold.
    excess: how far the value lies beyond the threshold, in smallest detectable changes.
    """

    state: State
    item: Item | None = None
    missing: str = ""
    excess: float = 0.0

    @property
    def speaks_for(self) -> bool:
        """Whether the value itself, interval aside, lies beyond the threshold."""
        return self.state in ("clear", "near")


@dataclass(frozen=True)
class Evidence:
    """The rows a ledger may read (of the session, else of the only recording), answers, and whether
    corrections may be shown."""

    rows: Mapping[tuple[str, MeasureSide], Measure]
    answers: Mapping[str, Any]
    advice_allowed: bool

    def beyond(self, measure_id: str, side: MeasureSide, way: Direction) -> Finding:
        """A measure against the reference band of its row, which knows speed and surface."""
        row, known = self.rows.get((measure_id, side)), definition(measure_id)
        if row is None or row.value is None or row.interval is None:
            return Finding("missing", missing=_why(known, row))
        band = row.reference
        if band is None:
            return Finding(
                "missing", missing=f"{known.title}: no reference for this speed and surface is known"
            )
        threshold = band.high if way == "above" else band.low
        excess = row.value - threshold if way == "above" else threshold - row.value
        nearest = row.interval[0] - threshold if way == "above" else threshold - row.interval[1]
        state = _state(nearest, excess)
        text = (
            f"{known.title}{WHOSE[side]}: {_amount(row.value, row.interval, known)}, "
            f"{_stands(state, way, threshold)}"
        )
        item = Item(text=text, measure=measure_id, value=row.value, threshold=threshold, source=band.source)
        return Finding(state, item, excess=excess / (row.detectable_change or 1.0))

    def worse_side(self, measure_id: str, way: Direction) -> Finding:
        """``beyond`` for the side that lies further out; for both together where sides were refused."""
        sides = [self.beyond(measure_id, side, way) for side in SIDES]
        seen = [finding for finding in sides if finding.state != "missing"]
        if not seen:
            return self.beyond(measure_id, "both", way)
        return max(seen, key=lambda finding: finding.excess)

    def sides_differ(self, measure_id: str, limit: Limit) -> Finding:
        """The difference of the sides against the largest that is usual."""
        known, bound = definition(measure_id), limit.usual
        left, right = (self.rows.get((measure_id, side)) for side in SIDES)
        if left is None or right is None or left.value is None or right.value is None:
            absent = left if left is None or left.value is None else right
            return Finding("missing", missing=_why(known, absent))
        found = difference(left, right)
        gap, larger = abs(found.difference), "left" if found.difference > 0 else "right"
        low, high = found.interval if found.difference > 0 else (-found.interval[1], -found.interval[0])
        state = _state(low - bound, gap - bound)
        text = (
            f"{known.title}, {larger} more than the other side: {_amount(gap, (low, high), known)}, "
            f"{_stands(state, 'above', bound)}"
        )
        item = Item(text=text, measure=measure_id, value=gap, threshold=bound, source=limit.source)
        return Finding(state, item, excess=(gap - bound) / (known.detectable_change or 1.0))

    def answer(self, question: Question) -> Finding:
        """A three-state fact: yes speaks for, no against, anything else is unanswered."""
        given = self.answers.get(question.id)
        if given in ("yes", True):
            return Finding("clear", Item(text=question.yes, measure=question.id, source="Your answer"))
        if given in ("no", False):
            return Finding("no", Item(text=question.no, measure=question.id, source="Your answer"))
        asked = self.advice_allowed or not question.provokes
        return Finding("missing", missing=f"An answer: {question.ask}" if asked else "")


def gather(
    measures: Sequence[Measure], answers: Mapping[str, Any] | None, *, advice_allowed: bool
) -> Evidence:
    """The session's rows where several recordings were pooled, else the rows of the only recording."""
    recordings = {row.recording for row in measures}
    pooled = SESSION in recordings
    rows = {(row.id, row.side): row for row in measures if not pooled or row.recording == SESSION}
    return Evidence(rows=rows, answers=answers or {}, advice_allowed=advice_allowed)


def _state(nearest: float, excess: float) -> State:
    """nearest: how far the near end of the interval lies beyond the threshold; excess: how far the value."""
    if nearest > 0:
        return "clear"
    return "near" if excess > 0 else "no"


def _stands(state: State, way: Direction, threshold: float) -> str:
    how: dict[State, str] = {
        "clear": f"clearly {way}",
        "near": f"{way}, but not clearly,",
        "no": f"not {way}",
    }
    return f"{how[state]} {_plain(threshold)}"


def _why(known: MeasureDefinition, row: Measure | None) -> str:
    if row is None or row.refused is None:
        return f"{known.title}: not measured from this kind of recording"
    return f"{known.title}: {row.refused}"


def _amount(value: float, interval: tuple[float, float], known: MeasureDefinition) -> str:
    unit = UNIT_WORDS.get(known.unit, f" {known.unit}")
    return f"{_plain(value)}{unit} ({_plain(interval[0])} to {_plain(interval[1])})"


def _plain(value: float) -> str:
    return f"{value:.3g}"
