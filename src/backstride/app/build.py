"""The app on one page: who is let in, the pages, the API, the files of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import resources
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

import backstride
from backstride.app.api import access as access_api
from backstride.app.api import compare as compare_api
from backstride.app.api import diary as diary_api
from backstride.app.api import jobs as jobs_api
from backstride.app.api import live as live_api
from backstride.app.api import people as people_api
from backstride.app.api import plan as plan_api
from backstride.app.api import privacy as privacy_api
from backstride.app.api import results as results_api
from backstride.app.api import safety as safety_api
from backstride.app.door.entry import Door
from backstride.app.door.guard import Guard
from backstride.app.faults import answer_faults
from backstride.app.interview.talk import Talks
from backstride.app.jobs.scheduler import Scheduler
from backstride.app.live.studio import Studio
from backstride.app.pages import (
    access,
    compare,
    diary,
    film,
    inbox,
    intake,
    jobs,
    live,
    login,
    plan,
    player,
    privacy,
    report,
    report_files,
    safety,
    start,
)
from backstride.app.said import Said
from backstride.app.services import Services
from backstride.app.settings import ServeSettings
from backstride.app.told import raw_answers
from backstride.app.warm import warm_up

PAGES: Final[tuple[APIRouter, ...]] = (
    login.router,
    access.router,
    start.router,
    jobs.router,
    film.router,
    report.router,
    report_files.router,
    player.router,
    privacy.router,
    compare.router,
    inbox.router,
    live.router,
    intake.router,
    safety.router,
    diary.router,
    plan.router,
)
API: Final[tuple[APIRouter, ...]] = (
    compare_api.router,
    people_api.router,
    jobs_api.router,
    live_api.router,
    results_api.router,
    privacy_api.router,
    access_api.router,
    diary_api.router,
    plan_api.router,
    safety_api.router,
)


def create_app(settings: ServeSettings) -> FastAPI:
    """The whole app for these settings; jobs are measured while it runs."""
    services = Services(settings)
    scheduler = services.scheduler = Scheduler(
        services.jobs,
        settings.workers,
        partial(raw_answers, services),
        services.keep,
        spare=settings.spare,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        scheduler.start()
        if settings.spare:
            warm_up()
        try:
            yield
        finally:
            scheduler.stop()
            app.state.live.close()
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
    app.state.live = Studio()
    app.state.said, app.state.talks = Said(), Talks()
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router)
    app.mount(
        "/static", StaticFiles(directory=str(resources.files("backstride.app") / "static")), name="static"
    )
    answer_faults(app)
    app.state.door = Door(services)
    app.add_middleware(Guard, door=app.state.door)
    return app
