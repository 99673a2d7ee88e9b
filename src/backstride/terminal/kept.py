"""A person at the terminal, and the answers file that grows with each thing said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from backstride.answers.file import read_file, write_file
from backstride.answers.parse import SECTIONS, read_answers
from backstride.errors import UsageError
from backstride.model.answers import Answers

Say = Callable[[str], None]
ReadLine = Callable[[], str]


class EndOfInput(Exception):  # noqa: N818 - nobody types any more; what was answered counts
    """The terminal gave no further line."""


class Kept:
    """``raw`` is the answers file as it grows, written after every answer where ``keep`` names one.

    Raises UsageError where ``keep`` is there and no file, as a folder or a device.
    """

    def __init__(self, say: Say, prompt: Say, read_line: ReadLine, keep: Path | None = None) -> None:
        self.say, self.prompt, self.read_line, self.keep = say, prompt, read_line, keep
        self.raw: dict[str, Any] = _earlier(keep) if keep is not None else {}

    def told(self) -> Answers | None:
        """The answers so far."""
        return read_answers(self.raw)

    def line(self, prompt: str) -> str:
        """One line as typed, without the spaces around it.

        Raises:
            EndOfInput: nobody types any more.
        """
        self.prompt(prompt)
        line = self.read_line()
        if not line:
            raise EndOfInput
        return line.strip()

    def drop(self, names: Iterable[str]) -> None:
        """Take out whatever stands for these ids, anywhere in the file; nothing is written yet."""
        ids = tuple(names)
        for part in self._parts():
            for name in ids:
                part.pop(name, None)

    def store(self, section: str, answers: dict[str, Any]) -> None:
        """Add answers to a section and write the file."""
        part = self.raw.setdefault(section, {})
        (part if isinstance(part, dict) else self.raw).update(answers)
        if self.keep is not None:
            write_file(self.keep, self.raw)

    def _parts(self) -> Iterator[dict[str, Any]]:
        """Every object in which an answer may stand."""
        yield self.raw
        for section in SECTIONS:
            given = self.raw.get(section)
            yield from (
                part for part in (given if isinstance(given, list) else [given]) if isinstance(part, dict)
            )


def _earlier(keep: Path) -> dict[str, Any]:
    """What an earlier session kept there."""
    if keep.exists() and not keep.is_file():
        raise UsageError("is no file", where=str(keep), fix="Name a file for the answers, as answers.json")
    return read_file(keep) if keep.exists() else {}
