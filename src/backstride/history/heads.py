"""What a list of many people shows of each: newest answers and last weeks of the diary, read at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from backstride.history import kept, tables
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers


@dataclass(frozen=True)
class Head:
    """answers: the newest, None where none were given. diary: oldest day first."""

    answers: StoredAnswers | None = None
    diary: tuple[DiaryEntry, ...] = field(default=())


def heads_in(connection: Connection, since: date) -> dict[str, Head]:
    """Everybody by their label, sorted; of the diary the days from ``since`` on. Three queries for all."""
    labels = kept.people_in(connection)
    answers, diary = _answers(connection), _diary(connection, since)
    return {label: Head(answers.get(label), tuple(diary.get(label, ()))) for label in labels}


def _answers(connection: Connection) -> dict[str, StoredAnswers]:
    table, people = tables.answers, tables.people
    place = func.row_number().over(partition_by=table.c.person_id, order_by=kept.newest_first(table))
    each = select(table.c.person_id, table.c.day, table.c.raw, place.label("place")).subquery()
    query = select(people.c.label, each.c.day, each.c.raw).join(people, people.c.id == each.c.person_id)
    rows = connection.execute(query.where(each.c.place == 1))
    return {row.label: StoredAnswers(day=row.day, raw=row.raw) for row in rows}


def _diary(connection: Connection, since: date) -> dict[str, list[DiaryEntry]]:
    table, people = tables.diary, tables.people
    query = select(people.c.label, table.c.entry).join(people, people.c.id == table.c.person_id)
    found: dict[str, list[DiaryEntry]] = {}
    for row in connection.execute(query.where(table.c.day >= since).order_by(table.c.day)):
        found.setdefault(row.label, []).append(DiaryEntry.model_validate(row.entry))
    return found
