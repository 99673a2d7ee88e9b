"""Little drive from the hip: hip extension can be measured, the work of a muscle cannot."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def glute_drive(evidence: Evidence) -> Pattern:
    """Little hip extension points to it; only a strength test could rule it out."""
    return ledger(evidence, "glute_drive", support=[evidence.worse_side("hip_extension_peak", "below")])
