"""The diary: one entry a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backstride.history.migrations.sampling import keep_no_samples

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    owner = sa.ForeignKey("backstride_person.id", ondelete="CASCADE")
    op.create_table(
        "backstride_diary",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, owner, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.UniqueConstraint("person_id", "day"),
    )
    op.create_index("ix_backstride_diary_person_id", "backstride_diary", ["person_id"])
    keep_no_samples(backstride_diary=("entry",))
