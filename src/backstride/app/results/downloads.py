"""The files of a result that a person may take along, at its safety level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import HTTPException

from backstride.app.kept.deleted import while_there
from backstride.app.kept.sizes import size_text
from backstride.app.results.current import MAKING, Current
from backstride.errors import UsageError
from backstride.knowledge.loader import load

if TYPE_CHECKING:
    from backstride.app.services import Services
    from backstride.report.pdf.papers import Paper

PAPERS: Final[dict[str, Paper]] = {
    "runner.pdf": "runner",
    "clinician.pdf": "clinician",
    "letter.pdf": "letter",
}
KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
}
CLIP: Final = re.compile(r"(clip|annotated)-[A-Za-z0-9_-]+\.mp4")
# What holds no finding at a level that forbids them, or is meant for a doctor.
SAFE: Final = ("report.html", "analysis.json", *PAPERS)
ABOVE: Final = "Your answers come before any number. Go back to the safety page for what to do now."


@dataclass(frozen=True)
class ResultFile:
    """One file. saved_as: its name in a person's downloads. plays: shown in a page, not saved."""

    name: str
    path: Path
    size_bytes: int | None
    title: str = ""
    text: str = ""

    @property
    def media_type(self) -> str:
        """For the browser."""
        return KINDS[self.path.suffix]

    @property
    def size(self) -> str:
        """How large it is, in words; empty where it is not made yet."""
        return "" if self.size_bytes is None else size_text(self.size_bytes)

    @property
    def plays(self) -> bool:
        """The small clip of the player."""
        return self.name.startswith("clip-")

    @property
    def saved_as(self) -> str:
        """A name that tells where it comes from."""
        return f"backstride-{self.name}"


def files_of(one: Current) -> tuple[ResultFile, ...]:
    """What can be taken along at this level, in order; a paper that was not made yet has no size."""
    rows = [row for row in load("app/report.toml")["file"] if _allowed(one, row["name"])]
    found = [_row(one, row, name) for row in rows for name in _names(one, row["name"])]
    return tuple(each for each in found if each is not None)


def file_of(found: Services, one: Current, name: str) -> ResultFile:
    """A file of the result, made where it is a paper.

    Raises HTTPException 404 for a name that is none, or a result deleted meanwhile, 403 where the level of
    safety forbids it, and ModelMissingError where the PDF extra is not installed.
    """
    known = {*(row["name"] for row in load("app/report.toml")["file"])}
    if name not in known and not CLIP.fullmatch(name):
        raise HTTPException(404, "There is no such file.")
    if not _allowed(one, name):
        raise HTTPException(403, ABOVE)
    path = _paper(found, one, name) if name in PAPERS else one.result / name
    if not path.is_file():
        raise HTTPException(404, "There is no such file.")
    return ResultFile(name, path, path.stat().st_size)


def _allowed(one: Current, name: str) -> bool:
    return one.findings or (name in SAFE and one.says_what_to_do)


def _names(one: Current, name: str) -> tuple[str, ...]:
    """A name, or those that a pattern stands for."""
    return tuple(sorted(path.name for path in one.result.glob(name))) if "*" in name else (name,)


def _row(one: Current, row: dict[str, str], name: str) -> ResultFile | None:
    path = one.result / name
    there = path.is_file()
    if not there and name not in PAPERS:
        return None
    return ResultFile(name, path, path.stat().st_size if there else None, row["title"], row["text"])


def _paper(found: Services, one: Current, name: str) -> Path:
    """The paper of the result as it is now."""
    from backstride.rerender import papers

    path, of = one.result / name, one.result / "analysis.json"
    with MAKING, while_there(found, one.job):
        if not path.is_file() or path.stat().st_mtime_ns < of.stat().st_mtime_ns:
            try:
                papers(one.result, PAPERS[name])
            except UsageError as error:
                raise HTTPException(403, str(error)) from error
    return path
