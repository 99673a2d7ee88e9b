"""Answers as they are read, for tests that give them in pieces."""

from __future__ import annotations

from typing import Any

from backstride.answers.parse import read_answers
from backstride.model.answers import Answers
from backstride.safety.triage import triage


def told(**parts: Any) -> Answers:
    """What is read from a file of these keys."""
    found = read_answers(parts)
    assert found is not None
    return found


def level(raw: dict[str, Any]) -> str:
    """The safety level that these answers give."""
    return triage(read_answers(raw)).level


def one_problem(**parts: Any) -> str:
    """The only sentence that is said about a file of these keys."""
    problems = told(**parts).problems
    assert len(problems) == 1, problems
    return problems[0]
