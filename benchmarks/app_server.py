"""The app as ``backstride serve`` starts it, in a process and a folder of its own, and what is sent to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx

from backstride.app.jobs.box import JobBox
from backstride.app.settings import COOKIE

ADDRESS: Final = re.compile(r"https?://\S+")
JOBS: Final = "/api/p/me/jobs"


class Server:
    """A server that answers; it can be killed and begun again. entry: the address that lets a browser in."""

    def __init__(self, folder: Path) -> None:
        self.home, self.store = folder / "app", store_in(folder)
        self.box = JobBox(self.home / "jobs")
        self.begin()

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "backstride.cli", "serve"]
        command += ["--home", str(self.home), "--store", self.store]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        lines = self.process.stdout or ()
        found = next((one for line in lines if (one := ADDRESS.search(line))), None)
        if found is None:
            raise RuntimeError("the server did not begin")
        self.entry = found[0]

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self.process.kill()
        self._wait()

    def stop(self) -> None:
        """End it in order."""
        self.process.terminate()
        self._wait()

    def _wait(self) -> None:
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return self.entry.partition("/enter")[0]

    def client(self) -> httpx.Client:
        """Somebody who was let in."""
        return httpx.Client(
            base_url=self.base,
            cookies={COOKIE: self.entry.partition("token=")[2]},
            headers={"Origin": self.base},
            follow_redirects=True,
            timeout=60,
            trust_env=False,
        )

    def workers(self) -> list[int]:
        """The processes it started."""
        return list(children(self.process.pid))

    def memory_mb(self) -> float:
        """What the server itself holds, MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(folder: Path | None = None) -> Iterator[Server]:
    """A server until the end of the block, in a folder that goes with it where none is given."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as other:
        server = Server(folder or Path(other))
        try:
            yield server
        finally:
            server.stop()


def store_in(folder: Path) -> str:
    """Where a server of this folder keeps people."""
    return str(folder / "store.sqlite3")


def children(pid: int) -> Iterator[int]:
    """The numbers of a process's children, from Linux's own list."""
    with suppress(OSError):  # the process is gone
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # this thread of it is
                yield from map(int, (task / "children").read_text("ascii").split())


def send(
    client: httpx.Client,
    name: str,
    size: int,
    content: bytes | Iterable[bytes],
    kind: str = "analyze",
    **options: Any,
) -> str:
    """Give one file; the id of its job, which is not begun."""
    asked = {"kind": kind, "files": [{"name": name, "bytes": size}], "options": options}
    job = str(client.post(JOBS, json=asked).raise_for_status().json()["id"])
    headers = {"content-length": str(size)}
    client.put(f"{JOBS}/{job}/files/0", content=content, headers=headers).raise_for_status()
    return job


def begin(client: httpx.Client, job: str) -> None:
    """Begin a job, also where the same was measured before."""
    client.post(f"{JOBS}/{job}/start", params={"again": True}).raise_for_status()


def demo(client: httpx.Client) -> str:
    """Start the demo; the job's id."""
    return str(client.post(JOBS, json={"kind": "demo"}).raise_for_status().json()["id"])


def until_over(client: httpx.Client, job: str, limit_s: float = 900.0) -> dict[str, Any]:
    """Wait for a job's end."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        told = client.get(f"{JOBS}/{job}/progress").raise_for_status().json()["job"]
        if told["state"] in ("done", "failed", "cancelled"):
            found: dict[str, Any] = told
            return found
        time.sleep(0.1)
    raise TimeoutError(f"job {job} was not over within {limit_s:g} s")
