"""Things to keep, made by a word so that they can be told apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from backstride.history.store import Store
from backstride.model.diary import DiaryEntry
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


def keep_one_of_each(store: Store, person: str, word: str) -> None:
    store.add_session(person, session(word))
    store.add_answers(person, answers(word))
    store.add_plan(person, plan(word))
    store.put_diary(person, entry(word))
