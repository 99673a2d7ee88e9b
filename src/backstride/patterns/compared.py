"""Two scores set against each other: the runner's own trial of two kinds of ground."""

from __future__ import annotations

from backstride.answers.questions import fields
from backstride.model.pattern import Item
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.words import CompareRow


def compared(evidence: Evidence, row: CompareRow) -> Finding:
    """Whether the scores lie at least so many points apart; once one was given, the other is named."""
    scores = [evidence.told.number(name) for name in (row.first, row.second)]
    first, second = scores
    if first is None or second is None:
        given = first is not None or second is not None
        other = fields()[row.first if first is None else row.second]
        return Finding("missing", missing=f"An answer: {other.ask}" if given else "", about=row.fills)
    apart = abs(first - second) >= row.at_least
    names = row.names if first >= second else row.names[::-1]
    text = (row.for_ if apart else row.against).format(
        more=names[0],
        less=names[1],
        high=f"{max(first, second):g}",
        low=f"{min(first, second):g}",
    )
    item = Item(
        text=text,
        measure=row.first,
        value=abs(first - second),
        threshold=row.at_least,
        source=row.source,
        evidence=f"{row.grade}: {row.studies}",
    )
    return Finding("clear" if apart else "no", item, about=row.fills)
