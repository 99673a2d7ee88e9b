"""What the store keeps, as a terminal and a program see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from backstride.history.kept import Kept
from backstride.model.stored import StoredSession

Row = Mapping[str, Any]
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SHORT_ID: Final = 12  # as printed pages name a result


def person_row(one: Kept) -> Row:
    """One person without the contents: what is kept, of which day."""
    return {
        "person": one.person,
        "sessions": [_session(session) for session in one.sessions],
        "answers": [{"day": each.day.isoformat()} for each in one.answers],
        "plans": [{"day": each.day.isoformat(), "session": each.session_id} for each in one.plans],
        "diary": {
            "days": len(one.diary),
            "first": one.diary[0].day.isoformat() if one.diary else None,
            "last": one.diary[-1].day.isoformat() if one.diary else None,
        },
        "practices": [{"day": each.day, "cue": each.cue, "number": each.number} for each in one.practices],
        "accesses": len(one.accesses),
    }


def person_lines(row: Row) -> Iterator[str]:
    """The same as text."""
    yield _plain(row["person"])
    for session in row["sessions"]:
        yield f"  {_session_line(session)}"
    for kind in ("answers", "plans"):
        if row[kind]:
            yield f"  {kind}: {', '.join(each['day'] for each in row[kind])}"
    days = row["diary"]
    if days["days"]:
        many = "1 day" if days["days"] == 1 else f"{days['days']} days"
        yield f"  diary: {many}, {days['first']} to {days['last']}"
    if row["practices"]:
        yield f"  practice: {', '.join(each['day'] for each in row['practices'])}"
    if row["accesses"]:
        yield f"  looked at by others: {row['accesses']} times"


def _session(session: StoredSession) -> Row:
    """What a line shows; an analysis of any version, so that nothing in it is taken for granted."""
    analysis = session.analysis
    return {
        "id": session.id,
        "day": session.day.isoformat() if session.day else None,
        "title": session.title,
        "kinds": sorted({str(one.get("kind")) for one in _objects(analysis.get("recordings"))}),
        "cadence_spm": _cadence(_objects(analysis.get("measures"))),
        "safety": next((one.get("level") for one in _objects([analysis.get("safety")])), None),
    }


def _session_line(row: Row) -> str:
    parts = [
        row["day"] or "no day",
        row["title"],
        "+".join(row["kinds"]),
        f"{row['cadence_spm']:.0f} steps/min" if row["cadence_spm"] else "",
        f"safety {row['safety']}" if row["safety"] else "",
        row["id"][:_SHORT_ID],
    ]
    return _plain("  ".join(part for part in parts if part))


def _cadence(measures: Sequence[Row]) -> float | None:
    """Of the whole session where there is one, else of the first recording that has it."""
    found = [one for one in measures if one.get("id") == "cadence" and one.get("side") == "both"]
    found.sort(key=lambda one: one.get("recording") != "session")
    values = [one.get("value") for one in found]
    return next((float(value) for value in values if isinstance(value, int | float)), None)


def _objects(value: Any) -> list[Row]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(text: str) -> str:
    """In one line, whatever stands in the name of a file."""
    return _CONTROL.sub(" ", text)
