"""A run far longer than usual: the runners' and the studies' first concern, beyond the article's nine."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def training_load(evidence: Evidence) -> Pattern:
    """The ledger of training load, from answers alone."""
    return ledger(evidence, "training_load")
