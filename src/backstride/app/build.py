"""The app on one page: who is let in, the pages, the API, the files of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

import backstride
from backstride.app.api import jobs as jobs_api
from backstride.app.faults import answer_faults
from backstride.app.guard import Guard
from backstride.app.pages import start
from backstride.app.services import Services
from backstride.app.settings import ServeSettings

PAGES: Final[tuple[APIRouter, ...]] = (start.router,)
API: Final[tuple[APIRouter, ...]] = (jobs_api.router,)


def create_app(settings: ServeSettings) -> FastAPI:
    """The whole app for these settings; jobs are measured while it runs."""
    services = Services(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            services.close()

    app = FastAPI(
        title="Backstride",
        version=backstride.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.services = services
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router)
    app.mount(
        "/static", StaticFiles(directory=str(resources.files("backstride.app") / "static")), name="static"
    )
    answer_faults(app)
    app.add_middleware(Guard, settings=settings)
    return app
