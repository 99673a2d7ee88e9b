"""Which steps are new, and what the cue is worth at each: what is remembered between two thoughts.

A thought looks at the last seconds at once and takes longer than a frame lasts; it holds nothing of its own
and may run beside the frames (``think``), while new ones are added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.live.fade import KNOWLEDGE
from backstride.live.felt import Felt, felt
from backstride.live.stand import Stand, stand_of
from backstride.live.window import Window
from backstride.model.keypoints import Keypoints
from backstride.model.live import CueId, LiveView

RETRY_S: Final = 0.1
AGAIN_S: Final = 1.0  # where the camera's stand does not show yet, or a thought failed
VIEWS_SEEN: Final = ("side", "rear", "front", "oblique")
USUAL_STEP_S: Final = 0.36
# A thought costs as much as three frames, so it is not begun before it can find a step: a little earlier each
# time it did, a little later each time it did not.
WAIT_S: Final = (0.3, 0.5)
EARLIER_S, LATER_S = 0.005, 0.02


@dataclass(frozen=True)
class Thought:
    """What the last seconds show. stand: learnt or as it was. steps: all of them. turned: another view than
    was said, '' where it is the right one or not known yet."""

    stand: Stand | None
    steps: tuple[Felt, ...] = ()
    turned: str = ""


def think(seen: Keypoints, stand: Stand | None, cue: CueId, view: LiveView) -> Thought:
    """Look at the last seconds; nothing is refused aloud, because the next seconds may show it."""
    if stand is None:
        try:
            stand = stand_of(seen, view)
        except RefusedError as error:
            return Thought(None, turned=error.where if error.where in VIEWS_SEEN else "")
    try:
        return Thought(stand, felt(seen, stand, cue))
    except RefusedError:
        return Thought(stand)


class Steps:
    """The steps of one practice as they come. cue, view: as chosen."""

    def __init__(self, window: Window, cue: CueId, view: LiveView) -> None:
        self.window, self.cue, self.view = window, cue, view
        self.stand: Stand | None = None
        self.turned = ""
        self._known: dict[str, Any] = load(KNOWLEDGE)
        self._told: list[Felt] = []
        self._values: list[float] = []
        self._due_s = 0.0
        self._wait_s = WAIT_S[0] + 0.08

    def due(self, now_s: float) -> bool:
        """Whether a new step can be there, or the camera's stand can be learnt."""
        long_enough = self.window.length_s >= self._known["window"]["settle_s"] - 0.1
        return long_enough and now_s >= self._due_s and self.window.seen_share(1.0) > 0.5

    def thought(self) -> Callable[[], Thought]:
        """What is to be thought now, over the rows as they are now."""
        return partial(think, self.window.keypoints(), self.stand, self.cue, self.view)

    def take(self, thought: Thought, seen_until_s: float, now_s: float) -> tuple[Felt, ...]:
        """The steps that are new, with the value the cue has at them. seen_until_s: end of what was thought
        over."""
        self.stand, self.turned = thought.stand, thought.turned
        new = tuple(self.valued(step) for step in thought.steps if self._is_new(step, seen_until_s))
        self._due_s = self._next_due_s(now_s, bool(new))
        return new

    def failed(self, now_s: float) -> None:
        """A thought came to nothing; the next is not begun at once."""
        self._due_s = now_s + AGAIN_S

    def forget(self) -> None:
        """The runner was lost: what comes is not joined to what was."""
        self._told.clear()
        self._values.clear()

    @property
    def cadence(self) -> float | None:
        """Steps per minute over the last steps, None where one was missed among them."""
        known = self._known["cadence"]
        last = [step.time_s for step in self._told[-known["steps"] - 1 :]]
        if len(last) <= known["steps"]:
            return None
        longest_s = max(after - before for before, after in pairwise(last))
        return 60.0 * known["steps"] / (last[-1] - last[0]) if longest_s <= known["longest_step_s"] else None

    def _is_new(self, step: Felt, seen_until_s: float) -> bool:
        known = self._known["steps"]
        age_s = seen_until_s - step.time_s
        late = self._told and step.time_s < self._told[-1].time_s + known["same_s"]
        return known["wait_s"] <= age_s <= known["late_s"] and not late

    def valued(self, step: Felt) -> Felt:
        """The step, with the value of the cue at it: of itself, or over the last steps where that is said."""
        self._told = [*self._told[-20:], step]
        if self.cue == "cadence":
            return Felt(step.time_s, step.side, self.cadence)
        mean_of = self._known["smoothing"].get(f"{self.cue}_{self.view}", 1)
        if step.value is None:
            return step
        self._values = [*self._values[-(mean_of - 1) :], step.value] if mean_of > 1 else [step.value]
        value = float(np.mean(self._values)) if len(self._values) == mean_of else None
        return Felt(step.time_s, step.side, value)

    def _next_due_s(self, now_s: float, found: bool) -> float:
        if self.stand is None:
            return now_s + AGAIN_S
        self._wait_s = float(np.clip(self._wait_s - EARLIER_S if found else self._wait_s + LATER_S, *WAIT_S))
        if not found or len(self._told) < 3:
            return now_s + RETRY_S
        step_s = float(np.median(np.diff([step.time_s for step in self._told[-6:]])))
        step_s = step_s if step_s < self._known["cadence"]["longest_step_s"] else USUAL_STEP_S
        return self._told[-1].time_s + step_s + self._wait_s
