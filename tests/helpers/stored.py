"""Things to keep, made by a word so that they can be told apart."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from backstride.history.store import Store
from backstride.model.access import Access, RunnerLink
from backstride.model.diary import DiaryEntry
from backstride.model.live import LiveSession
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession

DAY = date(2026, 5, 1)


def session(word: str, day: date | None = DAY, **analysis: Any) -> StoredSession:
    return StoredSession(id=word, day=day, title=f"title {word}", analysis={"word": word, **analysis})


def answers(word: str, day: date = DAY) -> StoredAnswers:
    return StoredAnswers(day=day, raw={"word": word})


def plan(word: str, day: date = DAY) -> StoredPlan:
    return StoredPlan(day=day, session_id=word, plan={"word": word})


def entry(word: str, day: date = DAY) -> DiaryEntry:
    return DiaryEntry(day=day, during=3, tried=(word,), note=f"note {word}")


def practice(number: int, day: date = DAY) -> LiveSession:
    return LiveSession(
        day=day.isoformat(),
        cue="bowl",
        number=number,
        minutes=15,
        steps=2400,
        inside_share=0.5,
        told_share=1,
    )


def access(word: str, minute: int = 0) -> Access:
    at = datetime(2026, 5, 1, 10, minute, tzinfo=UTC)
    return Access(
        at=at, who=f"clinic {word}", address="10.0.0.7", method="GET", route="/p/{person}/", status=200
    )


def keep_one_of_each(store: Store, person: str, word: str) -> None:
    store.add_session(person, session(word))
    store.add_answers(person, answers(word))
    store.add_plan(person, plan(word))
    store.put_diary(person, entry(word))
    store.add_practice(person, practice(len(word)))
    store.log_accesses([(person, access(word))])


def link(word: str, person: str) -> RunnerLink:
    made = datetime(2026, 5, 1, tzinfo=UTC)
    secret = hashlib.sha256(word.encode()).hexdigest()
    return RunnerLink(name=word, person=person, secret_sha256=secret, made_at=made, ends_at=made)
