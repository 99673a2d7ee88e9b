"""What ``diary show`` says, as JSON."""

from __future__ import annotations

import json

from backstride.history.diary_found import DiaryCurve
from backstride.report.diary_json import show_data
from backstride.report.diary_tomorrow import FromDiary


def show_json(found: FromDiary, curve: DiaryCurve | None) -> str:
    """The data of a diary as JSON text."""
    return json.dumps(show_data(found, curve), indent=2, ensure_ascii=False, allow_nan=False)
