"""Result folders for the app's pages: the demo's runner, and the same run as a clip of known frames."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from backstride.demo import run_demo
from backstride.history.store import open_store
from backstride.model.stored import StoredAnswers
from backstride.report.player.files import player_files
from backstride.report.player.small_video import small_video
from helpers.played import HEIGHT_PX, WIDTH_PX, clip, told_frames, uneven_times, whole
from helpers.player_tab import COUNT, LINKS
from helpers.served import Served

RUN = "run"  # as the demo calls its recording


def demo_folder(folder: Path) -> Path:
    """What the demo writes; its answers are clear."""
    run_demo(folder, lambda _text: None).save(folder)
    return folder


def with_clip(demo: Path, folder: Path) -> Path:
    """The demo's result with a player and its pictures beside, as a clip's has them."""
    shutil.copytree(demo, folder)
    time_s = uneven_times(COUNT)
    video = small_video(told_frames(time_s), WIDTH_PX, HEIGHT_PX)
    data = whole(clip(time_s, recording=RUN), links=LINKS, video=video)
    for name, content in player_files([data]).items():
        (folder / name).write_bytes(content)
    return folder


def tell(served: Served, raw: dict[str, Any], person: str = "me", day: str = "2026-05-01") -> None:
    """A person's answers, kept as the safety page keeps them."""
    from datetime import date

    with open_store(served.settings.store) as store:
        store.add_answers(person, StoredAnswers(day=date.fromisoformat(day), raw=raw))
