"""What may be shown."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from backstride.model.common import Frozen

SafetyLevel = Literal["clear", "unknown", "clinician", "urgent", "emergency"]


class RunTomorrow(Frozen):
    """The light for the next run, and the most that may be run; None where no distance can be told."""

    light: Literal["green", "amber", "red"]
    max_km: float | None


class Safety(Frozen):
    """The outcome of triage: the level, why, and the light for tomorrow where the level allows one."""

    level: SafetyLevel
    reasons: tuple[str, ...]
    run_tomorrow: RunTomorrow | None = None

    @model_validator(mode="after")
    def _no_light_above_clear(self) -> Safety:
        if self.level != "clear" and self.run_tomorrow is not None:
            raise ValueError(f"no light for tomorrow at level {self.level}")
        return self


class Allowed(Frozen):
    """What the answers allow to be shown.

    advice: corrections, tests, a plan, a light for tomorrow. loading_tests: tests that load the back, only
    while it hurts little. provoking_tests: tests meant to bring the ache on, which need every
    answer and no red light besides. diet: what to eat and drink.
    """

    advice: bool = False
    loading_tests: bool = False
    provoking_tests: bool = False
    diet: bool = False
