"""A comparison as a terminal shows it: what got worse and what changed first, then what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from backstride.history.change_words import say
from backstride.model.change import Change, Comparison
from backstride.report.change_words import (
    change_title,
    first_things_first,
    table_lines,
    value_text,
    verdict_word,
)

STEP: Final = "  "
MOST_TITLES: Final = 6


def compare_lines(found: Comparison, *, every: bool = False) -> list[str]:
    """The whole comparison. every: each row that cannot be told by itself, not folded by its reason."""
    return list(_lines(found, every=every))


def _lines(found: Comparison, *, every: bool) -> Iterator[str]:
    yield say("say", "title", before=found.before, after=found.after)
    yield from (f"{STEP}{text}" for text in table_lines(found))
    for verdict in ("worse", "changed"):
        rows = [row for row in first_things_first(found) if row.verdict == verdict]
        if rows:
            yield ""
            yield say("say", verdict)
            for row in rows:
                yield from _row(row)
    if found.doubts:
        yield ""
        yield say("say", "doubts")
        yield from (f"{STEP}- {text}" for text in found.doubts)
    rest = found.of("cannot_tell")
    if rest:
        yield ""
        yield say("say", "cannot_tell", count=len(rest))
        yield from (text for row in rest for text in _row(row)) if every else _folded(rest)


def _row(row: Change) -> Iterator[str]:
    mark = " *" if row.beyond_table else ""
    told = {"before": value_text(row, row.before), "after": value_text(row, row.after)}
    line = say("say", "row", title=change_title(row), verdict=verdict_word(row), **told)
    yield f"{STEP}{line}{mark}"
    yield f"{STEP}{STEP}{row.why}"
    if row.settle and not row.steady:
        yield f"{STEP}{STEP}{say('say', 'settle', settle=row.settle)}"


def _folded(rest: Sequence[Change]) -> Iterator[str]:
    """One line for each thing that would settle some of them."""
    groups: dict[str, list[Change]] = {}
    for row in rest:
        groups.setdefault(say("say", "held") if row.steady else row.settle, []).append(row)
    for what, rows in groups.items():
        titles = list(dict.fromkeys(change_title(row, side=False) for row in rows))
        more = f", +{len(titles) - MOST_TITLES}" if len(titles) > MOST_TITLES else ""
        listed = ", ".join(titles[:MOST_TITLES]) + more
        settled = rows[0].steady
        yield f"{STEP}{len(rows)} {what}: {listed}" if settled else f"{STEP}{len(rows)}: {listed}"
        if not settled:
            yield f"{STEP}{STEP}{say('say', 'settle', settle=what)}"
    yield f"{STEP}{say('say', 'all')}"
