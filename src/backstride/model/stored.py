"""What the store keeps of a person, as it goes in and comes out."""

from __future__ import annotations

from datetime import date
from typing import Any

from backstride.model.common import Frozen


class StoredSession(Frozen):
    """One analysed session. id: the SHA-256 of its analysis, so that the same one is kept once.

    day: when it was recorded, as told; None where nobody said. analysis: ``analysis.json`` as an object.
    """

    id: str
    day: date | None
    title: str
    analysis: dict[str, Any]


class StoredAnswers(Frozen):
    """An answers file as given, and the day it was given on."""

    day: date
    raw: dict[str, Any]


class StoredPlan(Frozen):
    """A plan as ``model.plan.Plan`` dumps it, the day it starts, and the session it came from."""

    day: date
    session_id: str | None
    plan: dict[str, Any]
