"""The app as ``backstride serve`` starts it, in a process and a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

ADDRESS: Final = re.compile(r"https?://\S+")
PERSON: Final = "/api/p/me"


@dataclass(frozen=True)
class Running:
    """A server that answers. entry: the address that lets a browser in."""

    entry: str
    home: Path
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        """Scheme, host and port."""
        return self.entry.split("/enter", 1)[0].rstrip("/")

    def client(self) -> httpx.Client:
        """Somebody let in as a browser is."""
        client = httpx.Client(base_url=self.base, follow_redirects=True, timeout=60)
        client.get(self.entry)
        client.headers["Origin"] = self.base
        return client


@contextmanager
def running(home: Path | None = None) -> Iterator[Running]:
    """Start it, wait until it answers, end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = home or Path(folder)
        told = [sys.executable, "-m", "backstride.cli", "serve", "--home", str(place / "app")]
        told += ["--store", str(place / "store.sqlite3")]
        process = subprocess.Popen(
            told, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        assert process.stdout is not None
        try:
            entry = next(found[0] for line in process.stdout if (found := ADDRESS.search(line)))
            yield Running(entry, place, process)
        finally:
            process.terminate()
            process.wait(30)


def upload(
    client: httpx.Client, path: Path, options: dict[str, Any] | None = None, *, again: bool = True
) -> str:
    """Give a file and start it; the job's id."""
    files = [{"name": path.name, "bytes": path.stat().st_size, "role": "run"}]
    asked = {"kind": "analyze", "files": files, "options": options or {}}
    job = client.post(f"{PERSON}/jobs", json=asked).raise_for_status().json()["id"]
    with path.open("rb") as stream:
        client.put(f"{PERSON}/jobs/{job}/files/0", content=stream).raise_for_status()
    client.post(f"{PERSON}/jobs/{job}/start", params={"again": again}).raise_for_status()
    return str(job)


def demo(client: httpx.Client) -> str:
    """Start the demo; the job's id."""
    return str(client.post(f"{PERSON}/jobs", json={"kind": "demo"}).raise_for_status().json()["id"])


def until_over(client: httpx.Client, job: str, limit_s: float = 900.0) -> dict[str, Any]:
    """Wait for a job's end."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        told = client.get(f"{PERSON}/jobs/{job}/progress").raise_for_status().json()["job"]
        if told["state"] in ("done", "failed", "cancelled"):
            found: dict[str, Any] = told
            return found
        time.sleep(0.1)
    raise TimeoutError(f"job {job} was not over within {limit_s:g} s")
