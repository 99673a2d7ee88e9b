"""A clip through the command: what is no clip of a run, the models that are missing, and a whole result."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backstride.clips import pictures_of
from backstride.errors import ModelMissingError
from backstride.model.clip import Clip
from backstride.model.keypoints import Keypoints
from backstride.pipeline import analyze
from backstride.result import Result
from helpers.clips import grey, write_clip
from helpers.need import missing
from helpers.played import need_video_extra
from helpers.seen import EDGE_S, chosen, runner, seen, slowed, with_points, write_openpose

RESULT = {"report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet"}
TOLD = ("--rate-hz", "60", "--height-m", "1.75")
SLOW_TIMES = 4.0


def bad_clips(folder: Path) -> dict[str, Path]:
    """One file for each way in which a file is no clip of a run, readable without a pose model."""
    import cv2

    noise = np.random.default_rng(0)
    images = [noise.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(50)]
    whole = write_clip(folder / "whole.mp4", images).read_bytes()
    cv2.imwrite(str(folder / "photo.png"), images[0])
    shutil.copy(folder / "photo.png", folder / "photo.mp4")
    unknown = write_clip(folder / "unknown.mkv", grey(5), codec="ffv1")
    unknown.write_bytes(unknown.read_bytes().replace(b"V_FFV1", b"V_NONE"))
    write_clip(folder / "pixel.mkv", grey(5, 2, 2), codec="ffv1")
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.mp4").touch()
    (folder / "noise.mp4").write_bytes(noise.bytes(5000))
    _write_sound(folder / "sound.wav")
    shutil.copy(folder / "sound.wav", folder / "sound.mp4")
    (folder / "letters").mkdir()
    (folder / "letters" / "a.json").write_text('{"dear": "reader"}')
    return {path.name: path for path in folder.iterdir()}


def _write_sound(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))


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


# --- ready-made keypoints of a runner of known motion


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds at 60 frames/s as OpenPose writes them."""
    return write_openpose(chosen(seen(), np.arange(360)), tmp_path_factory.mktemp("ready") / "run")


class Done:
    """A result folder and what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {path.name for path in folder.iterdir()}
        self.analysis: dict[str, Any] = json.loads((folder / "analysis.json").read_text("utf-8"))

    def value(self, name: str) -> float:
        rows = {(row["id"], row["side"]): row["value"] for row in self.analysis["measures"]}
        return float(rows[name, "both"])

    def contacts(self) -> list[dict[str, str]]:
        with (self.folder / "contacts.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def done(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("done") / "out"
    analyze(ready, rate_hz=60.0, runner={"height_m": 1.75}).save(folder)
    return Done(folder)


def test_ready_made_keypoints_give_a_whole_result_without_pictures(done: Done) -> None:
    assert done.names == RESULT | {"player-run.json"}
    (one,) = done.analysis["recordings"]
    assert (one["kind"], one["view"], one["id"], one["paths"]) == ("keypoints", "side_right", "run", ["run"])
    assert one["rate_hz"] == pytest.approx(60.0)
    assert one["duration_s"] == pytest.approx(6.0, abs=0.02)


def test_its_numbers_are_the_runners(done: Done) -> None:
    true = runner().truth.measures
    for name, within in (("cadence", 1.0), ("leg_angle_at_strike", 2.0), ("knee_flexion_at_strike", 4.0)):
        assert done.value(name) == pytest.approx(true[name]["both"], abs=within), name
    strikes = sorted(float(row["foot_strike_s"]) for row in done.contacts())
    known = sorted(one.foot_strike_s for one in runner().truth.contacts)
    inside = [at for at in known if EDGE_S < at < 6.0 - 0.35]
    assert len(strikes) == pytest.approx(len(inside), abs=1)
    assert max(min(abs(at - one) for one in known) for at in strikes) < 0.02


def test_its_player_shows_the_frames_that_were_given(done: Done) -> None:
    player = json.loads((done.folder / "player-run.json").read_text("utf-8"))
    assert (player["recording"], player["slow_motion"]) == ("run", 1.0)
    frame = player["time_s"].index(1.0)
    given = seen().points.sel(point="toe_left").to_numpy()[60]
    assert player["points"]["toe_left"][frame] == pytest.approx(given, abs=0.06)
    assert {one["text"] for one in player["links"]} == {
        "A typical landing, left foot",
        "A typical landing, right foot",
    }
    assert len(player["curves"]["knee_flexion_left"]) == len(player["time_s"])
    page = (done.folder / "report.html").read_text("utf-8")
    assert "player-run" in page
    assert "<video" not in page


def test_nothing_in_it_tells_where_it_was_made(done: Done, ready: Path) -> None:
    for name in ("analysis.json", "player-run.json", "report.html"):
        assert str(ready.parent) not in (done.folder / name).read_text("utf-8"), name


def test_the_same_keypoints_give_the_same_bytes_and_the_page_can_be_made_again(
    done: Done, ready: Path, cli: Callable, tmp_path: Path
) -> None:
    assert cli("analyze", ready, *TOLD, "--no-video", "--out", tmp_path / "again").code == 0
    for name in done.names:
        assert (tmp_path / "again" / name).read_bytes() == (done.folder / name).read_bytes(), name
    before = (tmp_path / "again" / "report.html").read_bytes()
    assert cli("report", tmp_path / "again").code == 0
    assert (tmp_path / "again" / "report.html").read_bytes() == before


def test_check_says_what_it_shows_and_what_not(ready: Path, cli: Callable) -> None:
    run = cli("check", ready, "--rate-hz", "60", "--json")
    assert run.code == 0
    (one,) = json.loads(run.out)
    assert (one["kind"], one["frames"], one["sight"]["view"]) == ("keypoints", 360, "side_right")
    assert {"cadence", "leg_angle_at_strike"} <= set(one["can_measure"])
    why = {row["id"]: row["reason"] for row in one["cannot_measure"]}
    assert "--height-m" in why["overstride"]
    assert "Film at 100 or more" in why["contact_time"]
    assert "force plate" in why["loading_rate"]


def test_one_bad_clip_beside_a_good_one_is_listed(
    ready: Path, bad: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("analyze", ready, bad["noise.mp4"], *TOLD, "--out", tmp_path / "out")
    assert run.code == 0
    assert "noise.mp4" in run.err
    kinds = {one["id"]: one["quality"]["verdict"] for one in Done(tmp_path / "out").analysis["recordings"]}
    assert kinds["noise"] == "refused"
    assert kinds["run"] != "refused"


def test_slow_motion_told_and_not(cli: Callable, tmp_path: Path) -> None:
    fast = chosen(seen(rate_hz=120.0), np.arange(600))
    path = write_openpose(slowed(fast, SLOW_TIMES), tmp_path / "slow")
    run = cli("analyze", path, "--rate-hz", "30", "--out", tmp_path / "out")
    assert run.code == 3
    assert "slow motion" in run.err
    assert "--slow-motion" in run.err
    assert not (tmp_path / "out").exists()
    told = ("--rate-hz", "30", "--slow-motion", str(SLOW_TIMES))
    assert cli("analyze", path, *told, "--out", tmp_path / "out").code == 0
    made = Done(tmp_path / "out")
    assert made.value("cadence") == pytest.approx(runner().truth.measures["cadence"]["both"], abs=1.0)
    assert made.value("contact_time") == pytest.approx(
        runner().truth.measures["contact_time"]["both"], abs=0.025
    )
    player = json.loads((made.folder / "player-slow.json").read_text("utf-8"))
    assert player["slow_motion"] == SLOW_TIMES


# --- with pictures


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
