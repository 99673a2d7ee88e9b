"""Trunk and pelvis turning out of step, in either direction: too far apart or as one block."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def trunk_rotation(evidence: Evidence) -> Pattern:
    """Turning far, or as one block; the self-test points. Without a band neither measure decides."""
    main = [
        evidence.beyond("trunk_rotation_range", "both", "above"),
        evidence.beyond("pelvis_trunk_phase", "both", "below"),
    ]
    return ledger(evidence, "trunk_rotation", main)
