"""The picture laid on the runner's own scale: the first steps, run as always, read as the usual value.

A camera set up anew is level to about two degrees (docs/live.md), which is as much as a cue asks for. So an
angle is read as its change from the runner's own first steps in this picture, told on the scale of the report
where there is one. Steps a minute need no such thing.
"""

from __future__ import annotations

import numpy as np

from backstride.knowledge.loader import load
from backstride.live.fade import KNOWLEDGE
from backstride.live.target import border
from backstride.model.live import CueId, LiveTarget, LiveView


class Scale:
    """Learns from the first steps; then every value is told by it. target: None until it is known."""

    def __init__(self, cue: CueId, view: LiveView, target: LiveTarget | None) -> None:
        self.cue, self.view, self.target = cue, view, target
        self._known = load(KNOWLEDGE)["baseline"]
        self._shift: float | None = 0.0 if cue == "cadence" and target is not None else None
        self._first: list[float] = []

    @property
    def ready(self) -> bool:
        """Whether values can be told."""
        return self._shift is not None and self.target is not None

    def learn(self, value: float) -> None:
        """One of the first steps; the last of them settles the scale, and the border where none was given."""
        self._first.append(value)
        if len(self._first) < self._known["steps"]:
            return
        own = float(np.median(self._first))
        if self.target is None:
            self.target = border(self.cue, self.view, own, from_report=False)
        usual = own if self.target.baseline is None else self.target.baseline
        self._shift = 0.0 if self.cue == "cadence" else usual - own

    def read(self, value: float) -> float:
        """A value on the runner's scale."""
        return value + (self._shift or 0.0)
