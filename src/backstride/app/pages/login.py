"""Letting people in: the address of the terminal, the clinic's password, a runner's link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from backstride.app.door.access import address_of
from backstride.app.door.entry import Door, door, secret_of
from backstride.app.door.links import link_of
from backstride.app.door.passwords import LONGEST
from backstride.app.page import address, bare_page, words

router = APIRouter()
Word = Annotated[str, Form(max_length=LONGEST)]


@router.get("/enter")
def enter(request: Request, token: str = "") -> Response:
    """By the address that the terminal shows; the token leaves the address at once."""
    here = door(request)
    if here.settings.clinic:
        return RedirectResponse("/login", 303)
    if not here.is_token(token):
        raise HTTPException(401, words("login")("unknown"))
    here.entered()
    return _with_cookie(here, RedirectResponse("/", 303), here.settings.token)


@router.get("/login")
def ask(request: Request) -> Response:
    """The question for the clinic's password."""
    _clinic_only(request)
    return bare_page("login", wrong=None)


@router.post("/login")
def log_in(request: Request, password: Word) -> Response:
    """Let the clinic in where the password fits; wrong ones are slowed down per address."""
    _clinic_only(request)
    here, who, said = door(request), address_of(request.scope), words("login")
    if wait := here.brake.wait_s(who):
        return _slowed(wait)
    fits = here.is_password(password)
    if fits is None:
        return bare_page("login", 503, wrong=said("busy"))
    if not fits:
        here.brake.failed(who)
        return bare_page("login", 401, wrong=said("wrong"))
    here.brake.passed(who)
    return _with_cookie(here, RedirectResponse("/", 303), here.log_in())


@router.post("/logout")
def log_out(request: Request) -> Response:
    """End this session."""
    here = door(request)
    here.sessions.close(secret_of(request, here.settings.cookie))
    answer = RedirectResponse("/login" if here.settings.clinic else "/", 303)
    answer.delete_cookie(here.settings.cookie, secure=here.settings.tls is not None, samesite="strict")
    return answer


@router.get("/join")
def shown_link(request: Request, key: str = "") -> Response:
    """A runner's link: a button, so that nothing that only looks at links is let in."""
    _clinic_only(request)
    if link_of(door(request).found, key) is None:
        raise HTTPException(401, words("login")("link_ended"))
    return bare_page("join", key=key)


@router.post("/join")
def join(request: Request, key: Word) -> Response:
    """Let the runner of this link in."""
    _clinic_only(request)
    here = door(request)
    link = link_of(here.found, key)
    if link is None:
        raise HTTPException(401, words("login")("link_ended"))
    return _with_cookie(here, RedirectResponse(address(link.person), 303), here.let_in(link))


def _clinic_only(request: Request) -> None:
    if not door(request).settings.clinic:
        raise HTTPException(404, words("login")("no_login"))


def _slowed(wait_s: int) -> Response:
    minutes = -(-wait_s // 60)
    wait = words("login")("seconds", n=wait_s) if wait_s < 60 else words("login")("minutes", n=minutes)
    page = bare_page("login", 429, wrong=words("login")("slowed", wait=wait))
    page.headers["Retry-After"] = str(wait_s)
    return page


def _with_cookie(here: Door, answer: Response, secret: str) -> Response:
    tls = here.settings.tls is not None
    answer.set_cookie(here.settings.cookie, secret, httponly=True, samesite="strict", secure=tls, path="/")
    return answer
