"""The player of a run of known frames on a page, in a tab that keeps what goes wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.report.html import render
from backstride.report.player.data import PlayerData
from backstride.report.player.small_video import small_video
from helpers.devtools import Tab
from helpers.played import HEIGHT_PX, WIDTH_PX, clip, need_video_extra, told_frames, uneven_times, whole
from helpers.player_tab import COUNT, LINKS

LISTEN = """
window.said = [];
addEventListener("error", event => said.push("error: " + event.message));
addEventListener("unhandledrejection", event => said.push("rejected: " + event.reason));
document.addEventListener("securitypolicyviolation", one => said.push("policy: " + one.violatedDirective));
for (const kind of ["error", "warn"]) console[kind] = (...words) => said.push(kind + ": " + words.join(" "));
"""


@pytest.fixture(scope="session")
def filmed() -> PlayerData:
    need_video_extra()
    time_s = uneven_times(COUNT)
    return whole(clip(time_s), links=LINKS, video=small_video(told_frames(time_s), WIDTH_PX, HEIGHT_PX))


@pytest.fixture(scope="session")
def pages(
    analysis: Analysis, curves: pa.Table, filmed: PlayerData, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The same run with its pictures, and with the body alone."""
    folder = tmp_path_factory.mktemp("players")
    for name, data in (("video", filmed), ("body", filmed.model_copy(update={"video": None}))):
        (folder / f"{name}.html").write_text(render(analysis, curves, players=[data]), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in ("video", "body")}


@pytest.fixture
def heard(tab: Tab) -> Iterator[Tab]:
    """A page whose complaints are kept; none may be left at the end."""
    tab.send("Page.enable")
    script = tab.send("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)["identifier"]
    yield tab
    said = tab.run("window.said")
    tab.send("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    assert said == []
