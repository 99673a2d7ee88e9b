"""What a page and the terminal say of a comparison: titles, verdicts, what the whole table means."""

from __future__ import annotations

from backstride.history.change_words import say
from backstride.measures.shown import display_unit
from backstride.model.change import Change, Comparison
from backstride.report.words import measure_title


def change_title(row: Change, *, side: bool = True) -> str:
    """The measure, and whose side it is where it has one.

    side: whether to name it.
    """
    title = measure_title(row.id)
    return f"{title}, {row.side}" if side and row.side != "both" else title


def verdict_word(row: Change) -> str:
    """The verdict in words; where it moved as somebody wants, that too."""
    if row.as_wanted:
        return say("verdict", "wanted")
    return say("verdict", "steady" if row.steady else row.verdict)


def value_text(row: Change, value: float | None) -> str:
    """A value of the row in the unit and to the digits of the page."""
    unit = display_unit(row.id, row.unit)
    return say("say", "nothing_there") if value is None else unit.with_symbol(unit.number(value))


def table_lines(found: Comparison) -> tuple[str, ...]:
    """What the whole table means: how many rows, what chance alone may do, which error is in both."""
    if not found.compared:
        return (say("table", "none"),)
    moved = found.of("worse", "changed")
    chance = f"{found.by_chance:.0f}" if found.by_chance >= 1 else f"{found.by_chance:.1f}"
    lines = [say("table", "chance", count=found.compared, chance=chance)]
    lines.append(say("table", "one_session" if found.one_session else "day"))
    if not moved:
        lines.insert(0, say("table", "nothing"))
    elif any(row.beyond_table for row in moved):
        lines.append(say("table", "beyond"))
    return tuple(lines)


def first_things_first(found: Comparison) -> tuple[Change, ...]:
    """What moved: worse first, then what the findings ask for, then what a band asks for, then the rest."""

    def place(row: Change) -> tuple[int, int]:
        asked = 0 if row.wanted in ("lower", "higher") else 1 if row.wanted else 2
        return (0 if row.verdict == "worse" else 1, asked)

    return tuple(sorted(found.of("worse", "changed"), key=place))
