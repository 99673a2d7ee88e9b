"""From the drop of a file to the first finding on the page, in a real browser; and the pages meanwhile.

``python -m benchmarks.app_first_finding [CLIP]``: a clip of 10 s, 1080p, 60 frames/s; without one only the
demo and the watch files.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from benchmarks.app_server import Running, running
from benchmarks.common import save, shared_data

COMMAND: Final = "python -m benchmarks.app_first_finding"
TIMES: Final = 3
FOUND: Final = ".headline, .now, .hidden-note"
NOTES: Final = [
    "Wall seconds from the drop (or the tap on the demo) to the first finding on the report's page, in "
    f"Chromium; the middle of {TIMES}, each in a server that has not seen the file.",
    "Meanwhile another tab asked for the start page twice a second: its slowest answer is shown.",
]


def main() -> None:
    rows = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, path in _jobs():
            taken = [_once(browser.new_page(), path) for _ in range(TIMES)]
            rows.append(
                {
                    "given": name,
                    "to the first finding s": round(statistics.median(one[0] for one in taken), 1),
                    "slowest s": round(max(one[0] for one in taken), 1),
                    "slowest page meanwhile ms": round(max(one[1] for one in taken)),
                }
            )
        browser.close()
    save("app_first_finding", "App: from the drop to the first finding", COMMAND, rows, NOTES)


def _jobs() -> list[tuple[str, Path | None]]:
    fits = sorted((shared_data() / "fit").glob("*.fit"), key=lambda path: path.stat().st_size)
    given: list[tuple[str, Path | None]] = [("demo", None), *((path.stem, path) for path in fits)]
    return [*given, *((f"clip {Path(one).name}", Path(one)) for one in sys.argv[1:])]


def _once(page: Page, path: Path | None) -> tuple[float, float]:
    """Seconds to the first finding, ms of the slowest other page."""
    with running() as server:
        time.sleep(5)  # as long as a person needs to find the file: the spare worker is ready then
        page.goto(server.entry)
        began = time.perf_counter()
        if path is None:
            page.click("[data-do=demo]")
        else:
            page.set_input_files("input[type=file]", str(path))
            page.click("[data-do=measure]")
        slowest = _wait(page, server)
        taken = time.perf_counter() - began
        page.close()
    return taken, slowest


def _wait(page: Page, server: Running) -> float:
    slowest = 0.0
    with server.client() as other:
        while not (found := page.query_selector(FOUND)) or not found.is_visible():
            began = time.perf_counter()
            other.get("/p/me/").raise_for_status()
            slowest = max(slowest, (time.perf_counter() - began) * 1000)
            page.wait_for_timeout(200)
    return slowest


if __name__ == "__main__":
    main()
