"""Every route of the app, one by one: nobody comes in who is not known, no runner sees another's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from backstride.app.build import API, PAGES
from backstride.app.door.guard import PUBLIC
from backstride.app.door.headers import STATIC
from backstride.app.jobs.job import JobFile
from backstride.history.store import open_store
from helpers.clinic import Clinic, clinic_at
from helpers.stored import keep_one_of_each

MINE, HERS = "athlete-7", "athlete 8 é"
Route = tuple[str, str]
FOR_ANYBODY_LET_IN: Final = {
    ("GET", "/"),
    ("POST", "/logout"),
    ("GET", "/api/openapi.json"),
}
# What only lists people or takes several at once: for those who see everybody.
FOR_OVERSEERS: Final = ("/inbox", "/people/", "/api/people")


def routes() -> tuple[Route, ...]:
    """Method and template of every route; LINE for an open line."""
    found: list[Route] = [("GET", "/api/openapi.json")]
    for router in (*PAGES, *API):
        for one in router.routes:
            if isinstance(one, APIWebSocketRoute):
                found.append(("LINE", one.path))
            else:
                assert isinstance(one, APIRoute), one  # another kind would not be looked at below
                found += [(method, one.path) for method in sorted(one.methods)]
    return tuple(found)


ROUTES: Final = routes()
OF_PEOPLE: Final = tuple(one for one in ROUTES if "{person}" in one[1])


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with clinic_at(tmp_path_factory.mktemp("clinic")) as found:
        with open_store(found.served.settings.store) as store:
            for person in (MINE, HERS):
                keep_one_of_each(store, person, "a" if person == MINE else "b")
        yield found


@pytest.fixture(scope="module")
def job_ids(clinic: Clinic) -> Mapping[str, str]:
    """A job of each runner."""
    file = JobFile(name="run.c3d", stored="0.c3d")
    box = clinic.served.box
    return {person: box.new(person, "analyze", (file,)).id for person in (MINE, HERS)}


@pytest.fixture(scope="module")
def nobody(clinic: Clinic) -> Iterator[httpx.Client]:
    with clinic.nobody() as client:
        yield client


@pytest.fixture(scope="module")
def runner(clinic: Clinic) -> Iterator[httpx.Client]:
    with clinic.runner(MINE) as client:
        yield client


def filled(template: str, person: str, job: str) -> str:
    """The address of a route."""
    values = {"person": quote(person, safe=""), "job": job, "job_id": job, "number": "0", "day": "2026-05-01"}
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    while "{" in template:
        before, _, rest = template.partition("{")
        template = f"{before}x{rest.partition('}')[2]}"
    return template


def status_of(client: httpx.Client, method: str, path: str) -> int:
    """What a visitor gets; for an open line what stands in the way of opening it, 101 where nothing does."""
    if method != "LINE":
        return client.request(method, path).status_code
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    url = f"{str(client.base_url).replace('http', 'ws', 1).rstrip('/')}{path}"
    try:
        with connect(url, additional_headers={"Cookie": cookie} if cookie else {}):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def test_there_is_something_to_look_at() -> None:
    assert len(OF_PEOPLE) > 40
    assert ("LINE", "/api/p/{person}/live/line") in OF_PEOPLE


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=str)
def test_who_is_not_known_sees_nothing(
    method: str, path: str, nobody: httpx.Client, job_ids: Mapping[str, str]
) -> None:
    if path in PUBLIC or path.startswith(STATIC):
        assert path in ("/enter", "/login", "/join", "/static/report/{name}")
        return
    status = status_of(nobody, method, filled(path, MINE, job_ids[MINE]))
    page = method != "LINE" and not path.startswith("/api/")
    assert status == (303 if page else 401)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=str)
def test_every_route_belongs_to_somebody(method: str, path: str) -> None:
    """A new route must say whose it is: by the person in it, or in the lists above."""
    open_to_all = path in PUBLIC or path.startswith(STATIC)
    overseers = path.startswith(FOR_OVERSEERS)
    assert open_to_all or overseers or "{person}" in path or (method, path) in FOR_ANYBODY_LET_IN


@pytest.mark.parametrize(("method", "path"), OF_PEOPLE, ids=str)
def test_another_runners_pages_are_not_there(
    method: str, path: str, clinic: Clinic, runner: httpx.Client, job_ids: Mapping[str, str]
) -> None:
    for job in job_ids.values():
        assert status_of(runner, method, filled(path, HERS, job)) == 404


@pytest.mark.parametrize(("method", "path"), [one for one in OF_PEOPLE if "{job" in one[1]], ids=str)
def test_another_runners_job_is_not_there_among_ones_own(
    method: str, path: str, runner: httpx.Client, job_ids: Mapping[str, str]
) -> None:
    body = {"PUT": b"x"}.get(method)
    answer = runner.request(method, filled(path, MINE, job_ids[HERS]), content=body)
    # What is asked with it may be looked at first; an answer that says no more than that tells nothing.
    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert answer.text == runner.request(method, filled(path, MINE, "0" * 16), content=body).text


def test_jobs_named_behind_the_question_mark_are_ones_own(
    runner: httpx.Client, job_ids: Mapping[str, str]
) -> None:
    for path in ("/p/{person}/compare", "/api/p/{person}/compare", "/api/p/{person}/compare/motion"):
        asked = f"{filled(path, MINE, '')}?before={job_ids[HERS]}&after={job_ids[HERS]}&job={job_ids[HERS]}"
        never = asked.replace(job_ids[HERS], "0" * 16)
        one, other = runner.get(asked), runner.get(never)
        assert one.status_code == other.status_code
        assert one.text.replace(job_ids[HERS], "0" * 16) == other.text


@pytest.mark.parametrize(
    ("method", "path"), [one for one in ROUTES if one[1].startswith(FOR_OVERSEERS)], ids=str
)
def test_a_runner_is_no_overseer(
    method: str, path: str, runner: httpx.Client, job_ids: Mapping[str, str]
) -> None:
    assert status_of(runner, method, filled(path, MINE, job_ids[MINE])) == 404


def test_nothing_of_the_other_was_changed(clinic: Clinic, job_ids: Mapping[str, str]) -> None:
    """After all of the above."""
    assert clinic.served.box.of(HERS, job_ids[HERS]) is not None
    with open_store(clinic.served.settings.store) as store:
        (kept,) = store.kept(HERS)
    assert [len(part) for part in (kept.sessions, kept.answers, kept.plans, kept.diary, kept.practices)] == [
        1
    ] * 5


def test_every_try_was_noted(clinic: Clinic, runner: httpx.Client) -> None:
    with open_store(clinic.served.settings.store) as store:
        noted = store.accesses(HERS)
    tries = [one for one in noted if one.who.startswith("runner ")]
    assert {one.status for one in tries} == {404}
    assert {(one.method, one.route) for one in tries} >= {
        (method, path) for method, path in OF_PEOPLE if method in ("GET", "LINE")
    }
    assert {one.address for one in tries} == {"127.0.0.1"}


def test_the_addresses_above_are_those_of_the_routes(clinic: Clinic, job_ids: Mapping[str, str]) -> None:
    """Who sees everybody gets further than 404 on what needs no more than the person and the job."""
    with clinic.physio() as client:
        for path in ("/p/{person}/", "/p/{person}/privacy", "/api/p/{person}/jobs/{job_id}"):
            assert status_of(client, "GET", filled(path, HERS, job_ids[HERS])) == 200
