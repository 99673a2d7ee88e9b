"""What answers make of measures: the level, the ledgers, the plan."""

from __future__ import annotations

from collections.abc import Sequence

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.disagreement import Disagreement
from backstride.model.drift import Drift
from backstride.model.training import TrainingLoad
from backstride.patterns.judge import judge
from backstride.safety.triage import allowed, triage


def judged(
    analysis: Analysis,
    told: Answers | None,
    drift: Sequence[Drift] = (),
    disagreements: Sequence[Disagreement] = (),
    training: TrainingLoad | None = None,
) -> Analysis:
    """The analysis with its safety and patterns as these answers have them, without a plan.

    drift: fresh against tired, of the recordings that are long enough to show it. disagreements: between the
    devices of the session. training: what a folder of runs says.
    """
    safety = triage(told, analysis.runner)
    ledgers = judge(
        analysis.measures,
        told,
        allowed(safety, told),
        drift,
        analysis.runner,
        disagreements=disagreements,
        training=training,
    )
    return analysis.model_copy(update={"safety": safety, "patterns": ledgers, "plan": None})


def answered(
    analysis: Analysis,
    told: Answers | None,
    drift: Sequence[Drift] = (),
    disagreements: Sequence[Disagreement] = (),
    training: TrainingLoad | None = None,
) -> Analysis:
    """The analysis with its safety, patterns and plan as these answers have them; its measures stay.

    drift, disagreements, training: as for ``judged``.
    """
    from backstride.care.plan import make_plan

    found = judged(analysis, told, drift, disagreements, training)
    return found.model_copy(update={"plan": make_plan(found, told)})
