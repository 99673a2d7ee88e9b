"""Answers for tests."""

from __future__ import annotations

import json
from typing import Any

from backstride.knowledge.loader import load
from backstride.safety.facts import facts


def all_no(**intake: Any) -> dict[str, Any]:
    """An answers file in which every safety question is answered with no."""
    return {"safety": {fact.id: "no" for fact in facts()}, "intake": intake}


def with_yes(*ids: str, **intake: Any) -> dict[str, Any]:
    """All no but these facts or signs."""
    raw = all_no(**intake)
    raw["safety"] |= dict.fromkeys(ids, "yes")
    return raw


def demo_answers() -> dict[str, Any]:
    """A fresh copy of the demo's answers: clear, with a full intake."""
    return dict(json.loads(json.dumps(load("synth/demo_answers.json"))))
