"""The engine on real frames: where points lie, how they move with the picture, that nothing remembers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import RefusedError
from backstride.pose.blaze import BlazeEngine
from backstride.pose.clip import keypoints_of
from backstride.pose.decode import Image, frames
from backstride.pose.model_prune import pruned
from backstride.pose.model_store import model_path
from helpers.clips import grey, write_clip

RUN = "video/run_side_overlay_radluy.mp4"


@pytest.fixture(scope="module")
def runner(shared: Path) -> Image:
    """One frame with a whole runner."""
    return next(frames(shared / RUN, 1.2)).image()


def test_a_runner_is_found_and_stands_upright(engine: BlazeEngine, runner: Image) -> None:
    (person,) = engine.people(runner)
    pose = engine.pose(runner, person.region)
    place = dict(zip(engine.point_names, pose.points_px, strict=True))
    assert pose.presence > 0.9
    for side in ("left", "right"):
        names = ("shoulder_centre", "hip_centre", "knee_centre", "toe")
        down = [place[f"{name}_{side}"][1] for name in names]
        assert down == sorted(down)
    assert np.all((pose.confidence >= 0) & (pose.confidence <= 1))


def test_points_move_with_the_picture(engine: BlazeEngine, runner: Image) -> None:
    (person,) = engine.people(runner)
    here = engine.pose(runner, person.region)
    moved = np.roll(runner, (20, -60), axis=(0, 1))
    region = replace(person.region, x_px=person.region.x_px - 60, y_px=person.region.y_px + 20)
    there = engine.pose(moved, region)
    np.testing.assert_allclose(there.points_px - here.points_px, np.full((33, 2), (-60, 20)), atol=0.2)


def test_a_picture_on_its_side_gives_the_same_body(engine: BlazeEngine, runner: Image) -> None:
    """Turned left, (x, y) becomes (y, width - x); the region turns along, the crop stays what it was."""
    (person,) = engine.people(runner)
    here = engine.pose(runner, person.region)
    one, width = person.region, runner.shape[1]
    turned = replace(one, x_px=one.y_px, y_px=width - one.x_px, angle_rad=one.angle_rad - np.pi / 2)
    there = engine.pose(np.ascontiguousarray(np.rot90(runner)), turned)
    back = np.column_stack([width - there.points_px[:, 1], there.points_px[:, 0]])
    np.testing.assert_allclose(back, here.points_px, atol=0.5)


def test_an_engine_remembers_nothing(engine: BlazeEngine, runner: Image) -> None:
    (person,) = engine.people(runner)
    first = engine.pose(runner, person.region)
    engine.pose(np.zeros_like(runner), person.region)
    np.testing.assert_array_equal(engine.pose(runner, person.region).points_px, first.points_px)


def test_the_library_says_nothing(engine: BlazeEngine) -> None:
    code = "from backstride.pose.blaze import BlazeEngine; BlazeEngine()"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("", "")


def test_nobody_in_a_black_frame(engine: BlazeEngine, runner: Image) -> None:
    assert engine.people(np.zeros_like(runner)) == ()


def test_leaving_branches_out_changes_no_number(engine: BlazeEngine) -> None:
    from ai_edge_litert.interpreter import Interpreter

    path, kept = model_path("pose_landmark_full.tflite"), ("Identity", "Identity_1", "Identity_3")
    image = np.random.default_rng(0).random((1, 256, 256, 3)).astype(np.float32)

    def outputs(content: bytes) -> dict[str, np.ndarray]:
        model = Interpreter(model_content=content, num_threads=1)
        model.allocate_tensors()
        model.set_tensor(model.get_input_details()[0]["index"], image)
        model.invoke()
        return {one["name"]: model.get_tensor(one["index"]) for one in model.get_output_details()}

    whole, part = outputs(path.read_bytes()), outputs(pruned(path, kept))
    assert set(part) == set(kept) < set(whole)
    for name in kept:
        np.testing.assert_array_equal(part[name], whole[name])


def test_a_runner_who_enters_and_leaves(engine: BlazeEngine, shared: Path) -> None:
    told: list[tuple[int, int]] = []
    seen = keypoints_of(shared / RUN, BlazeEngine, on_frames=lambda *now: told.append(now), cores=2)
    there = np.isfinite(seen.points.sel(point="hip_centre_left", axis="x").to_numpy())
    inside = np.flatnonzero(there)
    assert (len(there), seen.width_px, seen.height_px) == (88, 1280, 720)
    assert 50 <= len(inside) <= 66  # "88 frames of which about 60 hold the runner"
    assert there[inside[0] : inside[-1] + 1].all()
    hips = seen.points.sel(point="hip_centre_left", axis="x").to_numpy()[inside]
    assert np.mean(np.diff(hips) < 0) > 0.95  # from right to left; half a runner at the edge is less sure
    assert (told[0], told[-1]) == ((1, 88), (88, 88))
    assert seen.notes == ()


def test_the_number_of_cores_changes_no_number(engine: BlazeEngine, shared: Path) -> None:
    one, two = (keypoints_of(shared / RUN, BlazeEngine, cores=cores) for cores in (1, 2))
    np.testing.assert_array_equal(one.points, two.points)


@pytest.mark.slow
def test_of_two_people_the_one_who_walks_is_kept(engine: BlazeEngine, shared: Path) -> None:
    """A man poses on a roof all along; a woman walks past below from 2 s on."""
    seen = keypoints_of(shared / "video" / "walk_negative_sports2d.mp4", BlazeEngine)
    ankle = seen.points.sel(point="ankle_centre_left", axis="y")
    there = np.isfinite(ankle.to_numpy())
    assert not there[seen.time_s < 1.6].any()
    assert there[(seen.time_s > 2.4) & (seen.time_s < 6.2)].mean() > 0.95
    assert np.nanmin(ankle.to_numpy()) > 700  # on the grass, never on the roof


def test_a_clip_without_anybody_is_refused(engine: BlazeEngine, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "black.mp4", grey(10, 320, 240))
    with pytest.raises(RefusedError, match="nobody is seen"):
        keypoints_of(clip, BlazeEngine)
