"""What goes wrong in a recording: moving skin, exchanged labels, lost markers. The truth stays the bone's."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from backstride.errors import UsageError
from backstride.read.load import load as read
from backstride.synth.body import build_body
from backstride.synth.figure import Segment
from backstride.synth.markers import marker_places
from backstride.synth.names import foot_markers, known_marker, marker_names
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.skin import skin_motion
from backstride.synth.spec import Spec
from backstride.synth.write import write_synthetic

QUIET = {"variability": 0.0, "marker_noise_m": 0.0, "force_noise_n": 0.0, "duration_s": 4.0}


def made(**dials) -> Synthetic:
    return synthesise(Spec(**QUIET, **dials))


@pytest.fixture(scope="module")
def clean() -> Synthetic:
    return made()


@pytest.fixture(scope="module")
def soft() -> Synthetic:
    return made(skin_motion_m=0.008)


def moved(clean: Synthetic, other: Synthetic, markers: list[str]) -> np.ndarray:
    """(t, marker, axis) m."""
    return (other.run.points - clean.run.points).sel(point=markers).to_numpy()


THIGH = ("trochanter", "thigh_1", "thigh_2", "thigh_3", "thigh_4", "knee_lateral")
SHANK = ("fibula_head", "tibial_tuberosity", "shank_1", "shank_2", "shank_3", "shank_4", "ankle_lateral")
SEGMENTS = {
    "thigh": ([f"{name}_left" for name in THIGH], 1.0),
    "shank": ([f"{name}_right" for name in SHANK], 0.5),
    "pelvis": ([f"{n}_{s}" for n in ("asis", "psis", "iliac_crest") for s in ("left", "right")], 0.4),
}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_skin_moves_as_far_as_asked_thigh_most(clean, soft, segment):
    markers, share = SEGMENTS[segment]
    shift = moved(clean, soft, markers)
    assert np.sqrt((shift**2).sum(axis=2).mean() / 3) == pytest.approx(0.008 * share, rel=0.05)


def test_skin_swings_about_its_place_and_comes_back_every_stride():
    phase = np.arange(400) / 200
    upright = Segment(np.zeros((400, 3)), np.broadcast_to(np.eye(3), (400, 3, 3)))
    places = {f"thigh_{k}_left": ("thigh_left", np.zeros(3)) for k in (1, 2, 3)}
    spec = Spec(skin_motion_m=0.01)
    shift = skin_motion(spec, places, {"thigh_left": upright}, phase, np.random.default_rng(0))
    assert np.abs(shift[:200].mean(axis=0)).max() < 1e-12
    assert shift[:200] == pytest.approx(shift[200:], abs=1e-12)
    assert np.sqrt((shift**2).mean(axis=(0, 1))) == pytest.approx([0.01] * 3, rel=1e-9)
    harmonics = np.abs(np.fft.rfft(shift[:200], axis=0)).max(axis=(1, 2))
    assert harmonics[3:].max() < 1e-9 < harmonics[1:3].min()


def test_skin_of_a_segment_moves_mostly_together_but_not_only(clean, soft):
    shift = moved(clean, soft, SEGMENTS["thigh"][0])
    together = shift.mean(axis=1)
    share = (together**2).sum() / (shift**2).sum(axis=2).mean(axis=1).sum()
    assert 0.4 < share < 0.95


def test_feet_trunk_and_truth_know_nothing_of_the_skin(clean, soft):
    still = ["heel_left", "mt5_right", "c7", "acromion_left", "head_front_left", "wrist_lateral_left"]
    assert np.abs(moved(clean, soft, still)).max() == 0
    assert clean.truth.measures == soft.truth.measures
    np.testing.assert_array_equal(clean.truth.joint_centres.to_numpy(), soft.truth.joint_centres.to_numpy())
    np.testing.assert_array_equal(clean.standing.points.to_numpy(), soft.standing.points.to_numpy())


def test_skin_differs_from_seed_to_seed_and_not_within_one(clean, soft):
    np.testing.assert_array_equal(soft.run.points.to_numpy(), made(skin_motion_m=0.008).run.points.to_numpy())
    other = made(skin_motion_m=0.008, seed=2)
    assert np.abs(moved(soft, other, ["thigh_2_left"])).max() > 0.002


def test_exchanged_labels_are_exchanged_where_the_truth_says_and_nowhere_else(clean):
    swapped = made(label_swaps=4, label_swap_length_s=0.3)
    back = swapped.run.points.to_numpy().copy()
    names, time_s = list(swapped.run.points["point"].to_numpy()), swapped.run.points["time"].to_numpy()
    assert len(swapped.truth.label_swaps) == 4
    for window in swapped.truth.label_swaps:
        inside = (time_s >= window.from_s) & (time_s <= window.to_s)
        assert inside.sum() == round(0.3 * 150)
        pair = [names.index(name) for name in window.markers]
        back[np.ix_(inside, pair)] = back[np.ix_(inside, pair[::-1])]
    np.testing.assert_array_equal(back, clean.run.points.to_numpy())
    assert not np.array_equal(swapped.run.points.to_numpy(), clean.run.points.to_numpy())
    assert swapped.truth.measures == clean.truth.measures


def test_windows_follow_each_other_and_exchange_markers_of_feet():
    windows = made(label_swaps=8, label_swap_length_s=0.3).truth.label_swaps
    assert all(a.to_s < b.from_s for a, b in itertools.pairwise(windows))
    feet = {f"{name}_{side}" for name in foot_markers() for side in ("left", "right")}
    for window in windows:
        assert set(window.markers) <= feet
        one, other = (name.rsplit("_", 1) for name in window.markers)
        assert (one[0] == other[0]) != (one[1] == other[1])


def test_the_pair_asked_for_is_the_pair_exchanged():
    pair = ("knee_lateral_left", "knee_lateral_right")
    windows = made(label_swaps=3, label_swap_pair=pair).truth.label_swaps
    assert [window.markers for window in windows] == [pair] * 3


def test_lost_markers_are_never_seen_and_files_say_so(tmp_path):
    lost = made(marker_lost=("psis_left", "knee_medial_right"), label_swaps=2)
    assert np.isnan(lost.run.points.sel(point="psis_left").to_numpy()).all()
    assert np.isnan(lost.standing.points.sel(point="knee_medial_right").to_numpy()).all()
    assert "knee_medial_right" not in lost.run.points["point"]
    seen = lost.run.points.drop_sel(point="psis_left").to_numpy()
    assert np.isfinite(seen).all()
    for file_format in ("c3d", "trc"):
        run = read(write_synthetic(lost, tmp_path / file_format, file_format)["run"])
        assert "psis_left" not in run.points["point"] or np.isnan(run.points.sel(point="psis_left")).all()
        assert np.isfinite(run.points.sel(point="psis_right")).all()


@pytest.mark.parametrize(
    ("dials", "said"),
    [
        ({"marker_lost": ("heel_lef",)}, "heel_left"),
        ({"marker_lost": ("c7", "c7")}, "twice"),
        ({"label_swap_pair": ("heel_left", "toe_rihgt")}, "toe_right"),
        ({"label_swap_pair": ("heel_left", "heel_left")}, "itself"),
        ({"label_swap_pair": ("heel_left", "knee_medial_left")}, "knee_lateral_left"),
    ],
)
def test_wrong_marker_names_are_refused_with_the_nearest(dials, said):
    with pytest.raises(ValidationError, match=said):
        Spec(**dials)


@pytest.mark.parametrize(
    "dials",
    [
        {"label_swaps": 10, "label_swap_length_s": 1.0},
        {"label_swaps": 1, "label_swap_pair": ("c7", "t10"), "marker_lost": ("t10",)},
    ],
)
def test_swaps_that_cannot_be_are_refused(dials):
    with pytest.raises(UsageError) as refusal:
        made(**dials)
    assert refusal.value.fix


@pytest.mark.parametrize("standing", [True, False])
def test_the_list_of_names_is_that_of_the_body(standing):
    assert marker_names(standing) == tuple(marker_places(build_body(Spec()), medial=standing))
    assert known_marker("heel_left", standing=standing) == "heel_left"
