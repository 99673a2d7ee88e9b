"""The door of the room: always ten ledgers, in the article's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.safety import Safety
from backstride.patterns.core_control import core_control
from backstride.patterns.evidence import Evidence, gather
from backstride.patterns.glute_drive import glute_drive
from backstride.patterns.hydration import hydration
from backstride.patterns.nerve import nerve
from backstride.patterns.overstride import overstride
from backstride.patterns.pelvic_posture import pelvic_posture
from backstride.patterns.spasm import spasm
from backstride.patterns.surface import surface
from backstride.patterns.training_load import training_load
from backstride.patterns.trunk_rotation import trunk_rotation

LEDGERS: Final[tuple[Callable[[Evidence], Pattern], ...]] = (
    pelvic_posture,
    core_control,
    glute_drive,
    surface,
    overstride,
    trunk_rotation,
    nerve,
    spasm,
    hydration,
    training_load,
)


def judge(
    measures: Sequence[Measure], answers: Mapping[str, Any] | None, safety: Safety
) -> tuple[Pattern, ...]:
    """All ten ledgers.

    Args:
        measures: rows of one recording, or of several with their ``session`` rows, which are then read.
        answers: question id -> "yes" or "no" (or true, false); anything else counts as unanswered.
        safety: corrections are shown only at level ``clear``.
    """
    evidence = gather(measures, answers, advice_allowed=safety.level == "clear")
    return tuple(pattern(evidence) for pattern in LEDGERS)
