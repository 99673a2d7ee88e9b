"""What the diary says: no claim, at grade eight or below, every text used and filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.knowledge.loader import load
from helpers.reading import grade, sentences
from helpers.wording import PACKAGE, claims, strings

HIGHEST_GRADE: Final = 8.0
FEWEST_WORDS: Final = 8
SECTIONS: Final = ("ask", "hint", "label", "say", "tomorrow")
SAMPLES: Final = {
    "day": "8 November",
    "since": "8 November",
    "until": "9 November",
    "newest": "7 October",
    "entries": "12 entries",
    "runs": "9 runs",
    "count": "9 runs",
    "before": "5 runs",
    "after": "4 runs",
    "told": "9 runs",
    "what": "quick steps",
    "name": "road",
    "shoes": "the blue ones",
    "iso": "2026-11-08",
}


def texts() -> Iterator[str]:
    for section in SECTIONS:
        for text in strings(load("diary.toml")[section]):
            prose = re.sub(r"  backstride .*", "", text)  # what is typed is no sentence
            yield re.sub(r"\{(\w+)\}", lambda match: SAMPLES.get(match[1], "5"), prose)


def test_no_text_of_the_diary_makes_a_claim() -> None:
    assert {text: claims(text) for text in texts() if claims(text)} == {}
    assert not [text for text in texts() if re.search(r"\b(effect|works|helps|because of)\b", text)]


def test_every_text_of_the_diary_reads_at_grade_eight_or_below() -> None:
    found = [text for text in texts() if len(re.findall(r"[A-Za-z']+", text)) >= FEWEST_WORDS]
    assert len(found) > 25
    hard = {text: round(grade(sentences(text)), 1) for text in found}
    assert {text: number for text, number in hard.items() if number > HIGHEST_GRADE} == {}


@pytest.mark.parametrize("command", ["add", "show", "remove", None])
def test_no_help_of_the_diary_makes_a_claim(command: str | None) -> None:
    shown = CliRunner().invoke(app, ["diary", *([command] if command else []), "--help"])
    assert shown.exit_code == 0
    assert "Usage" in shown.output
    assert claims(shown.output) == []


def test_no_text_of_the_diary_is_kept_that_nothing_says() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in _code())
    made = {
        f"{key}_{way}" for key in ("morning", "onset", "tried") for way in ("less", "more", "cannot_tell")
    }
    asked = {"less", "more", "cannot_tell"} | made
    for section in ("say", "tomorrow"):
        names = set(load("diary.toml")[section]) - asked
        assert {name for name in names if not re.search(rf"[\"']{name}[\"']", code)} == set()


def _code() -> list[Path]:
    return [
        PACKAGE / "diary_door.py",
        *PACKAGE.glob("terminal/diary_*.py"),
        *PACKAGE.glob("history/diary_*.py"),
        *PACKAGE.glob("report/diary_*.py"),
    ]
