"""Everybody at a glance: who should be seen, what changed, whose file failed; who needs a look stands first.

Nothing of a result is opened here but a small file that holds a comparison made before: a list of hundreds
of people is there at once. Comparisons that were never made are made after the page was sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from pydantic import ValidationError

from backstride.answers.parse import read_answers
from backstride.app.jobs.job import Job
from backstride.app.pages.job_rows import day_of
from backstride.app.plain_options import in_the_app
from backstride.app.results.compared import comparison, earlier, kept_comparison, unreadable
from backstride.app.results.fragments import FACTS, Shown
from backstride.app.services import Services
from backstride.errors import BackstrideError
from backstride.history.diary_found import Change as Trend
from backstride.history.diary_found import change_of, worst
from backstride.history.diary_line import trend
from backstride.history.heads import Head
from backstride.model.change import Comparison
from backstride.model.diary import DiaryEntry
from backstride.model.safety import SafetyLevel
from backstride.report.change_words import change_title, first_things_first
from backstride.safety.rules import LEVELS
from backstride.safety.triage import triage

Show = Literal["all", "seen", "changed", "failed"]
DIARY_DAYS: Final = 56  # judged: two months of runs tell a trend, and older pain is another story
GET_SEEN_FROM: Final = LEVELS.index("clinician")
MOST_TITLES: Final = 3
MAKING: Final = threading.Lock()


@dataclass(frozen=True)
class InboxRow:
    """One person. result: the newest of their own, demos do not count. changed, worse: numbers that moved
    since the one before, None where that is not known. titles: of the first of them. waits: a comparison is
    still to be made; else one that is missing does not read. day, made_at: of the newest result or job.
    trend: of pain in the diary, None of too few days."""

    person: str
    level: SafetyLevel
    result: str = ""
    before: str = ""
    day: str = ""
    made_at: str = ""
    demo: bool = False
    changed: int | None = None
    worse: int | None = None
    titles: tuple[str, ...] = ()
    waits: bool = False
    running: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    trend: Trend | None = None

    @property
    def get_seen(self) -> bool:
        """Whether their answers say that somebody should look at them."""
        return LEVELS.index(self.level) >= GET_SEEN_FROM

    @property
    def moved(self) -> bool:
        """Whether something changed, for better or worse."""
        return bool(self.changed or self.worse)

    @property
    def place(self) -> tuple[int, int, int, int, int]:
        """Who needs a look stands first: the gravest level, then worse, then failed, then changed."""
        level = LEVELS.index(self.level) if self.get_seen else 0
        return (-level, -(self.worse or 0), -len(self.failed), -(self.changed or 0), -self.running)


def inbox(found: Services, today: date) -> list[InboxRow]:
    """Everybody of whom something is kept or measured, who needs a look first, then the newest."""
    store = found.kept()
    heads = store.heads(today - timedelta(days=DIARY_DAYS)) if store is not None else {}
    jobs = _by_person(found.jobs.all())
    rows = [
        _row(found, person, heads.get(person, Head()), jobs.get(person, []))
        for person in sorted({*heads, *jobs})
    ]
    rows.sort(key=lambda row: row.made_at, reverse=True)
    return sorted(rows, key=lambda row: row.place)


def chosen(rows: Sequence[InboxRow], show: Show, named: str) -> list[InboxRow]:
    """Those that a filter leaves. named: part of the label, whatever its case."""
    return [row for row in rows if _kept(row, show) and named.casefold() in row.person.casefold()]


def _kept(row: InboxRow, show: Show) -> bool:
    match show:
        case "seen":
            return row.get_seen
        case "changed":
            return row.moved
        case "failed":
            return bool(row.failed)
        case _:
            return True


def make_missing(found: Services, rows: Iterable[InboxRow]) -> None:
    """Make the comparisons that were never made, one after the other; one caller at a time is enough."""
    if not MAKING.acquire(blocking=False):
        return
    try:
        for row in rows:
            pair = [found.jobs.of(row.person, job) for job in (row.before, row.result)]
            if row.waits and pair[0] is not None and pair[1] is not None:
                with suppress(BackstrideError, OSError):  # its own page says that it does not read
                    comparison(found, pair[0], pair[1])
    finally:
        MAKING.release()


def _by_person(jobs: Iterable[Job]) -> dict[str, list[Job]]:
    grouped: dict[str, list[Job]] = {}
    for job in jobs:
        grouped.setdefault(job.person, []).append(job)
    return grouped


def _row(found: Services, person: str, head: Head, jobs: Sequence[Job]) -> InboxRow:
    own = [job for job in jobs if job.kind == "analyze"]
    results = tuple(filter(found.jobs.measured, own))
    pair = earlier(results)
    told = json.dumps(head.answers.raw, sort_keys=True) if head.answers is not None else ""
    level = _graver(_level(told), _level_of_result(found, results))
    shown = pair is not None and LEVELS.index(level) < GET_SEEN_FROM
    made = kept_comparison(found, *pair) if pair is not None and shown else None
    waits = pair is not None and shown and made is None and not unreadable(found, *pair)
    newest = results[0] if results else next(iter(jobs), None)
    return InboxRow(
        person=person,
        level=level,
        result=results[0].id if results else "",
        before=pair[0].id if pair else "",
        day=day_of(newest.made_at) if newest else "",
        made_at=newest.made_at if newest else "",
        demo=any(job.kind == "demo" for job in jobs),
        waits=waits,
        running=sum(not job.over for job in jobs),
        failed=_failed(own),
        trend=_trend(_points(head.diary)),
        changed=len(made.of("changed")) if made else None,
        worse=len(made.of("worse")) if made else None,
        titles=_titles(made),
    )


def _titles(made: Comparison | None) -> tuple[str, ...]:
    """Of what moved, each measure once."""
    rows = first_things_first(made) if made is not None else ()
    return tuple(dict.fromkeys(change_title(row, side=False) for row in rows))[:MOST_TITLES]


def _failed(jobs: Sequence[Job]) -> tuple[tuple[str, str], ...]:
    """Id and reason of what failed since the newest result: what came after it is settled."""
    since: list[tuple[str, str]] = []
    for job in jobs:  # newest first
        if job.state == "done":
            break
        if job.state == "failed":
            since.append((job.id, in_the_app(job.reason or "")))
    return tuple(since)


def _graver(one: SafetyLevel, other: SafetyLevel) -> SafetyLevel:
    """Of what was told last and what the newest result was judged by; a result cannot make it safer."""
    return max(one, other, key=LEVELS.index) if LEVELS.index(other) >= GET_SEEN_FROM else one


def _level_of_result(found: Services, results: Sequence[Job]) -> SafetyLevel:
    """As its pages were made; ``unknown`` where none were made yet."""
    if not results:
        return "unknown"
    try:
        return Shown.model_validate_json((found.jobs.shown(results[0]) / FACTS).read_bytes()).level
    except (OSError, ValidationError):
        return "unknown"


@lru_cache(maxsize=4096)
def _level(told: str) -> SafetyLevel:
    """Of answers as JSON text; none given is ``unknown``."""
    return triage(read_answers(json.loads(told)) if told else None).level


def _points(diary: Iterable[DiaryEntry]) -> tuple[tuple[date, float], ...]:
    return tuple((one.day, value) for one in diary if (value := worst(one)) is not None)


@lru_cache(maxsize=4096)
def _trend(points: tuple[tuple[date, float], ...]) -> Trend | None:
    """Of the worst pain of a day; the same diary is worked out once."""
    found = trend(points)
    return None if found is None else change_of(found)
