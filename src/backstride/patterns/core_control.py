"""The trunk gives way over distance: leaning or tipping further late in a long run than early."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger

DRIFTS = ("trunk_lean", "pelvic_tilt_change")


def core_control(evidence: Evidence) -> Pattern:
    """Judged by drift within one long recording at the same speed, where there is one; else answers point."""
    found = [evidence.drifted(name) for name in DRIFTS if name in evidence.drifts]
    there = ("fresh_and_tired",) if found else ()
    return ledger(evidence, "core_control", main=found, there=there)
