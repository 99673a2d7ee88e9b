"""A scrubbed copy that cannot be made or may not be written: nothing is lost and nothing is left."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BackstrideError, RefusedError, UsageError
from backstride.pose.decode import video_info
from backstride.pose.scrub import scrub
from helpers.bright import BrightEngine
from helpers.two_people import two_people


def test_the_clip_itself_and_files_of_somebody_else_are_never_written_over(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    before = clip.read_bytes()
    (tmp_path / "link.mp4").symlink_to(clip)
    (tmp_path / "other.mp4").write_bytes(b"another run")
    for name, words in (
        ("a.mp4", "replace the clip itself"),
        ("link.mp4", "replace the clip itself"),
        ("other.mp4", "already"),
        ("b.avi", "MP4"),
    ):
        with pytest.raises(UsageError, match=words):
            scrub(clip, tmp_path / name, BrightEngine)
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UsageError, match="folder"):
        scrub(clip, tmp_path / "folder.mp4", BrightEngine)
    assert clip.read_bytes() == before
    assert (tmp_path / "other.mp4").read_bytes() == b"another run"


def test_an_earlier_copy_is_replaced(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    (tmp_path / "a-scrubbed.mp4").write_bytes(b"half of it")
    scrub(clip, None, BrightEngine, cores=1)
    assert video_info(tmp_path / "a-scrubbed.mp4").frames == 50


def test_a_clip_of_nobody_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4", seen=np.zeros(50, bool))
    with pytest.raises(RefusedError, match="nobody is found"):
        scrub(clip, None, BrightEngine)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file may grow beyond this meanwhile: as a full disk, but kinder."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    with files_end_at(3000), pytest.raises(BackstrideError, match="scrubbed copy cannot be written") as stop:
        scrub(clip, None, BrightEngine, cores=1)
    assert "--out" in str(stop.value)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


class Interrupted(BrightEngine):
    """Somebody presses Ctrl-C while heads are looked for."""

    def people(self, _image):
        raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    clip = two_people(tmp_path / "a.mp4")
    with pytest.raises(KeyboardInterrupt):
        scrub(clip, None, Interrupted)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]
