"""Someone who answers the terminal's questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backstride.answers.questions import fields
from backstride.safety.facts import questions
from backstride.safety.triage import triage
from backstride.terminal.interview import Interview

NINE_NO = ("n",) * 9


class Person:
    """Someone who types these lines, then nothing more; an exception among them is raised instead."""

    def __init__(self, *lines: str | BaseException, keep: Path | None = None) -> None:
        self.lines: Iterator[str | BaseException] = iter(lines)
        self.heard: list[str] = []
        self.prompts: list[str] = []
        self.interview = Interview(self.heard.append, self.prompts.append, self._type, keep)

    def _type(self) -> str:
        line = next(self.lines, None)
        if line is None:
            return ""
        if isinstance(line, BaseException):
            raise line
        return f"{line}\n"

    def triage(self) -> Person:
        self.interview.triage()
        return self

    def intake(self) -> Person:
        self.interview.intake()
        return self

    @property
    def raw(self) -> dict[str, Any]:
        return self.interview.raw

    @property
    def level(self) -> str:
        return triage(self.interview.told()).level

    @property
    def titles(self) -> list[str]:
        """The questions heard, by id, in order."""
        return [
            question.id
            for text in self.heard
            for question in questions()
            if text.lstrip("\n").split(". ")[0].isdigit() and f". {question.title}. " in text
        ]

    def heard_field(self, name: str) -> bool:
        return f"\n{fields()[name].ask}" in self.heard

    def unused(self) -> list[str | BaseException]:
        return list(self.lines)
