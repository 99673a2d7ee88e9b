"""A clip with its pictures: read where asked, played on the page, kept with its marks or left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.clips import pictures_of
from backstride.model.clip import Clip
from backstride.model.keypoints import Keypoints
from backstride.pipeline import analyze
from backstride.result import Result
from helpers.clips import write_clip
from helpers.played import need_video_extra
from helpers.saved import RESULT
from helpers.seen import chosen, seen, with_points, write_openpose


def small(clip: Keypoints) -> Keypoints:
    """The clip in a picture a third as large."""
    return replace(with_points(clip, clip.points.to_numpy() / 3), width_px=640, height_px=360)


@pytest.fixture(scope="module")
def with_pictures(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Three seconds of a run, and a video whose frames show where the left toe is."""
    need_video_extra()
    folder = tmp_path_factory.mktemp("drawn")
    run = write_openpose(chosen(seen(rate_hz=30.0), np.arange(90)), folder / "run")
    result = analyze(run, rate_hz=30.0, runner={"height_m": 1.75})
    (one,) = result.clips
    shown = small(one.clip.keypoints)
    images = []
    for x, y in shown.points.sel(point="toe_left").to_numpy().round().astype(int):
        image = np.full((360, 640, 3), 60, np.uint8)
        image[max(0, y - 6) : y + 6, max(0, x - 6) : x + 6] = 250
        images.append(image)
    times_ms = [round(1000 * at) for at in shown.time_s]
    video = write_clip(folder / "run.mp4", images, times_ms=times_ms)
    clip = Clip(one.clip.recording, shown, video, one.clip.slow_motion)
    return replace(result, clips=(replace(one, clip=clip),))


def test_pictures_are_those_of_the_times_asked_for(with_pictures: Result) -> None:
    (one,) = with_pictures.clips
    assert one.clip.path
    got = list(pictures_of(one.clip.path, 1.0, 1.5))
    assert [time_s for time_s, _ in got] == pytest.approx(np.arange(30, 45) / 30, abs=0.001)
    for time_s, image in got[::5]:
        frame = round(30 * time_s)
        x, y = one.clip.keypoints.points.sel(point="toe_left").to_numpy()[frame].round().astype(int)
        assert image.shape == (360, 640, 3)
        assert image[y, x].mean() > 200
        assert image[10, 10].mean() < 90


def test_a_clip_with_pictures_is_played_and_kept_with_its_marks(
    with_pictures: Result, tmp_path: Path
) -> None:
    paths = with_pictures.save(tmp_path / "out")
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == RESULT | {"player-run.json", "clip-run.mp4", "annotated-run.mp4"}
    assert {path.name for path in paths} == made
    for name in ("clip-run.mp4", "annotated-run.mp4"):
        first = [image for _, image in pictures_of(tmp_path / "out" / name, 0.0, 0.05)]
        assert first[0].shape == (360, 640, 3)
    assert "<video" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_without_video_no_picture_is_left_even_of_an_earlier_result(
    with_pictures: Result, tmp_path: Path
) -> None:
    with_pictures.save(tmp_path / "out", video=False)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == RESULT | {"player-run.json"}
    assert "<video" not in (tmp_path / "out" / "report.html").read_text("utf-8")
    (tmp_path / "out" / "clip-run.mp4").touch()
    (tmp_path / "out" / "annotated-run.mp4").touch()
    (tmp_path / "out" / "mine.mp4").touch()
    with_pictures.save(tmp_path / "out", video=False)
    assert {path.name for path in (tmp_path / "out").iterdir()} == made | {"mine.mp4"}
