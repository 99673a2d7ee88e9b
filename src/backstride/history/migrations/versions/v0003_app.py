"""Practice with live feedback; links for runners; who looked at whose data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backstride.history.migrations.sampling import keep_no_samples

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _kept(
        "backstride_practice",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("practice", sa.Text, nullable=False),
    )
    _kept(
        "backstride_link",
        sa.Column("name", sa.String(16), nullable=False, unique=True),
        sa.Column("secret_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("ends_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "backstride_access",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("route", sa.String(200), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
    )
    op.create_index("ix_backstride_access_label", "backstride_access", ["label"])
    keep_no_samples(
        backstride_practice=("practice",),
        backstride_link=("name", "secret_sha256"),
        backstride_access=("label", "who", "address"),
    )


def _kept(name: str, *parts: sa.schema.SchemaItem) -> None:
    owner = sa.ForeignKey("backstride_person.id", ondelete="CASCADE")
    op.create_table(
        name,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, owner, nullable=False),
        *parts,
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])
