"""Time zones for a calendar: found by name, and written so that a phone needs no table of its own.

The zones come from the ``tzdata`` package alone, never from the machine, whose own may be years old, so that
the same plan gives the same bytes everywhere. icalendar (7.3.2) can write a zone too, but starts summer time
late: at 03:00 in Europe/Berlin, where RFC 5545 (3.6.5) wants the local time before the change, 02:00.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from backstride.errors import ModelMissingError, UsageError

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, YEAR = timedelta(days=1), timedelta(days=366)
NOWHERE = "Factory"  # tzdata's name for a clock nobody has set
LONGEST = 60  # letters of a wrong name that a message repeats; the longest right one has 32
ALIKE = 0.88  # judged: "America/Ney_York" finds its zone, "CEST" finds none rather than a wrong one


INSTALL = "Install Backstride again: pip install --force-reinstall backstride"


class Change(NamedTuple):
    """A clock change: ``utc`` is the instant, the offsets are those before and after it."""

    utc: datetime
    before: timedelta
    after: timedelta


@cache
def zone_names() -> frozenset[str]:
    """Every name of a zone, as ``Europe/Berlin``."""
    try:
        listed = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    except (ImportError, OSError) as error:
        raise ModelMissingError("time zones need tzdata, which is not installed", fix=INSTALL) from error
    return frozenset(listed) - {NOWHERE}


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name.

    Raises UsageError where there is none, with the nearest name.
    """
    if name not in zone_names():
        near = _near(name)
        fix = f"Did you mean {near}?" if near else "Give one such as Europe/Berlin"
        raise UsageError("no time zone has this name", where=f"--timezone {name[:LONGEST]}", fix=fix)
    with (resources.files("tzdata") / "zoneinfo" / name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in this zone ever show this local time; an hour skipped in spring they do not."""
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == local


def changes(zone: ZoneInfo, first: date, last: date) -> Iterator[Change]:
    """The clock changes from midnight UTC of ``first`` to that of ``last``, in their order, to the second."""
    at, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    while at < end:
        before, after = _offset(zone, at), _offset(zone, at + DAY)
        if before != after:
            begun = at  # bound now, for the search looks at it later
            seconds = bisect_left(
                range(int(DAY.total_seconds())),
                True,
                key=lambda second: _offset(zone, begun + timedelta(seconds=second)) != before,
            )
            yield Change(at + timedelta(seconds=seconds), before, after)
        at += DAY


def vtimezone(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """The zone as a calendar holds it, from a year before ``first`` to the day after ``last``.

    Only so is there a standard time in it even for a plan within one summer: without one some readers
    (vobject) take the zone for unknown.
    """
    from icalendar import Timezone

    begin = datetime.combine(first - YEAR, time(), UTC)
    offset = _offset(zone, begin)
    made = Timezone()
    made.add("tzid", zone.key)
    for change in (Change(begin, offset, offset), *changes(zone, begin.date(), last + DAY)):
        made.add_component(_observance(zone, change))
    return made


def _observance(zone: ZoneInfo, change: Change) -> TimezoneDaylight | TimezoneStandard:
    from icalendar import TimezoneDaylight, TimezoneStandard

    local = change.utc.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (change.utc + change.before).replace(tzinfo=None))  # in the time before the change
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", local.tzname())
    return part


def _offset(zone: ZoneInfo, utc: datetime) -> timedelta:
    return utc.astimezone(zone).utcoffset() or timedelta()


def _near(name: str) -> str | None:
    """The zone whose name, or last part of it, looks most like this one."""
    last = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zone_names(), reverse=True)}
    known = {zone.lower(): zone for zone in zone_names()} | last
    found = get_close_matches(name.strip().lower().replace(" ", "_"), sorted(known), 1, ALIKE)
    return known[found[0]] if found else None
