"""Live feedback as JSON, and its line."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, WebSocket
from starlette.concurrency import run_in_threadpool

from backstride.app.live.line import hold
from backstride.app.live.offer import LiveOffer, offer, why_not
from backstride.app.live.studio import Studio
from backstride.app.services import Services, services
from backstride.app.visitor import Person
from backstride.model.live import LiveSession

router = APIRouter(prefix="/api/p/{person}/live", tags=["live"])


@router.get("")
def offered(request: Request, person: Person) -> LiveOffer:
    """What may be practised now; where something may, the engine is made ready meanwhile."""
    found = offer(services(request), person)
    if found.allowed:
        studio: Studio = request.app.state.live
        studio.warm()
    return found


@router.post("/sessions", status_code=201)
def keep(request: Request, person: Person, session: LiveSession) -> LiveSession:
    """Keep a practice that was done; only asked for by the person."""
    if (why := why_not(services(request), person)) is not None:
        raise HTTPException(403, why)
    services(request).store().add_practice(person, session)
    return session


@router.websocket("/line")
async def line(websocket: WebSocket, person: Person) -> None:
    """Frames up, answers down (docs/live.md)."""
    found: Services = websocket.app.state.services
    why = await run_in_threadpool(why_not, found, person)
    studio: Studio = websocket.app.state.live
    await hold(websocket, studio, why)
