"""From the drop of a file to the first finding on the page, in a real browser; and the pages meanwhile.

``python -m benchmarks.app_first_finding [CLIP [SLOW_MOTION]]``: a clip of 10 s, 1080p, 60 frames/s; without
one only the demo and watch files.
"""

from __future__ import annotations

import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.app_server import Server, running
from benchmarks.common import save, shared_data

COMMAND: Final = "python -m benchmarks.app_first_finding"
TIMES: Final = 3
FITS: Final = ("fitparse_fenix5_run_57s", "fitparse_fenix2_run_9km", "muktihari_fr255_triathlon")
LONGEST_S: Final = 200.0
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
    chosen = [shared_data() / "fit" / f"{name}.fit" for name in FITS]
    given: list[tuple[str, Path | None]] = [("demo", None), *((path.stem, path) for path in chosen)]
    return [*given, *(("clip of 10 s, 1080p, 60 frames/s", Path(one)) for one in sys.argv[1:2])]


def _once(page: Page, path: Path | None) -> tuple[float, float]:
    """Seconds to the first finding, ms of the slowest other page."""
    with running() as server:
        time.sleep(5)  # as long as a person needs to find the file: the spare worker is ready then
        page.goto(server.entry)
        began = time.perf_counter()
        if path is None:
            page.get_by_role("button", name="Try the demo").click()
        else:
            page.set_input_files("input[type=file]", str(path))
            if sys.argv[2:] and path.suffix != ".fit":
                page.locator("details summary").filter(has_text="Tell more").click()
                page.fill("#slow_motion", sys.argv[2])
            page.get_by_role("button", name="Measure", exact=True).click()
        slowest = _wait(page, server)
        taken = time.perf_counter() - began
        page.close()
    return taken, slowest


def _is_found(page: Page) -> bool:
    try:
        return page.locator(FOUND).first.is_visible()
    except Error:  # the page is on its way to the report
        return False


def _wait(page: Page, server: Server) -> float:
    slowest, until = 0.0, time.perf_counter() + LONGEST_S
    with closing(server.client()) as other:
        while not _is_found(page):
            if time.perf_counter() > until:
                said = page.inner_text("main")
                raise SystemExit(f"no finding within {LONGEST_S:g} s; the page says: {said}")
            began = time.perf_counter()
            other.get("/p/me/").raise_for_status()
            slowest = max(slowest, (time.perf_counter() - began) * 1000)
            page.wait_for_timeout(200)
    return slowest


if __name__ == "__main__":
    main()
