"""A ledger: what speaks for a pattern, what against, what is missing."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from backstride.model.common import Frozen

PatternVerdict = Literal["stands_out", "possible", "not_seen", "cannot_tell"]
Strength = Literal["none", "very_weak", "weak", "moderate", "strong"]


class Item(Frozen):
    """One line of a ledger. ``measure`` names the measure or answer it was read from.

    interval, detectable_change: of the value, where it was measured. source: of the threshold, or of an
    answer. evidence: how strong the evidence of this finding is in studies, and whose.
    """

    text: str
    measure: str | None = None
    value: float | None = None
    interval: tuple[float, float] | None = None
    threshold: float | None = None
    detectable_change: float | None = None
    source: str
    evidence: str | None = None


class Correction(Frozen):
    """What to change: shown only when the safety level allows."""

    id: str
    text: str
    source: str


class Pattern(Frozen):
    """One contributor's ledger and verdict."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    id: str
    verdict: PatternVerdict
    strength_for_you: Strength
    strength_in_studies: str
    for_: tuple[Item, ...] = Field(default=(), alias="for")
    against: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()
    next_test: str | None = None
    corrections: tuple[Correction, ...] = ()
