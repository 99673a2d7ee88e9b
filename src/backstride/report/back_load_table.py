"""What stands beside the clinician's curves of the loads: how they were worked out, what would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from backstride.measures.definitions import definitions
from backstride.model.answers import Answers
from backstride.model.loads import LoadChange, LoadResidual, LumbarLoads, TrialFound, WhatIf
from backstride.model.measure import Measure
from backstride.report.back_load import PRESSED, percent_text, span_text
from backstride.report.back_load_words import say
from backstride.report.cards.card import LOAD_IF, Piece, load_key, measure_key
from backstride.report.numbers import display_unit
from backstride.report.select import session_rows
from backstride.report.words import measure_title

USUAL: Final = "usual_run_km"
PER_KM: Final = "lumbar_load_per_km"


@dataclass(frozen=True)
class IfRow:
    """One load: its name, what it is now, and what each change would make of it; empty where not known."""

    title: str
    key: str
    now: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class IfTable:
    """What if: a column a change, a row a load. refused: those that could not be worked out, and why.
    found: what trials of each change found, with their sources."""

    heads: tuple[str, ...]
    rows: tuple[IfRow, ...]
    how: tuple[Piece, ...]
    refused: tuple[Piece, ...]
    found: tuple[tuple[str, tuple[TrialFound, ...]], ...]


def load_lines(loads: LumbarLoads) -> tuple[Piece, ...]:
    """How the loads were worked out, what they disagree by, what was assumed."""
    lines = [Piece(say("clinician", "way", way=say("way", loads.way)), "")]
    if loads.standing_bw is not None:
        text = say("clinician", "standing", value=f"{loads.standing_bw:.2f}")
        lines.append(Piece(text, load_key(PRESSED)))
    if loads.residual:
        each = "; ".join(map(_residual, loads.residual))
        lines.append(Piece(say("clinician", "residual", each=each), load_key("l5s1_extension_moment")))
    lines.append(Piece(say("clinician", "assumed"), ""))
    return (*lines, *(Piece(text, "recording") for text in loads.notes))


def run_line(measures: Iterable[Measure], told: Answers | None) -> tuple[Piece, ...]:
    """What the runner's usual run adds up to; nothing where its length or a kilometre's load is unknown."""
    distance_km = told.number(USUAL) if told else None
    (per_km,) = session_rows(measures).get(PER_KM, (None,))
    if not distance_km or per_km is None or per_km.value is None or per_km.interval is None:
        return ()
    unit = display_unit(PER_KM, per_km.unit)
    text = say(
        "clinician",
        "run",
        km=f"{distance_km:g}",
        load=unit.with_symbol(unit.number(per_km.value * distance_km)),
        span=unit.span(*(end * distance_km for end in per_km.interval)),
    )
    return (Piece(text, measure_key(PER_KM)),)


def if_table(loads: LumbarLoads) -> IfTable | None:
    """The table of what-ifs; None where there are none."""
    if not loads.what_if:
        return None
    known = [one for one in loads.what_if if one.refused is None]
    changed = {row.id for one in known for row in one.changes}
    ids = tuple(one.id for one in definitions() if one.id in changed)
    return IfTable(
        heads=(say("clinician", "load"), say("clinician", "now"), *(say("short", one.id) for one in known)),
        rows=tuple(_row(measure, known) for measure in ids),
        how=tuple(Piece(f"{say('short', one.id)}: {one.how}", LOAD_IF) for one in known),
        refused=_refused(loads),
        found=tuple((say("short", one.id), one.trials) for one in loads.what_if if one.trials),
    )


def _refused(loads: LumbarLoads) -> tuple[Piece, ...]:
    """Changes that could not be made, by their reason."""
    by_reason: dict[str, list[str]] = {}
    for one in loads.what_if:
        if one.refused:
            by_reason.setdefault(one.refused, []).append(say("short", one.id))
    return tuple(Piece(f"{', '.join(names)}: {why}", LOAD_IF) for why, names in by_reason.items())


def _row(measure: str, known: list[WhatIf]) -> IfRow:
    rows = [_of_both(one, measure) for one in known]
    first = next(row for row in rows if row is not None)
    unit = display_unit(measure, first.unit)
    return IfRow(
        title=measure_title(measure),
        key=measure_key(measure),
        now=unit.with_symbol(unit.number(first.now)),
        cells=tuple(_cell(row) for row in rows),
    )


def _of_both(one: WhatIf, measure: str) -> LoadChange | None:
    rows = [row for row in one.changes if row.id == measure]
    return next((row for row in rows if row.side == "both"), rows[0] if rows else None)


def _cell(row: LoadChange | None) -> str:
    if row is None:
        return ""
    return f"{percent_text(row.change_percent)} % ({span_text(row.interval_percent)})"


def _residual(one: LoadResidual) -> str:
    unit = display_unit("", one.unit)
    return f"{one.text} {unit.with_symbol(unit.number(one.value))}"
