"""The second engine on a stand-in for rtmlib: what it is asked, what is made of its answers, what is missing.

The real weights have never been run by these tests.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import ModelMissingError
from backstride.knowledge.loader import load
from backstride.pose.clip import keypoints_of
from backstride.pose.engine import Engine
from backstride.pose.region import Region
from backstride.pose.rtm import KNOWLEDGE, RtmEngine, box_of_region, region_of_box, weights_path
from helpers.clips import grey, write_clip

ASPECT, ENLARGED = 0.75, 1.25
BOX = np.array([10.0, 20.0, 40.0, 60.0])
FILES = [load(KNOWLEDGE)[part]["file"] for part in ("detector", "landmarks")]


class FakeModel:
    """Keeps what it was made with and asked, prints as rtmlib does, answers what the test says."""

    answers: Any = None
    made: list[tuple[Any, ...]] = []  # noqa: RUF012 - emptied for each test
    asked: list[tuple[Any, ...]] = []  # noqa: RUF012

    def __init__(self, path: str, model_input_size: tuple[int, int], backend: str, device: str) -> None:
        print(f"load {path} with {backend} backend")
        if Path(path).read_bytes() == b"damaged":
            raise RuntimeError("protobuf parsing failed")
        type(self).made.append((Path(path).name, model_input_size, backend, device))

    def __call__(self, image: np.ndarray, **more: Any) -> Any:
        type(self).asked.append((image, more))
        return type(self).answers


class FakeYolox(FakeModel):
    pass


class FakeRtmPose(FakeModel):
    pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with both files, and a stand-in for rtmlib."""
    folder = tmp_path / "home" / "models" / "rtm"
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_bytes(b"weights")
    library = ModuleType("rtmlib")
    for kind, attribute in ((FakeYolox, "YOLOX"), (FakeRtmPose, "RTMPose")):
        kind.made, kind.asked = [], []
        setattr(library, attribute, kind)
    FakeYolox.answers = np.array([BOX])
    points = np.stack([np.linspace(12, 38, 26), np.linspace(20, 60, 26)], axis=1)
    FakeRtmPose.answers = points[None], np.linspace(0.2, 1.2, 26)[None]
    monkeypatch.setitem(sys.modules, "rtmlib", library)
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    return folder


def test_models_are_opened_from_files_and_say_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine: Engine = RtmEngine()
    assert FakeYolox.made == [(FILES[0], (640, 640), "onnxruntime", "cpu")]
    assert FakeRtmPose.made == [(FILES[1], (192, 256), "onnxruntime", "cpu")]
    assert capsys.readouterr() == ("", "")
    assert len(engine.point_names) == 26
    assert set(engine.point_names) >= {"toe_left", "little_toe_right", "heel_left", "head_top", "neck"}


def test_points_have_the_houses_names(home: Path) -> None:
    """HALPE's published order: 15 left ankle, 20 left big toe, 22 left small toe, 25 right heel."""
    names = RtmEngine().point_names
    assert [names[n] for n in (0, 11, 15, 17, 19, 20, 22, 25)] == [
        *("nose", "hip_centre_left", "ankle_centre_left", "head_top", "pelvis_centre"),
        *("toe_left", "little_toe_left", "heel_right"),
    ]


def test_the_frame_goes_in_blue_first_and_the_box_comes_back(home: Path) -> None:
    engine = RtmEngine()
    image = np.zeros((90, 120, 3), np.uint8)
    image[..., 0] = 200  # red
    (person,) = engine.people(image)
    assert (person.region.x_px, person.region.y_px, person.score) == (25.0, 40.0, 0.3)
    assert person.region.side_px == pytest.approx(ENLARGED * max(40, 30 / ASPECT))
    pose = engine.pose(image, person.region)
    (seen, _), (also, asked) = FakeYolox.asked[0], FakeRtmPose.asked[0]
    assert seen[0, 0].tolist() == also[0, 0].tolist() == [0, 0, 200]
    np.testing.assert_allclose(asked["bboxes"], [[10, 20, 40, 60]])
    np.testing.assert_array_equal(pose.points_px, FakeRtmPose.answers[0][0])
    assert pose.depth_px is None
    assert (pose.confidence[0], pose.confidence[-1]) == (pytest.approx(0.2), 1.0)
    assert pose.presence == pytest.approx(pose.confidence.mean())


def test_the_next_region_holds_the_sure_points(home: Path) -> None:
    pose = RtmEngine().pose(np.zeros((90, 120, 3), np.uint8), Region(25.0, 40.0, 50.0))
    sure = pose.points_px[pose.confidence >= 0.3]
    half = pose.region.side_px / 2 * np.array([ASPECT, 1.0])
    centre = np.array([pose.region.x_px, pose.region.y_px])
    assert np.all(np.abs(sure - centre) < half)
    assert len(sure) < 26


def test_nobody(home: Path) -> None:
    FakeYolox.answers = np.array([])
    engine = RtmEngine()
    image = np.zeros((90, 120, 3), np.uint8)
    assert engine.people(image) == ()
    FakeRtmPose.answers = np.zeros((1, 26, 2)), np.zeros((1, 26))
    pose = engine.pose(image, Region(25.0, 40.0, 50.0))
    assert pose.presence < engine.present_at_least
    assert pose.region == Region(25.0, 40.0, 50.0)


def test_a_clip_is_followed_with_it(home: Path, tmp_path: Path) -> None:
    seen = keypoints_of(write_clip(tmp_path / "x.mp4", grey(12, 128, 96)), RtmEngine, cores=1)
    assert seen.points.shape == (12, 26, 2)
    assert np.isfinite(seen.points).all()
    assert (seen.depth, seen.engine) == (None, RtmEngine.name)


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(2, 500), st.floats(2, 500), st.floats(1.0, 2.0))
def test_a_box_and_its_region_undo_each_other(
    left: float, top: float, width: float, height: float, enlarged: float
) -> None:
    box = np.array([left, top, left + width, top + height])
    region = region_of_box(box, ASPECT, enlarged)
    back = box_of_region(region, ASPECT, enlarged)
    np.testing.assert_allclose(back[:2] + back[2:], box[:2] + box[2:])
    assert np.all(back[:2] <= box[:2] + 1e-6)
    assert np.all(back[2:] >= box[2:] - 1e-6)
    again = region_of_box(back, ASPECT, enlarged)
    assert again.side_px == pytest.approx(region.side_px)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_model_names_the_file_and_the_fix(home: Path, name: str) -> None:
    (home / name).unlink()
    with pytest.raises(ModelMissingError, match=name) as caught:
        RtmEngine()
    assert "models/rtm" in caught.value.fix.replace("\\", "/")


def test_what_rtmlib_fetched_is_used(home: Path, tmp_path: Path) -> None:
    own, store = home / FILES[0], tmp_path / "torch" / "hub" / "checkpoints"
    assert weights_path(FILES[0]) == own
    store.mkdir(parents=True)
    own.rename(store / FILES[0])
    assert weights_path(FILES[0]) == store / FILES[0]


def test_a_damaged_model_is_no_traceback(home: Path) -> None:
    (home / FILES[1]).write_bytes(b"damaged")
    with pytest.raises(ModelMissingError, match="not the file it should be"):
        RtmEngine()


def test_without_the_library_the_message_names_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rtmlib", None)
    with pytest.raises(ModelMissingError, match="rtmlib") as caught:
        RtmEngine()
    assert caught.value.exit_code == 5
    assert "pip install" in caught.value.fix
