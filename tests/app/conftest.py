"""One browser for all tests of the app, a server for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.clinic import Clinic, clinic_at
from helpers.played import need_video_extra
from helpers.served import Served, render, serving, settings_for
from helpers.shown_result import with_clip
from helpers.web import DESK, PHONE, Visit, browsing, visiting


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(settings_for(tmp_path)) as found:
        yield found


@pytest.fixture(params=[(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def both_ways(
    request: pytest.FixtureRequest, served: Served, browser: Browser, tmp_path: Path
) -> Iterator[Visit]:
    """Somebody with a phone in the dark, then at a desk in the light."""
    size, scheme = request.param
    with visiting(browser, served.entry, tmp_path, size, color_scheme=scheme) as found:
        yield found


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all questions that change nothing; it also goes by a name."""
    settings = replace(settings_for(tmp_path_factory.mktemp("guard")), names=("Clinic.example",))
    with serving(settings) as found:
        yield found


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def demo_result(demo_result: Path) -> Path:
    """The demo's result, its pages rendered."""
    return render(demo_result)


@pytest.fixture(scope="session")
def clip_result(demo_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a clip to play."""
    need_video_extra()
    return render(with_clip(demo_result, tmp_path_factory.mktemp("clip") / "result"))
