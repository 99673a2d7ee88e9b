"""The tables of the store. A change here needs a migration beside the others; a test compares the two."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

HEAD: Final = "0003"  # the newest migration; a test checks it against the files
VERSION_TABLE: Final = "backstride_version"


def json_text(value: Any) -> str:
    """A value as it is kept; raises ValueError for NaN and infinity, TypeError for what JSON has not."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """A moment as a column holds it: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


class JsonText(TypeDecorator[Any]):
    """A JSON value as text of ASCII only, so that both databases hold every character, also none (U+0000)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        """The text to keep."""
        return json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value again."""
        return json.loads(value)


metadata = MetaData()
# Names of our own, for a database may hold other tables. What a person wrote stands in JsonText and label.
people = Table(
    "backstride_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("label", String(80), nullable=False, unique=True),
)


def _kept(name: str, *parts: SchemaItem) -> Table:
    """A table of what belongs to a person and goes with them."""
    owner = ForeignKey("backstride_person.id", ondelete="CASCADE")
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("person_id", Integer, owner, nullable=False, index=True),
        *parts,
    )


sessions = _kept(
    "backstride_session",
    Column("analysis_id", String(64), nullable=False),
    Column("day", Date),
    Column("title", JsonText, nullable=False),
    Column("analysis", JsonText, nullable=False),
    UniqueConstraint("person_id", "analysis_id"),
)
answers = _kept(
    "backstride_answers",
    Column("day", Date, nullable=False),
    Column("raw", JsonText, nullable=False),
)
plans = _kept(
    "backstride_plan",
    Column("day", Date, nullable=False),
    Column("analysis_id", String(64)),
    Column("plan", JsonText, nullable=False),
)
diary = _kept(
    "backstride_diary",
    Column("day", Date, nullable=False),
    Column("entry", JsonText, nullable=False),
    UniqueConstraint("person_id", "day"),
)
practices = _kept(
    "backstride_practice",
    Column("day", Date, nullable=False),
    Column("practice", JsonText, nullable=False),
)
# A link that shows one runner their own pages; of the secret in it only the SHA-256 is kept.
links = _kept(
    "backstride_link",
    Column("name", String(16), nullable=False, unique=True),
    Column("secret_sha256", String(64), nullable=False, unique=True),
    Column("made_at", String(32), nullable=False),
    Column("ends_at", String(32), nullable=False),
)
KINDS: Final = (sessions, answers, plans, diary, practices, links)
# Not of those that are kept: who only was looked for is nobody of whom something is kept.
accesses = Table(
    "backstride_access",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("label", String(80), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("who", String(80), nullable=False),
    Column("address", String(64), nullable=False),
    Column("method", String(16), nullable=False),
    Column("route", String(200), nullable=False),
    Column("status", Integer, nullable=False),
)
