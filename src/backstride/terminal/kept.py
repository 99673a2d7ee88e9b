"""A person at the terminal, and the answers file that grows with each thing said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from backstride.answers.file import read_file, write_file
from backstride.answers.growing import Growing
from backstride.errors import UsageError

Say = Callable[[str], None]
ReadLine = Callable[[], str]


class EndOfInput(Exception):  # noqa: N818 - nobody types any more; what was answered counts
    """The terminal gave no further line."""


class Kept(Growing):
    """``raw`` is the answers file as it grows, written after every answer where ``keep`` names one.

    Raises UsageError where ``keep`` is there and no file, as a folder or a device.
    """

    def __init__(self, say: Say, prompt: Say, read_line: ReadLine, keep: Path | None = None) -> None:
        super().__init__()
        self.say, self.prompt, self.read_line, self.keep = say, prompt, read_line, keep
        self.raw = _earlier(keep) if keep is not None else {}

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

    def store(self, section: str, answers: dict[str, Any]) -> None:
        """Add answers to a section and write the file."""
        self.put(section, answers)
        if self.keep is not None:
            write_file(self.keep, self.raw)


def _earlier(keep: Path) -> dict[str, Any]:
    """What an earlier session kept there."""
    if keep.exists() and not keep.is_file():
        raise UsageError("is no file", where=str(keep), fix="Name a file for the answers, as answers.json")
    return read_file(keep) if keep.exists() else {}
