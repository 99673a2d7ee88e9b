"""What to change first: one cue, at most three exercises, how to run, when to look again."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from backstride.model.common import Frozen

MOST_EXERCISES: Final = 3  # more than three nobody keeps up
ItemKind = Literal["cue", "exercise", "running", "meanwhile", "drink", "habit", "test"]
Effort = Literal["easier", "usual", "harder"]


class Dose(Frozen):
    """How much of an exercise: sets of repeats, or of holds, on so many days a week.

    each_side: the numbers are for one side. rest_s: between sets.
    """

    sets: int = Field(ge=1, le=10)
    repeats: int = Field(default=1, ge=1, le=50)
    hold_s: int | None = Field(default=None, ge=1, le=180)
    each_side: bool = False
    days_a_week: int = Field(ge=1, le=7)
    rest_s: int = Field(default=60, ge=0, le=300)


class PlanItem(Frozen):
    """One thing to do.

    reason: which finding it answers, in words; ``answers``: the ids of the patterns, empty where it is for
    everybody. check: how one will see whether it helped. watch: what to look out for elsewhere. article,
    studies: what the article and what research say of it; ``source`` names the research.
    """

    id: str
    kind: ItemKind
    title: str
    text: str
    reason: str
    answers: tuple[str, ...] = ()
    check: str
    watch: str = ""
    article: str = ""
    studies: str = ""
    source: str


class Rung(Frozen):
    """One rung of an exercise's ladder: how it is done there, and how much."""

    effort: Effort
    text: str
    dose: Dose


class Exercise(PlanItem):
    """An exercise with its steps, the rung to start on, the whole ladder, and when to stop.

    figure: id of its drawing. start: the rung; ``start_reason``: why there. up, down: when to go on to the
    next rung, and when back.
    """

    how: tuple[str, ...]
    figure: str
    start: Effort
    start_reason: str
    ladder: tuple[Rung, ...]
    stop: str
    up: str
    down: str

    @property
    def dose(self) -> Dose:
        """How much to begin with."""
        return next(one.dose for one in self.ladder if one.effort == self.start)


class RunStage(Frozen):
    """One stage of running again: minutes to run and to walk, in turn, so many times."""

    run_min: float = Field(gt=0, le=120)
    walk_min: float = Field(ge=0, le=30)
    times: int = Field(ge=1, le=30)
    text: str


class Running(PlanItem):
    """How to run meanwhile: a cap, or stages of run and walk, each kept until it goes well."""

    stages: tuple[RunStage, ...] = ()
    days_a_week: int = Field(ge=0, le=7)
    max_km: float | None = None


class Retest(Frozen):
    """When and how to look again, in the same way as today."""

    after_days: int = Field(ge=7, le=120)
    text: str
    reason: str
    check: str
    measures: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    camera: tuple[str, ...] = ()


class Plan(Frozen):
    """What to change first. Days are counted from the day it starts, so that it holds no date."""

    cue: PlanItem | None = None
    exercises: tuple[Exercise, ...] = Field(default=(), max_length=MOST_EXERCISES)
    running: Running
    meanwhile: PlanItem
    drink: PlanItem | None = None
    habits: tuple[PlanItem, ...] = ()
    stop: tuple[str, ...]
    retest: Retest
    left_out: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """Everything to do, the cue first."""
        some = (self.cue, *self.exercises, self.running, self.meanwhile, self.drink, *self.habits)
        return tuple(one for one in some if one is not None)
