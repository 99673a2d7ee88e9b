"""What may be shown."""

from __future__ import annotations

from typing import Literal

from backstride.model.common import Frozen

SafetyLevel = Literal["clear", "unknown", "clinician", "urgent", "emergency"]


class RunTomorrow(Frozen):
    """The light for the next run."""

    light: Literal["green", "amber", "red"]
    max_km: float | None


class Safety(Frozen):
    """The outcome of triage: the level, why, and the light for tomorrow where the level allows one."""

    level: SafetyLevel
    reasons: tuple[str, ...]
    run_tomorrow: RunTomorrow | None = None
