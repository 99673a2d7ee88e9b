"""People, their sessions, answers and plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backstride.history.migrations.sampling import keep_no_samples

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "backstride_person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(80), nullable=False, unique=True),
    )
    _kept(
        "backstride_session",
        sa.Column("analysis_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("analysis", sa.Text, nullable=False),
        sa.UniqueConstraint("person_id", "analysis_id"),
    )
    _kept(
        "backstride_answers",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
    )
    _kept(
        "backstride_plan",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("analysis_id", sa.String(64)),
        sa.Column("plan", sa.Text, nullable=False),
    )
    keep_no_samples(
        backstride_person=("label",),
        backstride_session=("title", "analysis"),
        backstride_answers=("raw",),
        backstride_plan=("plan",),
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
