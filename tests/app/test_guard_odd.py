"""What makes no sense is refused over a real port: too much, too slow, odd bytes, ways out of the folder."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from backstride.app.door import body, protocol
from backstride.app.settings import COOKIE
from helpers.asked import asked
from helpers.served import TOKEN, Served

PLACES = (
    "/p/{}/", "/p/{}/diary", "/p/me/results/{}", "/p/me/jobs/{}", "/api/p/{}/jobs", "/api/p/me/jobs/{}",
    "/p/me/results/{}/files/analysis.json", "/static/{}", "/people/{}", "/p/me/compare?before={}&after={}",
    "/api/people/{}/accesses", "/static/report/{}", "/p/me/safety/{}/1", "/p/me/safety/more/{}",
)  # fmt: skip
WORDS = (
    "../secret.txt", "%2e%2e%2fsecret.txt", "..%2f..%2f..%2fsecret.txt", "%2e%2e", "..%5c..%5csecret.txt",
    "%252e%252e%252fsecret.txt", "....//secret.txt", "%00", "a%00b", "%ff", "a" * 5000,
    "%F0%9F%8F%83", "%E2%80%AE", "%0d%0aSet-Cookie:%20x=1", "%0aX-Bad:1", "..;/secret.txt", "~",
    "%c0%ae%c0%ae%c0%afsecret.txt", "CON", "%20", ".", "%2f", "%ed%a0%80", "job.json", "..%00/secret.txt",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/api/p/me/diary", "/p/me/safety", "/login", "/enter"])
def test_a_body_too_large_is_refused_before_it_is_read(path: str, guarded: Served) -> None:
    too_much = {"Content-Length": str(body.MOST_BYTES + 1), "Content-Type": "application/json"}
    assert asked(guarded, "POST", path, too_much)[0] == 413


def test_a_body_that_does_not_say_how_large_it_is_is_cut(guarded: Served) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"a" * 50_000

    with guarded.client() as client:
        answer = client.post("/api/p/me/diary", content=parts(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["error"] == body.TOO_MUCH


def test_a_body_that_does_not_come_is_not_waited_for(
    guarded: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "WHOLE_S", 0.4)
    headers = {"Content-Length": "100", "Content-Type": "application/json"}
    assert asked(guarded, "POST", "/api/p/me/diary", headers)[0] == 408


@pytest.mark.parametrize("begun", [b"", b"GET /p/me/ HTTP/1.1\r\nHost: 127.0", b"GET"])
def test_a_question_that_is_never_finished_is_cut(
    begun: bytes, guarded: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "QUESTION_S", 0.4)
    with socket.create_connection(("127.0.0.1", guarded.settings.port), timeout=20) as line:
        start = time.monotonic()
        line.sendall(begun)
        with suppress(ConnectionResetError):
            assert line.recv(1000) == b""
        assert time.monotonic() - start < 10


def test_a_second_question_on_the_same_line_is_not_waited_for_either(
    guarded: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "QUESTION_S", 0.4)
    with socket.create_connection(("127.0.0.1", guarded.settings.port), timeout=20) as line:
        host = f"Host: 127.0.0.1:{guarded.settings.port}\r\n".encode()
        line.sendall(b"HEAD /enter HTTP/1.1\r\n" + host + b"\r\n")
        assert line.recv(100_000).startswith(b"HTTP/1.1 405")
        time.sleep(0.2)  # the answer is over for the server too
        line.sendall(b"GET /static/ba")
        start = time.monotonic()
        with suppress(ConnectionResetError):
            while line.recv(100_000):
                pass
        assert time.monotonic() - start < 8


@pytest.mark.parametrize("place", PLACES)
def test_no_address_leads_out_of_the_folder(place: str, guarded: Served) -> None:
    secret = guarded.settings.home.parent / "secret.txt"
    secret.write_text("root:x:0:0", "utf-8")
    for word in (*WORDS, str(secret).replace("/", "%2f")):
        path = place.replace("{}", word)
        status, text = asked(guarded, "GET", path)
        assert status < 500, path
        assert "root:x" not in text, path


def test_nothing_sent_comes_back_as_a_header(guarded: Served) -> None:
    for path in ("/enter?token=%0d%0aX-Bad:%201", "/p/a%0d%0aX-Bad:%201/", "/p/me/%0d%0aX-Bad:%201"):
        line = http.client.HTTPConnection("127.0.0.1", guarded.settings.port, timeout=30)
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
def test_odd_bytes_get_a_refusal(raw: bytes, guarded: Served) -> None:
    with socket.create_connection(("127.0.0.1", guarded.settings.port), timeout=30) as line:
        line.sendall(raw)
        got = line.recv(100_000)
    assert re.match(rb"HTTP/1.1 (4\d\d|303)", got), got[:100]
