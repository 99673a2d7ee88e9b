"""Nobody on a page is told to type a command: a page that does the same is named, or nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backstride.app.plain_options import COMMANDS, without_commands
from backstride.app.results.fragments import write_fragments
from backstride.knowledge.loader import load
from backstride.refresh import refresh
from helpers.told import with_yes

COMMAND = re.compile(r"\bbackstride [a-z]")
OF_REPORTS = ("care/plan.toml", "care/home_tests.toml", "report.toml")


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts(inner)


@pytest.mark.parametrize("file", OF_REPORTS)
def test_no_sentence_of_a_report_names_a_command_on_a_page(file: str) -> None:
    named = [text for text in texts(load(file)) if COMMAND.search(text)]
    assert named
    assert [text for text in map(without_commands, named) if COMMAND.search(text)] == []


def test_every_sentence_that_is_replaced_is_still_said_somewhere() -> None:
    said = "\n".join(text for file in OF_REPORTS for text in texts(load(file)))
    assert [row["of"] for row in load(COMMANDS)["instead"] if row["of"] not in said] == []


@pytest.mark.parametrize("level", ["clear", "unknown", "clinician"])
def test_no_report_in_the_app_names_a_command(demo_result: Path, tmp_path: Path, level: str) -> None:
    result = shutil.copytree(demo_result, tmp_path / "result")
    raw = {"clear": None, "unknown": {"safety": {"fever": "no"}}, "clinician": with_yes("infection_or_urine")}
    if raw[level] is not None:
        answers = tmp_path / "answers.json"
        answers.write_text(json.dumps(raw[level]), encoding="utf-8")
        refresh(result, answers)
    write_fragments(result, tmp_path / "shown")
    for path in (tmp_path / "shown").glob("*.html"):
        assert COMMAND.findall(path.read_text(encoding="utf-8")) == []
