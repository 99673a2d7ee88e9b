"""A result folder as the store keeps it: its analysis, its answers, its plan."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backstride.history.kept import Kept


def kept_result(folder: Path, day: date | None, person: str) -> Kept:
    """What a result folder holds. Answers without a day are of the day their file was written.

    day: of the run, None where nobody said. Raises what ``saved.saved_advice`` raises.
    """
    from backstride.answers.file import ANSWERS
    from backstride.history.kept import Kept
    from backstride.model.stored import StoredPlan, StoredSession
    from backstride.report.json_file import dumps
    from backstride.saved import saved_advice
    from backstride.terminal.diary_told import answers_of

    analysis, _told = saved_advice(folder)
    text, answers = dumps(analysis), folder / ANSWERS
    session = StoredSession(
        id=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        day=day,
        title=", ".join(one.id for one in analysis.recordings),
        analysis=json.loads(text),
    )
    made = date.fromtimestamp((folder / "analysis.json").stat().st_mtime)
    first = (day or made) + timedelta(days=1)  # a plan starts the day after, as its calendar does
    plan = session.analysis["plan"]
    given = date.fromtimestamp(answers.stat().st_mtime) if answers.is_file() else made
    return Kept(
        person=person,
        sessions=(session,),
        answers=(answers_of(answers, day or given),) if answers.is_file() else (),
        plans=(StoredPlan(day=first, session_id=session.id, plan=plan),) if plan else (),
    )
