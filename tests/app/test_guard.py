"""Whom the guard lets in and from where, asked over a real port as an attacker would."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from backstride.app.door import body
from backstride.app.door.headers import POLICY
from backstride.app.settings import COOKIE, ServeSettings
from helpers.asked import asked
from helpers.served import TOKEN, Served

APP = Path(body.__file__).parents[1]
FOREIGN = (
    "evil.example", "127.0.0.1.evil.example", "evil.example:8765", "10.0.0.1", "[::2]", "", "localhost.evil",
    "127.0.0.1@evil.example", "0.0.0.0", "127.0.0.1, evil.example", "http://127.0.0.1", "é", "127.0.0.1\t",
)  # fmt: skip


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST.", "clinic.example", "CLINIC.example:1"]
)
def test_the_server_goes_by_its_own_names(host: str, guarded: Served) -> None:
    assert asked(guarded, "GET", "/p/me/", {"Host": host})[0] == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_rebound_name_gets_nothing(host: str, guarded: Served) -> None:
    status, text = asked(guarded, "GET", "/p/me/", {"Host": host})
    assert status in (200, 400, 421) if host.strip() == "127.0.0.1" else status in (400, 421)
    assert "not one of this server" in text or status != 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),  # a program
        ({"Origin": "http://127.0.0.1:{port}"}, 303),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),  # a form of ours, which sends no referrer
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),  # another program's page on this machine
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://localhost:{port}"}, 403),
        ({"Origin": "http://127.0.0.1:{port}.evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Referer": "http://evil.example/"}, 303),  # of the referrer nothing depends: it may be left away
    ],
)
def test_what_changes_something_comes_from_our_own_pages(
    headers: dict[str, str], status: int, guarded: Served
) -> None:
    given = {name: value.replace("{port}", str(guarded.settings.port)) for name, value in headers.items()}
    assert asked(guarded, "POST", "/p/me/demo", {**given, "Content-Length": "0"})[0] == status


@pytest.mark.parametrize(
    ("mode", "dest", "status"),
    [
        ("navigate", "document", 200),
        ("navigate", "iframe", 403),
        ("no-cors", "image", 403),
        ("cors", "empty", 403),
    ],
)
def test_other_pages_may_link_here_and_no_more(mode: str, dest: str, status: int, guarded: Served) -> None:
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert asked(guarded, "GET", "/p/me/", headers)[0] == status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_pages_line_is_not_opened(origin: str, guarded: Served) -> None:
    url = f"ws://127.0.0.1:{guarded.settings.port}/api/p/me/live/line"
    for headers, status in (({"Cookie": f"{COOKIE}={TOKEN}"}, 403), ({}, 403)):
        with pytest.raises(InvalidStatus) as error, connect(url, origin=origin, additional_headers=headers):
            pass
        assert error.value.response.status_code == status
    with pytest.raises(InvalidStatus) as error, connect(url):
        pass
    assert error.value.response.status_code == 401


@pytest.mark.parametrize(
    "cookie",
    [
        *("", f"{COOKIE}=", f"{COOKIE}={TOKEN[:-1]}", f"{COOKIE}={TOKEN}x", f"{COOKIE.upper()}={TOKEN}"),
        *(f"x{COOKIE}={TOKEN}", f"{COOKIE}=é", f"{COOKIE}={'a' * 4000}", f"{COOKIE}={TOKEN}; {COOKIE}=x"),
        *(f"__Host-{COOKIE}={TOKEN}", f"{COOKIE}={TOKEN}\x80", f"; ;=;{COOKIE}"),
    ],
)
def test_a_wrong_cookie_lets_nobody_in(cookie: str, guarded: Served) -> None:
    status, text = asked(guarded, "GET", "/p/me/", {"Cookie": cookie}, known=False)
    assert (status, "Open the address that the terminal shows" in text) == (401, True)


@pytest.mark.parametrize(
    ("shown", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer  {TOKEN}", 200), ("Bearer x", 401), (TOKEN, 401)],
)
def test_a_program_shows_the_token_as_bearer(shown: str, status: int, guarded: Served) -> None:
    got, text = asked(guarded, "GET", "/api/p/me/jobs", {"Authorization": shown}, known=False)
    assert got == status
    assert status == 200 or "Open the address" in json.loads(text)["error"]


def test_the_token_leaves_the_address_at_once_for_a_cookie_no_script_reads(guarded: Served) -> None:
    with httpx.Client(base_url=guarded.base) as client:
        answer = client.get(f"/enter?token={TOKEN}")
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/", "")
        said = answer.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(said.split("; "))
        assert client.get("/", follow_redirects=True).url.path == "/p/me/"
        for wrong in ("", TOKEN[:-1], "é", f"{TOKEN}%00"):
            refused = client.get(f"/enter?token={wrong}")
            assert refused.status_code == 401
            assert "set-cookie" not in refused.headers


def test_every_answer_says_what_the_browser_must_not_do(guarded: Served) -> None:
    with guarded.client() as client:
        for path in (
            "/p/me/",
            "/nothing",
            "/api/p/me/jobs",
            "/api/nothing",
            "/enter?token=x",
            "/static/base.css",
        ):
            headers = client.get(path).headers
            assert headers["content-security-policy"] == POLICY
            assert "unsafe" not in POLICY
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["permissions-policy"].startswith("camera=(self), microphone=()")
            kept = "no-cache" if path.startswith("/static/") else "no-store"
            assert headers["cache-control"] == kept
            assert "strict-transport-security" not in headers
            assert "server" not in headers
        assert "immutable" in client.get("/static/base.css?v=1").headers["cache-control"]
        assert client.get("/static/nothing.css?v=1").headers["cache-control"] == "no-store"


def test_the_app_fetches_no_address() -> None:
    """No request made by the server on behalf of who asks: nothing in the app can make one."""
    clients = {
        "httpx", "requests", "urllib.request", "urllib3", "aiohttp", "http.client", "ftplib", "smtplib",
    }  # fmt: skip
    found = []
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
            found += [f"{path.name}: {name}" for name in names if name in clients]
    assert found == []


def test_secrets_are_not_shown() -> None:
    shown = repr(
        ServeSettings(
            home=Path("x"),
            token="tok-secret",
            store="postgresql://u:pw-secret@h/d",
            password_hash="hash-secret",
        )
    )
    assert "secret" not in shown
