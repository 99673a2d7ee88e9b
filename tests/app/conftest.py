"""One browser for all tests of the app, a server for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.played import need_video_extra
from helpers.served import Served, serving, settings_for
from helpers.shown_result import demo_folder, with_clip
from helpers.web import browsing


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(settings_for(tmp_path)) as found:
        yield found


@pytest.fixture(scope="session")
def demo_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder as the demo writes it."""
    return demo_folder(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def clip_result(demo_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a clip to play."""
    need_video_extra()
    return with_clip(demo_result, tmp_path_factory.mktemp("clip") / "result")
