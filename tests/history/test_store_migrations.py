"""A store of an earlier version becomes one of this version, whole or not at all, whatever happens."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from benchmarks.store_kill import old_store

from backstride.errors import BackstrideError
from backstride.history import migrate as migrating
from backstride.history import tables
from backstride.history.connect import engine_for
from backstride.history.migrate import VERSIONS, version_at
from backstride.history.store import open_store
from backstride.history.url import place_of
from helpers.stored import entry, keep_one_of_each, session

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = Path(migrating.__file__).with_name("migrations")
OPENS = "import sys; from backstride.history.store import open_store; open_store(sys.argv[1]).close()"


def dying(*arguments: object) -> list[dict[str, Any]]:
    """What helpers/dying.py saw, one row for each moment of death."""
    run = subprocess.run(
        [sys.executable, "-m", "helpers.dying", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_versions_told_are_those_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == tables.HEAD == VERSIONS[-1]
    assert tuple(one.revision for one in script.walk_revisions())[::-1] == VERSIONS


def test_migrations_make_the_tables_that_are_used(url: str) -> None:
    open_store(url).close()
    engine = engine_for(place_of(url))
    with engine.connect() as connection:
        options = {"version_table": tables.VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_a_wheel_holds_the_migrations() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = told["tool"]["setuptools"]["package-data"]["backstride"]
    held = {path for pattern in patterns for path in (ROOT / "src" / "backstride").glob(pattern)}
    assert set(MIGRATIONS.rglob("*.py")) <= held


def test_what_an_earlier_version_kept_stays(url: str) -> None:
    old_store(url, session("before"))
    assert version_at(place_of(url)) == "0001"
    with open_store(url) as new:
        assert new.sessions("me") == (session("before"),)
        new.put_diary("me", entry("after"))
        assert new.diary("me") == (entry("after"),)
    assert version_at(place_of(url)) == tables.HEAD


@pytest.mark.parametrize("start", [None, "0001"])
def test_a_kill_at_any_statement_leaves_the_old_version_or_the_new(start: str | None, tmp_path: Path) -> None:
    """SQLite: before every statement of every migration, and before it is made to last."""
    before = tmp_path / "before.sqlite3"
    if start is not None:
        old_store(str(before), session("before"))
        assert version_at(place_of(str(before))) == start
    rows = dying(tmp_path / "store.sqlite3", 1, 99, *([before] if start else []))
    assert len(rows) > (8 if start else 14)
    assert [row["killed"] for row in rows] == [True] * (len(rows) - 1) + [False]
    assert [row["version"] for row in rows] == [start] * (len(rows) - 1) + [tables.HEAD]
    kept = ["before"] if start else []
    assert [row for row in rows if (row["sound"], row["sessions"], row["days"]) != (True, kept, 1)] == []


def test_a_kill_within_a_migration_on_postgresql(postgres_url: str) -> None:
    old_store(postgres_url, session("before"))
    (row,) = dying(postgres_url, 9, 9)
    assert row == {"killed": True, "version": "0001", "sound": True, "sessions": ["before"], "days": 1}


@pytest.mark.slow
def test_programs_that_open_a_new_store_at_once_wait_for_each_other(url: str) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", OPENS, url]) for _ in range(3)]
    assert [program.wait() for program in programs] == [0] * 3
    with open_store(url) as store:
        keep_one_of_each(store, "me", "one")
        assert version_at(place_of(url)) == tables.HEAD


@pytest.mark.parametrize("later", ["0004", "zz' --"])
def test_a_later_version_is_left_alone(later: str, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    open_store(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {tables.VERSION_TABLE} SET version_num = ?", (later,))
    connection.close()
    before = path.read_bytes()
    with pytest.raises(BackstrideError, match="a later version of Backstride made this store"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_postgresql_keeps_no_samples_of_what_was_written(postgres_url: str) -> None:
    """The planner's samples would outlive the rows."""
    with open_store(postgres_url) as store:
        for number in range(50):
            keep_one_of_each(store, f"person {number}", f"word{number}")
    engine = engine_for(place_of(postgres_url))
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        found = connection.exec_driver_sql(
            "SELECT tablename, attname FROM pg_stats WHERE tablename LIKE 'backstride%%'"
        ).all()
    engine.dispose()
    texts = {"label", "title", "analysis", "raw", "plan", "entry", "practice", "who", "address"}
    assert found
    assert [row for row in found if row[1] in texts] == []
