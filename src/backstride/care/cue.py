"""The one cue of a plan: the correction of the first finding that is thought of while running."""

from __future__ import annotations

from typing import Any

from backstride.care.case import Case
from backstride.care.check import check_of
from backstride.care.running import pause
from backstride.care.words import words
from backstride.knowledge.loader import load
from backstride.model.pattern import Correction, Pattern
from backstride.model.plan import PlanItem
from backstride.patterns.words import pattern_text

CUES = "care/cues.toml"


def first_cue(case: Case) -> PlanItem | None:
    """The cue of the first pattern found that has one, or None where no finding has."""
    for pattern in case.found:
        for correction in pattern.corrections:
            row = load(CUES).get(correction.id)
            if row:
                return _cue(case, pattern, correction, row)
    return None


def _cue(case: Case, pattern: Pattern, correction: Correction, row: dict[str, Any]) -> PlanItem:
    about = pattern_text(pattern.id)
    behind = [item.measure for item in pattern.for_ if item.measure and case.measured(item.measure)]
    waits = words("say")["cue_waits"] if case.calm == "red" else ""
    in_stages = case.calm != "green" or bool(pause(case))
    practice = load(CUES)["practice"]["text_stages" if in_stages else "text"]
    return PlanItem(
        id=correction.id,
        kind="cue",
        title=row["title"],
        text=" ".join(part for part in (waits, correction.text, _steps(case, row), practice) if part),
        reason=case.reason(pattern),
        answers=(pattern.id,),
        check=check_of(case, (*behind, *row["measures"])),
        watch=row["watch"],
        article=about.correction.text,
        studies=about.studies,
        source=f"{correction.source}. To watch for: {row['watch_source']}",
    )


def _steps(case: Case, row: dict[str, Any]) -> str:
    """How many steps a minute to try, where the cue is about them, they were counted and are not many."""
    rows = case.measured("cadence")
    counted = [one.value for one in rows if one.value]
    if "steps" not in row or not counted or any(one.verdict == "high" for one in rows):
        return ""
    now = sum(counted) / len(counted)
    low, high = (now * share for share in row["steps_share"])
    return str(row["steps"].format(now=f"{now:.0f}", low=f"{low:.0f}", high=f"{high:.0f}"))


def cue_measures(cue: PlanItem | None) -> tuple[str, ...]:
    """The measures that show at the retest whether the cue did something."""
    return tuple(load(CUES)[cue.id]["measures"]) if cue else ()
