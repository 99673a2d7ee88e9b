"""SIGKILL at random moments: what was acknowledged is not lost (200 of them: benchmarks/store_kill.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.databases import VARIABLE

from backstride.history.migrate import VERSIONS

ROOT = Path(__file__).resolve().parents[2]


def rows(*options: object, server: str = "") -> list[dict[str, Any]]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.store_kill", "--json", *map(str, options)],
        cwd=ROOT,
        env={**os.environ, VARIABLE: server},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


@pytest.mark.slow
def test_nothing_is_lost_on_sqlite() -> None:
    writing, migrating = rows("--sqlite", "--moments", 20)
    assert (writing["moments"], writing["lost"], writing["damaged"]) == (20, 0, 0)
    assert writing["acknowledged"] > 20
    assert (migrating["lost"], migrating["damaged"]) == (0, 0)
    assert len(VERSIONS) == 3
    assert migrating["old"] + migrating["new"] == 20


@pytest.mark.slow
def test_nothing_is_lost_on_postgresql(postgres: str) -> None:
    found = rows("--moments", 8, server=postgres)
    assert [row["database"] for row in found] == ["SQLite"] * 2 + ["PostgreSQL"] * 2
    assert [(row["lost"], row["damaged"]) for row in found] == [(0, 0)] * 4
    assert found[2]["acknowledged"] > 0


def test_the_figures_in_the_benchmark_are_clean() -> None:
    told = json.loads((ROOT / "benchmarks" / "results" / "store_kill.json").read_text("utf-8"))
    assert {(row["database"], row["while"]) for row in told["rows"]} == {
        (database, what) for database in ("SQLite", "PostgreSQL") for what in ("writing", "migrating")
    }
    assert [row for row in told["rows"] if row["moments"] != 200 or row["lost"] or row["damaged"]] == []
