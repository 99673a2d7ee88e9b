"""How to run meanwhile: on, less, or back in stages of run and walk; and what keeps fit besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backstride.care.case import Case
from backstride.care.runner_questions import cap_text
from backstride.care.words import words
from backstride.model.plan import PlanItem, Running, RunStage

LOAD, GROUND, GUARD = "training_load", "surface", "spasm"
BREAK = "weeks_without_running"


def running(case: Case) -> Running:
    """The running part of the plan, by the light for tomorrow and how long no run was run."""
    table, light = words("run"), case.analysis.safety.run_tomorrow
    stages = _stages(table, _first_stage(case))
    return Running(
        id="running",
        kind="running",
        title=table["title"],
        text=" ".join(_text(case, table, stages)),
        reason=" ".join(_reasons(case, table)),
        answers=tuple(one for one in (LOAD, GROUND, GUARD) if one in case.found_ids),
        check=table["check"],
        watch=table["watch"],
        article=table["article"],
        studies=table["studies"],
        source=table["source"],
        stages=stages,
        days_a_week=_days(case, table),
        max_km=light.max_km if light and light.light != "red" else None,
    )


def _text(case: Case, table: Any, stages: Sequence[RunStage]) -> Iterator[str]:
    """What to do, in sentences."""
    light = case.analysis.safety.run_tomorrow
    cap = cap_text(light) if light else ""
    if case.calm != "red" and pause(case):
        yield table["return"]
    else:
        yield table[case.calm].format(cap=table["cap"].format(cap=cap) if cap else "")
    if stages:
        yield table["first"].format(stage=stages[0].text)
        yield from _at_first(case, table, stages[0])
        yield table["go_on"]
    for key, pattern in (("on_guard", GUARD), ("step_back", LOAD), ("change_ground", GROUND)):
        if pattern in case.found_ids and (pattern != GUARD or case.calm != "red"):
            yield table[key]


def _at_first(case: Case, table: Any, stage: RunStage) -> Iterator[str]:
    """That the cap of the light holds in the first stage too, where the stage may be longer."""
    light, pace = case.analysis.safety.run_tomorrow, case.told.number("pace_min_per_km")
    minutes = (stage.run_min + stage.walk_min) * stage.times
    if light and light.max_km and light.max_km < minutes / (pace or table["fast_min_per_km"]):
        yield table["at_first"].format(km=f"{light.max_km:g}")


def _reasons(case: Case, table: Any) -> Iterator[str]:
    light = case.analysis.safety.run_tomorrow
    if light:
        yield table["reason_light"].format(light=light.light)
    else:
        yield table["reason_unsaid"]
    if told := pause(case):
        yield told
    yield from (case.reason(one) for one in case.found if one.id in (LOAD, GROUND, GUARD))


def pause(case: Case) -> str:
    """That no run was run for long, in words; empty where running goes on. What was given and could not be
    read never stands for no break."""
    table, weeks = words("run"), _weeks(case)
    if BREAK in case.told.unused:
        return str(table["pause_unread"])
    if weeks >= table["return_from_weeks"]:
        return str(table["pause_weeks"].format(weeks=f"{weeks:g}"))
    return str(table["pause_days"]) if case.told.number("run_days") == 0 else ""


def _weeks(case: Case) -> float:
    return case.told.number(BREAK) or 0.0


def _first_stage(case: Case) -> int | None:
    """The stage to begin with, counted from 1; None where running goes on as it is."""
    table = words("run")
    starts = [table["from_stage"][case.calm]] if case.calm != "green" else []
    if pause(case):
        long = _weeks(case) >= table["return_first_weeks"]
        starts.append(table["from_stage"]["long_break" if long else "break"])
    return min(starts) if starts else None


def _stages(table: Any, first: int | None) -> tuple[RunStage, ...]:
    if first is None:
        return ()
    return tuple(RunStage(**row, text=_said(row)) for row in table["stage"][first - 1 :])


def _said(row: dict[str, float]) -> str:
    """One stage in words."""
    if not row["walk_min"]:
        return f"Run {row['run_min']:g} minutes."
    return f"Run {row['run_min']:g} min, walk {row['walk_min']:g} min, {row['times']} times."


def _days(case: Case, table: Any) -> int:
    """Days a week: the runner's own, at most three in stages of run and walk, none while running waits."""
    if case.calm == "red":
        return 0
    own = case.told.number("run_days")
    usual = max(int(own), 1) if own else table["days_usual"]
    return usual if case.calm == "green" and not pause(case) else min(usual, table["days"])


def meanwhile(case: Case) -> PlanItem:
    """What keeps fit beside or instead of running."""
    table = words("meanwhile")
    return PlanItem(
        id="meanwhile",
        kind="meanwhile",
        title=table["title"],
        text=table[case.calm],
        reason=table[f"reason_{case.calm}"],
        check=table["check_red" if case.calm == "red" else "check"],
        watch=table["watch"],
        article=table["article"],
        studies=table["studies"],
        source=table["source"],
    )
