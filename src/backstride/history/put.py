"""Writing rows, within a transaction that the caller holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, ScalarSelect, Table, select

from backstride.errors import UsageError
from backstride.history import kept, tables
from backstride.history.kept import Kept
from backstride.history.person import checked_label
from backstride.model.access import Access
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredSession

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Values = Mapping[str, Any]
_ID: Final = re.compile("[0-9A-Za-z]{1,64}")


def owner(connection: Connection, person: str) -> int:
    """The number of a person, who is there from now on, and whom nobody else changes until this transaction
    ends. Raises UsageError for a label that is none."""
    label, table = checked_label(person), tables.people
    insert = _insert(connection, table).values(label=label)
    # An update that changes nothing: PostgreSQL lets one writer after the other have the row.
    mine = insert.on_conflict_do_update(index_elements=["label"], set_={"label": label})
    return int(connection.execute(mine.returning(table.c.id)).scalar_one())


def number_of(label: str) -> ScalarSelect[int]:
    """The same as part of a query; nobody is made by that."""
    return select(tables.people.c.id).where(tables.people.c.label == label).scalar_subquery()


def put_session(connection: Connection, who: int, session: StoredSession) -> bool:
    """Keep a session; False where this person has it already."""
    row = _sound(kept.session_row(session))
    insert = _insert(connection, tables.sessions).values({"person_id": who, **row}).on_conflict_do_nothing()
    return connection.execute(insert.returning(tables.sessions.c.id)).first() is not None


def put_last(connection: Connection, table: Table, who: int, values: Values) -> bool:
    """Keep answers or a plan as the newest; False where the last row kept is the same."""
    values = _sound(values)
    query = select(table).where(table.c.person_id == who).order_by(table.c.id.desc()).limit(1)
    last = connection.execute(query).mappings().first()
    if last is not None and _same(last, values):
        return False
    connection.execute(table.insert().values({"person_id": who, **values}))
    return True


def put_day(connection: Connection, who: int, entry: DiaryEntry, *, replace: bool = True) -> bool:
    """Keep a day of the diary; False where one is there and may not be replaced."""
    row = kept.diary_row(entry)
    insert = _insert(connection, tables.diary).values({"person_id": who, **row})
    if replace:
        insert = insert.on_conflict_do_update(
            index_elements=["person_id", "day"], set_={"entry": row["entry"]}
        )
    else:
        insert = insert.on_conflict_do_nothing()
    return connection.execute(insert.returning(tables.diary.c.id)).first() is not None


def put_access(connection: Connection, label: str, access: Access) -> None:
    """Note that somebody looked at a person's data; the person is not made by that."""
    connection.execute(tables.accesses.insert().values({"label": label, **kept.access_row(access)}))


def put_missing(connection: Connection, one: Kept) -> int:
    """Keep what is not kept yet, oldest first so that the order stays; how many things that were."""
    who = owner(connection, one.person)
    added = [put_session(connection, who, session) for session in reversed(one.sessions)]
    told = [kept.answers_row(answers) for answers in reversed(one.answers)]
    planned = [kept.plan_row(plan) for plan in reversed(one.plans)]
    practised = [kept.practice_row(practice) for practice in one.practices]
    for table, rows in ((tables.answers, told), (tables.plans, planned), (tables.practices, practised)):
        there = list(connection.execute(select(table).where(table.c.person_id == who)).mappings())
        new = [_sound(row) for row in rows]
        new = [row for row in new if not any(_same(old, row) for old in there)]
        added += [put_last(connection, table, who, row) for row in new]
    added += [put_day(connection, who, entry, replace=False) for entry in one.diary]
    return sum(added) + _put_missing_accesses(connection, checked_label(one.person), one.accesses)


def _put_missing_accesses(connection: Connection, label: str, accesses: Sequence[Access]) -> int:
    noted = {tuple(kept.access_row(access).values()) for access in kept.accesses_of(connection, label)}
    new = [access for access in accesses if tuple(kept.access_row(access).values()) not in noted]
    for access in reversed(new):
        put_access(connection, label, access)
    return len(new)


def _same(row: Mapping[Any, Any], values: Values) -> bool:
    """Whether a row holds these values; as text, for in Python 1 is True."""
    return all(
        tables.json_text(row[name]) == tables.json_text(value)
        if isinstance(value, dict)
        else row[name] == value
        for name, value in values.items()
    )


def _sound(values: Values) -> Values:
    """The same; raises UsageError for an id that is none and for a number that JSON cannot hold."""
    told = values.get("analysis_id")
    if told is not None and _ID.fullmatch(told) is None:
        raise UsageError("the id of a session has 1 to 64 letters and digits", fix="Add the result again")
    try:
        for value in values.values():
            if isinstance(value, dict):
                tables.json_text(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(f"this cannot be kept as JSON ({error})", fix="Mend the file") from error
    return values


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can give way to a row that is there, in the language of this database."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
