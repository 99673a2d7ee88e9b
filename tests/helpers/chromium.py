"""A real browser without a window."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
LIMIT_S = 120  # a cold start on two busy cores takes about 10 s


def run(browser: str, profile: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """One start of the browser."""
    command = [browser, *QUIET, f"--user-data-dir={profile}", *options]
    return subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True)


def page_count(pdf: Path) -> int:
    """How many sheets it takes."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
