"""SIGKILL of the server or of a worker at random moments: what was accepted is not lost, every job ends.

``--moments N --seed N --lives N --waiting N``. ``--json`` prints the rows only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx

from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import Job
from benchmarks.app_files import recordings
from benchmarks.app_server import JOBS, Server, begin, running, send
from benchmarks.common import save

COMMAND: Final = "python -m benchmarks.app_killed"
MOMENTS, SEED = 100, 7
LIVES: Final = 1.5  # the longest that everything is left alone, in lives of a small job that nobody ends
MOST_WAITING: Final = 3
SLOW_S: Final = 0.01  # between the pieces of a file that is sent
END_S: Final = 600.0
NOTES: Final = [
    "One sender: a TCX, a TRC of the demo's runner and a clip of a grey wall in turn, each sent in pieces "
    f"and begun, while at most {MOST_WAITING} wait. Each time after 0 to {LIVES:g} times as long as a job "
    "alone takes (life_s), the server, or one of its workers (also the one kept ready), gets SIGKILL; a "
    "killed server is begun again.",
    "accepted: the start of the job was answered. lost: accepted, and its job or its result is not there at "
    "the end. unended: neither done nor failed. silent: failed without a reason. left: files of uploads, or "
    "halves of results, that stay behind. given_up: failed because it was cut off too often.",
]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moments", type=int, default=MOMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--lives", type=float, default=LIVES)
    parser.add_argument("--waiting", type=int, default=MOST_WAITING)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [killed(Path(folder), told.moments, told.lives, told.waiting, random.Random(told.seed))]
    if told.json:
        print(json.dumps(rows))
    else:
        save("app_killed", "App: SIGKILL of server and workers at random moments", COMMAND, rows, NOTES)


def killed(folder: Path, moments: int, lives: float, waiting: int, draw: random.Random) -> dict[str, Any]:
    """What was there after so many kills."""
    files = recordings(folder / "files")
    kills: Counter[str] = Counter()
    with running(folder) as server:
        life_s = _life_s(server, files[0])
        sender = Sender(server, files, waiting)
        sender.start()
        for _ in range(moments):
            time.sleep(draw.uniform(0, lives * life_s))
            kills[_kill(server, draw)] += 1
        sender.stop()
        _wait_for_the_end(server.box)
    return {
        "moments": moments,
        "life_s": round(life_s, 1),
        **{f"killed_{name}": kills[name] for name in ("server", "worker")},
        **_found(server.box, sender.accepted),
    }


def _life_s(server: Server, path: Path) -> float:
    """How long a small job takes here and now, from the drop to its end."""
    begun_s = time.monotonic()
    with server.client() as client:
        Sender(server, [path]).send(client, path, 0)
    _wait_for_the_end(server.box)
    return time.monotonic() - begun_s


def _kill(server: Server, draw: random.Random) -> str:
    """End the server, or a worker where there is one."""
    workers = server.workers()
    if workers and draw.random() < 0.5:
        with suppress(ProcessLookupError):
            os.kill(draw.choice(workers), signal.SIGKILL)
        return "worker"
    server.kill()
    server.begin()
    return "server"


class Sender(threading.Thread):
    """Sends one file after the other, and notes the jobs that were accepted."""

    def __init__(self, server: Server, files: Sequence[Path], waiting: int = MOST_WAITING) -> None:
        super().__init__(daemon=True)
        self._server, self._files, self._waiting = server, files, waiting
        self._goes_on = True
        self.accepted: list[str] = []

    def run(self) -> None:
        """Until told to stop; what a killed server did not answer counts as not accepted."""
        number = 0
        while self._goes_on:
            try:
                with self._server.client() as client:
                    if self._has_room(client):
                        self.send(client, self._files[number % len(self._files)], number)
                        number += 1
            except httpx.HTTPError:
                time.sleep(0.1)

    def stop(self) -> None:
        """Send no more; the last is sent to its end."""
        self._goes_on = False
        self.join()

    def _has_room(self, client: httpx.Client) -> bool:
        jobs = client.get(JOBS).raise_for_status().json()
        if sum(job["state"] == "waiting" for job in jobs) < self._waiting:
            return True
        time.sleep(0.2)
        return False

    def send(self, client: httpx.Client, path: Path, number: int) -> None:
        """Send a file and begin it; every fourth is only checked."""
        kind = "check" if number % 4 == 3 else "analyze"
        job_id = send(client, path.name, path.stat().st_size, _slowly(path), kind)
        begin(client, job_id)
        self.accepted.append(job_id)


def _slowly(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    step = max(len(data) // 20, 1)
    for place in range(0, len(data), step):
        yield data[place : place + step]
        time.sleep(SLOW_S)


def _wait_for_the_end(box: JobBox) -> None:
    until_s = time.monotonic() + END_S
    while time.monotonic() < until_s and any(not job.over and job.state != "uploading" for job in box.all()):
        time.sleep(0.5)
    time.sleep(1.0)  # files are deleted after the state is written


def _found(box: JobBox, accepted: Sequence[str]) -> dict[str, Any]:
    jobs = {job.id: job for job in box.all()}
    ends = Counter(job.state for job in jobs.values())
    failed = [job for job in jobs.values() if job.state == "failed"]
    return {
        "jobs": len(jobs),
        "accepted": len(accepted),
        "done": ends["done"],
        "failed": ends["failed"],
        "failed_accepted": sum(jobs[name].state == "failed" for name in accepted if name in jobs),
        "given_up": sum("cut off" in (job.reason or "") for job in failed),
        "lost": sum(name not in jobs or not _is_there(box, jobs[name]) for name in accepted),
        "unended": sum(not job.over for job in jobs.values() if job.state != "uploading"),
        "silent": sum(not job.reason for job in failed),
        "left": sum(_left(box, job) for job in jobs.values()),
    }


def _is_there(box: JobBox, job: Job) -> bool:
    """Whether a job that is done holds what it was begun for."""
    if job.state != "done":
        return True
    path = box.checked(job) if job.kind == "check" else box.result(job) / "analysis.json"
    with suppress(OSError, ValueError):
        return bool(json.loads(path.read_bytes()))
    return False


def _left(box: JobBox, job: Job) -> bool:
    files = list(box.files(job).rglob("*")) if job.kind != "check" or job.state != "done" else []
    halves = [path for path in box.place(job.id).glob(".*") if path.is_dir() or path.name.startswith(".job")]
    return job.over and bool(files or halves)


if __name__ == "__main__":
    main()
