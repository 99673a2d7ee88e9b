"""The diary: four taps a day, the pain curve, tomorrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from backstride.answers.diary_value import LONGEST
from backstride.answers.questions import fields
from backstride.app import diary_day
from backstride.app.diary_day import Written, check_day, put_day, read_fields
from backstride.app.page import address, page, words
from backstride.app.said import said
from backstride.app.services import services
from backstride.app.told import newest_answers
from backstride.app.visitor import Person
from backstride.errors import UsageError
from backstride.history.diary_days import said_day
from backstride.history.diary_entry import last_shoes, morning_day
from backstride.history.diary_found import MOMENTS
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry
from backstride.report.diary_said import entry_said, head_said, nothing_within, sections_said
from backstride.report.diary_said import say as diary_say
from backstride.report.diary_tomorrow import FromDiary, from_diary
from backstride.report.safety_block import safety_block
from backstride.safety.tomorrow import say as tomorrow_say
from backstride.safety.triage import patterns_allowed
from backstride.safety.words import level_words

router = APIRouter()
SPANS: Final = (42, 84, 365)  # days to look back, as the page offers them
Days = Annotated[int, Query(ge=1, le=3660)]


@router.get("/p/{person}/diary")
def show(
    request: Request,
    person: Person,
    day: date | None = None,
    days: Days = SPANS[0],
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The form for a day and what the diary says; above ``unknown`` only what to do now."""
    return _page(request, person, day, days, done=said(request).of(person, done))


@router.post("/p/{person}/diary")
def tell(
    request: Request,
    person: Person,
    day: Annotated[date, Form()],
    no_run: Annotated[bool, Form()] = False,
    during: Annotated[str, Form(max_length=40)] = "",
    on_stopping: Annotated[str, Form(max_length=40)] = "",
    on_sitting: Annotated[str, Form(max_length=40)] = "",
    next_morning: Annotated[str, Form(max_length=40)] = "",
    distance_km: Annotated[str, Form(max_length=40)] = "",
    onset_km: Annotated[str, Form(max_length=40)] = "",
    surface: Annotated[str, Form(max_length=40)] = "",
    shoes: Annotated[str, Form(max_length=400)] = "",
    tried: Annotated[str, Form(max_length=1000)] = "",
    note: Annotated[str, Form(max_length=10000)] = "",
) -> Response:
    """Complete a day with what was filled in."""
    told = {
        "during": during,
        "on_stopping": on_stopping,
        "on_sitting": on_sitting,
        "next_morning": next_morning,
        "distance_km": distance_km,
        "onset_km": onset_km,
        "surface": surface,
        "shoes": shoes,
        "tried": tried,
        "note": note,
    }
    try:
        written = put_day(services(request), person, day, read_fields(told), no_run)
    except UsageError as error:
        return _page(request, person, day, SPANS[0], fault=str(error), told=told, no_run=no_run)
    key = said(request).leave(person, written)
    return RedirectResponse(address(person, f"diary?day={day}&done={key}"), 303)


@router.post("/p/{person}/diary/remove")
def remove(request: Request, person: Person, day: Annotated[date, Form()]) -> Response:
    """Take a day out."""
    kept = services(request).kept()
    gone = kept.remove_diary(person, day) if kept is not None else None
    if gone is None:
        raise UsageError(diary_say("nothing_to_remove", day=said_day(day)))
    head = words("diary")("removed", day=said_day(day))
    key = said(request).leave(person, (head, tuple(entry_said(gone, {}))))
    return RedirectResponse(address(person, f"diary?done={key}"), 303)


def _page(
    request: Request,
    person: str,
    day: date | None,
    days: int,
    *,
    done: Any = None,
    fault: str = "",
    told: Mapping[str, str] | None = None,
    no_run: bool = False,
) -> Response:
    found, moment = services(request), diary_day.now()
    kept, today = found.kept(), moment.date()
    entries = kept.diary(person) if kept is not None else ()
    light = from_diary(entries, newest_answers(found, person), today)
    if not patterns_allowed(light.safety):
        block = safety_block(light.safety, light.told)
        return page(request, "diary", person=person, block=block, shows=False)
    if not fault:
        day = _fitting(day, today)
    entry = next((one for one in entries if one.day == day), None)
    values: dict[str, Any] = {
        "shows": True,
        "today": today,
        "yesterday": today - timedelta(days=1),
        "day": day or today,
        "day_said": said_day(day or today),
        "entry": entry,
        "shown": {**_form(entry, entries), **{key: word for key, word in (told or {}).items() if word}},
        "no_run": no_run or (entry is not None and not entry.ran),
        **_morning(morning_day(entries, moment)),
        "fault": fault,
        "done": _done(done),
        "ask": load("diary.toml")["ask"],
        "label": load("diary.toml")["label"],
        "grounds": fields()["run_surface"].options,
        "longest": LONGEST,
        "moments": MOMENTS,
        **_tomorrow(light),
        **_curve(entries, today, days),
    }
    return page(request, "diary", person=person, status=422 if fault else 200, **values)


def _fitting(day: date | None, today: date) -> date:
    """The day to show; one that cannot be told of is refused."""
    if day is not None:
        check_day(day, today)
    return day or today


def _done(done: Any) -> dict[str, Any] | None:
    """What was just done, as the page says it."""
    if isinstance(done, Written):
        head = diary_say("written" if done.new else "unchanged", day=said_day(done.day))
        return {"head": head, "rows": done.rows}
    return {"head": done[0], "rows": done[1]} if isinstance(done, tuple) else None


def _form(entry: DiaryEntry | None, entries: Sequence[DiaryEntry]) -> dict[str, str]:
    """What the fields of the form hold at first."""
    held = dict.fromkeys(LONGEST, "") | dict.fromkeys(("distance_km", "onset_km", "surface"), "")
    held |= dict.fromkeys(MOMENTS, "")
    if entry is None:
        return held | {"offered_shoes": last_shoes(entries) or ""}
    for name in held:
        value = getattr(entry, name)
        held[name] = (
            "" if value is None or name == "tried" else f"{value:g}" if isinstance(value, float) else value
        )
    return held | {"offered_shoes": last_shoes(entries) or ""}


def _morning(day: date | None) -> dict[str, Any]:
    """The question of this morning, where yesterday's run waits for it."""
    text: str = load("diary.toml")["ask"]["this_morning"]
    return {"morning": day, "morning_asks": text.format(day=said_day(day)) if day else ""}


def _tomorrow(light: FromDiary) -> dict[str, Any]:
    """The light as the command says it: why, or why there is none."""
    shown = safety_block(light.safety, light.told).tomorrow
    if shown is None:
        why = light.why or light.safety.reasons[:1]
        return {"light": None, "no_light": level_words("unknown").title, "why": why, "to_answer": True}
    if light.safety.run_tomorrow is None:
        title = f"{tomorrow_say('title')} {tomorrow_say('unknown')}."
        return {"light": None, "no_light": title, "why": light.why, "to_answer": bool(light.steps)}
    return {"light": shown, "no_light": "", "why": light.why, "to_answer": False, "waits": light.no_morning}


def _curve(entries: Sequence[DiaryEntry], today: date, days: int) -> dict[str, Any]:
    """The pictures, the table and what stands beside them."""
    from backstride.history.diary_curve import diary_curve
    from backstride.report.diary_chart import diary_charts

    curve = diary_curve(entries, today, days)
    nothing = tuple(nothing_within(curve, entries[-1].day if entries else None)) if not curve.entries else ()
    return {
        "days": days,
        "spans": SPANS,
        "nothing": nothing,
        "head": head_said(curve) if curve.entries else "",
        "charts": tuple(diary_charts(curve)) if curve.entries else (),
        "sections": tuple(sections_said(curve)) if curve.entries else (),
        "rows": tuple(_row(one) for one in reversed(curve.entries)),
    }


def _row(one: DiaryEntry) -> dict[str, Any]:
    """A day of the table."""
    numbers = {name: getattr(one, name) for name in (*MOMENTS, "distance_km", "onset_km")}
    shown = {name: "" if value is None else f"{value:g}" for name, value in numbers.items()}
    return {"day": one.day, "said": said_day(one.day), "ran": one.ran, **shown}
