"""Trunk and pelvis turning out of step, in either direction: too far apart or as one block."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def trunk_rotation(evidence: Evidence) -> Pattern:
    """The ledger of trunk rotation, from the self-test alone."""
    return ledger(evidence, "trunk_rotation")
