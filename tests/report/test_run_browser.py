"""The pages of a watch in a browser: width, contrast, what opens behind a picture, sheets of paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import render
from helpers.chromium import page_count
from helpers.devtools import Scheme, Tab
from helpers.in_page import ALL_CARDS, PICTURES
from helpers.page_checks import too_faint, too_wide
from helpers.run_made import (
    NO_CURVES,
    bare_trace,
    imu_analysis,
    imu_background,
    watch_analysis,
    watch_background,
)
from helpers.wording import at_level

SESSIONS: dict[str, tuple[Callable[[], Analysis], Callable[[], Background]]] = {
    "watch": (watch_analysis, watch_background),
    "bare": (watch_analysis, lambda: watch_background(bare_trace())),
    "sensor": (imu_analysis, imu_background),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both pages of each session at two levels."""
    folder, made = tmp_path_factory.mktemp("run"), {}
    for name, (analysis, background) in SESSIONS.items():
        for level in ("clear", "unknown"):
            at, told = at_level(analysis(), level)
            path = folder / f"{name}-{level}.html"
            path.write_text(render(at, NO_CURVES, background=background(), told=told), encoding="utf-8")
            made[f"{name}-{level}"] = path
    return made


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 900, 1280])
@pytest.mark.parametrize("name", ["watch-clear", "sensor-unknown"])
def test_nothing_scrolls_sideways(tab: Tab, files: dict[str, Path], name: str, width: int) -> None:
    tab.open(files[name], width=width)
    assert too_wide(tab) == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_and_every_mark_has_contrast_enough(
    tab: Tab, files: dict[str, Path], scheme: Scheme
) -> None:
    tab.open(files["watch-clear"], width=1100, scheme=scheme)
    tab.run(ALL_CARDS)
    assert too_faint(tab) == []


@pytest.mark.slow
def test_every_picture_opens_a_table(tab: Tab, files: dict[str, Path]) -> None:
    tab.open(files["watch-clear"], width=1100)
    found = {
        one["card"]: one["rows"] for one in tab.run(PICTURES) if (one["card"] or "").startswith("card-run")
    }
    assert found == {"card-run": 19, "card-run-slopes": 3}
    assert [one["title"] for one in tab.run(PICTURES) if not one["rows"]] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["watch-clear", "watch-unknown", "bare-clear", "sensor-clear", "sensor-unknown"]
)
def test_it_prints_on_two_sheets(tab: Tab, files: dict[str, Path], tmp_path: Path, name: str) -> None:
    assert page_count(tab.printed(files[name], tmp_path)) == 2
