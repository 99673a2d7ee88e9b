"""Measures and answers as evidence: each held against a threshold, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from backstride.measures.asymmetry import difference
from backstride.measures.definitions import definition
from backstride.measures.drift import Drift
from backstride.measures.session import SESSION
from backstride.model.answers import Answers
from backstride.model.common import SIDES, MeasureSide
from backstride.model.measure import Measure, MeasureDefinition
from backstride.model.pattern import Item
from backstride.model.safety import Allowed
from backstride.patterns.words import AnswerRow, Limit

State = Literal["clear", "near", "no", "missing"]
Direction = Literal["above", "below"]
UNIT_WORDS: Final = {"deg": " degrees", "BW": " body weights", "1": ""}
WHOSE: Final[Mapping[MeasureSide, str]] = {"left": ", left", "right": ", right", "both": ""}


@dataclass(frozen=True)
class Finding:
    """One piece of evidence.

    state: ``clear`` value and whole interval lie beyond the threshold, ``near`` the value does but its
    interval reaches back over it, ``no`` the value does not, ``missing`` there is no number or no threshold.
    excess: how far the value lies beyond the threshold, in smallest detectable changes. about: the measure or
    answer it was, or would be, read from.
    """

    state: State
    item: Item | None = None
    missing: str = ""
    excess: float = 0.0
    about: str = ""

    @property
    def speaks_for(self) -> bool:
        """Whether the value itself, interval aside, lies beyond the threshold."""
        return self.state in ("clear", "near")


@dataclass(frozen=True)
class Evidence:
    """The rows a ledger may read (session, else the only recording), answers, and what may be shown."""

    rows: Mapping[tuple[str, MeasureSide], Measure]
    told: Answers
    allowed: Allowed
    drifts: Mapping[str, Drift] = field(default_factory=dict)

    def beyond(self, measure_id: str, side: MeasureSide, way: Direction) -> Finding:
        """A measure against the reference band of its row, which knows speed and surface."""
        row, known = self.rows.get((measure_id, side)), definition(measure_id)
        if row is None or row.value is None or row.interval is None:
            return Finding("missing", missing=_why(known, row), about=measure_id)
        band = row.reference
        if band is None:
            why = f"{known.title}: no reference for this speed and surface is known"
            return Finding("missing", missing=why, about=measure_id)
        threshold = band.high if way == "above" else band.low
        excess = row.value - threshold if way == "above" else threshold - row.value
        nearest = row.interval[0] - threshold if way == "above" else threshold - row.interval[1]
        state = _state(nearest, excess)
        text = (
            f"{known.title}{WHOSE[side]}: {_amount(row.value, row.interval, known)}, "
            f"{_stands(state, way, threshold)}"
        )
        item = Item(
            text=text,
            measure=measure_id,
            value=row.value,
            threshold=threshold,
            source=band.source,
        )
        return Finding(state, item, excess=excess / (row.detectable_change or 1.0), about=measure_id)

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
            return Finding("missing", missing=_why(known, absent), about=measure_id)
        found = difference(left, right)
        gap, larger = abs(found.difference), "left" if found.difference > 0 else "right"
        low, high = found.interval if found.difference > 0 else (-found.interval[1], -found.interval[0])
        state = _state(low - bound, gap - bound)
        text = (
            f"{known.title}, {larger} more than the other side: {_amount(gap, (low, high), known)}, "
            f"{_stands(state, 'above', bound)}"
        )
        item = Item(text=text, measure=measure_id, value=gap, threshold=bound, source=limit.source)
        excess = (gap - bound) / (known.detectable_change or 1.0)
        return Finding(state, item, excess=excess, about=measure_id)

    def drifted(self, measure_id: str) -> Finding:
        """How much more a measure is late in a long run than early, against its detectable change."""
        known, found = definition(measure_id), self.drifts.get(measure_id)
        if found is None or found.detectable_change is None:
            why = f"{known.title}, fresh against tired: not measured in this recording"
            return Finding("missing", missing=why, about=f"{measure_id}_drift")
        more, bound = found.difference, found.detectable_change
        state = _state(found.interval[0] - bound, more - bound)
        text = (
            f"{known.title}, last quarter of the run against the first: "
            f"{_amount(more, found.interval, known)}, {_stands(state, 'above', bound)}"
        )
        item = Item(
            text=text, measure=measure_id, value=more, threshold=bound, source=known.detectable_change_source
        )
        return Finding(state, item, excess=(more - bound) / bound, about=f"{measure_id}_drift")

    def answer(self, row: AnswerRow) -> Finding:
        """An answer as its row reads it; a missing one names its question, if it may be asked."""
        given = self.told.facts.get(row.field) or self.told.intake.get(row.field)
        if given is None:
            asked = not row.optional and (self.allowed.loading_tests or not row.provokes)
            said = f"An answer: {row.question}" if asked else ""
            return Finding("missing", missing=said, about=row.field)
        number = given if isinstance(given, float) else None
        speaks = number >= (row.at_least or 0.0) if number is not None else _chosen(row, self.told)
        text = (row.for_ if speaks else row.against).format(value=f"{number:g}" if number is not None else "")
        text = text.rstrip(".")  # like every other line of a ledger
        if not text:
            return Finding("missing", about=row.field)
        item = Item(text=text, measure=row.field, value=number, threshold=row.at_least, source=row.source)
        return Finding("clear" if speaks else "no", item, about=row.field)


def gather(
    measures: Sequence[Measure], told: Answers | None, allowed: Allowed, drift: Sequence[Drift] = ()
) -> Evidence:
    """The session's rows where several recordings were pooled, else the rows of the only recording.

    Drift is read from the first recording that is long enough to show it.
    """
    recordings = {row.recording for row in measures}
    pooled = SESSION in recordings
    rows = {(row.id, row.side): row for row in measures if not pooled or row.recording == SESSION}
    drifts = {row.id: row for row in reversed(drift) if row.side == "both"}
    return Evidence(rows=rows, told=told or Answers(), allowed=allowed, drifts=drifts)


def _chosen(row: AnswerRow, told: Answers) -> bool:
    """Whether what was chosen, or the fact's yes or no, is what the row looks for."""
    fact = told.facts.get(row.field)
    chosen = {fact} if fact else set(told.chosen(row.field))
    wanted = set(row.any_of)
    return len(chosen) == 1 and chosen <= wanted if row.only else bool(chosen & wanted)


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
