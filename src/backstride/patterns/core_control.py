"""The trunk gives way over distance: needs a fresh and a tired recording, which no measure reads yet."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def core_control(evidence: Evidence) -> Pattern:
    """The ledger of trunk control, from answers alone."""
    return ledger(evidence, "core_control")
