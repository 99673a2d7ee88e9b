"""Two results of one runner held against each other: what changed, what got worse, what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.answers.parse import read_answers
from backstride.care.known import check_known
from backstride.errors import UnreadableError
from backstride.history.change_gate import gate
from backstride.history.change_session import ChangeRecording, ChangeSession, Key
from backstride.history.store import existing_store
from backstride.model.analysis import Analysis, RecordingSummary
from backstride.model.answers import Answers
from backstride.model.change import Comparison, Wanted
from backstride.model.measure import SESSION, Measure
from backstride.model.safety import Safety
from backstride.report.cards.strides import StrideValues
from backstride.report.context import Background
from backstride.report.select import session_rows
from backstride.safety.rules import LEVELS
from backstride.safety.triage import patterns_allowed, triage
from backstride.saved import saved_analysis, saved_answers

if TYPE_CHECKING:
    from backstride.result import Result

FOUND: Final = ("stands_out", "possible")
FEWEST_LETTERS: Final = 6  # of a session's id


@dataclass(frozen=True)
class Side:
    """One of the two: what was measured, what stands beside it, the level of the answers beside it."""

    name: str
    analysis: Analysis
    background: Background
    safety: Safety
    told: Answers | None = None


def compare(
    before: str | Path | Result, after: str | Path | Result, *, one_session: bool = False
) -> Comparison:
    """Did it change? Two results of one runner, the earlier first.

    Args:
        before, after: result folders, or what ``analyze`` gave.
        one_session: markers and camera were not touched between the two, so their error is the same in both.

    Raises as ``saved.saved_analysis`` does.
    """
    return compared(_side(before), _side(after), one_session=one_session)


def compared(before: Side, after: Side, *, one_session: bool = False) -> Comparison:
    """The same of results that were read already."""
    return gate(session_of(before), session_of(after), wanted(before.analysis), one_session=one_session)


def read_side(folder: Path, name: str | None = None) -> Side:
    """A result folder, with the strides behind its values where it holds them.

    Raises as ``saved.saved_analysis`` does.
    """
    analysis, curves = saved_analysis(folder), folder / "curves.parquet"
    background = _background(curves) if curves.is_file() else Background()
    return _with_level(name or folder.resolve().name, analysis, background, saved_answers(folder))


def kept_side(session_id: str, url: str | None = None) -> Side | None:
    """A session of the store by its id, or the beginning of it; None where none or several are so called.

    It holds no strides, and of how it was recorded only what the analysis says. The answers beside it are
    those that the person gave last.
    """
    if len(session_id) < FEWEST_LETTERS:
        return None
    store = existing_store(url)
    if store is None:
        return None
    with store:
        every = [(one, person) for person in store.people() for one in store.sessions(person)]
        found = {one.id: (one, person) for one, person in every if one.id.startswith(session_id.lower())}
        if len(found) != 1:
            return None
        ((one, person),) = found.values()
        newest = next(iter(store.answers(person, 1)), None)
    analysis = Analysis.model_validate(one.analysis)
    check_known(analysis, session_id)
    name = f"{one.title} ({one.day})" if one.day else one.title
    told = read_answers(newest.raw) if newest is not None else None
    return _with_level(name, analysis, Background(), told)


def either_stops(before: Side, after: Side) -> Side | None:
    """The side whose answers forbid to show anything but what to do now, the graver first; else None."""
    stopped = [side for side in (before, after) if not patterns_allowed(side.safety)]
    return max(stopped, key=lambda side: LEVELS.index(side.safety.level), default=None)


def session_of(side: Side) -> ChangeSession:
    """What the gate needs of a result."""
    shown = session_rows(side.analysis.measures)
    rows = {(row.id, row.side): row for group in shown.values() for row in _sides_first(group)}
    return ChangeSession(
        name=side.name,
        rows=rows,
        recordings=tuple(
            _recording(one, side) for one in side.analysis.recordings if one.quality.verdict != "refused"
        ),
        strides=_strides(side.background.strides),
        given_by=_given_by(side.analysis.measures),
        runner=side.analysis.runner,
        version=side.analysis.software.version,
    )


def wanted(analysis: Analysis) -> dict[str, Wanted]:
    """Measure -> the way that the patterns found in a result ask for: back over the threshold it lies beyond.

    Only of a value itself, not of a difference of sides or a drift that a pattern also reads; nothing where
    two patterns ask for opposite ways.
    """
    asked: dict[str, set[Wanted]] = {}
    values = {(row.id, row.value) for row in analysis.measures if row.value is not None}
    for pattern in analysis.patterns:
        for item in pattern.for_ if pattern.verdict in FOUND else ():
            if item.threshold is None or item.value is None or (item.measure, item.value) not in values:
                continue
            way: Wanted = "lower" if item.value > item.threshold else "higher"
            asked.setdefault(str(item.measure), set()).add(way)
    return {measure: next(iter(ways)) for measure, ways in asked.items() if len(ways) == 1}


def _side(given: str | Path | Result) -> Side:
    if isinstance(given, str | Path):
        return read_side(Path(given))
    from backstride.report.context import with_strides

    name = ", ".join(one.id for one in given.analysis.recordings)
    background = with_strides(given.background, given.analysis.measures)
    return Side(name, given.analysis, background, given.safety, given.told)


def _with_level(name: str, analysis: Analysis, background: Background, told: Answers | None) -> Side:
    """The graver of the level that the analysis holds and that of the answers as they lie there now."""
    levels = [analysis.safety, *([triage(told, analysis.runner)] if told is not None else [])]
    return Side(name, analysis, background, max(levels, key=lambda one: LEVELS.index(one.level)), told)


def _background(curves: Path) -> Background:
    """What rode along with the curves, which themselves are not read; raises UnreadableError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from backstride.report.tables import carried_background

    try:
        with curves.open("rb") as opened:
            return carried_background(pq.read_schema(opened).empty_table()) or Background()
    except (OSError, pa.ArrowException) as error:
        raise UnreadableError(
            f"cannot be read ({error})", where=curves.name, fix="Run analyze again"
        ) from error


def _sides_first(group: Sequence[Measure]) -> tuple[Measure, ...]:
    """Left and right of a measure that has sides, refused ones too; else the one row of both."""
    sides = tuple(row for row in group if row.side != "both")
    known = any(row.value is not None for row in sides)
    whole = tuple(row for row in group if row.side == "both")
    return sides if known or not whole else whole


def _recording(one: RecordingSummary, side: Side) -> ChangeRecording:
    beside = side.background.of(one.id)
    usable = one.quality.verdict == "usable"
    return ChangeRecording(
        id=one.id,
        kind=one.kind,
        view=one.view,
        rate_hz=one.rate_hz,
        speed_mps=beside.speed_mps if beside else _speed(one.id, side.analysis),
        surface=beside.surface if beside else None,
        has_standing=bool(beside and beside.has_standing),
        wear=beside.marker_set if beside else "",
        contacts=(beside.contacts_source or "") if beside else "",
        shaky=one.quality.reasons if usable else (),
    )


def _speed(recording: str, analysis: Analysis) -> float | None:
    """As its own row tells it, where nothing stands beside the analysis."""
    rows = (row for row in analysis.measures if row.id == "speed" and row.recording == recording)
    return next((row.value for row in rows), None)


def _strides(rows: Iterable[StrideValues]) -> Mapping[Key, tuple[float, ...]]:
    return {(row.measure, row.side): row.values for row in rows}


def _given_by(measures: Iterable[Measure]) -> dict[Key, tuple[str, ...]]:
    """The recordings that gave each row a value."""
    found: dict[Key, list[str]] = {}
    for row in measures:
        if row.value is not None and row.recording != SESSION:
            found.setdefault((row.id, row.side), []).append(row.recording)
    return {key: tuple(names) for key, names in found.items()}
