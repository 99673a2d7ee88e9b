"""Comparisons of a person's results, kept beside the later one: made once, read ever after."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from backstride.app.jobs.job import Job
from backstride.app.pages.job_rows import called, day_of
from backstride.app.results.fragments import stamp_of
from backstride.app.services import Services
from backstride.errors import BackstrideError
from backstride.knowledge.loader import load
from backstride.model.change import Comparison

if TYPE_CHECKING:
    from pathlib import Path

KEPT: Final = "compared"


def comparison(found: Services, before: Job, after: Job, *, one_session: bool = False) -> Comparison:
    """What changed between two results of one person.

    Raises as ``saved.saved_analysis`` does.
    """
    path, stamp = _place(found, before, after, one_session=one_session)
    kept = _read(path, stamp)
    if kept is not None:
        return kept
    try:
        made = _made(found, before, after, one_session=one_session)
    except BackstrideError:
        _keep(found, path, stamp, None)
        raise
    _keep(found, path, stamp, made)
    return made


def kept_comparison(found: Services, before: Job, after: Job) -> Comparison | None:
    """The same where it was made before, else None: nothing is read but one small file."""
    return _read(*_place(found, before, after))


def unreadable(found: Services, before: Job, after: Job) -> bool:
    """Whether it was tried with these two as they are, and one of them does not read."""
    path, stamp = _place(found, before, after)
    return bool(_kept(path) == {"stamp": stamp, "comparison": None})


def result_label(job: Job) -> str:
    """A result as its owner may know it again: when it was made, of which files."""
    return f"{day_of(job.made_at)}, {called(job)}"


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


def _place(found: Services, before: Job, after: Job, *, one_session: bool = False) -> tuple[Path, str]:
    """Where a comparison is kept, and what tells whether it is still that of these two."""
    path = found.jobs.place(after.id) / KEPT / f"{before.id}-{'one' if one_session else 'two'}.json"
    return path, f"{stamp_of(found.jobs.result(before))} {stamp_of(found.jobs.result(after))} {_rules()}"


def _rules() -> str:
    """Tells one version of the rules from another."""
    return str(load("change.toml")["rule"])


def _read(path: Path, stamp: str) -> Comparison | None:
    kept = _kept(path)
    try:
        return Comparison.model_validate(kept["comparison"]) if kept["stamp"] == stamp else None
    except (KeyError, TypeError, ValidationError):
        return None


def _kept(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _keep(found: Services, path: Path, stamp: str, made: Comparison | None) -> None:
    """Beside the later result; None where the two do not read, so that nobody waits for it."""
    _forget_deleted(found, path.parent)
    text = json.dumps({"stamp": stamp, "comparison": made and made.model_dump(mode="json")})
    with suppress(OSError):  # a full disk: it is made again next time
        path.parent.mkdir(mode=0o700, exist_ok=True)
        written = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        written.write_text(text, encoding="utf-8")
        written.replace(path)


def _forget_deleted(found: Services, folder: Path) -> None:
    """Nothing of a deleted result stays behind in another's folder."""
    for path in folder.glob("*.json"):
        if found.jobs.load(path.stem.partition("-")[0]) is None:
            path.unlink(missing_ok=True)
