"""A clinic's server: the password, the runners' links, TLS, and a day in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from backstride.app.door import body, brake, links
from backstride.app.settings import TlsFiles
from backstride.history.store import open_store
from helpers.clinic import PASSWORD, Clinic, certificate_in, clinic_at
from helpers.stored import keep_one_of_each
from helpers.web import DESK, PHONE, visiting


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


def test_over_tls_the_cookie_is_for_this_host_alone(tmp_path: Path) -> None:
    certificate, key, trusted = certificate_in(tmp_path)
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
