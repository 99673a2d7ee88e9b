"""The door of the room: always ten ledgers, in the article's order."""

from __future__ import annotations

from collections.abc import Sequence

from backstride.model.answers import Answers
from backstride.model.disagreement import Disagreement
from backstride.model.drift import Drift
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.runner import Runner
from backstride.model.safety import Allowed
from backstride.model.training import TrainingLoad
from backstride.patterns.evidence import Evidence, gather
from backstride.patterns.hydration import ID as HYDRATION
from backstride.patterns.hydration import hydration
from backstride.patterns.ledger import ledger, told_ledger
from backstride.patterns.training_load import ID as TRAINING_LOAD
from backstride.patterns.training_load import training_load
from backstride.patterns.words import pattern_ids, pattern_text


def judge(
    measures: Sequence[Measure],
    told: Answers | None,
    allowed: Allowed,
    drift: Sequence[Drift] = (),
    runner: Runner | None = None,
    training: TrainingLoad | None = None,
    disagreements: Sequence[Disagreement] = (),
) -> tuple[Pattern, ...]:
    """All ten ledgers.

    Args:
        measures: rows of one recording, or of several with their ``session`` rows, which are then read.
        told: what the runner answered; speaks for and against, never decides a measured pattern alone.
        allowed: what may be shown; without advice there is no correction and no test.
        drift: fresh against tired, of a recording that is long enough.
        runner: whose results at home are set beside those of others of that sex and age.
        training: what a folder of runs says of the weeks around the start of the pain.
        disagreements: between the devices of the session; what is read of such a measure says so.
    """
    evidence = gather(measures, told, allowed, drift, runner, training, disagreements)
    return tuple(_one(evidence, pattern_id) for pattern_id in pattern_ids())


def _one(evidence: Evidence, pattern_id: str) -> Pattern:
    if pattern_id == TRAINING_LOAD:
        return training_load(evidence)
    if pattern_id == HYDRATION:
        return hydration(evidence)
    alone = pattern_text(pattern_id).told_alone
    return told_ledger(evidence, pattern_id) if alone else ledger(evidence, pattern_id)
