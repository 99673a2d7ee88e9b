"""Pelvis tipped or uneven: only the change from the runner's own standing and side differences count."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger
from backstride.patterns.words import pattern_text


def pelvic_posture(evidence: Evidence) -> Pattern:
    """Judged by tilt against own standing, either way, and by the drop of one side against the other.

    Absolute tilt is never used: it mixes posture with the shape of the bone.
    """
    limits = pattern_text("pelvic_posture").side_difference
    return ledger(
        evidence,
        "pelvic_posture",
        main=[
            evidence.beyond("pelvic_tilt_change", "both", "above"),
            evidence.beyond("pelvic_tilt_change", "both", "below"),
            evidence.sides_differ("pelvic_drop_peak", limits["pelvic_drop_peak"]),
        ],
    )
