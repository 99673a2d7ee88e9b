"""Streams that are closed, full or of an old encoding, and answers that are no file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.made import save
from helpers.told import demo_answers

Copy = Callable[[str], Path]
Cli = Callable[..., Any]
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def shell(line: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A line of shell in which ``$B`` is the command."""
    base = f"'{sys.executable}' -m backstride.cli"
    return subprocess.run(
        ["sh", "-c", line.replace("$B", base)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
        timeout=60,
    )


@needs_shell
def test_a_closed_stdout_or_stdin_is_no_fault(copy_of: Copy, tmp_path: Path) -> None:
    folder, answers = copy_of("clear"), tmp_path / "answers.json"
    save(answers, demo_answers())
    plan = shell(f"$B plan '{folder}' --pdf >&-")
    assert (plan.returncode, plan.stderr) == (0, f"Paper: {folder / 'plan.pdf'}\n")
    tests = shell(f"$B home-tests front_plank --save '{answers}' <&-")
    assert tests.returncode == 0
    assert "fault" not in tests.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_one_sentence(copy_of: Copy) -> None:
    run = shell(f"$B plan '{copy_of('clear')}' > /dev/full")
    assert run.returncode == 1
    assert run.stderr == "The output cannot be written: no space left. Make room, or send it elsewhere.\n"


@needs_shell
def test_an_old_encoding_loses_no_letter() -> None:
    run = shell("$B home-tests", PYTHONIOENCODING="latin-1")
    assert run.returncode == 4
    assert "Type \\u201cbackstride safety" in run.stdout


@needs_shell
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file_of_answers(device: str, copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for run in (cli("plan", folder, "--answers", device), cli("home-tests", "front_plank", "--save", device)):
        assert run.code == 2
        assert run.err.count("\n") == 1
    assert Path(device).is_char_device()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_link_to_answers_stays_a_link(tmp_path: Path) -> None:
    from backstride.answers.file import read_file, write_file

    real, link = tmp_path / "real.json", tmp_path / "link.json"
    save(real, demo_answers())
    link.symlink_to(real)
    write_file(link, {"safety": {"leg_symptoms": "no"}})
    assert link.is_symlink()
    assert read_file(real)["safety"] == {"leg_symptoms": "no"}
