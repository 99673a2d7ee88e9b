"""From answers to the level that decides what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backstride.knowledge.loader import load
from backstride.model.safety import Safety


def triage(answers: Mapping[str, Any] | None) -> Safety:
    """The safety level for these answers.

    answers: question id -> answer, or None when nothing was asked. The rules over answers are not part of
    this version: whatever is given, the level is ``unknown`` and ``reasons`` says why. A level below
    what the answers would earn could do harm, so nothing here is ever ``clear``.
    """
    why = "not_read" if answers else "not_asked"
    words = load("safety.toml")["reason"]
    return Safety(level="unknown", reasons=(words[why], words["hidden"]), run_tomorrow=None)


def advice_allowed(safety: Safety) -> bool:
    """Whether corrections, a plan and a light for tomorrow may be shown: only when the level is ``clear``."""
    return safety.level == "clear"


def patterns_allowed(safety: Safety) -> bool:
    """Whether a runner is shown patterns at all: above ``unknown`` only what to do now."""
    return safety.level in ("clear", "unknown")
