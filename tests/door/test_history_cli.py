"""``backstride history``: what is kept is kept by hand, listed, exported and deleted."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.history import connect
from backstride.history.store import open_store
from backstride.model.diary import DiaryEntry
from backstride.sensors.training_cache import default_cache
from helpers.made import Made
from helpers.stored import DAY, entry

Cli = Callable[..., Any]
Make = Callable[[str], Made]
pytestmark = pytest.mark.usefixtures("home")
COMMANDS = [
    ("history",),
    ("history", "where"),
    ("history", "export", "out"),
    ("history", "delete", "--all", "--yes"),
]


def test_a_result_is_kept_once_and_listed(make: Make, cli: Cli, home: Path) -> None:
    folder = make("clear").folder
    run = cli("history", "add", folder, "--day", "2026-05-01")
    assert run.code == 0
    assert run.out.strip() == hashlib.sha256((folder / "analysis.json").read_bytes()).hexdigest()
    assert run.err == f"Kept for me: {home / 'store.sqlite3'}\n"
    assert cli("history", "add", folder, "--day", "2026-05-01").err.startswith("Kept already for me")
    listed = cli("history")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.startswith("me\n  2026-05-01  run  markers  146 steps/min  safety clear  ")
    assert "\n  answers: 2026-05-01\n  plans: 2026-05-02\n" in listed.out


def test_the_store_holds_the_analysis_the_answers_and_the_plan(make: Make, cli: Cli) -> None:
    folder = make("clear").folder
    assert cli("history", "add", folder, "--person", "athlete-7", "--day", "2026-05-01").code == 0
    with open_store() as store:
        analysis = json.loads((folder / "analysis.json").read_text("utf-8"))
        assert store.sessions("athlete-7")[0].analysis == analysis
        assert store.answers("athlete-7")[0].raw == json.loads((folder / "answers.json").read_text("utf-8"))
        assert store.plans("athlete-7")[0].plan == analysis["plan"]
        assert store.plans("athlete-7")[0].session_id == store.sessions("athlete-7")[0].id


@pytest.mark.parametrize("level", ["urgent", "not_asked"])
def test_a_result_without_a_plan_is_kept_without_one(level: str, make: Make, cli: Cli) -> None:
    assert cli("history", "add", make(level).folder).code == 0
    run = json.loads(cli("history", "--json").out)
    (person,) = run["people"]
    assert person["plans"] == []
    assert person["sessions"][0]["day"] is None
    assert person["sessions"][0]["safety"] == {"urgent": "urgent", "not_asked": "unknown"}[level]
    assert len(person["answers"]) == (level == "urgent")


def test_analyze_keeps_nothing(make: Make, cli: Cli, home: Path) -> None:
    make("clear")
    assert not (home / "store.sqlite3").exists()


def test_one_person_of_several(cli: Cli) -> None:
    with open_store() as store:
        store.put_diary("me", entry("one"))
        store.put_diary("athlete-7", entry("two"))
        store.put_diary("athlete-7", DiaryEntry(day=DAY.replace(day=9)))
    assert cli("history").out == (
        "athlete-7\n  diary: 2 days, 2026-05-01 to 2026-05-09\nme\n  diary: 1 day, 2026-05-01 to 2026-05-01\n"
    )
    only = json.loads(cli("history", "--person", "athlete-7", "--json").out)
    assert [one["person"] for one in only["people"]] == ["athlete-7"]
    run = cli("history", "--person", "athlete-8")
    assert (run.code, run.out) == (2, "")
    assert run.err == "nothing is kept of 'athlete-8'. Kept are: athlete-7, me.\n"


def test_without_a_store_nothing_is_made(cli: Cli, home: Path) -> None:
    run = cli("history")
    assert (run.code, run.out) == (0, "")
    assert run.err == "Nothing is kept yet. Keep a result:  backstride history add DIR\n"
    assert cli("history", "where").out == f"{home / 'store.sqlite3'} (not made yet)\n"
    for command in (("export", "out"), ("delete", "--all", "--yes")):
        run = cli("history", *command)
        assert run.code == 2
        assert "nothing is kept yet" in run.err
    assert not home.exists()


def test_where_says_file_size_and_versions(cli: Cli, home: Path) -> None:
    open_store().close()
    told = json.loads(cli("history", "where", "--json").out)
    assert (told["place"], told["version"], told["sound"]) == (str(home / "store.sqlite3"), "0003", True)
    assert told["database"] == f"SQLite {sqlite3.sqlite_version}"
    assert "0 people; sound" in cli("history", "where").out


def test_out_and_in_again(make: Make, cli: Cli, tmp_path: Path) -> None:
    cli("history", "add", make("clear").folder, "--day", "2026-05-01")
    run = cli("history", "export", tmp_path / "all.zip")
    assert (run.code, run.out) == (0, f"{tmp_path / 'all.zip'}\n")
    listed = cli("history").out
    other = ("--store", tmp_path / "other.sqlite3")
    assert cli("history", "import", tmp_path / "all.zip", *other).err == "Added: 3\n"
    assert cli("history", "import", tmp_path / "all.zip", *other).err == "Added: 0\n"
    assert cli("history", *other).out == listed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_deleting_asks_and_takes_only_a_yes(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store() as store:
        store.put_diary("me", entry("one"))
        store.put_diary("athlete-7", entry("two"))
    for said in ("\n", "n\n", "", "yeah\n"):
        monkeypatch.setattr("sys.stdin", Terminal(said))
        run = cli("history", "delete", "--person", "athlete-7")
        assert run.code == 1
        assert run.err.endswith("Nothing was deleted.\n")
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    run = cli("history", "delete", "--person", "athlete-7")
    assert run.code == 0
    assert run.err.startswith("Delete all that is kept of athlete-7 in ")
    with open_store() as store:
        assert store.people() == ("me",)


def test_deleting_without_a_terminal_needs_a_yes(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store() as store:
        store.put_diary("me", entry("one"))
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    run = cli("history", "delete", "--all")
    assert run.code == 2
    assert "Add --yes" in run.err
    for command in (("delete",), ("delete", "--all", "--person", "me", "--yes")):
        run = cli("history", *command)
        assert run.code == 2
        assert run.err == "say who. Give --person NAME, or --all.\n"
    assert cli("history", "delete", "--person", "athlete-8", "--yes").code == 2
    assert cli("history", "delete", "--all", "--yes").code == 0
    assert cli("history").out == ""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[-1])
def test_a_damaged_store_is_said_in_one_line(command: tuple[str, ...], cli: Cli, home: Path) -> None:
    home.mkdir()
    (home / "store.sqlite3").write_bytes(b"not a database " * 100)
    run = cli(*command)
    assert (run.code, run.out) == (1, "")
    said = "the store is damaged, or is no store of Backstride."
    assert run.err.startswith(f"{home / 'store.sqlite3'}: {said}")
    assert run.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[-1])
def test_a_wrong_address_is_said_in_one_line(command: tuple[str, ...], cli: Cli) -> None:
    run = cli(*command, "--store", "mysql://me:topsecret@here/x")
    assert (run.code, run.out) == (2, "")
    assert "a store cannot be kept by mysql://" in run.err
    assert "topsecret" not in run.err


def test_answers_that_say_a_thing_twice_are_not_kept(
    copy_of: Callable[[str], Path], cli: Cli, home: Path
) -> None:
    folder = copy_of("clear")
    file = folder / "answers.json"
    given = file.read_text("utf-8")
    file.write_text(given.replace('"nerve_loss": "no"', '"nerve_loss": "no", "nerve_loss": "no"'), "utf-8")
    assert file.read_text("utf-8") != given
    run = cli("history", "add", folder)
    assert (run.code, run.err) == (2, "answers.json: says “nerve_loss” twice. Keep the one that is right.\n")
    assert not home.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "tomorrow", "1066-10-14"])
def test_a_result_of_a_day_that_cannot_be_is_refused(day: str, make: Make, cli: Cli, home: Path) -> None:
    """Answers of a day to come would be the newest for ever."""
    run = cli("history", "add", make("clear").folder, "--day", day)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("--day ")
    assert not home.exists()


def test_deleting_again_finishes_what_was_cut_short(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(connect, "WAIT_S", 0.2)

    def held() -> bool:
        return any(b"note two" in one.read_bytes() for one in home.glob("store.sqlite3*"))

    with open_store() as other:
        other.put_diary("athlete-7", entry("two"))
        with connect.reading(other._engine, other.place) as connection:
            connection.exec_driver_sql("SELECT * FROM backstride_person").all()
            run = cli("history", "delete", "--person", "athlete-7", "--yes")
            assert (run.code, held()) == (1, True)
            assert "delete again" in run.err
        run = cli("history", "delete", "--person", "athlete-7", "--yes")
        assert (run.code, held()) == (2, False)
        assert "nothing is kept of 'athlete-7'" in run.err


def test_options_of_a_word_stand_after_it(cli: Cli) -> None:
    run = cli("history", "--person", "athlete-7", "where")
    assert run.code == 2
    assert "after history where" in run.err


def test_a_folder_that_is_no_result_is_refused(cli: Cli, tmp_path: Path, home: Path) -> None:
    run = cli("history", "add", tmp_path)
    assert run.code == 2
    assert "holds no analysis.json" in run.err
    assert cli("history", "add", tmp_path, "--day", "2026-02-30").code == 2
    assert not home.exists()


def test_deleting_everybody_also_forgets_the_folders_of_runs(make: Make, cli: Cli) -> None:
    assert cli("history", "add", make("clear").folder).code == 0
    remembered = default_cache()
    remembered.parent.mkdir(parents=True)
    for ending in ("", "-wal", "-journal"):
        remembered.with_name(remembered.name + ending).write_bytes(b"days and distances")
    assert cli("history", "delete", "--person", "me", "--yes").code == 0
    assert remembered.exists(), "one person's folders cannot be told from another's"
    assert cli("history", "delete", "--all", "--yes").code == 0
    assert not list(remembered.parent.glob(f"{remembered.name}*"))


def test_folders_of_runs_are_forgotten_also_without_a_store(cli: Cli, home: Path) -> None:
    remembered = default_cache()
    remembered.parent.mkdir(parents=True)
    remembered.write_bytes(b"days and distances")
    assert cli("history", "delete", "--all").code == 2  # nobody is there to say yes
    assert remembered.exists()
    assert cli("history", "delete", "--all", "--yes").code == 0
    assert not remembered.exists()
    assert not (home / "store.sqlite3").exists()
