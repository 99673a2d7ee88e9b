"""What live feedback aims at, and what it says frame by frame: the line's messages among it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backstride.model.common import Frozen, Side

CueId = Literal["bowl", "cadence", "landing", "trunk_turn"]
LiveView = Literal["side", "rear", "front"]
LiveState = Literal["nobody", "too_far", "cut_off", "turned", "settling", "counting", "inside", "outside"]


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

    def holds(self, value: float) -> bool:
        """Whether a value, on the target's scale, lies inside."""
        return self.low <= value <= self.high


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
    number: Annotated[int, Field(ge=1, le=100_000)]
    minutes: Annotated[float, Field(ge=0, le=1_440)]
    steps: Annotated[int, Field(ge=0, le=1_000_000)]
    inside_share: Annotated[float, Field(ge=0, le=1)] | None
    told_share: Annotated[float, Field(ge=0, le=1)]
    check: bool = False


class LivePlan(Frozen):
    """What a session is to be. told: from when to when there is feedback, s of the practice. check: it ends
    without feedback, or has none at all. after_days: since the session before it."""

    number: Annotated[int, Field(ge=1)]
    minutes: Annotated[float, Field(gt=0)]
    told: tuple[tuple[float, float], ...]
    check: bool
    after_days: Annotated[int, Field(ge=0)]


class LiveRefusal(Frozen):
    """A cue that cannot be shown from a view, and why, in words for the runner."""

    cue: CueId
    view: LiveView
    why: str


class LiveHello(Frozen):
    """How a line begins. told: from when to when there is feedback, s of the practice; check: a session that
    ends without. target: None for one set from the first steps."""

    cue: CueId
    view: LiveView
    number: Annotated[int, Field(ge=1)] = 1
    check: bool = False
    told: Annotated[tuple[tuple[float, float], ...], Field(max_length=100)] = ()
    target: LiveTarget | None = None


class LiveReady(Frozen):
    """The line's first word. points: their order in every answer; lines: pairs of them to be joined."""

    points: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    target: LiveTarget | None


class LiveAnswer(Frozen):
    """What one frame gave.

    frame, at_ms: as the frame came. points: shares of the picture's width and height. value: of the cue at
    the last step, on the target's scale. tip: of the bowl, degrees clockwise in the picture against the last
    seconds. inside: where the last steps lay, None until values can be told. step: a new one, most frames
    have none. cadence: steps a minute over the last steps. tell: whether this moment has feedback. says: a
    sentence to be heard now. practised_s: the practice's own clock, pauses left out. target: where it was set
    just now. server_ms: from the frame's arrival in the engine to this answer.
    """

    frame: int
    at_ms: float
    seen: bool
    points: tuple[tuple[float, float] | None, ...]
    value: float | None
    tip: float | None = None
    inside: bool | None
    step: LiveStep | None
    cadence: float | None
    tell: bool
    says: str | None
    state: LiveState
    practised_s: float
    target: LiveTarget | None = None
    server_ms: float
