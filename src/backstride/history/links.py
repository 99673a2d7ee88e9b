"""Links for runners, in the store: they go with the person they are of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from backstride.history import put, tables
from backstride.model.access import RunnerLink


def put_link(connection: Connection, link: RunnerLink) -> None:
    """Keep a link; its person is there from now on."""
    who = put.owner(connection, link.person)
    row = {"name": link.name, "secret_sha256": link.secret_sha256}
    moments = {name: tables.moment_text(getattr(link, name)) for name in ("made_at", "ends_at")}
    connection.execute(tables.links.insert().values({"person_id": who, **row, **moments}))


def links_of(connection: Connection, label: str) -> tuple[RunnerLink, ...]:
    """The links of a person, the last made first; also those that ended."""
    wanted = _with_label().where(tables.people.c.label == label).order_by(tables.links.c.id.desc())
    return tuple(_link(row) for row in connection.execute(wanted))


def link_with(connection: Connection, secret_sha256: str) -> RunnerLink | None:
    """The link that holds this secret, None where there is none (any more)."""
    row = connection.execute(_with_label().where(tables.links.c.secret_sha256 == secret_sha256)).first()
    return None if row is None else _link(row)


def remove_link(connection: Connection, label: str, name: str) -> bool:
    """Take a link back; False where this person has none of this name."""
    of_theirs = tables.links.c.person_id == put.number_of(label)
    gone = delete(tables.links).where(of_theirs, tables.links.c.name == name)
    return connection.execute(gone.returning(tables.links.c.id)).first() is not None


def _with_label() -> Select[Any]:
    owner = tables.people.c.id == tables.links.c.person_id
    return select(tables.links, tables.people.c.label).join(tables.people, owner)


def _link(row: Row[Any]) -> RunnerLink:
    return RunnerLink(
        name=row.name,
        person=row.label,
        secret_sha256=row.secret_sha256,
        made_at=datetime.fromisoformat(row.made_at),
        ends_at=datetime.fromisoformat(row.ends_at),
    )
