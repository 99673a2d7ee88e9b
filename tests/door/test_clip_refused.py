"""A clip through the command: what is no clip of a run, and the models that are missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import ModelMissingError
from helpers.bad_clips import bad_clips
from helpers.clips import write_clip
from helpers.need import missing
from helpers.played import need_video_extra

SAYS = {
    "photo.png": "still image",
    "photo.mp4": "still image",
    "cut.mp4": "cut off",
    "empty.mp4": "empty",
    "noise.mp4": "does not open as a video",
    "sound.wav": "no moving picture",
    "sound.mp4": "no moving picture",
    "unknown.mkv": "codec is not supported",
    "pixel.mkv": "too small",
    "letters": "folder",
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    need_video_extra()
    return bad_clips(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("name", SAYS)
def test_what_is_no_clip_is_one_sentence_and_code_3(
    name: str, bad: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("analyze", bad[name], "--out", tmp_path / "out")
    assert (run.code, run.out) == (3, "")
    assert name in run.err
    assert SAYS[name] in run.err
    assert len(run.err.strip().splitlines()) == 1
    assert "Traceback" not in run.err
    assert str(bad[name].parent) not in run.err
    assert list(tmp_path.iterdir()) == []


def test_check_says_the_same(bad: dict[str, Path], cli: Callable) -> None:
    run = cli("check", bad["cut.mp4"])
    assert run.code == 3
    assert "REFUSED" in run.out
    assert "cut off" in run.out


def test_a_clip_that_is_not_there(cli: Callable, tmp_path: Path) -> None:
    run = cli("analyze", tmp_path / "run.mp4", "--out", tmp_path / "out")
    assert run.code == 2
    assert "no such file" in run.err


@pytest.mark.parametrize("command", ["analyze", "check"])
def test_without_the_model_the_fix_is_named(
    command: str, bad: dict[str, Path], cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    run = cli(command, bad["whole.mp4"], *(("--out", tmp_path / "out") if command == "analyze" else ()))
    assert (run.code, run.out) == (5, "")
    assert "Run: backstride models install" in run.err
    assert len(run.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def need_models() -> None:
    need_video_extra()
    from backstride.pose.blaze import BlazeEngine

    try:
        BlazeEngine()
    except ModelMissingError:
        missing("the pose models (backstride models install)")


def test_a_clip_of_nobody(cli: Callable, tmp_path: Path) -> None:
    need_models()
    black = write_clip(tmp_path / "black.mp4", [np.zeros((120, 160, 3), np.uint8)] * 15)
    run = cli("analyze", black, "--out", tmp_path / "out")
    assert (run.code, run.out) == (3, "")
    assert "black.mp4: nobody is seen in the video" in run.err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.shared
def test_a_walk_is_named(cli: Callable, shared: Path, tmp_path: Path) -> None:
    need_models()
    run = cli("analyze", shared / "video" / "walk_negative_sports2d.mp4", "--out", tmp_path / "out")
    assert (run.code, run.out) == (3, "")
    assert "this is walking" in run.err
    assert not (tmp_path / "out").exists()


@pytest.mark.shared
def test_a_folder_of_openpose_with_too_few_steps(cli: Callable, shared: Path, tmp_path: Path) -> None:
    path = shared / "keypoints" / "radluy_side_body25"
    run = cli("analyze", path, "--out", tmp_path / "out")
    assert run.code == 2
    assert "--rate-hz" in run.err
    run = cli("analyze", path, "--rate-hz", "25", "--out", tmp_path / "out")
    assert run.code == 3
    assert "radluy_side_body25: " in run.err
    assert not (tmp_path / "out").exists()
