"""What a picture shows of a person, measured on pictures made worse in a known way; where a clip is cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.knowledge.loader import load
from backstride.model.picture import Picture
from backstride.pose.clip import pieces
from backstride.pose.decode import VideoInfo, frames
from backstride.pose.engine import Pose
from backstride.pose.frame import turned_left
from backstride.pose.picture import Seen, seen, sharpness, with_runner
from backstride.pose.region import Region
from helpers.clips import HALF, QUARTER_CLOCKWISE, corner_lit, turn, write_clip

NAMES = tuple(load("pose/blaze.toml")["landmarks"]["names"])
HEIGHT_PX = 600.0


def person(scale: float = 1.0) -> Pose:
    """Upright, 600 px from eyes to toes, in the middle of a frame of 900 x 800."""
    down = {"nose": 100, "shoulder": 180, "hip": 380, "knee": 530, "ankle": 670, "heel": 690, "toe": 700}
    points = np.array([(450.0, 100.0)] * len(NAMES))
    for place, name in enumerate(NAMES):
        side = -40 if name.endswith("left") else 40
        points[place] = (450 + side, down.get(name.split("_")[0], 300))
    return Pose(points * scale, np.ones(len(NAMES)), None, 1.0, Region(450, 400, 800))


def street(low: int = 40, high: int = 160) -> Any:
    """Sharp stones of 1 to 60 px, brightness between low and high."""
    rng = np.random.default_rng(0)
    layers: Any = 0.0
    for size in (2, 6, 20, 60):
        stones = rng.random((800 // size + 1, 900 // size + 1)).repeat(size, 0).repeat(size, 1)
        layers = layers + stones[:800, :900] / 4
    grey = low + (high - low) * np.clip((layers - 0.2) / 0.6, 0, 1)
    return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


def looked(image: Any, scale: float = 1.0) -> Seen:
    found = seen(image, person(scale), NAMES)
    assert found is not None
    return found


def test_the_more_blur_the_less_sharp() -> None:
    image = street()
    series = [looked(image).sharpness]
    for share in (0.005, 0.01, 0.02):
        series.append(looked(cv2.GaussianBlur(image, (0, 0), share * HEIGHT_PX)).sharpness)
    assert np.all(np.diff(series) < 0)
    assert series[0] > 2 * series[3]


def test_size_and_light_do_not_change_sharpness() -> None:
    image, usual = street(), looked(street()).sharpness
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert looked(half, 0.5).sharpness == pytest.approx(usual, abs=0.04)
    assert looked((image * 0.3).astype(np.uint8)).sharpness == pytest.approx(usual, abs=0.03)


def test_too_small_a_person_is_not_sharp() -> None:
    tiny = cv2.resize(street(), None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    assert looked(tiny, 0.1).sharpness < looked(street()).sharpness - 0.15


def test_a_blur_across_shows_across() -> None:
    grey = street()[:, :, 0]
    across, down = sharpness(cv2.blur(grey, (15, 1)))
    assert across < down - 0.2
    assert sharpness(np.full((40, 40), 90, np.uint8)) == (0.0, 0.0)


def test_feet_that_move_are_less_sharp_than_the_rest() -> None:
    image = street()
    moved = image.copy()
    moved[640:760] = cv2.blur(image, (41, 1))[640:760]
    assert looked(moved).motion_blur > looked(image).motion_blur + 0.1


def test_light_contrast_and_clipping() -> None:
    image = street(60, 120)
    usual, dark = looked(image), looked(image // 4)
    assert dark.brightness == pytest.approx(usual.brightness / 4, abs=2)
    assert dark.contrast == pytest.approx(usual.contrast / 4, abs=2)
    assert 30 <= usual.contrast <= 60
    white = image.copy()
    white[:, :450] = 255
    assert looked(white).clipped_share == pytest.approx(0.5, abs=0.02)
    assert usual.clipped_share == 0.0


def test_brightness_is_the_persons_not_the_skys() -> None:
    """A silhouette: black trunk and legs before a bright sky."""
    image = np.full((800, 900, 3), 220, np.uint8)
    image[170:700, 395:505] = 10
    assert looked(image).brightness == 10


def test_a_person_outside_the_frame_is_not_looked_at() -> None:
    away = replace(person(), points_px=person().points_px + np.array([0, 5000]))
    assert seen(street(), away, NAMES) is None


def test_a_clip_is_the_median_of_its_looks() -> None:
    number = 4
    empty = Picture(np.zeros((number, 2)), np.zeros(number), np.ones(number), np.ones(number, bool), "still")
    looks = [Seen(level, 2 * level, 0.5, 0.1, 0.0) for level in (10.0, 30.0, 80.0)]
    points_px = np.stack([person().points_px] * number)
    points_px[2] = np.nan
    found = with_runner(empty, looks, points_px, 800)
    assert (found.brightness, found.contrast, found.camera) == (30.0, 60.0, "still")
    assert found.runner_height_share == pytest.approx(HEIGHT_PX / 800)
    assert np.isnan(with_runner(empty, [], points_px, 800).sharpness)


def test_a_picture_holds_one_movement_a_frame() -> None:
    with pytest.raises(ValueError, match="shift_px"):
        Picture(np.zeros((3, 2)), np.zeros(4), np.ones(4), np.ones(4, bool), "still")


def test_the_small_grey_picture_is_upright_and_of_known_scale(tmp_path: Path) -> None:
    """Shown a quarter clockwise, the lit upper left corner is the upper right one."""
    clip = turn(write_clip(tmp_path / "a.mp4", corner_lit(3, 1280, 720)), QUARTER_CLOCKWISE)
    grey, scale = next(frames(clip)).small_grey()
    assert (grey.shape, scale) == ((320, 180), 4)
    assert grey[:150, 100:].min() > 200
    assert max(grey[170:].max(), grey[:, :80].max()) < 60


@pytest.mark.parametrize("matrix", [(1, 0, 0, 1), QUARTER_CLOCKWISE, HALF, (0, -1, 1, 0)])
@pytest.mark.parametrize(
    "box", [(30.5, 40.2, 90.0, 61.0), (-50.0, -9.0, 40.0, 5.0), (150.0, 100.0, 999.0, 999.0)]
)
def test_a_part_is_the_same_pixels_as_the_whole(
    tmp_path: Path, matrix: tuple[int, int, int, int], box: tuple[float, float, float, float]
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (2, 80, 120, 3)).astype(np.uint8)
    images = [cv2.resize(image, (600, 400)) for image in noise]
    frame = next(frames(turn(write_clip(tmp_path / "a.mp4", images), matrix)))
    whole = frame.image().astype(int)
    assert (whole.shape[1], whole.shape[0]) == frame.size_px
    canvas = np.zeros(whole.shape, np.uint8)
    frame.paint(canvas, box)
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    np.testing.assert_array_equal(canvas[top:bottom, left:right], whole[top:bottom, left:right])
    rows, columns = np.nonzero(canvas.any(axis=2))
    painted = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert whole[painted].size < whole.size
    np.testing.assert_array_equal(canvas[painted], whole[painted])


def test_round_a_box_outside_the_frame_all_is_painted(tmp_path: Path) -> None:
    frame = next(frames(write_clip(tmp_path / "a.mp4", corner_lit(2, 320, 240))))
    canvas = np.full((240, 320, 3), 77, np.uint8)
    frame.paint(canvas, (400.0, 10.0, 500.0, 90.0))
    np.testing.assert_array_equal(canvas, frame.image())


@given(st.tuples(*[st.integers(0, 50)] * 4), st.integers(0, 7), st.integers(50, 90), st.integers(50, 90))
def test_a_box_turned_and_back_is_the_box(
    box: tuple[int, int, int, int], times: int, width: int, height: int
) -> None:
    size = (height, width) if times % 2 else (width, height)
    assert turned_left(turned_left(box, times, width, height), -times, *size) == box


def info(count: int, keys: tuple[int, ...]) -> VideoInfo:
    seconds = tuple((key + 0.5) / 30 for key in keys)
    return VideoInfo("a", 64, 64, 0, 30.0, count, 0.0, count / 30, "h264", None, seconds)


def cuts(count: int, keys: tuple[int, ...] = ()) -> list[int]:
    """First frame of every piece but the first."""
    return [int(np.ceil(from_s * 30 - 1e-9)) for from_s, _ in pieces(info(count, keys))[1:]]


def test_a_clip_is_cut_where_decoding_can_begin_if_that_is_near() -> None:
    assert cuts(50) == []
    assert cuts(230) == [115]
    assert cuts(230, (0, 60, 120, 180)) == [121]
    assert cuts(230, (0, 90, 180)) == [115]  # so uneven that the longer half would take longer
    assert len(cuts(394)) == 3  # four pieces, so that two cores finish together
    assert cuts(1500, tuple(range(0, 1500, 100))) == [101, 301, 401, 601, 701, 901, 1001, 1201, 1301]


def test_pieces_hold_every_moment_once() -> None:
    for count, keys in ((1500, tuple(range(0, 1500, 250))), (3000, (0,)), (300, (0, 150))):
        found = pieces(info(count, keys))
        assert (found[0][0], found[-1][1]) == (-np.inf, np.inf)
        assert all(one[1] == other[0] for one, other in pairwise(found))
        assert all(from_s < until_s for from_s, until_s in found)


def test_times_of_keys_lie_just_after_their_frames(tmp_path: Path) -> None:
    """Every tenth frame decodes alone; a reader that starts there reads no frame before."""
    from backstride.pose.decode import video_info

    path = write_clip(tmp_path / "a.mp4", corner_lit(40))
    keys_s = video_info(path).keys_s
    np.testing.assert_allclose(keys_s, np.array([0.0, 0.4, 0.8, 1.2]) + 0.02, atol=0.002)
