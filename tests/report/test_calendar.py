"""The calendar file: a second parser reads the plan in it, at the same hour all year, and no reason."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.care.schedule import sessions
from backstride.errors import BackstrideError, UsageError
from backstride.model.plan import Dose, Plan
from backstride.report.calendar import MARK, ics, write_ics
from backstride.report.calendar_zone import exists, zone_names, zone_of
from helpers.hand_plan import TELLING, hand_plan, plans, stage

MARCH = date(2026, 3, 5)  # Europe changes to summer time on the 29th
AUTUMN = date(2026, 10, 1)  # and back on 25 October
EVENING = time(18)
PLAN = hand_plan(
    Dose(sets=3, repeats=10, days_a_week=3),
    Dose(sets=2, hold_s=30, days_a_week=7),
    run_days=4,
    stages=(stage(1, 2, 10),),
)
ALL_DAYS = hand_plan(Dose(sets=1, hold_s=30, days_a_week=7))
STARTS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ZONES = st.sampled_from(sorted(zone_names()))
NAMES = {"BEGIN", "END", "VERSION", "PRODID", "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"} | {
    *("SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "RRULE", "ACTION", "DESCRIPTION", "TRIGGER")
}
TITLES = re.compile(r"Session [A-Z], \d+ min|Run(, (up to )?\d+ min|, up to [\d.]+ km)?|Check")
fresh = count()

Entry = tuple[datetime, timedelta, str]


def expected(plan: Plan, start: date, at: time) -> list[Entry]:
    """Local time, length and title of every session, without the calendar."""
    return sorted(
        (
            datetime.combine(one.day, at) + timedelta(minutes=one.task.after_min),
            timedelta(minutes=one.task.minutes),
            one.task.title,
        )
        for one in sessions(plan, start)
    )


def imported(data: bytes, zone: str | None = None) -> list[Entry]:
    """Every entry as vobject and dateutil expand it, with its own zone where it has one.

    The zone gets a name that nobody knows, so that it must be taken from the file; and dateutil reads it, for
    vobject takes a zone for UTC that was like it from 2000 to 2020, and the file says nothing of those years.
    """
    text = data.decode("utf-8")
    if zone is not None:
        name = f"Nowhere-{next(fresh)}"
        text = re.sub(rf"(TZID[:=]){re.escape(zone)}(?=[\r:])", rf"\g<1>{name}", text)
        vobject.icalendar.registerTzid(name, tzical(StringIO(text)).get(name))
    read: Any = vobject.readOne(text)
    entries = []
    for event in read.vevent_list:
        days = event.getrruleset(addRDate=True) or [event.dtstart.value]
        entries += [(day, event.duration.value, event.summary.value) for day in days]
    return sorted(entries)


def in_one_day(entries: list[Entry]) -> bool:
    return all((at + length - timedelta(seconds=1)).date() == at.date() for at, length, _ in entries)


def naive(entries: list[Entry]) -> list[Entry]:
    return [(at.replace(tzinfo=None), length, title) for at, length, title in entries]


# --- what another parser reads


@given(plans(), STARTS, st.times().map(lambda at: at.replace(microsecond=0)))
def test_a_second_parser_reads_every_session(plan: Plan, start: date, at: time) -> None:
    want = expected(plan, start, at)
    assume(in_one_day(want))
    read = imported(ics(plan, start, at=at))
    assert read == want
    assert all(begin.tzinfo is None for begin, _, _ in read)  # floating: the same hour wherever the phone is


@given(plans(), st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(0, 20), ZONES)
def test_the_zone_in_the_file_gives_the_instants_of_the_zone(
    plan: Plan, start: date, hour: int, name: str
) -> None:
    zone, want = zone_of(name), expected(plan, start, time(hour))
    assume(in_one_day(want) and all(exists(begin, zone) for begin, _, _ in want))
    read = imported(ics(plan, start, at=time(hour), timezone=name), name)
    assert naive(read) == want
    assert [at.astimezone(UTC) for at, _, _ in read] == [
        at.replace(tzinfo=zone).astimezone(UTC) for at, _, _ in want
    ]


@given(plans(), STARTS, st.none() | ZONES, st.booleans())
def test_the_file_is_sound_by_rfc_5545(plan: Plan, start: date, zone: str | None, alarm: bool) -> None:
    data = ics(plan, start, at=time(9), timezone=zone, alarm=alarm)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(line and len(line) <= 75 and b"\n" not in line for line in lines)
    data.decode("ascii")
    read = icalendar.Calendar.from_ical(data)
    assert zone is not None or read.to_ical() == data
    for part in read.walk():
        assert list(part.errors) == []
        assert set(part.required) <= set(part)
    assert zone is None or read.walk("STANDARD") or start.year <= 2016  # clocks of 11 zones stood still then
    uids = [str(event["uid"]) for event in read.walk("VEVENT")]
    assert len(set(uids)) == len(uids)
    assert len(read.walk("VTIMEZONE")) == (zone is not None)


def test_hundreds_of_sessions_are_a_few_entries() -> None:
    data = ics(hand_plan(Dose(sets=1, days_a_week=7), run_days=7, after_days=120), MARCH, at=EVENING)
    assert data.count(b"BEGIN:VEVENT") == 3
    assert len(imported(data)) == 241


# --- summer time


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"),
        *("America/Santiago", "Asia/Kathmandu", "UTC"),
    ],
)
@pytest.mark.parametrize("start", [MARCH, date(2026, 6, 25), AUTUMN])
def test_six_in_the_evening_stays_six_when_clocks_change(zone: str, start: date) -> None:
    read = imported(ics(PLAN, start, at=EVENING, timezone=zone), zone)
    assert {at.time() for at, _, _ in read} == {EVENING, time(18, 30)}
    assert all(at.utcoffset() == at.replace(tzinfo=zone_of(zone)).utcoffset() for at, _, _ in read)


def test_berlin_is_an_hour_further_from_utc_after_the_change() -> None:
    days = [at.date() for at, _, _ in expected(ALL_DAYS, MARCH, EVENING)]
    read = imported(ics(ALL_DAYS, MARCH, at=EVENING, timezone="Europe/Berlin"), "Europe/Berlin")
    in_utc = dict(zip(days, [at.astimezone(UTC).hour for at, _, _ in read], strict=True))
    assert (in_utc[date(2026, 3, 28)], in_utc[date(2026, 3, 29)]) == (17, 16)


def test_an_hour_that_is_skipped_is_refused_by_its_day() -> None:
    wanted = (
        r"^--at 02:30 --timezone Europe/Berlin: on 2026-03-29 clocks are put forward and never show 02:30\."
    )
    with pytest.raises(UsageError, match=wanted):
        ics(ALL_DAYS, MARCH, at=time(2, 30), timezone="Europe/Berlin")
    with pytest.raises(UsageError, match=r"on 2026-03-29 .* never show 02:00"):  # the run before it is not
        ics(PLAN, MARCH, at=time(1, 30), timezone="Europe/Berlin")
    assert imported(ics(ALL_DAYS, MARCH, at=time(2, 30))) == expected(ALL_DAYS, MARCH, time(2, 30))


def test_an_hour_that_comes_twice_is_its_first() -> None:
    read = imported(ics(ALL_DAYS, AUTUMN, at=time(2, 30), timezone="Europe/Berlin"), "Europe/Berlin")
    on_the_day = [at for at, _, _ in read if at.date() == date(2026, 10, 25)]
    assert [at.astimezone(UTC) for at in on_the_day] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


# --- what it gives away, and what it keeps


@given(plans(), STARTS, st.booleans())
def test_nothing_in_the_file_says_what_it_is_for(plan: Plan, start: date, alarm: bool) -> None:
    data = ics(plan, start, at=time(9), timezone="Europe/Berlin", alarm=alarm)
    read = icalendar.Calendar.from_ical(data)
    assert {re.split("[;:]", line)[0] for line in data.decode().splitlines()} <= NAMES
    for part in read.walk():
        for key in ("SUMMARY", "DESCRIPTION"):
            assert TITLES.fullmatch(str(part.get(key, "Check")))
    words = {*TELLING.lower().split(), "spine", "backstride", "pain"}
    assert [word for word in words - {"an"} if word in data.decode().lower()] == []


def test_the_same_plan_gives_the_same_bytes_and_another_other_entries() -> None:
    def uids(data: bytes) -> set[str]:
        return set(re.findall(r"UID:(\S+)", data.decode()))

    first = ics(PLAN, MARCH, at=EVENING)
    assert first == ics(PLAN, MARCH, at=EVENING)
    others = [
        ics(PLAN, MARCH + timedelta(days=1), at=EVENING),
        ics(PLAN, MARCH, at=time(18, 1)),
        ics(PLAN, MARCH, at=EVENING, timezone="Europe/Berlin"),
        ics(PLAN, MARCH, at=EVENING, timezone="Europe/Paris"),
    ]
    seen = [uids(data) for data in (first, *others)]
    assert len(set().union(*seen)) == sum(map(len, seen))
    assert b"DTSTAMP:20260305T000000Z" in first


def test_a_reminder_comes_only_when_asked_for() -> None:
    assert b"VALARM" not in ics(PLAN, MARCH, at=EVENING)
    read: Any = vobject.readOne(ics(PLAN, MARCH, at=EVENING, alarm=True).decode())
    for event in read.vevent_list:
        assert event.valarm.trigger.value == timedelta(minutes=-10)
        assert (event.valarm.action.value, event.valarm.description.value) == ("DISPLAY", event.summary.value)


# --- what it refuses


def test_sessions_past_midnight_are_refused() -> None:
    fits = time(23, 28)  # a run of 30 min, then a session of 2
    assert imported(ics(PLAN, MARCH, at=fits)) == expected(PLAN, MARCH, fits)
    with pytest.raises(UsageError, match=r"--at 23:29: the sessions of one day take up to 32 min and would"):
        ics(PLAN, MARCH, at=time(23, 29))
    with pytest.raises(UsageError, match="past midnight"):
        ics(PLAN, MARCH, at=time(23, 28, 1))


def test_a_start_that_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="no plan starts in the year 1"):
        ics(PLAN, date.min, at=EVENING)
    with pytest.raises(UsageError, match="this day is over"):
        ics(PLAN, MARCH, at=EVENING, today=MARCH + timedelta(days=1))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Berlin", "Did you mean Europe/Berlin?"),
        ("europe/berlin", "Did you mean Europe/Berlin?"),
        ("New York", "Did you mean America/New_York?"),
        ("CEST", "Give one such as Europe/Berlin."),
        ("+02:00", "Give one such as Europe/Berlin."),
        ("Europe", "Give one such as Europe/Berlin."),
        ("../../etc/passwd", "Give one such as Europe/Berlin."),
        ("Factory", "Give one such as Europe/Berlin."),
        ("", "Give one such as Europe/Berlin."),
        ("x\0" * 5000, "Give one such as Europe/Berlin."),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(name: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        ics(PLAN, MARCH, at=EVENING, timezone=name)
    assert str(refused.value) == f"--timezone {name[:60]}: no time zone has this name. {says}"


# --- the file


def test_an_earlier_calendar_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    ours, page, theirs = (tmp_path / name for name in ("new/plan.ics", "page.html", "theirs.ics"))
    assert write_ics(ours, ics(PLAN, MARCH, at=EVENING)) == ours
    again = ics(PLAN, AUTUMN, at=EVENING, timezone="Europe/Berlin")
    assert write_ics(ours, again).read_bytes() == again
    page.write_text(f"PRODID:{MARK}")
    theirs.write_bytes(again.replace(MARK.encode(), b"-//Somebody//Else//EN"))
    for other in (page, theirs):
        before = other.read_bytes()
        with pytest.raises(UsageError, match=r"already there.*--ics"):
            write_ics(other, again)
        assert other.read_bytes() == before
    with pytest.raises(UsageError, match=r"this is a folder\. Name a file in it: --ics .*plan\.ics"):
        write_ics(tmp_path, again)
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["new", "page.html", "plan.ics", "theirs.ics"]


def test_a_pipe_is_no_calendar(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="already there"):
        write_ics(tmp_path / "pipe", b"")


def test_a_place_that_takes_no_file_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("kept")
    for out in (tmp_path / "file" / "plan.ics", tmp_path / ("x" * 300)):
        with pytest.raises(BackstrideError, match=r"the calendar cannot be written \(.*\)\. Choose a place"):
            write_ics(out, b"")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refused)  # root may write anywhere
    with pytest.raises(BackstrideError, match=r"cannot be written \(Permission denied\)"):
        write_ics(tmp_path / "plan.ics", b"")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
