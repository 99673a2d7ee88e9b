"""What the guard lets through and what not, asked over a real port as an attacker would."""

from __future__ import annotations

import ast
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from backstride.app.door import body, protocol
from backstride.app.door.headers import POLICY
from backstride.app.settings import COOKIE, ServeSettings
from helpers.served import TOKEN, Served, serving, settings_for

APP = Path(body.__file__).parent


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = replace(settings_for(tmp_path_factory.mktemp("guard")), names=("Clinic.example",))
    with serving(settings) as found:
        yield found


def asked(
    served: Served, method: str, path: str, headers: Mapping[str, str] | None = None, *, known: bool = True
) -> tuple[int, str]:
    """Status and text, the headers exactly as given."""
    line = http.client.HTTPConnection("127.0.0.1", served.settings.port, timeout=30)
    try:
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        given = {"Host": f"127.0.0.1:{served.settings.port}"}
        given |= {"Cookie": f"{COOKIE}={TOKEN}"} if known else {}
        for name, value in (given | dict(headers or {})).items():
            line.putheader(name, value.encode("latin-1"))
        line.endheaders()
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST.", "clinic.example", "CLINIC.example:1"]
)
def test_the_server_goes_by_its_own_names(host: str, shared: Served) -> None:
    assert asked(shared, "GET", "/p/me/", {"Host": host})[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *(
            "evil.example",
            "127.0.0.1.evil.example",
            "evil.example:8765",
            "10.0.0.1",
            "[::2]",
            "",
            "localhost.evil",
        ),
        *(
            "127.0.0.1@evil.example",
            "0.0.0.0",
            "127.0.0.1, evil.example",
            "http://127.0.0.1",
            "é",
            "127.0.0.1\t",
        ),
    ],
)
def test_a_rebound_name_gets_nothing(host: str, shared: Served) -> None:
    status, text = asked(shared, "GET", "/p/me/", {"Host": host})
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
    headers: dict[str, str], status: int, shared: Served
) -> None:
    given = {name: value.replace("{port}", str(shared.settings.port)) for name, value in headers.items()}
    assert asked(shared, "POST", "/p/me/demo", {**given, "Content-Length": "0"})[0] == status


@pytest.mark.parametrize(
    ("mode", "dest", "status"),
    [
        ("navigate", "document", 200),
        ("navigate", "iframe", 403),
        ("no-cors", "image", 403),
        ("cors", "empty", 403),
    ],
)
def test_other_pages_may_link_here_and_no_more(mode: str, dest: str, status: int, shared: Served) -> None:
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert asked(shared, "GET", "/p/me/", headers)[0] == status


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_pages_line_is_not_opened(origin: str, shared: Served) -> None:
    url = f"ws://127.0.0.1:{shared.settings.port}/api/p/me/live/line"
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
def test_a_wrong_cookie_lets_nobody_in(cookie: str, shared: Served) -> None:
    status, text = asked(shared, "GET", "/p/me/", {"Cookie": cookie}, known=False)
    assert (status, "Open the address that the terminal shows" in text) == (401, True)


@pytest.mark.parametrize(
    ("shown", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer  {TOKEN}", 200), ("Bearer x", 401), (TOKEN, 401)],
)
def test_a_program_shows_the_token_as_bearer(shown: str, status: int, shared: Served) -> None:
    got, text = asked(shared, "GET", "/api/p/me/jobs", {"Authorization": shown}, known=False)
    assert got == status
    assert status == 200 or "Open the address" in json.loads(text)["error"]


def test_the_token_leaves_the_address_at_once_for_a_cookie_no_script_reads(shared: Served) -> None:
    with httpx.Client(base_url=shared.base) as client:
        answer = client.get(f"/enter?token={TOKEN}")
        assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/", "")
        said = answer.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(said.split("; "))
        assert client.get("/", follow_redirects=True).url.path == "/p/me/"
        for wrong in ("", TOKEN[:-1], "é", f"{TOKEN}%00"):
            refused = client.get(f"/enter?token={wrong}")
            assert refused.status_code == 401
            assert "set-cookie" not in refused.headers


def test_every_answer_says_what_the_browser_must_not_do(shared: Served) -> None:
    with shared.client() as client:
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


@pytest.mark.parametrize("path", ["/api/p/me/diary", "/p/me/safety", "/login", "/enter"])
def test_a_body_too_large_is_refused_before_it_is_read(path: str, shared: Served) -> None:
    too_much = {"Content-Length": str(body.MOST_BYTES + 1), "Content-Type": "application/json"}
    assert asked(shared, "POST", path, too_much)[0] == 413


def test_a_body_that_does_not_say_how_large_it_is_is_cut(shared: Served) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 50_000

    with shared.client() as client:
        answer = client.post("/api/p/me/diary", content=parts(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["error"] == body.TOO_MUCH


def test_a_body_that_does_not_come_is_not_waited_for(shared: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "WHOLE_S", 0.4)
    headers = {"Content-Length": "100", "Content-Type": "application/json"}
    assert asked(shared, "POST", "/api/p/me/diary", headers)[0] == 408


@pytest.mark.parametrize("begun", [b"", b"GET /p/me/ HTTP/1.1\r\nHost: 127.0", b"GET"])
def test_a_question_that_is_never_finished_is_cut(
    begun: bytes, shared: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "QUESTION_S", 0.4)
    with socket.create_connection(("127.0.0.1", shared.settings.port), timeout=20) as line:
        start = time.monotonic()
        line.sendall(begun)
        with suppress(ConnectionResetError):
            assert line.recv(1000) == b""
        assert time.monotonic() - start < 10


def test_a_second_question_on_the_same_line_is_not_waited_for_either(
    shared: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "QUESTION_S", 0.4)
    with socket.create_connection(("127.0.0.1", shared.settings.port), timeout=20) as line:
        host = f"Host: 127.0.0.1:{shared.settings.port}\r\n".encode()
        line.sendall(b"HEAD /enter HTTP/1.1\r\n" + host + b"\r\n")
        assert line.recv(100_000).startswith(b"HTTP/1.1 405")
        time.sleep(0.2)  # the answer is over for the server too
        line.sendall(b"GET /static/ba")
        start = time.monotonic()
        with suppress(ConnectionResetError):
            while line.recv(100_000):
                pass
        assert time.monotonic() - start < 8


@pytest.mark.parametrize(
    "place",
    [
        *(
            "/p/{}/",
            "/p/{}/diary",
            "/p/me/results/{}",
            "/p/me/jobs/{}",
            "/api/p/{}/jobs",
            "/api/p/me/jobs/{}",
        ),
        *(
            "/p/me/results/{}/files/analysis.json",
            "/static/{}",
            "/people/{}",
            "/p/me/compare?before={}&after={}",
        ),
        *("/api/people/{}/accesses", "/static/report/{}", "/p/me/safety/{}/1", "/p/me/safety/more/{}"),
    ],
)
def test_no_address_leads_out_of_the_folder(place: str, shared: Served) -> None:
    secret = shared.settings.home.parent / "secret.txt"
    secret.write_text("root:x:0:0", "utf-8")
    tries = [
        *(
            "../secret.txt",
            "%2e%2e%2fsecret.txt",
            "..%2f..%2f..%2fsecret.txt",
            "%2e%2e",
            "..%5c..%5csecret.txt",
        ),
        *(
            "%252e%252e%252fsecret.txt",
            "....//secret.txt",
            str(secret).replace("/", "%2f"),
            "%00",
            "a%00b",
            "%ff",
        ),
        *(
            "a" * 5000,
            "%F0%9F%8F%83",
            "%E2%80%AE",
            "%0d%0aSet-Cookie:%20x=1",
            "%0aX-Bad:1",
            "..;/secret.txt",
            "~",
        ),
        *(
            "%c0%ae%c0%ae%c0%afsecret.txt",
            "CON",
            "%20",
            ".",
            "%2f",
            "%ed%a0%80",
            "job.json",
            "..%00/secret.txt",
        ),
    ]
    for word in tries:
        path = place.replace("{}", word)
        status, text = asked(shared, "GET", path)
        assert status < 500, path
        assert "root:x" not in text, path


def test_nothing_sent_comes_back_as_a_header(shared: Served) -> None:
    for path in ("/enter?token=%0d%0aX-Bad:%201", "/p/a%0d%0aX-Bad:%201/", "/p/me/%0d%0aX-Bad:%201"):
        line = http.client.HTTPConnection("127.0.0.1", shared.settings.port, timeout=30)
        line.request("GET", path, headers={"Cookie": f"{COOKIE}={TOKEN}"})
        answer = line.getresponse()
        answer.read()
        assert answer.getheader("X-Bad") is None
        line.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /p/me/ HTTP/1.1\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /p/me/demo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    ],
)
def test_odd_bytes_get_a_refusal(raw: bytes, shared: Served) -> None:
    with socket.create_connection(("127.0.0.1", shared.settings.port), timeout=30) as line:
        line.sendall(raw)
        got = line.recv(100_000)
    assert re.match(rb"HTTP/1.1 (4\d\d|303)", got), got[:100]


def test_the_app_fetches_no_address() -> None:
    """No request made by the server on behalf of who asks: nothing in the app can make one."""
    clients = {
        "httpx",
        "requests",
        "urllib.request",
        "urllib3",
        "aiohttp",
        "http.client",
        "ftplib",
        "smtplib",
    }
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
