"""Ready-made keypoints of a runner of known motion through the command: a whole result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backstride.pipeline import analyze
from helpers.bad_clips import write_noise
from helpers.played import need_video_extra
from helpers.saved import RESULT, Saved
from helpers.seen import EDGE_S, chosen, runner, seen, slowed, write_openpose

TOLD = ("--rate-hz", "60", "--height-m", "1.75")
SLOW_TIMES = 4.0


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds at 60 frames/s as OpenPose writes them."""
    return write_openpose(chosen(seen(), np.arange(360)), tmp_path_factory.mktemp("ready") / "run")


@pytest.fixture(scope="module")
def done(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("done") / "out"
    analyze(ready, rate_hz=60.0, runner={"height_m": 1.75}).save(folder)
    return Saved(folder)


def test_ready_made_keypoints_give_a_whole_result_without_pictures(done: Saved) -> None:
    assert done.names == RESULT | {"player-run.json"}
    (one,) = done.analysis["recordings"]
    assert (one["kind"], one["view"], one["id"], one["paths"]) == ("keypoints", "side_right", "run", ["run"])
    assert one["rate_hz"] == pytest.approx(60.0)
    assert one["duration_s"] == pytest.approx(6.0, abs=0.02)


def test_its_numbers_are_the_runners(done: Saved) -> None:
    true = runner().truth.measures
    for name, within in (("cadence", 1.0), ("leg_angle_at_strike", 2.0), ("knee_flexion_at_strike", 4.0)):
        assert done.value(name) == pytest.approx(true[name]["both"], abs=within), name
    strikes = sorted(float(row["foot_strike_s"]) for row in done.contacts())
    known = sorted(one.foot_strike_s for one in runner().truth.contacts)
    inside = [at for at in known if EDGE_S < at < 6.0 - 0.35]
    assert len(strikes) == pytest.approx(len(inside), abs=1)
    assert max(min(abs(at - one) for one in known) for at in strikes) < 0.02


def test_its_player_shows_the_frames_that_were_given(done: Saved) -> None:
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


def test_nothing_in_it_tells_where_it_was_made(done: Saved, ready: Path) -> None:
    for name in ("analysis.json", "player-run.json", "report.html"):
        assert str(ready.parent) not in (done.folder / name).read_text("utf-8"), name


def test_the_same_keypoints_give_the_same_bytes_and_the_page_can_be_made_again(
    done: Saved, ready: Path, cli: Callable, tmp_path: Path
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


def test_one_bad_clip_beside_a_good_one_is_listed(ready: Path, cli: Callable, tmp_path: Path) -> None:
    need_video_extra()
    noise = write_noise(tmp_path / "noise.mp4")
    run = cli("analyze", ready, noise, *TOLD, "--out", tmp_path / "out")
    assert run.code == 0
    assert "noise.mp4" in run.err
    kinds = {one["id"]: one["quality"]["verdict"] for one in Saved(tmp_path / "out").analysis["recordings"]}
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
    made = Saved(tmp_path / "out")
    assert made.value("cadence") == pytest.approx(runner().truth.measures["cadence"]["both"], abs=1.0)
    assert made.value("contact_time") == pytest.approx(
        runner().truth.measures["contact_time"]["both"], abs=0.025
    )
    player = json.loads((made.folder / "player-slow.json").read_text("utf-8"))
    assert player["slow_motion"] == SLOW_TIMES
