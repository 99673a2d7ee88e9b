"""Files on their way to the disk: all of one is kept, or nothing of it."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from backstride.app.jobs.box import JobBox
from backstride.app.settings import COOKIE
from backstride.app.uploads import receive as uploads
from helpers.jobs_sent import JOBS, made, until
from helpers.served import Served, serving, settings_for
from helpers.training_made import run_file

TABLE = b"time,x,y\n" + b"0.01,1,2\n" * 1000


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as found:
        yield found


def new(client: httpx.Client, *sizes: int, name: str = "run.csv") -> httpx.Response:
    files = [{"name": name, "bytes": size} for size in sizes]
    return client.post(JOBS, json={"kind": "analyze", "files": files})


def on_disk(box: JobBox) -> list[str]:
    """Everything that lies in the jobs' folders but their states."""
    return sorted(
        str(path.relative_to(box.folder).as_posix()).partition("/")[2]
        for path in box.folder.rglob("*")
        if path.is_file() and path.name != "job.json"
    )


def test_a_file_is_kept_under_a_safe_name_with_its_hash(
    served: Served, client: httpx.Client, tmp_path: Path
) -> None:
    path = run_file(tmp_path, 0, 5.0)
    sent = path.rename(tmp_path / "🏃 Läufe; rm -rf.bin")
    job = made(client, sent, sent)
    assert [one["name"] for one in job["files"]] == [sent.name] * 2
    assert on_disk(served.box) == ["files/0/Laufe-rm--rf.bin.fit", "files/1/Laufe-rm--rf.bin.fit"]
    assert {one["kind"] for one in job["files"]} == {"watch"}
    kept = served.box.place(job["id"]) / "files" / job["files"][1]["stored"]
    assert kept.read_bytes() == sent.read_bytes()
    assert len(job["files"][0]["sha256"]) == 64


@pytest.mark.parametrize(
    ("sizes", "status", "said"),
    [
        ((1,) * 41, 413, "41 files at once are too many. Give at most 40."),
        ((0,), 422, "run.csv: the file is empty."),
        ((4_000_000_001,), 413, "One file may have 4 GB."),
        ((3_000_000_000,) * 3, 413, "too large together (9 GB)"),
        ((), 422, "No file was given."),
    ],
)
def test_what_is_too_much_is_refused_before_anything_is_sent(
    served: Served, client: httpx.Client, sizes: tuple[int, ...], status: int, said: str
) -> None:
    answer = new(client, *sizes)
    assert (answer.status_code, said in answer.json()["error"]) == (status, True), answer.text
    assert served.box.all() == ()


def test_a_disk_without_room_refuses_at_once(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "free_bytes", lambda _folder: 1000)
    answer = new(client, 10)
    assert answer.status_code == 507
    assert "Make room" in answer.json()["error"]


@pytest.mark.parametrize(("told", "status"), [(len(TABLE) - 1, 413), (len(TABLE) + 1, 400)])
def test_more_or_less_than_announced_is_not_kept(
    served: Served, client: httpx.Client, told: int, status: int
) -> None:
    job = new(client, told).json()
    answer = client.put(f"{JOBS}/{job['id']}/files/0", content=TABLE)
    assert answer.status_code == status
    assert "Send the file again" in answer.json()["error"]
    assert on_disk(served.box) == []
    assert client.post(f"{JOBS}/{job['id']}/start").status_code == 409


def test_no_recording_is_refused_early_and_another_may_follow(served: Served, client: httpx.Client) -> None:
    size = 30_000_000
    job = new(client, size, name="run.mp4").json()
    address = f"{JOBS}/{job['id']}/files/0"

    def zip_file() -> Iterator[bytes]:
        for number in range(size // 100_000):
            yield (b"PK\x03\x04" if number == 0 else bytes(4)) + bytes(99_996)

    answer = client.put(address, content=zip_file(), headers={"content-length": str(size)})
    assert answer.status_code == 415
    said = answer.json()["error"]
    assert said.startswith("run.mp4: this seems to be a zip file, or an Office document. Unpack it")
    assert on_disk(served.box) == []
    job = new(client, len(TABLE)).json()
    assert client.put(f"{JOBS}/{job['id']}/files/0", content=TABLE).status_code == 200


def test_a_file_sent_again_takes_the_place_of_the_first(served: Served, client: httpx.Client) -> None:
    job = new(client, len(TABLE)).json()
    address = f"{JOBS}/{job['id']}/files/0"
    first = client.put(address, content=TABLE).json()
    second = client.put(address, content=TABLE.replace(b"1,2", b"2,1")).json()
    assert first["files"][0]["sha256"] != second["files"][0]["sha256"]
    assert on_disk(served.box) == ["files/0/run.csv"]
    assert client.put(f"{JOBS}/{job['id']}/files/1", content=TABLE).status_code == 404


def half_sent(served: Served, job_id: str) -> socket.socket:
    """A connection on which half of a file came."""
    line = socket.create_connection(("127.0.0.1", served.settings.port))
    line.sendall(
        f"PUT {JOBS}/{job_id}/files/0 HTTP/1.1\r\nHost: 127.0.0.1:{served.settings.port}\r\n"
        f"Cookie: {COOKIE}={served.settings.token}\r\nOrigin: {served.base}\r\n"
        f"Content-Length: {len(TABLE)}\r\n\r\n".encode()
        + TABLE[: len(TABLE) // 2]
    )
    return line


def test_a_cut_connection_leaves_nothing_and_the_file_may_come_again(
    served: Served, client: httpx.Client
) -> None:
    job = new(client, len(TABLE)).json()
    line = half_sent(served, job["id"])
    until(lambda: on_disk(served.box))
    line.close()
    until(lambda: not on_disk(served.box))
    assert client.get(f"{JOBS}/{job['id']}").json()["state"] == "uploading"
    assert client.put(f"{JOBS}/{job['id']}/files/0", content=TABLE).status_code == 200


def test_a_disk_that_fills_is_said_and_leaves_nothing(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = new(client, len(TABLE)).json()
    real: Callable[..., int] = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 5000:
            return real(handle, data[:5000])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    answer = client.put(f"{JOBS}/{job['id']}/files/0", content=TABLE)
    monkeypatch.undo()
    assert answer.status_code == 507
    assert "Make room" in answer.json()["error"]
    assert on_disk(served.box) == []
    assert client.put(f"{JOBS}/{job['id']}/files/0", content=TABLE).status_code == 200


def test_limits_are_those_of_the_server(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), most_file_bytes=100, most_job_bytes=150, most_files=3)
    with serving(settings) as served, served.client() as client:
        assert new(client, 100).status_code == 201
        assert new(client, 101).status_code == 413
        assert new(client, 80, 80).status_code == 413
        assert new(client, 1, 1, 1, 1).status_code == 413
