"""The server's memory over many uploads, and how fast a large one comes in.

``--uploads N``. ``--json`` prints the rows only.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.app_files import watch_run
from benchmarks.app_server import JOBS, Server, begin, running, send, until_over
from benchmarks.common import save

COMMAND: Final = "python -m benchmarks.app_uploads"
UPLOADS: Final = 500
MEASURED: Final = (
    10  # of so many one is begun; the others are deleted, as by somebody who thinks better of it
)
BYTES: Final = 5_000_000
LARGE: Final = 500_000_000
PIECE: Final = bytes(1_000_000)
NOTES: Final = [
    f"Each upload is a watch's run blown up to {BYTES / 1e6:g} MB by blanks at its end; every {MEASURED}th "
    "is measured, the others are deleted. MB: what the server's own process holds (resident).",
    f"large: one upload of {LARGE / 1e6:g} MB, sent from this machine; most_mb: the most that the server "
    "held meanwhile.",
]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--uploads", type=int, default=UPLOADS)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(_rows(Path(folder), told.uploads))
    if told.json:
        print(json.dumps(rows))
    else:
        save("app_uploads", "App: the server's memory over many uploads", COMMAND, rows, NOTES)


def _rows(folder: Path, uploads: int) -> Iterator[dict[str, Any]]:
    with running(folder) as server, server.client() as client:
        for number in range(1, uploads + 1):
            _once(client, watch_run(folder / "run.tcx", number), measured=number % MEASURED == 0)
            if number % (uploads // 5) == 0:
                yield {"uploads": number, "mb": round(server.memory_mb(), 1)}
        yield _large(client, server)


def _once(client: httpx.Client, path: Path, *, measured: bool) -> None:
    """One upload, begun and waited for, or deleted."""
    data = path.read_bytes().ljust(BYTES)
    job_id = send(client, path.name, len(data), data)
    if not measured:
        client.delete(f"{JOBS}/{job_id}").raise_for_status()
        return
    begin(client, job_id)
    job = until_over(client, job_id)
    assert job["state"] == "done", job


def _large(client: httpx.Client, server: Server) -> dict[str, Any]:
    """A clip's beginning and nothing behind it, as large as a minute of 4K."""
    most, begun_s = 0.0, time.perf_counter()

    def pieces() -> Iterator[bytes]:
        nonlocal most
        yield b"\x00\x00\x00\x18ftypmp42" + PIECE[12:]
        for _ in range(LARGE // len(PIECE) - 1):
            most = max(most, server.memory_mb())
            yield PIECE

    job_id = send(client, "large.mp4", LARGE, pieces())
    taken_s = time.perf_counter() - begun_s
    client.delete(f"{JOBS}/{job_id}").raise_for_status()
    return {
        "uploads": "large",
        "mb": round(server.memory_mb(), 1),
        "most_mb": round(most, 1),
        "mb_per_s": round(LARGE / 1e6 / taken_s),
    }


if __name__ == "__main__":
    main()
