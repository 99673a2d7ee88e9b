"""``backstride compare``: what changed first, doubts, and nothing but what to do where a sign was told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import backstride as bs
from backstride.history.store import open_store
from backstride.model.stored import StoredAnswers
from helpers.changed_result import changed_result
from helpers.made import Made, save
from helpers.told import with_yes

Cli = Callable[..., Any]
Make = Callable[[str], Made]


@pytest.fixture
def two(demo_result: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The demo's result, and one of later: more steps, but landing further ahead."""
    moves = {"cadence": 12.0, "leg_angle_at_strike": 4.0}
    return demo_result, changed_result(demo_result, tmp_path / "after", moves)


def test_what_changed_stands_first_and_what_cannot_be_told_is_folded(
    two: tuple[Path, Path], cli: Cli
) -> None:
    run = cli("compare", *two)
    assert (run.code, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0] == f"Did it change?  {two[0].name}  ->  after"
    worse, changed, rest = (next(n for n, t in enumerate(lines) if t.startswith(w)) for w in
                            ("WORSE", "CHANGED", "CAN'T TELL"))  # fmt: skip
    assert worse < changed < rest
    assert "Leg angle at strike, left: " in lines[worse + 1]
    assert "Cadence: " in lines[changed + 1]
    assert "changed, the way you want" in lines[changed + 1]
    assert len(lines) - rest < 12


def test_all_lists_every_number(two: tuple[Path, Path], cli: Cli) -> None:
    folded, listed = cli("compare", *two).out, cli("compare", *two, "--all").out
    assert "Trunk lean" not in folded.partition("MIND")[0].partition("CAN'T TELL")[0]
    assert listed.count("Only more than") + listed.count("It held.") > 20


def test_json_is_the_comparison_and_python_gives_the_same(two: tuple[Path, Path], cli: Cli) -> None:
    found = json.loads(cli("compare", *two, "--json").out)
    rows = {(row["id"], row["side"]): row for row in found["changes"]}
    assert rows["cadence", "both"]["verdict"] == "changed"
    assert rows["cadence", "both"]["difference"] == pytest.approx(12.0)
    assert rows["leg_angle_at_strike", "left"]["verdict"] == "worse"
    assert rows["leg_angle_at_strike", "left"]["wanted"] == "lower"
    assert found == bs.compare(*two).model_dump(mode="json")


def test_one_session_needs_less_to_count(two: tuple[Path, Path], cli: Cli) -> None:
    days, one = (json.loads(cli("compare", *two, "--json", *more).out) for more in ((), ("--one-session",)))
    least = [
        {(row["id"], row["side"]): row["must_exceed"] for row in each["changes"]} for each in (days, one)
    ]
    both = [key for key, value in least[0].items() if value is not None and least[1][key] is not None]
    assert len(both) > 20
    assert all(least[1][key] <= least[0][key] + 1e-9 for key in both)
    assert any(least[1][key] < least[0][key] for key in both)


def test_the_same_result_twice_changed_nothing(make: Make, cli: Cli) -> None:
    run = cli("compare", make("clear").folder, make("clear").folder)
    assert run.code == 0
    assert "Nothing changed by more than error and chance." in run.out
    assert "These are the same result twice" in run.out


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("level", ["urgent", "emergency"])
def test_above_unknown_only_what_to_do_is_said(make: Make, cli: Cli, level: str, place: int) -> None:
    pair = [make("clear").folder, make("clear").folder]
    pair[place] = make(level).folder
    for more in ((), ("--json",), ("--all",)):
        run = cli("compare", *pair, *more)
        assert run.code == 4
        assert "Cadence" not in run.out
        assert "steps/min" not in run.out


def test_answers_put_beside_a_result_later_stop_it_too(make: Make, cli: Cli, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(make("clear").folder, tmp_path / "later"))
    save(folder / "answers.json", with_yes("fever"))
    run = cli("compare", make("clear").folder, folder)
    assert run.code == 4
    assert "steps/min" not in run.out


@pytest.fixture
def kept(two: tuple[Path, Path], cli: Cli, home: Path) -> str:
    """The beginning of the id of the first result in the history."""
    begin: str = cli("history", "add", two[0], "--day", "2026-05-01").out.strip()[:10]
    assert home.exists()
    return begin


def test_a_kept_session_goes_by_the_beginning_of_its_id(two: tuple[Path, Path], kept: str, cli: Cli) -> None:
    run = cli("compare", kept, two[1], "--json")
    assert run.code == 0
    rows = {row["id"]: row for row in json.loads(run.out)["changes"]}
    assert rows["cadence"]["verdict"] == "changed"


def test_answers_told_since_stop_a_kept_session_too(two: tuple[Path, Path], kept: str, cli: Cli) -> None:
    with open_store() as store:
        store.add_answers("me", StoredAnswers(day=date(2026, 5, 2), raw=with_yes("fever")))
    run = cli("compare", kept, two[1])
    assert run.code == 4
    assert "steps/min" not in run.out


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("given", ["nowhere", "abc", "0" * 12])
def test_what_is_no_result_is_named(make: Make, cli: Cli, given: str) -> None:
    run = cli("compare", make("clear").folder, given)
    assert (run.code, run.out) == (2, "")
    assert given in run.err
    assert "Traceback" not in run.err


def test_a_folder_without_a_result_is_named(make: Make, cli: Cli, tmp_path: Path) -> None:
    run = cli("compare", make("clear").folder, tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "analysis.json" in run.err
