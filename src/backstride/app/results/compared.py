"""Comparisons of a person's results, kept beside the later one: made once, read ever after."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from backstride.app.jobs.job import Job
from backstride.app.pages.job_rows import called, day_of
from backstride.app.results.fragments import stamp_of
from backstride.app.services import Services
from backstride.knowledge.loader import load
from backstride.model.change import Comparison

if TYPE_CHECKING:
    from pathlib import Path

KEPT: Final = "compared"


def comparison(found: Services, before: Job, after: Job, *, one_session: bool = False) -> Comparison:
    """What changed between two results of one person.

    Raises as ``saved.saved_analysis`` does.
    """
    folder = found.jobs.place(after.id) / KEPT
    path = folder / f"{before.id}-{'one' if one_session else 'two'}.json"
    stamp = f"{stamp_of(found.jobs.result(before))} {stamp_of(found.jobs.result(after))} {_rules()}"
    kept = _read(path, stamp)
    if kept is not None:
        return kept
    made = _made(found, before, after, one_session=one_session)
    _forget_deleted(found, folder)
    text = json.dumps({"stamp": stamp, "comparison": made.model_dump(mode="json")})
    with suppress(OSError):  # a full disk: it is made again next time
        folder.mkdir(mode=0o700, exist_ok=True)
        written = folder / f".{path.name}.{secrets.token_hex(4)}"
        written.write_text(text, encoding="utf-8")
        written.replace(path)
    return made


def kept_comparison(found: Services, before: Job, after: Job) -> Comparison | None:
    """The same where it was made before, else None: nothing is read but one small file."""
    path = found.jobs.place(after.id) / KEPT / f"{before.id}-two.json"
    stamp = f"{stamp_of(found.jobs.result(before))} {stamp_of(found.jobs.result(after))} {_rules()}"
    return _read(path, stamp)


def result_label(job: Job) -> str:
    """A result as its owner may know it again: when it was made, of which files."""
    name = called(job)
    return day_of(job.made_at) if name == job.id else f"{day_of(job.made_at)}, {name}"


def earlier(results: tuple[Job, ...]) -> tuple[Job, Job] | None:
    """The newest result and the one it is most likely meant to be held against: the one before.

    results: newest first. A demo's runner is somebody else, so it is left out where two others are there.
    """
    own = [job for job in results if job.kind != "demo"]
    chosen = own if len(own) > 1 else list(results)
    return (chosen[1], chosen[0]) if len(chosen) > 1 else None


def _made(found: Services, before: Job, after: Job, *, one_session: bool) -> Comparison:
    from backstride.comparison import compared, read_side

    sides = [read_side(found.jobs.result(job), result_label(job)) for job in (before, after)]
    return compared(sides[0], sides[1], one_session=one_session)


def _rules() -> str:
    """Tells one version of the rules from another."""
    return str(load("change.toml")["rule"])


def _read(path: Path, stamp: str) -> Comparison | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Comparison.model_validate(kept["comparison"]) if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return None


def _forget_deleted(found: Services, folder: Path) -> None:
    """Nothing of a deleted result stays behind in another's folder."""
    for path in folder.glob("*.json"):
        if found.jobs.load(path.stem.partition("-")[0]) is None:
            path.unlink(missing_ok=True)
