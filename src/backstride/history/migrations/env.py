"""What Alembic runs: all migrations in the one transaction of the connection it is given."""

from __future__ import annotations

from alembic import context

from backstride.history.tables import VERSION_TABLE, metadata


def _run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        transactional_ddl=True,
    )
    context.run_migrations()


if getattr(context, "_proxy", None) is not None:  # None where the file is only imported, as by a checker
    _run()
