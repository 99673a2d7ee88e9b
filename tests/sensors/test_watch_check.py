"""``backstride check`` on watch files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.fit_bytes import CYCLING, fit_bytes, records, session


@pytest.fixture
def run_fit(tmp_path: Path) -> Path:
    path = tmp_path / "run.fit"
    path.write_bytes(fit_bytes(records(position_lat=400_000_000, position_long=100_000_000) + session()))
    return path


def test_check_says_what_a_watch_file_holds(cli: Callable, run_fit: Path) -> None:
    told = cli("check", run_fit)
    assert told.code == 0
    for part in (
        "run.fit: good",
        "FIT of a watch, running, 60 moments",
        "cadence 170 steps/min",
        "contact time 250 ms",
    ):
        assert part in told.out, told.out
    assert "positions (personal" in told.out


def test_check_as_json_holds_no_position(cli: Callable, run_fit: Path) -> None:
    (one,) = json.loads(cli("check", "--json", run_fit).out)
    assert one["kind"] == "watch"
    assert one["watch"]["has_positions"] is True
    assert one["watch"]["distance_m"] == 177.0
    assert not any("tude_deg" in text for text in json.dumps(one).split('"'))
    assert {row["name"] for row in one["watch"]["columns"]} >= {"cadence_spm", "stance_time_s"}


def test_a_ride_beside_a_run_is_listed_as_refused(cli: Callable, run_fit: Path) -> None:
    ride = run_fit.with_name("ride.fit")
    ride.write_bytes(fit_bytes(records() + session(CYCLING)))
    both = cli("check", run_fit, ride)
    assert both.code == 0
    assert "ride.fit: REFUSED" in both.out
    assert "a bike ride" in both.out
    assert cli("check", ride).code == 3


def test_a_cut_file_is_usable_with_its_remark(cli: Callable, run_fit: Path) -> None:
    run_fit.write_bytes(run_fit.read_bytes()[:-60])
    told = cli("check", run_fit)
    assert told.code == 0
    assert "usable, with remarks" in told.out
    assert "ends early" in told.out


def test_analyze_measures_what_check_reads(cli: Callable, run_fit: Path) -> None:
    told = cli("analyze", run_fit, "--json")
    assert told.code == 0
    assert '"kind": "watch"' in told.out
