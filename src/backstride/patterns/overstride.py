"""Landing far ahead of the body: the distance decides, a stiff knee, slow steps and hard braking point."""

from __future__ import annotations

from backstride.model.pattern import Pattern
from backstride.patterns.evidence import Evidence
from backstride.patterns.ledger import ledger


def overstride(evidence: Evidence) -> Pattern:
    """Judged by the leg's angle at strike against runners of the same speed.

    The angle rather than the metres, because it does not grow with the length of the leg. Which end of the
    foot lands first is left out on purpose: studies do not support it.
    """
    return ledger(
        evidence,
        "overstride",
        main=[evidence.worse_side("leg_angle_at_strike", "above")],
        support=[
            evidence.worse_side("knee_flexion_at_strike", "below"),
            evidence.beyond("cadence", "both", "below"),
            evidence.worse_side("braking_force_peak", "above"),
        ],
    )
