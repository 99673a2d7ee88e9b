"""One small run written in every form that is read, and read back: the same points, times and gaps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.read.keypoints import is_keypoints, read_keypoints
from backstride.read.keypoints_raw import from_triples
from backstride.read.keypoints_sets import name_of, point_sets

RATE_HZ, FRAMES = 25.0, 12
WIDTH, HEIGHT = 640, 360
LABELS = ["Hip", "RHip", "RKnee", "RAnkle", "RBigToe", "RSmallToe", "RHeel", "LHip", "LKnee", "LAnkle"]
LABELS += ["LBigToe", "LSmallToe", "LHeel", "Neck", "Head", "Nose", "LShoulder", "RShoulder"]


def run(names: Sequence[str], frames: int = FRAMES) -> FloatArray:
    """(frames, p, 3) x, y, confidence: points one below another that move to the right, ankles against each
    other; to 3 decimals, so that text keeps them."""
    place = np.arange(len(names))
    x = 100 + 4.0 * np.arange(frames)[:, None] + 0.5 * place
    y = np.broadcast_to(80 + 200 * place / len(names), x.shape)
    sure = np.broadcast_to(0.5 + 0.4 * place / len(names), x.shape)
    swing = 30 * np.sin(np.arange(frames))
    for side, sign in (("left", 1), ("right", -1)):
        x[:, list(names).index(f"ankle_centre_{side}")] += sign * swing
    return np.round(np.stack([x, y, sure], axis=2), 3)


def assert_same(read: Keypoints, names: Sequence[str], values: FloatArray, *, sure: bool = True) -> None:
    """The points that were written, under their names, NaN where NaN."""
    kept = read.points.sel(point=list(names))
    np.testing.assert_allclose(kept.to_numpy(), values[: len(kept), :, :2], atol=2e-3)
    if sure:
        np.testing.assert_allclose(read.confidence.sel(point=list(names)), values[..., 2], atol=2e-3)
    assert (np.isnan(read.confidence) == np.isnan(read.points).any("axis")).all()


def openpose(folder: Path, values: FloatArray, *, count: int, first: int = 0) -> Path:
    """A folder of one file a frame; NaN is written as OpenPose writes what it does not see."""
    folder.mkdir()
    for frame, one in enumerate(values, start=first):
        padded = np.zeros((count, 3))
        padded[: len(one)] = np.nan_to_num(one)
        people = [{"person_id": [-1], "pose_keypoints_2d": padded.ravel().tolist(), "face_keypoints_2d": []}]
        (folder / f"clip2_{frame:012d}_keypoints.json").write_text(
            json.dumps({"version": 1.3, "people": people})
        )
    return folder


def written(path: Path, data: Any) -> Path:
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


@pytest.mark.parametrize("count", sorted(point_sets()))
def test_a_folder_of_each_set(tmp_path: Path, count: int) -> None:
    names = point_sets()[count].names
    values = run(names)
    folder = openpose(tmp_path / "json", values, count=count)
    assert is_keypoints(folder)
    read = read_keypoints(folder, RATE_HZ)
    assert_same(read, names, values)
    assert list(read.points["point"]) == list(names)
    np.testing.assert_allclose(read.time_s, np.arange(FRAMES) / RATE_HZ)
    assert (read.rate_hz, read.depth) == (pytest.approx(RATE_HZ), None)
    assert [note.code for note in read.notes] == ["frame_size_guessed"]
    assert np.nanmax(read.points.sel(axis="x")) < read.width_px <= np.nanmax(read.points.sel(axis="x")) + 1


def test_an_absent_file_and_an_empty_frame_are_gaps(tmp_path: Path) -> None:
    names = point_sets()[25].names
    values = run(names)
    folder = openpose(tmp_path / "json", values, count=25, first=3)
    (folder / "clip2_000000000007_keypoints.json").unlink()
    written(folder / "clip2_000000000009_keypoints.json", {"version": 1.3, "people": []})
    written(folder / "settings.json", {"model": "BODY_25"})
    values[[4, 6]] = np.nan
    read = read_keypoints(folder, RATE_HZ)
    assert_same(read, names, values)
    np.testing.assert_allclose(read.time_s, (3 + np.arange(FRAMES)) / RATE_HZ)
    assert [note.code for note in read.notes] == ["absent_frames", "frame_size_guessed"]


def coco(values: FloatArray, name: Callable[[int], object], **more: object) -> list[dict[str, Any]]:
    return [
        {"image_id": name(frame), "category_id": 1, "keypoints": one.ravel().tolist(), "score": 2.9, **more}
        for frame, one in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("count", "name"), [(17, lambda n: n), (26, lambda n: f"{n}.jpg"), (17, lambda n: f"v/img_{n:06d}.png")]
)
def test_results_of_coco_and_alphapose(tmp_path: Path, count: int, name: Callable[[int], object]) -> None:
    names = point_sets()[count].names
    values = run(names)
    data = coco(values, name)
    del data[5]
    values[5] = np.nan
    path = written(tmp_path / "alphapose-results.json", data)
    read = read_keypoints(path, RATE_HZ)
    assert is_keypoints(path)
    assert_same(read, names, values)
    assert_same(read_keypoints(tmp_path, RATE_HZ), names, values)  # the folder that holds this one file


def test_a_coco_data_set_says_its_frame(tmp_path: Path) -> None:
    names = point_sets()[17].names
    values = run(names)
    images = [
        {"id": 900 + n, "file_name": f"frame_{n}.jpg", "width": WIDTH, "height": HEIGHT}
        for n in range(FRAMES)
    ]
    data = {"images": images, "annotations": coco(values, lambda n: 900 + n), "categories": []}
    read = read_keypoints(written(tmp_path / "set.json", data), RATE_HZ)
    assert_same(read, names, values)
    assert (read.width_px, read.height_px, read.time_s[0]) == (WIDTH, HEIGHT, 0.0)


@pytest.mark.parametrize("key", ["people", "bodies"])
def test_alphapose_in_the_forms_open_and_cmu(tmp_path: Path, key: str) -> None:
    names = point_sets()[18].names
    values = run(names)
    inner = "pose_keypoints_2d" if key == "people" else "joints"
    data = {
        f"{n}.jpg": {"version": "v", key: [{inner: one.ravel().tolist()}]} for n, one in enumerate(values)
    }
    assert_same(read_keypoints(written(tmp_path / "x.json", data), RATE_HZ), names, values)


@pytest.mark.parametrize("wrapped", [True, False])
def test_frames_of_mmpose(tmp_path: Path, wrapped: bool) -> None:
    names = point_sets()[26].names
    values = run(names)
    frames = [
        {
            "frame_id": n + 1,
            "instances": [{"keypoints": one[:, :2].tolist(), "keypoint_scores": one[:, 2].tolist()}],
        }
        for n, one in enumerate(values)
    ]
    data = {"meta_info": {"dataset_name": "halpe26"}, "instance_info": frames} if wrapped else frames
    read = read_keypoints(written(tmp_path / "x.json", data), RATE_HZ)
    assert_same(read, names, values)
    assert read.time_s[0] == pytest.approx(1 / RATE_HZ)


MP = point_sets()[33].names


def landmarks(one: FloatArray) -> list[dict[str, float]]:
    return [{"x": x, "y": y, "z": -0.01 * n, "visibility": c} for n, (x, y, c) in enumerate(one.tolist())]


def shares(values: FloatArray) -> FloatArray:
    return values / np.array([WIDTH, HEIGHT, 1.0])


def test_landmarks_as_shares_of_a_known_frame(tmp_path: Path) -> None:
    values = run(MP)
    frames = [{"frame": n, "landmarks": landmarks(one)} for n, one in enumerate(shares(values))]
    frames[3]["landmarks"] = []
    frames[4]["landmarks"] = None
    values[[3, 4]] = np.nan
    data = {"metadata": {"width": WIDTH, "height": HEIGHT, "fps": RATE_HZ}, "frames": frames}
    read = read_keypoints(written(tmp_path / "x.json", data), None)
    assert_same(read, MP, values)
    assert (read.width_px, read.height_px, read.rate_hz) == (WIDTH, HEIGHT, pytest.approx(RATE_HZ))
    assert read.depth is not None
    assert float(read.depth[0, 10]) == pytest.approx(-0.1 * WIDTH)
    assert [note.code for note in read.notes] == ["normalised"]


FORMS: dict[str, Callable[[FloatArray], Any]] = {
    "objects": landmarks,
    "message": lambda one: {"landmark": landmarks(one)},
    "rows": lambda one: np.insert(one, 2, -1.0, axis=1).tolist(),
    "flat 132": lambda one: np.insert(one, 2, -1.0, axis=1).ravel().tolist(),
    "flat 99 with confidence": lambda one: one.ravel().tolist(),
    "by name": lambda one: {label.upper(): mark for label, mark in zip(MP, landmarks(one), strict=True)},
    "poses": lambda one: [landmarks(one)],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bare", [True, False])
def test_every_form_of_landmarks(tmp_path: Path, form: str, bare: bool) -> None:
    values = run(MP)
    frames = [FORMS[form](one) for one in values]
    if not bare:
        frames = [{"timestamp_ms": 40 * n, "pose_landmarks": one} for n, one in enumerate(frames)]
    path = written(tmp_path / "x.json", frames)
    read = read_keypoints(path, RATE_HZ if bare else None)
    assert_same(read, MP, values)
    np.testing.assert_allclose(read.time_s, np.arange(FRAMES) / RATE_HZ, atol=1e-9)


def table(values: FloatArray, heads: Sequence[str], separator: str = ",", decimal: str = ".") -> str:
    """frame, time and x, y, z, v of every point."""
    rows = [["frame", "time", *(head.format(part=part) for head in heads for part in "xyzv")]]
    for n, one in enumerate(values):
        cells = [c for x, y, sure in one.tolist() for c in (x, y, -0.5, sure)]
        texts = ["" if np.isnan(c) else f"{c:.6f}" for c in cells]
        rows.append([str(n), f"{n / RATE_HZ:.3f}", *(text.replace(".", decimal) for text in texts)])
        rows[-1][1] = rows[-1][1].replace(".", decimal)
    return "".join(separator.join(row) + "\n" for row in rows)


HEADS = {
    "x0": [f"{{part}}{n}" for n in range(33)],
    "x1": [f"{{part}}{n + 1}" for n in range(33)],
    "0_x": [f"landmark_{n}_{{part}}" for n in range(33)],
    "name": [f"{name}_{{part}}" for name in MP],
    "NAME.x": [f"{name.upper()}.{{part}}" for name in MP],
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
def test_tables_of_landmarks(tmp_path: Path, head: str, separator: str, decimal: str) -> None:
    values = run(MP)
    values[4] = np.nan
    values[5, 7] = np.nan
    path = written(tmp_path / "x.csv", table(values, HEADS[head], separator, decimal))
    assert is_keypoints(path)
    read = read_keypoints(path, None)
    assert_same(read, MP, values)
    np.testing.assert_allclose(read.time_s, np.arange(FRAMES) / RATE_HZ, atol=1e-9)
    assert read.depth is not None


def test_a_table_of_shares_with_its_frame(tmp_path: Path) -> None:
    values = run(MP)
    lines = table(shares(values), HEADS["name"]).splitlines()
    more = ["width,height", *[f"{WIDTH},{HEIGHT}"] * FRAMES]
    text = "\n".join(f"{line},{end}" for line, end in zip(lines, more, strict=True))
    read = read_keypoints(written(tmp_path / "x.csv", text), None)
    assert_same(read, MP, values)
    assert (read.width_px, read.height_px) == (WIDTH, HEIGHT)


def trc(values: FloatArray, labels: Sequence[str], name: str, unit: str) -> str:
    """As Sports2D writes it: frames from 0, z 0, a trail of tabs after the labels."""
    keys = (
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames"
    )
    stated = [RATE_HZ, RATE_HZ, len(values), len(labels), unit, RATE_HZ, 0, len(values)]
    under = [f"{axis}{n + 1}" for n in range(len(labels)) for axis in "XYZ"]
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\tout/{name}",
        keys,
        "\t".join(map(str, stated)),
        "Frame#\tTime\t" + "\t\t\t".join(labels) + "\t\t\t",
        "\t\t" + "\t".join(under),
    ]
    for n, one in enumerate(values):
        cells = [c for x, y, _ in one.tolist() for c in (x, y, 0.0)]
        lines.append("\t".join([str(n), str(n / RATE_HZ), *("" if np.isnan(c) else str(c) for c in cells)]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("name", "unit"),
    [("run_Sports2D_px_person00.trc", "m"), ("renamed.trc", "px"), ("run_px.trc", "m")],
)
def test_a_trc_in_px(tmp_path: Path, name: str, unit: str) -> None:
    names = [str(name_of(label)) for label in LABELS]
    values = run(names)
    values[3] = np.nan
    values[6, 2] = np.nan
    path = written(tmp_path / name, trc(np.nan_to_num(values), LABELS, name, unit))
    assert is_keypoints(path)
    read = read_keypoints(path, None)
    assert_same(read, names, values, sure=False)
    np.testing.assert_allclose(read.time_s, np.arange(FRAMES) / RATE_HZ)
    assert float(read.confidence.max()) == 1.0


def test_sports2d_keeps_px_in_the_first_line_of_a_renamed_file(tmp_path: Path) -> None:
    names = [str(name_of(label)) for label in LABELS]
    path = written(tmp_path / "mine.trc", trc(run(names), LABELS, "run_px_person00.trc", "m"))
    assert is_keypoints(path)
    assert not is_keypoints(written(tmp_path / "m.trc", trc(run(names), LABELS, "run_m_person00.trc", "m")))


def test_mediapipe_is_the_default_engines_own_order() -> None:
    assert list(point_sets()[33].names) == load("pose/blaze.toml")["landmarks"]["names"]


def test_every_label_names_a_known_point() -> None:
    known = {name for one in point_sets().values() for name in one.names}
    data = load("keypoint_sets/labels.toml")
    sided = {f"{name}_{side}" for name in data["sided"].values() for side in ("left", "right")}
    assert sided | set(data["middle"].values()) <= known
    assert [name_of(label) for label in ("LHip", "left_hip", "hip_left", "hip_centre_left", "Hip")] == [
        *["hip_centre_left"] * 4,
        "pelvis_centre",
    ]


TRIPLES = st.lists(
    st.tuples(
        st.one_of(st.just(0.0), st.just(float("nan")), st.floats(-50, 4000)),
        st.one_of(st.just(0.0), st.just(float("nan")), st.floats(-50, 4000)),
        st.one_of(st.just(0.0), st.floats(-0.5, 6.0)),
    ),
    min_size=1,
    max_size=30,
)


@given(TRIPLES)
def test_missing_is_nan_and_never_zero(triples: list[tuple[float, float, float]]) -> None:
    given_ = np.array(triples)
    out = from_triples(given_)
    gone = np.isnan(given_[:, :2]).any(axis=1) | (given_[:, :2] == 0).all(axis=1) | (given_[:, 2] <= 0)
    np.testing.assert_array_equal(np.isnan(out[:, :2]).all(axis=1), gone)
    np.testing.assert_array_equal(out[~gone, :2], given_[~gone, :2])
    assert np.isnan(out[gone]).all()
    assert ((out[~gone, 3] > 0) & (out[~gone, 3] <= 1)).all()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.tuples(st.integers(0, FRAMES - 1), st.integers(0, 24)), max_size=120))
def test_what_is_not_seen_stays_unseen(tmp_path: Path, gaps: set[tuple[int, int]]) -> None:
    names = point_sets()[25].names
    values = run(names)
    for frame, point in gaps:
        values[frame, point] = np.nan
    data = {
        f"{n}.jpg": {"people": [{"pose_keypoints_2d": np.nan_to_num(one).ravel().tolist()}]}
        for n, one in enumerate(values)
    }
    assert_same(read_keypoints(written(tmp_path / "x.json", data), RATE_HZ), names, values)
