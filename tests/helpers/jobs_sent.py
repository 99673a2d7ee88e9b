"""Files sent to the app as its pages send them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx

JOBS = "/api/p/me/jobs"
OVER = ("done", "failed", "cancelled")


def told(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What is announced of these files."""
    return [{"name": path.name, "bytes": path.stat().st_size} for path in paths]


def made(client: httpx.Client, *paths: Path, kind: str = "analyze", **options: Any) -> dict[str, Any]:
    """A new job with all its files, not begun."""
    asked = {"kind": kind, "files": told(paths), "options": options}
    answer = client.post(JOBS, json=asked)
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()
    for number, path in enumerate(paths):
        answer = client.put(f"{JOBS}/{job['id']}/files/{number}", content=path.read_bytes())
        assert answer.status_code == 200, answer.text
        job = answer.json()
    return job


def begun(client: httpx.Client, *paths: Path, kind: str = "analyze", **options: Any) -> str:
    """The id of a job that was begun."""
    job = made(client, *paths, kind=kind, **options)
    answer = client.post(f"{JOBS}/{job['id']}/start")
    assert answer.status_code == 202, answer.text
    return str(job["id"])


def until(found: Callable[[], Any], seconds: float = 150.0) -> Any:
    """What is found as soon as it is true; fails where that does not come."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not come")


def over(client: httpx.Client, job_id: str, seconds: float = 150.0) -> dict[str, Any]:
    """The job once nothing more happens to it."""

    def ended() -> dict[str, Any] | None:
        job: dict[str, Any] = client.get(f"{JOBS}/{job_id}").json()
        return job if job["state"] in OVER else None

    job: dict[str, Any] = until(ended, seconds)
    return job
