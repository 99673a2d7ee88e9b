"""Always the same surface: context and the runner's own comparison, never a gait measure."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def surface(evidence: Evidence) -> Pattern:
    """The ledger of running surface, from answers alone."""
    return ledger(evidence, "surface")
