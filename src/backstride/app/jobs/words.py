"""The sentences about files and jobs, for the server and for its workers."""

from __future__ import annotations

from typing import Any

from backstride.knowledge.loader import load


def say(key: str, **filled: Any) -> str:
    """The sentence of ``knowledge/app/jobs.toml``; what stands in braces is filled in. KeyError for none."""
    text: str = load("app/jobs.toml")["say"][key]
    return text.format(**filled)


def size_text(count: int) -> str:
    """A size for people.

    >>> size_text(4_000_000_000), size_text(2_500_000), size_text(12), size_text(10**15)
    ('4 GB', '2.5 MB', '12 bytes', '1,000,000 GB')
    """
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count // unit:,} {name}" if count >= 1_000 * unit else f"{count / unit:.3g} {name}"
    return f"{count} bytes"
