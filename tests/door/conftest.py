"""The synthetic run analysed by the command, once for each safety level; lines that are typed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.made import Made, made_by_command


@pytest.fixture(scope="session")
def make(synthetic: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The result at a level, or ``not_asked``; made once, so nothing may be changed in it."""
    done: dict[str, Made] = {}

    def at(level: str) -> Made:
        if level not in done:
            done[level] = made_by_command(synthetic["run"], level, tmp_path_factory.mktemp(level))
        return done[level]

    return at


@pytest.fixture
def copy_of(make: Callable[[str], Made], tmp_path: Path) -> Callable[[str], Path]:
    """A result folder that a test may spoil."""
    return lambda level: Path(shutil.copytree(make(level).folder, tmp_path / level))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and nothing that says otherwise."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BACKSTRIDE_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lines that come in by a pipe; an exception among them is raised instead."""

    def lines(*given: str | BaseException) -> None:
        left = iter(given)

        class Pipe(io.StringIO):
            def readline(self, *_: Any) -> str:
                line = next(left, None)
                if isinstance(line, BaseException):
                    raise line
                return "" if line is None else f"{line}\n"

        monkeypatch.setattr("sys.stdin", Pipe())

    return lines
