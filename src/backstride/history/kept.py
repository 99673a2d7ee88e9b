"""All that is kept of a person, read within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from backstride.errors import UsageError
from backstride.history import tables
from backstride.model.access import Access
from backstride.model.common import Frozen
from backstride.model.diary import DiaryEntry
from backstride.model.live import LiveSession
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession


class Kept(Frozen):
    """One person: sessions, answers, plans and accesses newest first, diary and practices oldest first."""

    person: str
    sessions: tuple[StoredSession, ...] = ()
    answers: tuple[StoredAnswers, ...] = ()
    plans: tuple[StoredPlan, ...] = ()
    diary: tuple[DiaryEntry, ...] = ()
    practices: tuple[LiveSession, ...] = ()
    accesses: tuple[Access, ...] = ()


def people_in(connection: Connection) -> tuple[str, ...]:
    """The labels, sorted."""
    return tuple(sorted(connection.execute(select(tables.people.c.label)).scalars()))


def kept_of(connection: Connection, label: str) -> Kept:
    """Everything of one person."""
    return Kept(
        person=label,
        sessions=sessions_of(connection, label),
        answers=answers_of(connection, label),
        plans=plans_of(connection, label),
        diary=diary_of(connection, label),
        practices=practices_of(connection, label),
        accesses=accesses_of(connection, label),
    )


def sessions_of(connection: Connection, label: str) -> tuple[StoredSession, ...]:
    """The sessions, newest day first, then the last kept; those without a day at the end."""
    day, number = tables.sessions.c.day, tables.sessions.c.id
    return tuple(
        StoredSession(id=row.analysis_id, day=row.day, title=row.title, analysis=row.analysis)
        for row in _rows(connection, label, tables.sessions, day.is_(None), day.desc(), number.desc())
    )


def answers_of(connection: Connection, label: str, most: int | None = None) -> tuple[StoredAnswers, ...]:
    """The answers, newest day first, then the last kept."""
    rows = _rows(connection, label, tables.answers, *newest_first(tables.answers), most=most)
    return tuple(StoredAnswers(day=row.day, raw=row.raw) for row in rows)


def plans_of(connection: Connection, label: str) -> tuple[StoredPlan, ...]:
    """The plans, newest day first, then the last kept."""
    rows = _rows(connection, label, tables.plans, *newest_first(tables.plans))
    return tuple(StoredPlan(day=row.day, session_id=row.analysis_id, plan=row.plan) for row in rows)


def diary_of(connection: Connection, label: str) -> tuple[DiaryEntry, ...]:
    """The diary, oldest day first."""
    rows = _rows(connection, label, tables.diary, tables.diary.c.day)
    return tuple(DiaryEntry.model_validate(row.entry) for row in rows)


def practices_of(connection: Connection, label: str) -> tuple[LiveSession, ...]:
    """The practices with live feedback, oldest day first, then the first kept."""
    day, number = tables.practices.c.day, tables.practices.c.id
    rows = _rows(connection, label, tables.practices, day, number)
    return tuple(LiveSession.model_validate(row.practice) for row in rows)


def accesses_of(connection: Connection, label: str, most: int | None = None) -> tuple[Access, ...]:
    """Who looked at this person's data, the last first."""
    table = tables.accesses
    query = select(table).where(table.c.label == label).order_by(table.c.at.desc(), table.c.id.desc())
    rows = connection.execute(query.limit(most)).mappings()
    return tuple(Access.model_validate({name: row[name] for name in Access.model_fields}) for row in rows)


def session_row(session: StoredSession) -> dict[str, Any]:
    """The columns of a session, without its owner."""
    return {
        "analysis_id": session.id,
        "day": session.day,
        "title": session.title,
        "analysis": session.analysis,
    }


def answers_row(answers: StoredAnswers) -> dict[str, Any]:
    """The columns of answers, without their owner."""
    return {"day": answers.day, "raw": answers.raw}


def plan_row(plan: StoredPlan) -> dict[str, Any]:
    """The columns of a plan, without its owner."""
    return {"day": plan.day, "analysis_id": plan.session_id, "plan": plan.plan}


def diary_row(entry: DiaryEntry) -> dict[str, Any]:
    """The columns of a day of the diary, without its owner."""
    return {"day": entry.day, "entry": entry.model_dump(mode="json")}


def practice_row(practice: LiveSession) -> dict[str, Any]:
    """The columns of a practice, without its owner. Raises UsageError where its day is none."""
    try:
        day = date.fromisoformat(practice.day)
    except ValueError as error:
        raise UsageError("the day of a practice is no day", fix="Write it as 2026-05-01") from error
    return {"day": day, "practice": practice.model_dump(mode="json")}


def access_row(access: Access) -> dict[str, Any]:
    """The columns of an access, without whose data it was."""
    return {**access.model_dump(), "at": tables.moment_text(access.at)}


def newest_first(table: Table) -> tuple[Any, ...]:
    """How answers and plans are ordered."""
    return table.c.day.desc(), table.c.id.desc()


def _rows(
    connection: Connection, label: str, table: Table, *order: Any, most: int | None = None
) -> Sequence[Row[Any]]:
    owner = tables.people.c.id == table.c.person_id
    query = select(table).join(tables.people, owner).where(tables.people.c.label == label)
    return connection.execute(query.order_by(*order).limit(most)).all()
