"""Answers that grow while somebody gives them: one raw object, as an answers file holds it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backstride.answers.parse import SECTIONS, read_answers
from backstride.model.answers import Answers


class Growing:
    """``raw`` is the answers file as it grows. What it starts from is copied, never changed."""

    def __init__(self, raw: Mapping[str, Any] | None = None) -> None:
        self.raw: dict[str, Any] = copy.deepcopy(dict(raw or {}))

    def told(self) -> Answers | None:
        """The answers so far."""
        return read_answers(self.raw)

    def drop(self, names: Iterable[str]) -> None:
        """Take out whatever stands for these ids, anywhere in it."""
        ids = tuple(names)
        for part in self._parts():
            for name in ids:
                part.pop(name, None)

    def put(self, section: str, answers: Mapping[str, Any]) -> None:
        """Add answers to a section."""
        part = self.raw.setdefault(section, {})
        (part if isinstance(part, dict) else self.raw).update(answers)

    def _parts(self) -> Iterator[dict[str, Any]]:
        """Every object in which an answer may stand."""
        yield self.raw
        for section in SECTIONS:
            given = self.raw.get(section)
            yield from (
                part for part in (given if isinstance(given, list) else [given]) if isinstance(part, dict)
            )
