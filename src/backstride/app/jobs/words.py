"""The sentences about files and jobs, for the server and for its workers."""

from __future__ import annotations

from typing import Any

from backstride.knowledge.loader import load


def say(key: str, **filled: Any) -> str:
    """The sentence of ``knowledge/app/jobs.toml``; what stands in braces is filled in. KeyError for none."""
    text: str = load("app/jobs.toml")["say"][key]
    return text.format(**filled)
