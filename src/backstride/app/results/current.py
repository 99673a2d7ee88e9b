"""A result as it may be shown now: up to date with what the person told last."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import HTTPException

from backstride.answers.file import ANSWERS, dumps, write_file
from backstride.app.jobs.job import Job
from backstride.app.kept.deleted import while_there
from backstride.app.results.fragments import Shown, shown_in, write_fragments
from backstride.app.services import Services
from backstride.app.told import told_by
from backstride.errors import AnswersError, BackstrideError, UsageError
from backstride.model.answers import Answers
from backstride.model.safety import Safety, SafetyLevel
from backstride.safety.triage import PATTERNS_AT, patterns_allowed, triage

MAKING: Final = threading.RLock()
"""One result is brought up to date, or put on paper, at a time: two cores have no more room."""


@dataclass(frozen=True)
class Current:
    """A result and its fragments. safety: of the person's own newest answers."""

    job: Job
    result: Path
    folder: Path
    shown: Shown
    safety: Safety
    told: Answers | None

    @property
    def findings(self) -> bool:
        """Whether what was found may be shown: neither the person's answers nor the result's forbid it."""
        return patterns_allowed(self.safety) and self.shown.level in PATTERNS_AT

    @property
    def level(self) -> SafetyLevel:
        """What decides here: the person's own level where it forbids findings, else the result's."""
        own = not patterns_allowed(self.safety) and not self.says_what_to_do
        return self.safety.level if own else self.shown.level

    @property
    def advice(self) -> bool:
        """Whether a plan and practice go with this result: not with a demo, whose runner is made up."""
        return self.shown.level == "clear" and self.job.kind != "demo"

    @property
    def says_what_to_do(self) -> bool:
        """Whether the result's own page holds what to do now."""
        return self.shown.level not in PATTERNS_AT


def result_of(found: Services, person: str, job_id: str) -> tuple[Job, Path]:
    """A person's job and its result folder. Raises HTTPException 404 where there is none with findings."""
    job = found.jobs.of(person, job_id)
    if job is None or not found.jobs.measured(job):
        raise HTTPException(404, "There is no result here. It may have been deleted.")
    return job, found.jobs.result(job)


def current(found: Services, person: str, job_id: str) -> Current:
    """The result, judged by the person's newest answers, with fragments that show just that.

    A demo keeps its own answers: they are the invented runner's. Raises HTTPException 404 where there is no
    such result or it was deleted meanwhile, and what ``refresh.refresh`` and ``saved.saved_result`` raise.
    """
    job, result = result_of(found, person, job_id)
    told = told_by(found, person)
    folder = found.jobs.shown(job)
    with while_there(found, job):
        if job.kind != "demo" and told is not None and _older(result, told):
            with MAKING:
                if _older(result, told):
                    _refresh(result, told)
        shown = shown_in(folder, result) or _made(folder, result)
    return Current(job, result, folder, shown, triage(told), told)


def _made(folder: Path, result: Path) -> Shown:
    with MAKING:
        shown = shown_in(folder, result)
        if shown is None:
            _write(folder, result)
            shown = shown_in(folder, result)
    if shown is None:
        raise BackstrideError("the result changed while its page was made", fix="Load the page again")
    return shown


def _write(folder: Path, result: Path) -> None:
    """The fragments; where an earlier version judged these answers by other rules, they are judged anew."""
    from backstride.refresh import refresh

    try:
        write_fragments(result, folder)
    except UsageError:
        refresh(result, result / ANSWERS)
        write_fragments(result, folder)


def _older(result: Path, told: Answers) -> bool:
    """Whether the result was judged by other answers than these."""
    try:
        return (result / ANSWERS).read_text(encoding="utf-8") != dumps(told.raw)
    except (FileNotFoundError, UnicodeDecodeError):
        return True


def _refresh(result: Path, told: Answers) -> None:
    from backstride.refresh import refresh

    with tempfile.TemporaryDirectory(prefix=".told.", dir=result.parent) as folder:
        path = Path(folder) / ANSWERS
        write_file(path, told.raw)
        try:
            refresh(result, path)
        except AnswersError:  # nothing in them that this version knows: the result keeps its own
            return
