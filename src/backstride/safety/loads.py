"""What may be shown of the loads of the back."""

from __future__ import annotations

from backstride.model.loads import LumbarLoads
from backstride.model.safety import Safety
from backstride.safety.triage import advice_allowed, patterns_allowed


def shown_loads(loads: LumbarLoads | None, safety: Safety) -> LumbarLoads | None:
    """The loads at this level: at ``clear`` all of them, at ``unknown`` without what a change would do,
    which is advice, and above that none."""
    if loads is None or not patterns_allowed(safety):
        return None
    return loads if advice_allowed(safety) else loads.model_copy(update={"what_if": ()})
