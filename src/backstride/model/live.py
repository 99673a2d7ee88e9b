"""What live feedback aims at, and what it says frame by frame."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backstride.model.common import Frozen, Side

CueId = Literal["bowl", "cadence", "landing", "trunk_turn"]
LiveView = Literal["side", "rear", "front"]


class LiveTarget(Frozen):
    """One cue and its trust border: inside ``low`` to ``high`` is green. baseline: the runner's own value.
    source: where the border comes from, for people."""

    cue: CueId
    unit: str
    low: float
    high: float
    baseline: float | None
    view: LiveView
    source: str


class LiveStep(Frozen):
    """One step as it was felt live. value: of the cue, None where it cannot be told. outside: whether it lay
    beyond the border: the trigger."""

    time_s: float
    side: Side | None
    value: float | None
    outside: bool


class LiveSession(Frozen):
    """One practice, as it is kept where the runner asks for it. number: 1 to 8, then checks. told_share: of
    the time with feedback. inside_share: of steps inside the border, None where too few were seen. check: a
    session without feedback at the end."""

    day: str
    cue: CueId
    number: Annotated[int, Field(ge=1)]
    minutes: Annotated[float, Field(ge=0)]
    steps: Annotated[int, Field(ge=0)]
    inside_share: Annotated[float, Field(ge=0, le=1)] | None
    told_share: Annotated[float, Field(ge=0, le=1)]
    check: bool = False
