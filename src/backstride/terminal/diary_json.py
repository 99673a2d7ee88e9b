"""What ``diary show`` says, as JSON."""

from __future__ import annotations

import json
from typing import Final

from backstride.history.diary_found import DiaryCurve
from backstride.terminal.diary_tomorrow import FromDiary

SCHEMA: Final = "backstride.diary/1"


def show_json(found: FromDiary, curve: DiaryCurve | None) -> str:
    """The safety block of the contract, why the light is as it is, the curve (none above ``unknown``)."""
    data = {
        "schema": SCHEMA,
        "safety": found.safety.model_dump(mode="json"),
        "why": list(found.why),
        "curve": curve.model_dump(mode="json") if curve else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
