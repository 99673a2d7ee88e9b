"""Measures and answers as evidence: each held against a threshold, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from backstride.measures.asymmetry import difference
from backstride.measures.definitions import definition
from backstride.model.answers import Answers
from backstride.model.common import SIDES, MeasureSide
from backstride.model.disagreement import Disagreement
from backstride.model.drift import Drift
from backstride.model.measure import SESSION, Measure, MeasureDefinition
from backstride.model.pattern import Item
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.model.training import TrainingLoad
from backstride.patterns.disagree import devices_say, of_row, other_values
from backstride.patterns.held import Direction, Held, State, amount, hold, stands
from backstride.patterns.words import AnswerRow, EvidenceRow

WAITS: Final = "A test or a recording that waits until the safety questions have clear answers"
WHOSE: Final[Mapping[MeasureSide, str]] = {"left": ", left", "right": ", right", "both": ""}
WAYS: Final[Mapping[str, tuple[Direction, ...]]] = {
    "above": ("above",),
    "below": ("below",),
    "either": ("above", "below"),
}


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
    """The rows a ledger may read (session, else the only recording), answers, and what may be shown.

    runner: whose results at home are set beside those of others of that sex and age. training: what a folder
    of runs says. disagreements: between the devices of a session.
    """

    rows: Mapping[tuple[str, MeasureSide], Measure]
    told: Answers
    allowed: Allowed
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    runner: Runner = field(default_factory=Runner)
    training: TrainingLoad | None = None
    disagreements: tuple[Disagreement, ...] = ()

    def brings(self, row: EvidenceRow) -> bool:
        """Whether the recording holds what the row needs besides its measure: a long run for a drift."""
        return not row.brings or row.measure in self.drifts

    def read(self, row: EvidenceRow) -> tuple[Finding, ...]:
        """What one row of a pattern's evidence says; two findings where either way speaks for it."""
        match row.read:
            case "sides":
                return (self._sides_differ(row),)
            case "drift":
                return tuple(self._drifted(row, way) for way in WAYS[row.way])
            case _:
                return tuple(self._value(row, way) for way in WAYS[row.way])

    def answer(self, row: AnswerRow) -> Finding:
        """An answer as its row reads it; a missing one names its question, if it may be asked."""
        given = self.told.facts.get(row.field) or self.told.intake.get(row.field)
        if given is None:
            asked = not row.optional and (self.allowed.provoking_tests or not row.provokes)
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

    def _value(self, row: EvidenceRow, way: Direction) -> Finding:
        """The value against its band: of the side that lies further out, of both where sides were refused."""
        if row.side == "both":
            return self._beyond(row, "both", way)
        sides = [self._beyond(row, side, way) for side in SIDES]
        seen = [finding for finding in sides if finding.state != "missing"]
        return max(seen, key=lambda one: one.excess) if seen else self._beyond(row, "both", way)

    def _beyond(self, row: EvidenceRow, side: MeasureSide, way: Direction) -> Finding:
        """A measure against the reference band of its row, which knows speed and surface."""
        found, known = self.rows.get((row.measure, side)), definition(row.measure)
        if found is None or found.value is None or found.interval is None:
            return Finding("missing", missing=_why(known, found), about=row.measure)
        band = found.reference
        if band is None:
            why = f"{known.title}: no reference for this speed and surface is known"
            return Finding("missing", missing=why, about=row.measure)
        apart = of_row(self.disagreements, row.measure, side)
        bound = band.high if way == "above" else band.low
        held = Held(found.value, found.interval, bound, way, other_values(apart))
        return _finding(row, held, f"{known.title}{WHOSE[side]}", band.source, say=devices_say(apart))

    def _sides_differ(self, row: EvidenceRow) -> Finding:
        """The difference of the sides against the largest that is usual."""
        known = definition(row.measure)
        left, right = (self.rows.get((row.measure, side)) for side in SIDES)
        if left is None or right is None or left.value is None or right.value is None:
            absent = left if left is None or left.value is None else right
            return Finding("missing", missing=_why(known, absent), about=row.measure)
        usual = row.usual or 0.0
        if max(side.detectable_change or 0.0 for side in (left, right)) > usual:
            why = f"{known.title}: too coarse in this recording to set the sides against each other"
            return Finding("missing", missing=why, about=row.measure)
        found = difference(left, right)
        larger = "left" if found.difference > 0 else "right"
        low, high = found.interval if found.difference > 0 else (-found.interval[1], -found.interval[0])
        held = Held(abs(found.difference), (low, high), usual, "above")
        apart = [devices_say(of_row(self.disagreements, row.measure, side), side) for side in SIDES]
        label = f"{known.title}, {larger} more than the other side"
        return _finding(row, held, label, row.usual_source, say="".join(apart))

    def _drifted(self, row: EvidenceRow, way: Direction) -> Finding:
        """How much more a measure is late in a long run than early, against its detectable change."""
        known, found = definition(row.measure), self.drifts.get(row.measure)
        about = f"{row.measure}_drift"
        if found is None or found.detectable_change is None:
            why = f"{known.title}, fresh against tired: not measured in this recording"
            return Finding("missing", missing=why, about=about)
        bound = found.detectable_change if way == "above" else -found.detectable_change
        held = Held(found.difference, found.interval, bound, way)
        label = f"{known.title}, last quarter of the run against the first"
        return _finding(row, held, label, known.detectable_change_source, about)


def gather(
    measures: Sequence[Measure],
    told: Answers | None,
    allowed: Allowed,
    drift: Iterable[Drift] = (),
    runner: Runner | None = None,
    training: TrainingLoad | None = None,
    disagreements: Iterable[Disagreement] = (),
) -> Evidence:
    """The session's rows where several recordings were pooled, else the rows of the only recording.

    The drift of a measure is read from the recording whose interval of it is narrowest, whatever the order of
    the files: the longest run, as a rule, or the finest instrument.
    """
    recordings = {row.recording for row in measures}
    pooled = SESSION in recordings
    rows = {(row.id, row.side): row for row in measures if not pooled or row.recording == SESSION}
    drifts: dict[str, Drift] = {}
    for found in sorted(drift, key=_width):
        if found.side == "both":
            drifts.setdefault(found.id, found)
    return Evidence(
        rows, told or Answers(), allowed, drifts, runner or Runner(), training, tuple(disagreements)
    )


def _width(found: Drift) -> tuple[float, str]:
    low, high = found.interval
    return high - low, found.recording


def _finding(
    row: EvidenceRow, held: Held, label: str, source: str, about: str = "", say: str = ""
) -> Finding:
    """say: what devices that do not agree say, as the end of the line."""
    known, state = definition(row.measure), hold(held)
    change = known.detectable_change
    item = Item(
        text=f"{label}: {amount(held, known)}, {stands(state, held, known)}{say}",
        measure=row.measure,
        value=held.value,
        interval=held.interval,
        threshold=held.threshold,
        detectable_change=change,
        source=source,
        evidence=f"{row.grade}: {row.studies}",
    )
    return Finding(state, item, excess=held.weighed / (change or 1.0), about=about or row.measure)


def _chosen(row: AnswerRow, told: Answers) -> bool:
    """Whether what was chosen, or the fact's yes or no, is what the row looks for."""
    fact = told.facts.get(row.field)
    chosen = {fact} if fact else set(told.chosen(row.field))
    wanted = set(row.any_of)
    return len(chosen) == 1 and chosen <= wanted if row.only else bool(chosen & wanted)


def _why(known: MeasureDefinition, row: Measure | None) -> str:
    if row is None or row.refused is None:
        return f"{known.title}: not measured from this kind of recording"
    return f"{known.title}: {row.refused}"
