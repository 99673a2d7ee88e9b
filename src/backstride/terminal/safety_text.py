"""The outcome of triage as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.model.answers import Answers
from backstride.model.safety import Safety
from backstride.report.safety_block import SafetyBlock, safety_block


def safety_lines(safety: Safety, told: Answers | None) -> list[str]:
    """What to do, the signs to watch, why; at ``clear`` the light for tomorrow. Help comes before reasons."""
    return list(_lines(safety_block(safety, told)))


def _lines(block: SafetyBlock) -> Iterator[str]:
    yield block.words.title.upper() if block.steps else f"{block.words.title}."
    yield block.words.text
    yield from (f"{title}: {text}" for title, text in block.steps)
    for group in block.groups:
        yield ""
        yield f"{group.title} if:"
        yield from (f"  - {text}" for text in group.texts)
    if block.reasons:
        yield ""
        yield f"{block.why}:"
        yield from (f"  - {reason}" for reason in block.reasons)
    if block.tomorrow:
        yield ""
        yield f"{block.tomorrow.title} {', '.join(filter(None, (block.tomorrow.word, block.tomorrow.cap)))}."
        yield from (f"  {note}" for note in (*block.tomorrow.notes, block.tomorrow.caveat) if note)
