"""Results as JSON, at the safety level of the person's newest answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from backstride.app.pages.report import result_address
from backstride.app.results.current import current
from backstride.app.results.downloads import ABOVE, files_of
from backstride.app.services import services
from backstride.app.visitor import Person
from backstride.model.common import Frozen
from backstride.model.safety import SafetyLevel

router = APIRouter(prefix="/api/p/{person}/results", tags=["results"])
JobId = Annotated[str, Path(max_length=64)]


class ResultRow(Frozen):
    """One result. page: its address."""

    id: str
    made_at: str
    demo: bool
    page: str


class ResultFacts(Frozen):
    """A result and its files, name to address. level: of safety, as it stands now."""

    id: str
    made_at: str
    demo: bool
    level: SafetyLevel
    recordings: tuple[str, ...]
    clips: tuple[str, ...]
    files: dict[str, str]


@router.get("")
def listed(request: Request, person: Person) -> list[ResultRow]:
    """The person's results, the newest first."""
    return [
        ResultRow(
            id=job.id,
            made_at=job.made_at,
            demo=job.kind == "demo",
            page=result_address(person, job.id),
        )
        for job in services(request).jobs.results_of(person)
    ]


@router.get("/{job_id}")
def one(request: Request, person: Person, job_id: JobId) -> ResultFacts:
    """One result: its level, its recordings, its files. Above ``unknown`` no file but those that say what to
    do."""
    now = current(services(request), person, job_id)
    base = f"{result_address(person, job_id)}/files"
    return ResultFacts(
        id=now.job.id,
        made_at=now.job.made_at,
        demo=now.job.kind == "demo",
        level=now.level,
        recordings=now.shown.recordings,
        clips=now.shown.clips,
        files={file.name: f"{base}/{file.name}" for file in files_of(now)},
    )


@router.get("/{job_id}/analysis", response_class=FileResponse)
def analysis(request: Request, person: Person, job_id: JobId) -> Response:
    """The whole analysis, schema ``backstride.analysis/1``; it holds no advice that its level forbids."""
    now = current(services(request), person, job_id)
    if not now.findings and not now.says_what_to_do:
        raise HTTPException(403, ABOVE)
    return FileResponse(now.result / "analysis.json", media_type="application/json")
