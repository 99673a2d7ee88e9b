"""A clinic's list of who looked at whom: every look is noted, or nothing is shown."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from backstride.app.door.access import AccessLog
from backstride.app.services import Services
from backstride.app.visitor import ASKED, Visitor
from backstride.errors import BackstrideError
from backstride.history.store import Store, open_store
from backstride.model.access import Access
from helpers.clinic import Clinic
from helpers.served import Served
from helpers.stored import entry


def test_every_look_is_noted_with_who_what_and_how_it_ended(clinic: Clinic) -> None:
    with clinic.physio() as physio, clinic.runner("athlete-8") as runner:
        physio.get("/p/athlete-7/")
        physio.get("/p/athlete-7/")  # the very same again
        physio.get("/api/p/athlete-7/jobs/0123456789abcdef")
        physio.get("/api/p/athlete-7/jobs/0123456789abcdee")
        runner.get("/p/athlete-7/")
        physio.get("/static/base.css")
        noted = physio.get("/api/people/athlete-7/accesses?most=5").json()
        assert physio.get("/api/people/athlete-7/accesses?most=0").status_code == 422
    seen = [(one["who"].split()[0], one["method"], one["route"], one["status"]) for one in reversed(noted)]
    assert seen == [
        ("clinic", "GET", "/p/{person}/", 200),
        ("clinic", "GET", "/api/p/{person}/jobs/{job_id}", 404),
        ("clinic", "GET", "/api/p/{person}/jobs/{job_id}", 404),
        ("runner", "GET", "/p/{person}/", 404),
    ]
    assert {one["address"] for one in noted} == {"127.0.0.1"}


def test_what_cannot_be_noted_is_not_shown(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise BackstrideError("there is no space left", where="a place that is nobody's business")

    with clinic.physio() as physio:
        assert physio.get("/p/athlete-7/").status_code == 200
        monkeypatch.setattr(Store, "log_accesses", full)
        for path in ("/p/athlete-7/diary", "/p/athlete-7/diary", "/api/p/athlete-7/jobs"):
            answer = physio.get(path)
            assert answer.status_code == 503
            assert "who looks at a runner" in answer.text
            assert "nobody&#39;s business" not in answer.text
            assert answer.headers["cache-control"] == "no-store"


def test_the_list_notes_all_it_shows_at_once_and_again_where_that_failed(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"athlete {n}" for n in range(3)]
    with open_store(clinic.served.settings.store) as store:
        for name in names:
            store.put_diary(name, entry("word"))
    written: list[int] = []
    whole = Store.log_accesses

    def counted(store: Store, looks: Sequence[tuple[str, Access]]) -> None:
        written.append(len(looks))
        whole(store, looks)

    def refused(_store: Store, _looks: object) -> None:
        raise BackstrideError("the disk is full")

    with clinic.physio() as physio:
        monkeypatch.setattr(Store, "log_accesses", refused)
        assert "athlete" not in physio.get("/inbox").text
        monkeypatch.setattr(Store, "log_accesses", counted)
        for _ in range(2):
            assert "athlete 2" in physio.get("/inbox").text
        assert written == [3]
        page = physio.get("/inbox").text
        assert 'href="/p/me/safety"' not in page  # a list of patients is nobody's own page
        assert 'href="/people/athlete%201"' in physio.get("/p/athlete%201/privacy").text
    with open_store(clinic.served.settings.store) as store:
        assert [len([one for one in store.accesses(name) if one.route == "/inbox"]) for name in names] == [
            1
        ] * 3


def test_many_looks_at_once_are_all_noted(clinic: Clinic) -> None:
    log = AccessLog(Services(clinic.served.settings))

    def look(number: int) -> None:
        state = {ASKED: "athlete-9", "visitor": Visitor("clinic", name="abc")}
        log.note({"type": "http", "method": "GET", "path": f"/{number}", "state": state}, 200)

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(look, range(400)))
    log._found.close()
    with open_store(clinic.served.settings.store) as store:
        assert len(store.accesses("athlete-9")) == 400


def test_on_this_machine_alone_nothing_is_noted(served: Served) -> None:
    with served.client() as client:
        assert client.get("/p/athlete-7/").status_code == 200
        assert client.get("/api/people/athlete-7/accesses").json() == []
        assert client.post("/api/people/athlete-7/link").status_code == 409
        assert client.get("/people/athlete-7").status_code == 200
        assert client.get("/login").status_code == 404
        assert client.post("/join", data={"key": "x"}).status_code == 404
