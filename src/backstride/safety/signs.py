"""The signs to watch for, grouped by what to do when one appears."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from backstride.safety.facts import facts
from backstride.safety.words import action_title

Action = Literal["emergency", "urgent", "clinician"]
ACTIONS: Final[tuple[Action, ...]] = ("emergency", "urgent", "clinician")


@dataclass(frozen=True)
class SignGroup:
    """Signs that ask for the same action."""

    action: Action
    title: str
    texts: tuple[str, ...]


@cache
def sign_groups() -> tuple[SignGroup, ...]:
    """Every sign to watch, most pressing group first."""
    return tuple(
        SignGroup(one, action_title(one), tuple(f.watch for f in facts() if f.level == one and f.watch))
        for one in ACTIONS
    )
