"""A diary as lines for a terminal: what is there now, the pain curve, what stands beside it, tomorrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from backstride.history.diary_found import DiaryCurve
from backstride.model.diary import DiaryEntry
from backstride.report.diary_said import entry_said, head_said, sections_said
from backstride.report.diary_tomorrow import FromDiary
from backstride.report.safety_block import safety_block
from backstride.safety.tomorrow import say as tomorrow_say
from backstride.safety.words import level_words
from backstride.terminal.diary_spark import spark_lines

INDENT: Final = "  "


def entry_lines(entry: DiaryEntry, changed: Mapping[str, tuple[Any, Any]]) -> Iterator[str]:
    """What a day holds now; where a value stood before, it is old -> new."""
    yield from (f"{INDENT}{name}: {value}" for name, value in entry_said(entry, changed))


def curve_lines(curve: DiaryCurve, columns: int, *, plain: bool) -> Iterator[str]:
    """The pain curve and what it says. columns: of the terminal. plain: ASCII alone."""
    yield head_said(curve)
    yield ""
    yield from spark_lines(curve, columns, plain=plain)
    for one in sections_said(curve):
        yield ""
        yield f"{one.title}:"
        yield from (f"{INDENT}{line}" for line in (*one.lines, one.note) if line)


def tomorrow_lines(found: FromDiary) -> Iterator[str]:
    """The light for tomorrow, or why none can be told; at ``clear`` and ``unknown`` only."""
    shown = safety_block(found.safety, found.told).tomorrow
    if shown is None:
        yield f"{level_words('unknown').title}."
        yield from (f"{INDENT}{why}" for why in found.why or found.safety.reasons[:1])
        return
    if found.safety.run_tomorrow is None:
        yield f"{tomorrow_say('title')} {tomorrow_say('unknown')}."
        yield from (f"{INDENT}{why}" for why in found.why)
        return
    yield f"{shown.title} {', '.join(filter(None, (shown.word, shown.cap)))}."
    yield from (f"{INDENT}{note}" for note in (*found.why, *shown.notes, shown.caveat) if note)
