"""A plan is never shown beside answers that may forbid it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Copy = Callable[[str], Path]
Cli = Callable[..., Any]


def changed(folder: Path, section: str, name: str, value: object) -> Path:
    """The answers beside a result with one of them changed."""
    path = folder / "answers.json"
    raw = json.loads(path.read_text("utf-8"))
    raw[section][name] = value
    path.write_text(json.dumps(raw), "utf-8")
    return path


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [("safety", "leg_symptoms", "yes"), ("intake", "pain_now", 9), ("intake", "sharp_or_limping", "yes")],
)
def test_answers_changed_beside_a_result_hold_its_plan_back(
    section: str, name: str, value: object, copy_of: Copy, cli: Cli
) -> None:
    folder = copy_of("clear")
    path = changed(folder, section, name, value)
    run = cli("plan", folder, "--pdf")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"{path}: the answers have changed since the analysis.")
    assert not (folder / "plan.pdf").exists()


def test_what_the_sentence_says_to_do_brings_what_to_do_now(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    path = changed(folder, "safety", "leg_symptoms", "yes")
    assert cli("plan", folder, "--answers", path).code == 4
    again = cli("plan", folder)
    assert again.code == 4
    assert "EXERCISES" not in again.out


@pytest.mark.parametrize("text", ["{}", '{"a": 1}', '{"safety": {}, "intake": {}}'])
def test_a_file_without_an_answer_never_takes_the_place_of_answers(
    text: str, copy_of: Copy, cli: Cli, tmp_path: Path
) -> None:
    folder = copy_of("clear")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "other.json").write_text(text, "utf-8")
    run = cli("plan", folder, "--answers", tmp_path / "other.json")
    assert (run.code, run.out) == (2, "")
    assert "holds no answer that this version knows" in run.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_answers_emptied_beside_a_result_count_as_changed(copy_of: Copy, cli: Cli) -> None:
    folder = copy_of("clear")
    (folder / "answers.json").write_text("{}", "utf-8")
    assert cli("plan", folder).code == 2
    assert cli("report", folder).code == 2


def test_the_check_of_the_answers_costs_no_library_that_takes_long_to_load(copy_of: Copy) -> None:
    code = (
        "import sys\n"
        "from backstride.cli import main\n"
        f"sys.argv = ['backstride', 'plan', {str(copy_of('clear'))!r}]\n"
        "try:\n    main()\n"
        "finally:\n    print([name for name in ('numpy', 'pyarrow', 'typst') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
