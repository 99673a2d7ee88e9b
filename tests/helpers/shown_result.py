"""A result folder for the app's pages: the demo's run as a clip of known frames."""

from __future__ import annotations

import shutil
from pathlib import Path

from backstride.report.player.files import player_files
from backstride.report.player.small_video import small_video
from helpers.played import HEIGHT_PX, WIDTH_PX, clip, told_frames, uneven_times, whole
from helpers.player_tab import COUNT, LINKS

RUN = "run"  # as the demo calls its recording


def with_clip(demo: Path, folder: Path) -> Path:
    """The demo's result with a player and its pictures beside, as a clip's has them."""
    shutil.copytree(demo, folder)
    time_s = uneven_times(COUNT)
    video = small_video(told_frames(time_s), WIDTH_PX, HEIGHT_PX)
    data = whole(clip(time_s, recording=RUN), links=LINKS, video=video)
    for name, content in player_files([data]).items():
        (folder / name).write_bytes(content)
    return folder
