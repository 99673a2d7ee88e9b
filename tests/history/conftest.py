"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.databases import database

from backstride.history.store import Store, open_store
from helpers.postgres import server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that is not there yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "kept" / "store.sqlite3")
        return
    with database(request.getfixturevalue("postgres")) as address:
        yield address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of an empty database on PostgreSQL."""
    with database(postgres) as address:
        yield address


@pytest.fixture(scope="session")
def shared_postgres_url(postgres: str) -> Iterator[str]:
    """The address of one database for many examples."""
    with database(postgres) as address:
        yield address
