"""The app on a real port, as a person meets it."""

from __future__ import annotations

import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from backstride.app.build import create_app
from backstride.app.jobs.box import JobBox
from backstride.app.jobs.job import Job, JobFile
from backstride.app.results.fragments import write_fragments
from backstride.app.serve import config_for
from backstride.app.settings import COOKIE, ServeSettings

NOBODY = -1  # begins no job, not even a light one beside the others
TOKEN = "token-of-a-test-that-is-long-enough"
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # for http; reading who is trusted costs each client 50 ms


@dataclass(frozen=True)
class Served:
    """A running server. entry: the address that lets a browser in."""

    settings: ServeSettings
    box: JobBox

    @property
    def base(self) -> str:
        return f"{self.settings.scheme}://127.0.0.1:{self.settings.port}"

    @property
    def entry(self) -> str:
        return f"{self.base}/enter?token={self.settings.token}"

    def client(self) -> httpx.Client:
        """Somebody who was let in."""
        return httpx.Client(
            base_url=self.base, cookies={COOKIE: self.settings.token}, timeout=30, verify=PLAIN
        )

    def adopt(self, result: Path, person: str = "me", *, rendered: bool = True) -> Job:
        """A finished job that holds a copy of this result folder, and of its pages where ``render`` made
        them; rendered: whether to take those along."""
        file = JobFile(name=result.name, stored=result.name)  # a job that needs no file would be begun
        job = self.box.new(person, "analyze", (file,))
        shutil.copytree(result, self.box.result(job))
        if rendered and _pages_of(result).is_dir():
            shutil.copytree(_pages_of(result), self.box.shown(job))
        done = job.model_copy(update={"state": "done", "files": ()})
        self.box.save(done)
        return done


def render(result: Path) -> Path:
    """Make the pages of a result once for all jobs that adopt it, as its worker would; the same result."""
    write_fragments(result, _pages_of(result))
    return result


def _pages_of(result: Path) -> Path:
    return result.with_name(f"{result.name}-shown")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings_for(home: Path, workers: int = NOBODY) -> ServeSettings:
    """A server of a test: a home and a store of its own. workers: few tests need any, and none is kept ready
    for them."""
    return ServeSettings(
        home=home / "app",
        token=TOKEN,
        port=free_port(),
        store=str(home / "store.sqlite3"),
        workers=workers,
        spare=False,
    )


@contextmanager
def serving(settings: ServeSettings) -> Iterator[Served]:
    """The app in this process on its port, until the end of the block."""
    server = uvicorn.Server(config_for(create_app(settings), settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield Served(settings, JobBox(settings.home / "jobs"))
    finally:
        server.should_exit = True
        thread.join(15)
