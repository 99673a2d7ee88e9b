"""A clinic's server: the password, the runners' links, what is noted, TLS."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser

from backstride.app.door import body, brake, links, passwords, sessions
from backstride.app.door.access import AccessLog
from backstride.app.door.brake import Brake
from backstride.app.door.sessions import Sessions
from backstride.app.services import Services
from backstride.app.settings import TlsFiles
from backstride.app.visitor import ASKED, Visitor
from backstride.errors import BackstrideError, UsageError
from backstride.history.store import Store, open_store
from backstride.model.access import Access
from helpers.clinic import PASSWORD, Clinic, clinic_at
from helpers.stored import entry, keep_one_of_each
from helpers.web import DESK, PHONE, visiting


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path) as found:
        yield found


def test_the_right_password_opens_and_logging_out_closes(clinic: Clinic) -> None:
    with clinic.nobody() as client:
        assert client.get("/p/me/").headers["location"] == "/login"
        wrong = client.post("/login", data={"password": PASSWORD[:-1]})
        assert (wrong.status_code, "That is not the password" in wrong.text) == (401, True)
        assert PASSWORD[:-1] not in wrong.text
        assert client.post("/login", data={"password": PASSWORD}).status_code == 303
        assert client.get("/").headers["location"] == "/inbox"
        kept = dict(client.cookies)
        assert client.post("/logout").headers["location"] == "/login"
        assert client.get("/p/me/").status_code == 303
    with clinic.nobody(cookies=kept) as client:  # the cookie of before opens nothing either
        assert client.get("/p/me/").status_code == 303


def test_the_launchs_token_opens_no_clinic(clinic: Clinic) -> None:
    with clinic.served.client() as client:
        assert client.get("/p/me/").status_code == 303
        assert client.get(f"/enter?token={clinic.served.settings.token}").headers["location"] == "/login"
        assert client.get("/p/me/").status_code == 303


def test_after_wrong_passwords_also_the_right_one_waits(clinic: Clinic) -> None:
    with clinic.nobody() as client:
        answers = [client.post("/login", data={"password": f"wrong {n}"}).status_code for n in range(5)]
        assert answers == [401] * (brake.FREE + 1) + [429] * (4 - brake.FREE)
        slowed = client.post("/login", data={"password": PASSWORD})
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) in (1, 2)
        assert "too many wrong passwords" in slowed.text
        assert client.post("/login", data={"password": "x" * 5_000}).status_code == 422
        assert client.post("/login", data={}).status_code == 422
        assert client.post("/login", content=b"a" * (body.MOST_BYTES + 1)).status_code == 413


def test_the_wait_doubles_up_to_a_cap_and_is_per_network() -> None:
    now = [0.0]
    slow = Brake(lambda: now[0])
    waits = []
    for _ in range(16):
        slow.failed("2001:db8::1")
        waits.append(slow.wait_s("2001:db8::ffff"))
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert slow.wait_s("2001:db8:0:1::1") == slow.wait_s("10.0.0.1") == 0
    now[0] += 899
    assert slow.wait_s("2001:db8::1") == 1
    now[0] += brake.FORGET_S
    slow.failed("2001:db8::1")
    assert slow.wait_s("2001:db8::1") == 0
    slow.passed("2001:db8::1")
    for n in range(brake.MOST + 5):
        slow.failed(f"host {n}")
    assert len(slow._failed) == brake.MOST


def test_a_session_ends_when_it_was_idle_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    held = Sessions(lambda: now[0])
    secret = held.open(Visitor("clinic"))
    for _ in range(4):
        now[0] += sessions.IDLE_END_S - 1
        assert held.visitor(secret) == Visitor("clinic")
    now[0] += sessions.IDLE_END_S + 1
    assert held.visitor(secret) is None
    monkeypatch.setattr(sessions, "MOST", 3)
    secrets = []
    for _ in range(4):
        now[0] += 1
        secrets.append(held.open(Visitor("clinic")))
    assert [held.visitor(one) is None for one in secrets] == [True, False, False, False]
    assert all(one not in repr(vars(held)) for one in secrets)


def test_a_link_shows_one_runner_until_it_is_taken_back(clinic: Clinic) -> None:
    with clinic.physio() as physio, clinic.runner("athlete-7") as runner:
        (link,) = physio.get("/api/people/athlete-7/links").json()
        assert set(link) == {"name", "person", "made_at", "ends_at"}
        assert runner.get("/").headers["location"] == "/p/athlete-7/"
        assert runner.get("/p/athlete-7/").status_code == 200
        assert runner.get("/p/athlete-8/").status_code == 404
        assert runner.get("/inbox").status_code == 404
        assert physio.delete(f"/api/people/athlete-8/links/{link['name']}").status_code == 404
        assert physio.delete(f"/api/people/athlete-7/links/{link['name']}").status_code == 204
        assert runner.get("/p/athlete-7/").headers["location"] == "/login"


def test_a_link_ends_by_itself_and_with_its_runner(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with clinic.physio() as physio, clinic.runner("athlete-7") as runner:
        assert runner.get("/p/athlete-7/").status_code == 200
        with open_store(clinic.served.settings.store) as store:
            store.delete_person("athlete-7")
        assert runner.get("/p/athlete-7/").status_code == 303
        monkeypatch.setattr(links, "LASTS", -links.LASTS)
        address = physio.post("/api/people/athlete-7/link").json()["address"]
        ended = physio.get(address)
        assert (ended.status_code, "has ended or was taken back" in ended.text) == (401, True)
        assert physio.post("/join", data={"key": address.partition("key=")[2]}).status_code == 401
        assert physio.get("/api/people/athlete-7/links").json() == []


def test_looking_at_a_link_lets_nobody_in(clinic: Clinic) -> None:
    with clinic.physio() as physio, clinic.nobody() as preview:
        address = physio.post("/api/people/athlete-7/link").json()["address"]
        shown = preview.get(address)
        assert shown.status_code == 200
        assert "set-cookie" not in shown.headers
        assert preview.get("/p/athlete-7/").status_code == 303


def test_the_secret_of_a_link_is_kept_nowhere(clinic: Clinic, tmp_path: Path) -> None:
    with clinic.physio() as physio:
        secret = physio.post("/api/people/athlete-7/link").json()["address"].partition("key=")[2]
    assert len(secret) > 40
    held = [path for path in tmp_path.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert held == []


def test_a_runner_has_only_so_many_links(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST", 1)
    with clinic.physio() as physio:
        assert physio.post("/api/people/athlete-7/link").status_code == 201
        refused = physio.post("/api/people/athlete-7/link")
    assert refused.status_code == 400
    assert "Take one back first" in refused.json()["error"]


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


def test_on_this_machine_alone_nothing_is_noted(tmp_path: Path) -> None:
    from helpers.served import serving, settings_for

    with serving(settings_for(tmp_path)) as served, served.client() as client:
        assert client.get("/p/athlete-7/").status_code == 200
        assert client.get("/api/people/athlete-7/accesses").json() == []
        assert client.post("/api/people/athlete-7/link").status_code == 409
        assert client.get("/people/athlete-7").status_code == 200
        assert client.get("/login").status_code == 404
        assert client.post("/join", data={"key": "x"}).status_code == 404


def test_over_tls_the_cookie_is_for_this_host_alone(tmp_path: Path) -> None:
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made.cert_chain_pems[0].write_to_path(certificate)
    made.private_key_pem.write_to_path(key)
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    with clinic_at(tmp_path, TlsFiles(certificate, key)) as clinic, clinic.nobody(verify=trusted) as client:
        answer = client.post("/login", data={"password": PASSWORD}, headers={"Origin": clinic.served.base})
        assert answer.status_code == 303
        assert answer.headers["set-cookie"].startswith("__Host-backstride=")
        assert {"HttpOnly", "SameSite=strict", "Secure", "Path=/"} <= set(
            answer.headers["set-cookie"].split("; ")
        )
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert client.get("/p/athlete-7/").status_code == 200
        made_link = client.post("/api/people/athlete-7/link").json()["address"]
        assert made_link.startswith(f"https://127.0.0.1:{clinic.served.settings.port}/join?key=")
        plain = client.post("/login", data={"password": PASSWORD}, headers={"Origin": "http://127.0.0.1"})
        assert plain.status_code == 403


def test_a_password_is_kept_as_a_hash_its_owner_alone_reads(tmp_path: Path) -> None:
    assert passwords.kept(tmp_path) is None
    made = passwords.hashed(PASSWORD)
    assert made.startswith("$argon2id$")
    passwords.keep(tmp_path, made)
    path = tmp_path / passwords.HASH_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert passwords.kept(tmp_path) == made
    assert PASSWORD not in path.read_text("utf-8")
    assert [passwords.fits(made, word) for word in (PASSWORD, PASSWORD + " ", "", "\ud800")] == [
        True,
        *[False] * 3,
    ]
    assert not passwords.fits("$argon2id$broken", PASSWORD)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (b"short", 0o600, "12 to 1024 characters"),
        (b"", 0o600, "12 to 1024 characters"),
        (b"a-long-enough-word", 0o644, "others may read this file"),
        (b"$argon2id$v=19$broken", 0o600, "holds no argon2 hash"),
        (b"\xff\xfe\x00" * 9, 0o600, "holds no text"),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_password_file_that_will_not_do_is_refused(
    content: bytes | None, mode: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "word"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(UsageError, match=said) as error:
        passwords.from_file(path)
    assert content is None or content == b"" or content.decode("latin-1") not in str(error.value)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_a_day_at_the_clinic_in_a_browser(
    clinic: Clinic, browser: Browser, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    with open_store(clinic.served.settings.store) as store:
        keep_one_of_each(store, "athlete-7", "word")
    with visiting(browser, f"{clinic.served.base}/", tmp_path, size, color_scheme=scheme) as visit:
        page, name = visit.page, f"{size[0]}-{scheme}"
        assert page.url.endswith("/login")
        assert (visit.violations(), visit.overflows()) == ([], 0)
        visit.shot(f"login-{name}")
        page.get_by_label("Password of your clinic").fill("wrong word of a test")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert (visit.violations(), visit.overflows()) == ([], 0)
        visit.faults.clear()  # the browser itself complains of the 401
        page.get_by_label("Password of your clinic").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox")
        page.goto(f"{clinic.served.base}/people/athlete-7")
        page.get_by_role("button", name="Make a link").click()
        address = page.get_by_label("The link").input_value()
        assert (visit.violations(), visit.overflows()) == ([], 0)
        visit.shot(f"access-{name}")
        with visiting(browser, address, tmp_path, size, color_scheme=scheme) as other:
            assert (other.violations(), other.overflows()) == ([], 0)
            other.shot(f"join-{name}")
            other.page.get_by_role("button", name="Open my pages").click()
            other.page.wait_for_url("**/p/athlete-7/")
            page.get_by_role("button", name="Take back").click()
            page.get_by_text("There is no link for this runner.").wait_for()
            other.page.goto(f"{clinic.served.base}/p/athlete-7/diary")
            assert other.page.url.endswith("/login")
        assert visit.faults == other.faults == []


def test_a_link_on_another_page_opens_what_one_is_let_in_to(
    clinic: Clinic, browser: Browser, tmp_path: Path
) -> None:
    """The browser holds a strict cookie back then; the page asks again from here."""
    elsewhere = tmp_path / "mail.html"
    elsewhere.write_text(f'<a href="{clinic.served.base}/p/athlete-7/diary?x=1&y=2">diary</a>', "utf-8")
    with visiting(browser, f"{clinic.served.base}/login", tmp_path) as visit:
        visit.page.get_by_label("Password of your clinic").fill(PASSWORD)
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/inbox")
        visit.page.goto(elsewhere.as_uri())
        visit.page.get_by_role("link").click()
        visit.page.wait_for_url("**/p/athlete-7/diary?x=1&y=2")
        visit.page.get_by_role("heading", level=1).wait_for()
        assert "Opening" not in visit.page.title()
