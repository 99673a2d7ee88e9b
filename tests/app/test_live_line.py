"""The line of live feedback: a real process, a real socket, frames of a real run, and every bad end."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from benchmarks.app_server import children
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from backstride.app.live.studio import Studio
from backstride.app.live.wire import FrameError, jpeg_size, stamp
from backstride.app.settings import COOKIE
from backstride.knowledge.loader import load
from backstride.live.target import border
from backstride.model.live import LiveSession
from helpers.need import need_models
from helpers.served import Served, serving, settings_for
from helpers.tapping import keep
from helpers.told import all_no, with_yes

RUN = "video/run_side_overlay_radluy.mp4"
SAYS = load("app/live_line.toml")["say"]
WHY = load("live.toml")["why"]
HELLO = {"cue": "landing", "view": "side", "number": 1, "check": False, "told": [[0, 900]], "target": None}


def jpeg(width: int, height: int) -> bytes:
    """The head of a picture that says this size, and nothing of it."""
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\0\0\0\0"
    )


def frame(number: int, at_ms: float, picture: bytes) -> bytes:
    return struct.pack("<dI", at_ms, number) + picture


# --- what is read of a frame, without a process


def test_the_size_is_read_from_the_head_alone() -> None:
    assert jpeg_size(memoryview(jpeg(640, 480))) == (640, 480)
    assert stamp(frame(7, 12.5, jpeg(640, 480)))[:2] == (12.5, 7)


@pytest.mark.parametrize(
    "bad",
    [
        frame(1, 0.0, jpeg(60000, 60000)),
        frame(1, 0.0, jpeg(8, 8)),
        frame(1, float("nan"), jpeg(640, 480)),
        frame(1, 0.0, b"\x89PNG\r\n\x1a\n" + bytes(40)),
        frame(1, 0.0, b"\xff\xd8" + b"\xff\xd9" + bytes(20)),
        frame(1, 0.0, b"\xff\xd8\xff\xe0\xff\xff" + bytes(40)),
        frame(1, 0.0, jpeg(640, 480) + bytes(1_000_000)),
        b"",
        bytes(12),
    ],
    ids=["bomb", "tiny", "timeless", "png", "ends", "runs out", "heavy", "empty", "no picture"],
)
def test_a_frame_that_is_none_is_refused_before_it_is_decoded(bad: bytes) -> None:
    with pytest.raises(FrameError):
        stamp(bad)


# --- a line


def seeing() -> list[int]:
    """The live processes of this one."""
    found = []
    for pid in children(os.getpid()):
        with suppress(OSError):  # it ended meanwhile
            if b"backstride.app.live.process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


@pytest.fixture(scope="session")
def pictures(shared: Path) -> list[tuple[float, bytes]]:
    """The shared run as a browser sends it: ms and JPEG, 640x480 or less."""
    cv2 = pytest.importorskip("cv2")
    av = pytest.importorskip("av")
    need_models()
    found = []
    with av.open(str(shared / RUN)) as clip:
        for one in clip.decode(clip.streams.video[0]):
            small = cv2.resize(one.to_ndarray(format="bgr24"), (640, 360), interpolation=cv2.INTER_AREA)
            found.append(
                (1000.0 * one.time, cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes())
            )
    return found


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server whose runner may practise, so that every line finds the same process warm."""
    with serving(settings_for(tmp_path_factory.mktemp("live"))) as found:
        keep(found, all_no())
        yield found


def line(served: Served, person: str = "me") -> ClientConnection:
    address = f"{served.base.replace('http', 'ws')}/api/p/{person}/live/line"
    cookie = {"Cookie": f"{COOKIE}={served.settings.token}"}
    return connect(address, additional_headers=cookie, origin=served.base, open_timeout=60, max_size=None)  # type: ignore[arg-type]


@contextmanager
def begun(served: Served, **hello: Any) -> Iterator[ClientConnection]:
    """A line that is ready, once the one before it is over."""
    until = time.monotonic() + 10
    while True:
        with line(served) as one:
            one.send(json.dumps({"hello": HELLO | hello}))
            first = json.loads(one.recv(timeout=120))
            if first.get("error") == SAYS["busy"] and time.monotonic() < until:
                continue
            assert "ready" in first, first
            yield one
            return


def ends_with(one: ClientConnection, sentence: str) -> None:
    """The sentence, then the end."""
    while "error" not in (said := json.loads(one.recv(timeout=120))):
        pass
    assert said["error"] == sentence
    with pytest.raises(ConnectionClosed) as end:
        one.recv(timeout=30)
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 4000


@pytest.mark.parametrize(("raw", "why"), [(None, WHY["unknown"]), (with_yes("fever"), WHY["above"])])
def test_nothing_live_above_clear(served: Served, raw: dict[str, Any] | None, why: str) -> None:
    if raw is not None:
        keep(served, raw)
    with served.client() as client:
        said = client.get("/api/p/me/live").json()
        assert (said["allowed"], said["why"], said["targets"]) == (False, why, [])
        with line(served) as one:
            ends_with(one, why)
        practice = LiveSession(
            day="2026-11-26", cue="bowl", number=1, minutes=15, steps=2000, inside_share=0.5, told_share=1.0
        )
        answer = client.post(
            "/api/p/me/live/sessions", json=practice.model_dump(), headers={"Origin": served.base}
        )
        assert answer.status_code == 403
        assert client.get("/api/p/me/live").json()["sessions"] == []


def test_who_is_not_let_in_gets_no_line(clear: Served) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{clear.base.replace('http', 'ws')}/api/p/me/live/line", origin=clear.base).close()  # type: ignore[arg-type]
    assert refused.value.response.status_code in (401, 403)


@pytest.mark.slow
def test_a_practice_from_hello_to_kept(clear: Served, pictures: list[tuple[float, bytes]]) -> None:
    with clear.client() as client, begun(clear) as one:
        seen = []
        for number, (at_ms, picture) in enumerate(pictures):
            one.send(frame(number, at_ms, picture))
            seen.append(json.loads(one.recv(timeout=60)))
        assert [said["frame"] for said in seen] == list(range(len(pictures)))
        assert seen[40]["at_ms"] == pictures[40][0]
        runner = [said for said in seen if said["seen"]]
        assert len(runner) > 30
        feet = [said["points"][7] for said in runner if said["points"][7]]
        assert all(-0.1 <= share <= 1.1 for foot in feet for share in foot)
        assert feet[-1][0] < feet[0][0]  # he runs to the left
        assert {said["state"] for said in seen} <= {"nobody", "too_far", "cut_off", "settling"}
        assert any(said["says"] for said in seen)
        practice = LiveSession(
            day="2026-11-26", cue="landing", number=1, minutes=15, steps=0, inside_share=None, told_share=1.0
        )
        kept = client.post(
            "/api/p/me/live/sessions", json=practice.model_dump(), headers={"Origin": clear.base}
        )
        assert kept.status_code == 201
        offered = client.get("/api/p/me/live").json()
        assert [one["number"] for one in offered["sessions"]] == [1]
        assert (offered["next"]["number"], offered["next"]["minutes"]) == (2, 17)
    left = [str(path) for path in clear.settings.home.rglob("*") if path.suffix in (".jpg", ".jpeg", ".npy")]
    assert left == []


@pytest.mark.slow
def test_one_line_at_a_time_and_the_next_when_it_ends(
    clear: Served, pictures: list[tuple[float, bytes]]
) -> None:
    with begun(clear) as one:
        with line(clear) as other:
            other.send(json.dumps({"hello": HELLO}))
            ends_with(other, SAYS["busy"])
        one.send(frame(1, *pictures[30]))
        assert json.loads(one.recv(timeout=60))["frame"] == 1
    with begun(clear):
        pass


@pytest.mark.slow
def test_the_newest_frame_wins(clear: Served, pictures: list[tuple[float, bytes]]) -> None:
    with begun(clear) as one:
        for number in range(60):
            one.send(frame(number, pictures[0][0] + 33 * number, pictures[number][1]))
        numbers = []
        while not numbers or numbers[-1] < 59:
            numbers.append(json.loads(one.recv(timeout=60))["frame"])
    assert numbers == sorted(numbers)
    assert len(numbers) < 60


@pytest.mark.slow
def test_bad_ends(clear: Served, pictures: list[tuple[float, bytes]]) -> None:
    for said in ("", "no json", "{}", json.dumps({"hello": HELLO | {"cue": "all"}})):
        with line(clear) as one:
            one.send(said)
            ends_with(one, SAYS["no_hello"])
    for hello in (
        HELLO | {"cue": "trunk_turn"},
        HELLO | {"view": "rear"},
        HELLO | {"target": border("cadence", "side", 160.0).model_dump()},
    ):
        with line(clear) as one:
            one.send(json.dumps({"hello": hello}))
            ends_with(one, SAYS["not_from_here"])
    with begun(clear) as one:
        one.send("a word")
        ends_with(one, SAYS["no_frame"])
    with begun(clear) as one:
        one.send(frame(1, 0.0, jpeg(60000, 60000)))
        assert "60000" in json.loads(one.recv(timeout=60))["error"]
    with begun(clear) as one:  # a sound head on a torn picture
        one.send(frame(1, 0.0, jpeg(640, 480)))
        assert "cannot be read" in json.loads(one.recv(timeout=60))["error"]


@pytest.mark.slow
def test_a_killed_process_ends_the_line_and_the_next_one_has_another(
    clear: Served, pictures: list[tuple[float, bytes]]
) -> None:
    with begun(clear) as one:
        [first] = seeing()
        os.kill(first, signal.SIGKILL)
        ends_with(one, SAYS["stopped"])
    time.sleep(0.5)
    with begun(clear) as one:
        one.send(frame(1, *pictures[30]))
        assert json.loads(one.recv(timeout=60))["frame"] == 1
        [second] = seeing()
    assert second != first


SERVER = """
import time
from backstride.app.live.studio import Studio
studio = Studio()
studio.warm()
print(studio.process_id, flush=True)
time.sleep(600)
"""


def is_alive(process_id: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process_id}/stat").read_text().rsplit(")")[1].split()[0]
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks in /proc")
def test_the_process_ends_with_its_server_even_when_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        process_id = int(server.stdout.readline())
        assert is_alive(process_id)
        server.kill()
        server.wait()
    until = time.monotonic() + 60
    while is_alive(process_id) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_alive(process_id)


def test_a_studio_that_is_closed_leaves_no_process() -> None:
    studio = Studio()
    studio.warm()
    process_id = studio.process_id
    assert process_id is not None
    studio.close()
    assert not is_alive(process_id)
    assert studio.process_id is None
