"""SIGKILL of server and workers at random moments (100 of them: benchmarks/app_killed.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 5
ASKED = ("--moments", str(MOMENTS), "--seed", "3", "--lives", "0.5", "--waiting", "1")


@pytest.mark.slow
def test_nothing_accepted_is_lost_and_every_job_ends() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.app_killed", "--json", *ASKED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    (row,) = json.loads(run.stdout)
    assert row["killed_server"] + row["killed_worker"] == MOMENTS
    assert row["accepted"] > 0
    assert (row["lost"], row["unended"], row["silent"], row["left"]) == (0, 0, 0, 0), row


def test_the_figures_in_the_benchmark_are_clean() -> None:
    told = json.loads((ROOT / "benchmarks" / "results" / "app_killed.json").read_text("utf-8"))
    (row,) = told["rows"]
    assert row["moments"] == 100
    assert row["accepted"] > 30
    assert (row["lost"], row["unended"], row["silent"], row["left"]) == (0, 0, 0, 0)
