"""What the runner is told: how he or she stands, inside or outside, and now and then one sentence.

Position is always told. The cue is told in the stretches that the plan gives to feedback, and never in a
check. The light changes only after some steps in a row, so that it does not flicker at the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from backstride.knowledge.loader import load
from backstride.live.fade import KNOWLEDGE
from backstride.model.live import CueId, LiveState, LiveTarget, LiveView

Light = Literal["inside", "outside"]
POSITION: Final = ("nobody", "too_far", "cut_off", "turned")


class Coach:
    """One practice. told: stretches with feedback, s of the practice; none in a check."""

    def __init__(self, cue: CueId, view: LiveView, told: Sequence[tuple[float, float]]) -> None:
        self.cue, self.view, self.told = cue, view, tuple(told)
        self._known: dict[str, Any] = load(KNOWLEDGE)["coach"]
        self._says: dict[str, str] = load(KNOWLEDGE)["says"]
        self._light: Light = "inside"
        self._against = 0
        self._last_value: tuple[float, LiveTarget] | None = None
        self._spoke_s = float("-inf")
        self._last: LiveState | None = None

    def step(self, value: float, target: LiveTarget) -> bool:
        """One step on the runner's scale; whether it lies outside the border."""
        outside = not target.holds(value)
        self._last_value = (value, target)
        self._against = self._against + 1 if outside != (self._light == "outside") else 0
        if self._against >= self._known["steps_to_turn"]:
            self._light, self._against = "outside" if outside else "inside", 0
        return outside

    @property
    def light(self) -> Light:
        """Where the last steps lay."""
        return self._light

    def telling(self, practice_s: float) -> bool:
        """Whether this moment of the practice has feedback."""
        return any(start <= practice_s < stop for start, stop in self.told)

    def says(self, state: LiveState, practice_s: float, now_s: float) -> str | None:
        """The sentence of this moment, None most of the time."""
        before, self._last = self._last, state
        if now_s - self._spoke_s < self._known["says_every_s"]:
            if state != before:
                self._last = before  # said as soon as it may be, if it still holds
            return None
        text = self._sentence(state, before, practice_s)
        if text is not None:
            self._spoke_s = now_s
        return text

    def _sentence(self, state: LiveState, before: LiveState | None, practice_s: float) -> str | None:
        if state in POSITION:
            return self._says[f"turned_{self.view}" if state == "turned" else state]
        if state in ("settling", "counting"):
            return self._says[state] if state != before else None
        if not self.telling(practice_s):
            return None
        if before in ("settling", "counting", None):
            return self._says["ready"]
        if state == "outside":
            return self._correction()
        return self._says["good"] if before == "outside" else None

    def _correction(self) -> str | None:
        """What to do about the last step outside."""
        if self._last_value is None:
            return None
        value, target = self._last_value
        way = "high" if value > target.high else "low" if value < target.low else None
        if way is None:
            return None
        where = "" if self.cue != "bowl" else "_side" if self.view == "side" else "_rear"
        return self._says[f"{self.cue}_{way}{where}"]
