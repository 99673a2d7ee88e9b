"""The diary as JSON."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from backstride.app import diary_day
from backstride.app.diary_day import put_day, read_fields
from backstride.app.page import words
from backstride.app.said import said
from backstride.app.services import services
from backstride.app.told import newest_answers
from backstride.app.visitor import Person
from backstride.history.diary_days import said_day
from backstride.model.diary import DiaryEntry
from backstride.report.diary_tomorrow import from_diary
from backstride.safety.triage import patterns_allowed

router = APIRouter(prefix="/api/p/{person}/diary", tags=["diary"])
KINDS: Final = (".fit", ".tcx", ".gpx")
MOST_BYTES: Final = 64_000_000  # judged: a day's run in GPX stays far below


class Told(BaseModel):
    """What is told of a day. fields: field of an entry -> what was typed; ``tried`` may be a list."""

    model_config = ConfigDict(extra="forbid")
    day: date
    no_run: bool = False
    fields: dict[
        Annotated[str, Field(max_length=40)],
        Annotated[str, Field(max_length=10_000)] | list[Annotated[str, Field(max_length=1000)]],
    ] = {}


@router.get("")
def shown(
    request: Request, person: Person, days: Annotated[int, Query(ge=1, le=3660)] = 42
) -> dict[str, Any]:
    """What ``backstride diary show --json`` says."""
    from backstride.history.diary_curve import diary_curve
    from backstride.report.diary_json import show_data

    found, today = services(request), diary_day.now().date()
    kept = found.kept()
    entries = kept.diary(person) if kept is not None else ()
    light = from_diary(entries, newest_answers(found, person), today)
    curve = diary_curve(entries, today, days) if patterns_allowed(light.safety) else None
    return show_data(light, curve)


@router.post("")
def tell(request: Request, person: Person, told: Told) -> dict[str, Any]:
    """Complete a day. done: the key with which the page says what changed."""
    unknown = sorted(set(told.fields) - set(diary_day.FIELDS))
    if unknown:
        raise HTTPException(422, f"An entry of the diary has no “{unknown[0]}”.")
    written = put_day(services(request), person, told.day, read_fields(told.fields), told.no_run)
    key = said(request).leave(person, written)
    return {"entry": written.entry, "new": written.new, "now": dict(written.rows), "done": key}


@router.delete("/{day}")
def remove(request: Request, person: Person, day: date) -> DiaryEntry:
    """Take a day out; what it held."""
    kept = services(request).kept()
    gone = kept.remove_diary(person, day) if kept is not None else None
    if gone is None:
        raise HTTPException(404, "The diary holds nothing of this day.")
    return gone


@router.post("/run")
async def run(
    request: Request, _person: Person, name: Annotated[str, Query(max_length=255)]
) -> dict[str, str | float | None]:
    """The day and kilometres of a watch's file, sent as the body; nothing of it is kept."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in KINDS:
        raise HTTPException(415, words("diary")("watch_kind"))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, words("diary")("watch_large"))
    day, km = await run_in_threadpool(_read, bytes(body), suffix)
    if day is not None and day > diary_day.now().date():
        raise HTTPException(422, words("diary")("watch_ahead", day=said_day(day)))
    return {"day": day.isoformat() if day else None, "km": km}


def _read(body: bytes, suffix: str) -> tuple[date | None, float | None]:
    from backstride.sensors.day_of_run import day_and_km

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"run{suffix}"
        path.write_bytes(body)
        return day_and_km(path)
