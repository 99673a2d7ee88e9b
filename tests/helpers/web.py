"""Debian's Chromium driven by Playwright: faults collected, pages judged by axe, pictures kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from helpers.chromium import NAMES, QUIET
from helpers.need import missing

SHOTS = "BACKSTRIDE_SHOTS"  # a folder where CI keeps the pictures
PHONE, DESK = (360, 740), (1280, 900)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The list replaces the driver's own, so that its names come first. The two last would load a suggestion
# list of the address field, which no test has, for every visitor: a second of a core each.
OFF = (
    "AimEnabled",
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding"),
    *("PreconnectToSearch", "ThirdPartyStoragePartitioning"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
DRIVEN = (*QUIET[1:], f"--disable-features={','.join(OFF)}")
# Axe also lists all that is well; for a thousand elements that takes longer than to find what is not.
FIND = """async ([within, tags]) => {
  const asked = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  return (await axe.run(within ?? document, asked)).violations;
}"""


@dataclass
class Visit:
    """One page open in the browser. look: its width and whether it is dark, for the names of pictures.
    faults: what the page's scripts or its policy complained about."""

    page: Page
    shots: Path
    look: str
    faults: list[str] = field(default_factory=list)

    def shot(self, name: str) -> Path:
        """A picture of the whole page, kept as CI's output where a folder is named."""
        path = self.shots / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)
        return path

    def violations(self, within: str | None = None) -> list[str]:
        """What axe finds against WCAG 2.2 AA, one line each; within: the selector of the only part to look
        at."""
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(FIND, [within, WCAG])
        return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:160]})" for one in found]

    def overflows(self) -> int:
        """By how many px the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )


def chromium_or_skip() -> str:
    """The browser's path; the test is skipped by name where there is none."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        missing("Chromium")
    assert path is not None
    return path


_running: list[Playwright] = []


@contextmanager
def _driver() -> Iterator[Playwright]:
    """The one driver that a thread may have; who needs a second browser opens it inside the first."""
    if _running:
        yield _running[0]
        return
    with sync_playwright() as play:
        _running.append(play)
        try:
            yield play
        finally:
            _running.clear()


@contextmanager
def browsing(options: Sequence[str] = ()) -> Iterator[Browser]:
    """The browser, with further options of its command line."""
    with _driver() as play:
        browser = play.chromium.launch(executable_path=chromium_or_skip(), args=[*DRIVEN, *options])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    entry: str,
    folder: Path,
    size: tuple[int, int] = DESK,
    **context: Any,
) -> Iterator[Visit]:
    """A fresh visitor let in by the entry's address; fails at the end where a page complained."""
    width, height = size
    opened: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, **context)
    try:
        page = opened.new_page()
        look = f"{width}-{context.get('color_scheme', 'light')}"
        visit = Visit(page, Path(os.environ.get(SHOTS) or folder), look)
        page.on("pageerror", lambda error: visit.faults.append(str(error)))
        page.on("console", lambda said: visit.faults.append(said.text) if said.type == "error" else None)
        page.goto(entry)
        yield visit
    finally:
        opened.close()
