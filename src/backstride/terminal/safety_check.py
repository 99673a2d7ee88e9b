"""The safety check without a recording: asked in the terminal or read from a file."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from backstride.answers.file import read_file
from backstride.answers.parse import read_answers
from backstride.errors import UsageError
from backstride.model.answers import Answers
from backstride.model.safety import Safety
from backstride.safety.triage import patterns_allowed, triage
from backstride.terminal.aloud import inline, say, take_any_bytes
from backstride.terminal.interview import Interview
from backstride.terminal.safety_text import safety_lines
from backstride.terminal.wrap import wrapped


@dataclass(frozen=True)
class Outcome:
    """What triage says of these answers; ``saved`` is where they lie."""

    safety: Safety
    told: Answers | None
    saved: Path | None = None

    def lines(self) -> list[str]:
        """For a person, cut to the terminal's width."""
        return [wrapped(line, sys.stdout) for line in safety_lines(self.safety, self.told)]

    def json_lines(self) -> list[str]:
        """The ``safety`` block of the contract, as JSON text."""
        return [
            json.dumps(self.safety.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
        ]

    def next_steps(self) -> list[str]:
        """What to type next, only where advice may follow."""
        if not patterns_allowed(self.safety):
            return []
        if self.saved is None:
            return ["", "To keep the answers:  backstride safety --save answers.json"]
        return ["", f"Next:  backstride analyze run.c3d --answers {self.saved}"]


def outcome(*, answers: Path | None, save: Path | None, intake: bool) -> Outcome:
    """Read the answers, or ask for them; each one is kept in ``save`` as soon as it is given.

    Raises:
        UsageError: both were asked for, or the file is missing or no JSON object.
        KeyboardInterrupt: Ctrl-C; the answers so far are in ``save``.
    """
    if answers is not None:
        if save is not None or intake:
            raise UsageError("--answers reads, --save and --intake ask", fix="Use one or the other")
        told = read_answers(read_file(answers))
        return Outcome(triage(told), told, answers)
    take_any_bytes()
    interview = Interview(say, inline, sys.stdin.readline, save)
    if interview.raw:
        say(f"{save} holds answers already: only what is open is asked. Delete it to start anew.")
    try:
        interview.triage()
        if intake and patterns_allowed(triage(interview.told())):
            interview.intake()
    except KeyboardInterrupt:
        if save is not None and save.exists():
            say(f"\nYour answers so far are in {save}; the same command goes on from there.")
        raise
    told = interview.told()
    return Outcome(triage(told), told, save)
