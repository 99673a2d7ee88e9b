"""What a person told: facts for triage, everything else, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

YesNo = Literal["yes", "no"]


@dataclass(frozen=True)
class Activity:
    """A thing that is hard to do, in the person's words, with how well it goes from 0 to 10."""

    text: str
    score: float


Value = str | float | tuple[str, ...] | tuple[int, ...] | tuple[Activity, ...]
"""One answer outside triage: a choice or text, a number, several choices, ticked lines, or activities."""


@dataclass(frozen=True)
class Answers:
    """Answers as understood; every one optional.

    facts: fact or sign id -> yes or no. intake: field id -> value. problems: one sentence for each thing that
    was not understood. unused: fields with a value that could not be used, whole or in part. unknown_signs:
    ids in the safety section that this version does not know and that were not denied. raw: everything as
    given, so that nothing is lost when it is written again.
    """

    facts: Mapping[str, YesNo] = field(default_factory=dict)
    intake: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unused: frozenset[str] = frozenset()
    unknown_signs: tuple[str, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)

    def number(self, field_id: str) -> float | None:
        """The answer as a number, or None where there is none."""
        value = self.intake.get(field_id)
        return value if isinstance(value, float) else None

    def chosen(self, field_id: str) -> tuple[str, ...]:
        """The options chosen in this field, one or several; empty where there is no answer."""
        value = self.intake.get(field_id)
        if isinstance(value, str):
            return (value,)
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()
