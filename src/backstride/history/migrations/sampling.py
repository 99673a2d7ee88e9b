"""PostgreSQL samples the values of a column for its planner; of what a person wrote it must keep none."""

from __future__ import annotations

from alembic import op


def keep_no_samples(**columns: tuple[str, ...]) -> None:
    """No samples of these columns, by table: they would outlive the rows in ``pg_statistic``."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, names in columns.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS 0")
