"""The door of the room: always ten ledgers, in the article's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from backstride.measures.drift import Drift
from backstride.model.answers import Answers
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.safety import Allowed
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
    measures: Sequence[Measure], told: Answers | None, allowed: Allowed, drift: Sequence[Drift] = ()
) -> tuple[Pattern, ...]:
    """All ten ledgers.

    Args:
        measures: rows of one recording, or of several with their ``session`` rows, which are then read.
        told: what the runner answered; speaks for and against, never decides a measured pattern alone.
        allowed: what may be shown; without advice there is no correction and no test.
        drift: fresh against tired, of a recording that is long enough.
    """
    evidence = gather(measures, told, allowed, drift)
    return tuple(pattern(evidence) for pattern in LEDGERS)
