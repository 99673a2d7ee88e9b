"""The runner: every fact optional; what needs a missing fact is refused."""

from __future__ import annotations

from pydantic import Field

from backstride.model.common import Frozen, Sex


class Runner(Frozen):
    """Facts about the person, as given. Ranges refuse typing errors (170 for 1.70), not people."""

    height_m: float | None = Field(default=None, ge=0.9, le=2.5)
    mass_kg: float | None = Field(default=None, ge=20, le=300)
    sex: Sex | None = None
    age_years: float | None = Field(default=None, ge=4, le=110)
