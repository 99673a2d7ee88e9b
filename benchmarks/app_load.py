"""Fifty people browsing while two clips are measured: how long each page takes, and whether any fails.

``python -m benchmarks.app_load [CLIP]``: a clip of a run; without one the shared clip.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.app_server import begin, demo, running, send, until_over
from benchmarks.common import save, shared_data

COMMAND: Final = "python -m benchmarks.app_load"
PEOPLE: Final = 50
SECONDS: Final = 60.0
THINKS_S: Final = (1.0, 3.0)  # judged: how long somebody looks at a page before the next
PAGES: Final = ("", "safety", "film", "live", "diary", "plan", "compare", "privacy", "results/{job}")
NOTES: Final = [
    f"{PEOPLE} people, each looking {THINKS_S[0]:g} to {THINKS_S[1]:g} s at a page, for {SECONDS:g} s, while "
    "two copies of a clip are measured; server, workers and the asking program share two cores.",
    "ms from sending the request to the last byte of the page.",
]
Seen = list[tuple[str, float, int]]


def main() -> None:
    clip = Path(sys.argv[1]) if len(sys.argv) > 1 else shared_data() / "video" / "run_side_overlay_radluy.mp4"
    with running() as server, closing(server.client()) as client:
        job = demo(client)
        until_over(client, job)
        data = clip.read_bytes()
        clips = [send(client, clip.name, len(data), data, height_m=1.75) for _ in range(2)]
        for one in clips:
            begin(client, one)
        cookies = dict(client.cookies)
        seen, ended = asyncio.run(_everybody(server.base, cookies, job, clips))
    rows = [_row("all", seen), *(_row(page, [one for one in seen if one[0] == page]) for page in PAGES)]
    busy = f"Both clips were being measured for {min(ended, SECONDS):.0f} of the {SECONDS:g} s."
    save("app_load", "App: fifty people browsing while two clips are measured", COMMAND, rows, [*NOTES, busy])


async def _everybody(base: str, cookies: dict[str, str], job: str, clips: list[str]) -> tuple[Seen, float]:
    """Every page seen: its name, ms, status; and for how long a clip was being measured."""
    until = time.monotonic() + SECONDS
    limits = httpx.Limits(max_connections=PEOPLE + 2)
    async with httpx.AsyncClient(
        base_url=base, cookies=cookies, timeout=30, limits=limits, follow_redirects=True
    ) as client:
        watch = asyncio.create_task(_measured_until(client, clips, until))
        parts = await asyncio.gather(*(_one(client, job, until, number) for number in range(PEOPLE)))
        return [one for part in parts for one in part], await watch


async def _one(client: httpx.AsyncClient, job: str, until: float, number: int) -> Seen:
    draw = random.Random(number)
    await asyncio.sleep(draw.uniform(0, THINKS_S[1]))
    seen: Seen = []
    while time.monotonic() < until:
        page = draw.choice(PAGES)
        began = time.perf_counter()
        answer = await client.get(f"/p/me/{page.format(job=job)}")
        seen.append((page, (time.perf_counter() - began) * 1000, answer.status_code))
        await asyncio.sleep(draw.uniform(*THINKS_S))
    return seen


async def _measured_until(client: httpx.AsyncClient, clips: list[str], until: float) -> float:
    """How long both clips took; 0 until they are over."""
    began = time.monotonic()
    while time.monotonic() < until:
        told = [await client.get(f"/api/p/me/jobs/{clip}/progress") for clip in clips]
        if any(one.json()["job"]["state"] in ("done", "failed") for one in told):
            return time.monotonic() - began
        await asyncio.sleep(0.5)
    return SECONDS


def _row(page: str, seen: Seen) -> dict[str, Any]:
    ms = sorted(took for _, took, _ in seen) or [0.0]
    return {
        "page": page or "start",
        "asked": len(seen),
        "errors": sum(status != 200 for _, _, status in seen),
        "median ms": round(statistics.median(ms)),
        "p95 ms": round(ms[int(0.95 * (len(ms) - 1))]),
        "most ms": round(ms[-1]),
    }


if __name__ == "__main__":
    main()
