"""What is kept, where, how much; take it along, share a clip without faces, delete it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse

from backstride.app.kept.export_all import packed, pieces
from backstride.app.kept.forget import check_may_delete, delete_everything, delete_job, word_for
from backstride.app.kept.holding import held
from backstride.app.kept.sizes import size_text
from backstride.app.page import address, page
from backstride.app.results.covered import clip_of, clips_of, make_copy
from backstride.app.services import services
from backstride.app.visitor import AnyVisitor, Person

router = APIRouter(prefix="/p/{person}/privacy")
DONE = ("removed", "all", "copy", "copy_removed")
Field = Annotated[str, Form(max_length=300)]


@router.get("")
def privacy(request: Request, person: Person, visitor: AnyVisitor, done: str = "") -> Response:
    """Everything about what is kept. done: what was just done, said at the top."""
    found = services(request)
    return page(
        request,
        "privacy",
        person=person,
        held=held(found, person, machine=visitor.sees_everybody),
        clips=clips_of(found, person),
        word=word_for(person),
        may_delete=visitor.sees_everybody,
        alone=found.settings.loopback,
        done=done if done in DONE else "",
        in_words=size_text,
    )


@router.get("/export.zip")
def export(request: Request, person: Person) -> Response:
    """All of it in one archive."""
    file, size = packed(services(request), person)
    told = {"Content-Length": str(size), "Content-Disposition": 'attachment; filename="backstride-data.zip"'}
    return StreamingResponse(pieces(file), media_type="application/zip", headers=told)


@router.post("/remove")
def remove(request: Request, person: Person, visitor: AnyVisitor, job: Field = "") -> Response:
    """Delete one upload with its result."""
    check_may_delete(visitor)
    found = services(request)
    wanted = found.jobs.of(person, job)
    if wanted is None:
        raise HTTPException(404, "There is nothing of this kind here. It may have been deleted before.")
    delete_job(found, wanted)
    return _back(person, "removed")


@router.post("/everything")
def everything(request: Request, person: Person, visitor: AnyVisitor, typed: Field = "") -> Response:
    """Delete all that is kept of the person."""
    check_may_delete(visitor)
    delete_everything(services(request), person, typed)
    return _back(person, "all")


@router.post("/cover")
def cover(request: Request, person: Person, job: Field = "", name: Field = "") -> Response:
    """Make the copy of a clip with every face covered that is found."""
    found = services(request)
    make_copy(found, clip_of(found, person, job, name))
    return _back(person, "copy", "#share")


@router.post("/uncover")
def uncover(request: Request, person: Person, job: Field = "", name: Field = "") -> Response:
    """Delete that copy."""
    clip = clip_of(services(request), person, job, name)
    if clip.copy is not None:
        clip.copy.unlink(missing_ok=True)
    return _back(person, "copy_removed", "#share")


@router.get("/copies/{job}/{name}")
def copy(request: Request, person: Person, job: str, name: str) -> Response:
    """The copy, to look at and to save."""
    clip = clip_of(services(request), person, job, name)
    if clip.copy is None:
        raise HTTPException(404, "No copy was made of this clip.")
    return FileResponse(
        clip.copy, media_type="video/mp4", filename=clip.copy.name, content_disposition_type="inline"
    )


def _back(person: str, done: str, at: str = "") -> Response:
    return RedirectResponse(f"{address(person, 'privacy')}?done={done}{at}", 303)
