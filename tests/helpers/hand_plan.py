"""Plans written by hand or drawn at random, where only their days, doses and runs matter."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from backstride.model.plan import (
    Dose,
    Effort,
    Exercise,
    ItemKind,
    Plan,
    PlanItem,
    Retest,
    Rung,
    Running,
    RunStage,
)

TELLING = "Calm an aching lower back"
"""Stands in every text of these plans; nothing that others may see may hold a word of it."""


def hand_plan(
    *doses: Dose,
    run_days: int = 0,
    stages: tuple[RunStage, ...] = (),
    max_km: float | None = None,
    after_days: int = 28,
) -> Plan:
    """A plan with an exercise for each dose, ``spine_0`` and on, begun on the middle rung."""
    return Plan(
        exercises=tuple(_exercise(f"spine_{n}", dose) for n, dose in enumerate(doses)),
        running=Running(**_item("running", "running"), stages=stages, days_a_week=run_days, max_km=max_km),
        meanwhile=PlanItem(**_item("meanwhile", "meanwhile")),
        stop=(TELLING,),
        retest=Retest(after_days=after_days, text=TELLING, reason=TELLING, check=TELLING),
    )


def stage(run_min: float, walk_min: float, times: int) -> RunStage:
    return RunStage(run_min=run_min, walk_min=walk_min, times=times, text=TELLING)


def plans() -> st.SearchStrategy[Plan]:
    """Plans of every size that a day has room for."""
    doses = st.builds(
        Dose,
        sets=st.integers(1, 4),
        repeats=st.integers(1, 15),
        hold_s=st.none() | st.integers(1, 20),
        each_side=st.booleans(),
        days_a_week=st.integers(1, 7),
        rest_s=st.integers(0, 120),
    )
    stages = st.builds(stage, st.sampled_from([0.5, 1, 1.1, 3]), st.integers(0, 3), st.integers(1, 10))
    return st.builds(
        lambda doses, days, stages, km, after: hand_plan(
            *doses, run_days=days, stages=tuple(stages), max_km=km, after_days=after
        ),
        st.lists(doses, max_size=3),
        st.integers(0, 7),
        st.lists(stages, max_size=3),
        st.none() | st.sampled_from([0.5, 3.25, 8, 20]),
        st.integers(7, 120),
    )


def _item(item_id: str, kind: ItemKind) -> dict[str, Any]:
    texts = dict.fromkeys(
        ("title", "text", "reason", "check", "watch", "article", "studies", "source"), TELLING
    )
    return {"id": item_id, "kind": kind, **texts}


def _exercise(item_id: str, dose: Dose) -> Exercise:
    return Exercise(
        **_item(item_id, "exercise"),
        how=(TELLING,),
        figure=item_id,
        start="usual",
        start_reason=TELLING,
        ladder=tuple(
            Rung(effort=effort, text=TELLING, dose=dose if effort == "usual" else Dose(sets=9, days_a_week=7))
            for effort in get_args(Effort)
        ),
        stop=TELLING,
        up=TELLING,
        down=TELLING,
    )
