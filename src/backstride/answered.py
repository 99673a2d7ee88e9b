"""What answers make of measures: the level, the ledgers, the plan."""

from __future__ import annotations

from backstride.loads.anatomy_limits import outside_by_answers, withdrawn
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.patterns.judge import judge
from backstride.report.context import Background
from backstride.safety.loads import shown_loads
from backstride.safety.triage import allowed, triage


def judged(analysis: Analysis, told: Answers | None, background: Background | None = None) -> Analysis:
    """The analysis with its safety, patterns and loads as these answers have them, without a plan.

    Measures stay but those of the back's loads, which go where an answer puts the runner outside the model of
    the back: pregnant, say.

    background: what stands beside the measures: fresh against tired in long runs, devices that disagree, the
    loads of the back, and what a folder of runs says.
    """
    beside, safety = background or Background(), triage(told, analysis.runner)
    outside = outside_by_answers(told, analysis.runner)
    measures = withdrawn(analysis.measures, outside)
    ledgers = judge(
        measures,
        told,
        allowed(safety, told),
        beside.drift,
        analysis.runner,
        beside.training,
        beside.disagreements,
    )
    loads = None if outside else shown_loads(beside.loads or analysis.loads, safety)
    held = {"safety": safety, "measures": measures, "patterns": ledgers, "plan": None, "loads": loads}
    return analysis.model_copy(update=held)


def answered(analysis: Analysis, told: Answers | None, background: Background | None = None) -> Analysis:
    """The analysis with its safety, patterns and plan as these answers have them; measures as in ``judged``.

    background: as for ``judged``.
    """
    from backstride.care.plan import make_plan

    found = judged(analysis, told, background)
    return found.model_copy(update={"plan": make_plan(found, told)})
