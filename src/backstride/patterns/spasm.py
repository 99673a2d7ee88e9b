"""A muscle on guard: symptoms and range of motion, never a gait measure."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import told_ledger


def spasm(evidence: Evidence) -> Pattern:
    """The ledger of guarding muscle, from answers alone."""
    return told_ledger(evidence, "spasm")
