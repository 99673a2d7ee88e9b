"""What the diary says, as data for programs."""

from __future__ import annotations

from typing import Any, Final

from backstride.history.diary_found import DiaryCurve
from backstride.report.diary_tomorrow import FromDiary

SCHEMA: Final = "backstride.diary/1"


def show_data(found: FromDiary, curve: DiaryCurve | None) -> dict[str, Any]:
    """The safety block of the contract, why the light is as it is, the curve (none above ``unknown``)."""
    return {
        "schema": SCHEMA,
        "safety": found.safety.model_dump(mode="json"),
        "why": list(found.why),
        "curve": curve.model_dump(mode="json") if curve else None,
    }
