"""What answers make of measures: the level, the ledgers, the plan."""

from __future__ import annotations

from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.patterns.judge import judge
from backstride.report.context import Background
from backstride.safety.triage import allowed, triage


def judged(analysis: Analysis, told: Answers | None, background: Background | None = None) -> Analysis:
    """The analysis with its safety and patterns as these answers have them, without a plan.

    background: what stands beside the measures: fresh against tired in long runs, devices that disagree, and
    what a folder of runs says.
    """
    beside, safety = background or Background(), triage(told, analysis.runner)
    ledgers = judge(
        analysis.measures,
        told,
        allowed(safety, told),
        beside.drift,
        analysis.runner,
        beside.training,
        beside.disagreements,
    )
    return analysis.model_copy(update={"safety": safety, "patterns": ledgers, "plan": None})


def answered(analysis: Analysis, told: Answers | None, background: Background | None = None) -> Analysis:
    """The analysis with its safety, patterns and plan as these answers have them; its measures stay.

    background: as for ``judged``.
    """
    from backstride.care.plan import make_plan

    found = judged(analysis, told, background)
    return found.model_copy(update={"plan": make_plan(found, told)})
