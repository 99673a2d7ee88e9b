"""A result that was edited by hand or spoilt on a disk: one sentence, and nothing in the folder changes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Copy = Callable[[str], Path]
Cli = Callable[..., Any]
Change = Callable[[dict[str, Any]], None]
COMMANDS = (("plan",), ("plan", "--pdf"), ("report",), ("report", "--for", "letter"))


def _ladder(data: dict[str, Any]) -> None:
    data["plan"]["exercises"][0]["ladder"] = []


def _figure(data: dict[str, Any]) -> None:
    data["plan"]["exercises"][0]["figure"] = "moon_walk"


def _test(data: dict[str, Any]) -> None:
    data["plan"]["retest"]["tests"] = ["moon_jump"]


def _pattern(data: dict[str, Any]) -> None:
    data["patterns"][0]["id"] = "moon_dust"


def _fourth(data: dict[str, Any]) -> None:
    data["plan"]["exercises"] = (data["plan"]["exercises"] * 4)[:4]


def _half(data: dict[str, Any]) -> None:
    data["plan"]["cue"]["text"] = "\ud800"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_ladder, "plan.exercises.start"),
        (_figure, "moon_walk"),
        (_test, "moon_jump"),
        (_pattern, "moon_dust"),
        (_fourth, "plan.exercises"),
        (_half, "half a character"),
    ],
)
def test_what_this_version_does_not_know_is_said_by_its_place(
    change: Change, said: str, command: tuple[str, ...], copy_of: Copy, cli: Cli
) -> None:
    folder = copy_of("clear")
    data = json.loads((folder / "analysis.json").read_text("utf-8"))
    change(data)
    (folder / "analysis.json").write_text(json.dumps(data), "utf-8")
    run, changed = _tried(cli, folder, command)
    assert (run.code, run.out) == (3, "")
    assert said in run.err
    assert run.err.count("\n") == 1
    assert changed == []


def test_a_file_nested_without_end_is_no_result(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    (folder / "analysis.json").write_text("[" * 100_000, "utf-8")
    run, changed = _tried(cli, folder, ("plan",))
    assert (run.code, run.out) == (3, "")
    assert "not readable as JSON" in run.err
    assert run.err.count("\n") == 1
    assert changed == []


@pytest.mark.parametrize("seed", range(8))
def test_a_curve_that_a_disk_spoilt_is_never_drawn(seed: int, copy_of: Copy, cli: Cli) -> None:
    folder, where = copy_of("clear"), random.Random(seed)
    spoilt = bytearray((folder / "curves.parquet").read_bytes())
    # within the values: what stands after them is checked by its own reader
    spoilt[where.randrange(len(spoilt) // 3, len(spoilt) // 2)] ^= 1 << where.randrange(8)
    (folder / "curves.parquet").write_bytes(spoilt)
    run, changed = _tried(cli, folder, ("report",))
    assert (run.code, run.out) == (3, "")
    assert "curves.parquet: cannot be read" in run.err
    assert run.err.count("\n") == 1
    assert changed == []


def _tried(cli: Cli, folder: Path, command: tuple[str, ...]) -> tuple[Any, list[str]]:
    """The command's run, and the names of the files that came, went or changed meanwhile."""
    before = _files(folder)
    run = cli(command[0], folder, *command[1:])
    return run, sorted({name for name, _ in before ^ _files(folder)})


def _files(folder: Path) -> set[tuple[str, bytes]]:
    return {(path.name, path.read_bytes()) for path in folder.iterdir()}
