"""What a plan says: tables of ``knowledge/care/plan.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backstride.knowledge.loader import load


def words(part: str) -> Mapping[str, Any]:
    """One table of the plan's words.

    >>> words("label")["title"]
    'Your plan'
    """
    table: Mapping[str, Any] = load("care/plan.toml")[part]
    return table
