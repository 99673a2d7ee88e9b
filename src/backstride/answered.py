"""What answers make of measures: the level, the ledgers, the plan."""

from __future__ import annotations

from collections.abc import Sequence

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.drift import Drift
from backstride.patterns.judge import judge
from backstride.safety.triage import allowed, triage


def judged(analysis: Analysis, told: Answers | None, drift: Sequence[Drift] = ()) -> Analysis:
    """The analysis with its safety and patterns as these answers have them, without a plan.

    drift: fresh against tired, of the recordings that are long enough to show it.
    """
    safety = triage(told, analysis.runner)
    ledgers = judge(analysis.measures, told, allowed(safety, told), drift, analysis.runner)
    return analysis.model_copy(update={"safety": safety, "patterns": ledgers, "plan": None})


def answered(analysis: Analysis, told: Answers | None, drift: Sequence[Drift] = ()) -> Analysis:
    """The analysis with its safety, patterns and plan as these answers have them; its measures stay.

    drift: as for ``judged``.
    """
    from backstride.care.plan import make_plan

    found = judged(analysis, told, drift)
    return found.model_copy(update={"plan": make_plan(found, told)})
