"""Signs from a nerve: a matter of safety, read from answers and never from the way someone runs."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import told_ledger


def nerve(evidence: Evidence) -> Pattern:
    """The ledger of nerve signs, from answers alone."""
    return told_ledger(evidence, "nerve")
