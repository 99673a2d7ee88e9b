"""What a person told last, and what that allows: asked before anything is shown or begun."""

from __future__ import annotations

from typing import Any

from backstride.answers.parse import read_answers
from backstride.app.services import Services
from backstride.model.answers import Answers
from backstride.model.safety import Safety
from backstride.model.stored import StoredAnswers
from backstride.safety.triage import triage


def newest_answers(found: Services, person: str) -> StoredAnswers | None:
    """The answers kept last of this person, None where there are none."""
    store = found.kept()
    return next(iter(store.answers(person, 1)), None) if store is not None else None


def raw_answers(found: Services, person: str) -> dict[str, Any] | None:
    """The same as given, for a worker."""
    kept = newest_answers(found, person)
    return kept.raw if kept is not None else None


def told_by(found: Services, person: str) -> Answers | None:
    """The same, read."""
    kept = newest_answers(found, person)
    return read_answers(kept.raw) if kept is not None else None


def safety_of(found: Services, person: str) -> Safety:
    """The level of the newest answers; ``unknown`` where none were given."""
    return triage(told_by(found, person))
