"""The calendar file: a plan's sessions as iCalendar (RFC 5545), with titles that anybody may see.

Calendars are shared with family and employers, so nothing in the file says what the sessions are for: no
exercise, no symptom, not the name of this product.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from backstride.care.schedule import KNOWLEDGE, Series, check_start, series
from backstride.errors import ModelMissingError, UsageError
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.plan import Plan
from backstride.report.calendar_zone import INSTALL, exists, vtimezone, zone_of
from backstride.whole import hidden_beside

if TYPE_CHECKING:
    from icalendar import Alarm, Event

NAME: Final = "plan.ics"
MARK: Final = "-//Sessions and checks//Calendar 1//EN"
"""Says that a file is one of these, so that only an earlier one is written over; names no product."""
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def ics(
    plan: Plan,
    start: date,
    *,
    at: time,
    timezone: str | None = None,
    told: Answers | None = None,
    alarm: bool = False,
    today: date | None = None,
) -> bytes:
    """The plan as a calendar, the same bytes every time.

    at: when the first session of a day begins, by the clock on the wall. timezone: an IANA name; without one
    the time is floating, the same on the clock wherever the phone is. alarm: a reminder some minutes before.
    today: where given, no earlier start is taken.

    An hour that comes twice in autumn is its first (RFC 5545, 3.3.5). Raises UsageError for a start in the
    past or in no year of a plan, an unknown zone, an hour that clocks skip in spring, sessions past midnight.
    """
    check_start(start, today)
    every = series(plan, start, told)
    zone = zone_of(timezone) if timezone is not None else None
    _check_midnight(every, at)
    if zone is not None:
        _check_hours(every, at, zone)
    return _calendar(every, start, at, zone, alarm)


def write_ics(out: Path, data: bytes) -> Path:
    """Write the calendar; an earlier one of ours is replaced.

    Raises UsageError where ``out`` is a folder or another file, BackstrideError where it cannot be written.
    """
    out = Path(out)
    fix = "Choose a place you may write to with --ics"
    if os.path.islink(out):  # noqa: PTH114 - unlike a Path's it never raises, as for a name too long
        if not out.exists():
            raise UsageError("is a link that leads nowhere", where=str(out), fix=fix)
        if out.is_file():
            write_ics(out.resolve(), data)  # the file it leads to, and the link stays
            return out
    with hidden_beside(out, "the calendar", fix) as made:
        if out.is_dir():
            raise UsageError("this is a folder", where=str(out), fix=f"Name a file in it: --ics {out / NAME}")
        if out.exists() and not _is_ours(out):
            raise UsageError(
                "a file of this name is already there", where=str(out), fix="Choose another name with --ics"
            )
        (made / out.name).write_bytes(data)
        (made / out.name).replace(out)
    return out


def _is_ours(path: Path) -> bool:
    if not path.is_file():  # a pipe would be waited for
        return False
    with path.open("rb") as file:
        head = file.read(1000).decode("utf-8", errors="replace")
    return head.startswith("BEGIN:VCALENDAR") and f"PRODID:{MARK}" in head.splitlines()


def _calendar(every: tuple[Series, ...], start: date, at: time, zone: ZoneInfo | None, alarm: bool) -> bytes:
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise ModelMissingError("calendars need icalendar, which is not installed", fix=INSTALL) from error

    made = Calendar()
    made.add("prodid", MARK)
    made.add("version", "2.0")
    if zone is not None:
        made.add_component(vtimezone(zone, start, max(one.days[-1] for one in every)))
    for one in every:
        made.add_component(_event(one, start, at, zone, alarm))
    return bytes(made.to_ical())


def _event(one: Series, start: date, at: time, zone: ZoneInfo | None, alarm: bool) -> Event:
    from icalendar import Event

    begins = _begins(one, one.days[0], at)
    made = Event()
    made.add("summary", one.task.title)
    made.add("dtstart", begins, parameters={"TZID": zone.key} if zone is not None else {})
    made.add("duration", timedelta(minutes=one.task.minutes))  # an end would be an hour off after a change
    made.add("dtstamp", datetime.combine(start, time(), UTC))  # no clock: the same plan, the same bytes
    if len(one.days) > 1:
        made.add("rrule", _rule(one))
    if alarm:
        made.add_component(_alarm(one.task.title))
    made.add("uid", _uid(one, begins, start, zone))
    return made


def _uid(one: Series, begins: datetime, start: date, zone: ZoneInfo | None) -> str:
    """Made from what is in the file and nothing else: an id made from more could be guessed back."""
    days = " ".join(day.isoformat() for day in one.days)
    clock = zone.key if zone is not None else ""
    return str(uuid5(NAMESPACE_OID, f"{one.task.title}|{one.task.minutes}|{begins}|{clock}|{start}|{days}"))


def _rule(one: Series) -> dict[str, object]:
    """Counted, not until a day: that would have to be told in UTC with a zone and without it otherwise."""
    if len(one.weekdays) == len(WEEKDAYS):
        return {"freq": "daily", "count": len(one.days)}
    return {"freq": "weekly", "count": len(one.days), "byday": [WEEKDAYS[day] for day in one.weekdays]}


def _alarm(title: str) -> Alarm:
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", title)
    made.add("trigger", -timedelta(minutes=load(KNOWLEDGE)["number"]["alarm"]["value"]))
    return made


def _begins(one: Series, day: date, at: time) -> datetime:
    return datetime.combine(day, at) + timedelta(minutes=one.task.after_min)


def _check_midnight(every: tuple[Series, ...], at: time) -> None:
    longest = max(one.task.after_min + one.task.minutes for one in every)
    if timedelta(hours=at.hour, minutes=at.minute + longest, seconds=at.second) > timedelta(days=1):
        raise UsageError(
            f"the sessions of one day take up to {longest} min and would run past midnight",
            where=f"--at {at:%H:%M}",
            fix="Choose an earlier time with --at",
        )


def _check_hours(every: tuple[Series, ...], at: time, zone: ZoneInfo) -> None:
    """Refuse an hour that is skipped: calendars disagree on what to do then."""
    for one in every:
        for day in one.days:
            local = _begins(one, day, at)
            if not exists(local, zone):
                raise UsageError(
                    f"on {day} clocks are put forward and never show {local:%H:%M}",
                    where=f"--at {at:%H:%M} --timezone {zone.key}",
                    fix="Choose another time with --at, or leave --timezone out",
                )
