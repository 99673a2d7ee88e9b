"""The door of the plan: one cue, at most three exercises, how to run, and when to look again."""

from __future__ import annotations

from backstride.care.case import Case
from backstride.care.choose import choose
from backstride.care.cue import cue_measures, first_cue
from backstride.care.exercises import exercises
from backstride.care.habits import habits
from backstride.care.hydration import drink_advice
from backstride.care.retest import retest
from backstride.care.running import meanwhile, running
from backstride.care.words import words
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.model.plan import Plan, PlanItem
from backstride.patterns.found import found_beside

HYDRATION = "hydration"


def make_plan(analysis: Analysis, told: Answers | None) -> Plan | None:
    """The plan of this analysis, None where the safety level does not allow advice.

    The same analysis and answers give the same plan; it holds no date.
    """
    case = Case(analysis, told or Answers())
    if not case.allowed.advice:
        return None
    cue, chosen, run = first_cue(case), choose(case), running(case)
    rows = {row.id: row for row in exercises()}
    shows = [name for one in chosen.exercises for name in rows[one.id].measures]
    return Plan(
        cue=cue,
        exercises=chosen.exercises,
        running=run,
        meanwhile=meanwhile(case),
        drink=_drink(case),
        habits=habits(case),
        stop=tuple(words("stop")["text"]),
        retest=retest(case, (*cue_measures(cue), *shows), in_stages=bool(run.stages)),
        left_out=chosen.left_out,
    )


def _drink(case: Case) -> PlanItem | None:
    """What to drink, where the answers allow a word on it."""
    speeds = [row.value for row in case.measured("speed") if row.value]
    advice = drink_advice(case.told, case.analysis.runner, speeds[0] if speeds else None, case.allowed)
    if advice is None:
        return None
    return PlanItem(
        id="drink",
        kind="drink",
        title=advice.title,
        text=advice.text,
        reason=advice.reason,
        answers=tuple(one.id for one in found_beside(case.analysis.patterns) if one.id == HYDRATION),
        check=advice.check,
        watch=advice.watch,
        article=advice.article,
        studies=advice.studies,
        source=advice.source,
    )
