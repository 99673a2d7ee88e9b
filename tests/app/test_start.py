"""The first page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.served import Served
from helpers.web import DESK, PHONE, visiting


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_begins_at_start(
    served: Served, browser: Browser, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    with visiting(browser, served.entry, tmp_path, size, color_scheme=scheme) as visit:
        assert visit.page.url == f"{served.base}/p/me/"
        assert visit.violations() == []
        assert visit.overflows() <= 0
        visit.shot(f"start-{size[0]}-{scheme}")
        assert visit.faults == []
