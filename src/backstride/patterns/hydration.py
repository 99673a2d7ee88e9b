"""Fluid and salt: explained as the article has it, with the evidence that speaks against it."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def hydration(evidence: Evidence) -> Pattern:
    """The ledger of drinking, from answers alone."""
    return ledger(evidence, "hydration")
