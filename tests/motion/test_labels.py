"""Label faults, injected into a running foot, leg and pelvis whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.model.recording import AxesDecision, MarkerMatch, Recording
from backstride.motion.clean import clean
from backstride.motion.labels import repair_labels, repair_session
from backstride.read.load import load

RATE_HZ = 150.0
N = 300
# Places of foot markers in foot axes (forward, up, right), m, right foot: about a runner's shoe.
FOOT = {
    "heel": (0.00, 0.02, 0.00),
    "heel_top": (0.01, 0.07, 0.00),
    "heel_lateral": (0.04, 0.03, 0.035),
    "mt1": (0.21, 0.04, -0.05),
    "mt5": (0.17, 0.02, 0.06),
}
LEG = {"shank": (0.0, 0.35, 0.0), "thigh": (0.05, 0.7, 0.0)}
PLATE = {1: (0.03, -0.05, 0.05), 2: (0.05, -0.06, -0.03), 3: (0.02, 0.06, 0.05), 4: (0.045, 0.05, -0.035)}
PELVIS = {"asis": (0.10, 1.0, 0.12), "psis": (-0.10, 1.02, 0.05), "iliac_crest": (0.0, 1.08, 0.14)}
FEET = [f"{name}_{side}" for name in FOOT for side in ("left", "right")]


def _body(n: int, moving: bool) -> dict[str, np.ndarray]:
    t = np.arange(n) / RATE_HZ
    rng = np.random.default_rng(1)
    out = {}
    for side, flip in (("left", -1.0), ("right", 1.0)):
        beat = 2 * np.pi * 1.4 * t + (0 if side == "left" else np.pi)
        swing = moving * np.stack([0.35 * np.sin(beat), 0.12 * (1 + np.cos(beat)), 0 * t], axis=-1)
        hip = np.array([0, 0, 0.1 * flip])
        roll = moving * np.stack([0.6 * np.sin(beat + 0.4), 0.1 * np.cos(beat), 0.1 * np.sin(beat)], axis=-1)
        turn = Rotation.from_euler("zyx", roll)
        for name, place in FOOT.items():
            out[f"{name}_{side}"] = turn.apply(np.array(place) * [1, 1, flip]) + hip + swing
        for segment, centre in LEG.items():
            share = 0.6 if segment == "shank" else 0.25
            for number, place in PLATE.items():
                local = (np.array(place) + centre) * [1, 1, flip]
                out[f"{segment}_{number}_{side}"] = local + hip + share * swing
        for name, place in PELVIS.items():
            out[f"{name}_{side}"] = (
                np.array(place) * [1, 1, flip] + moving * 0.02 * np.sin(4 * np.pi * 1.4 * t)[:, None]
            )
    return {name: np.broadcast_to(p, (n, 3)) + rng.normal(scale=5e-4, size=(n, 3)) for name, p in out.items()}


def _recording(tracks: dict[str, np.ndarray]) -> Recording:
    points = xr.DataArray(
        np.stack(list(tracks.values()), axis=1),
        dims=("time", "point", "axis"),
        coords={
            "time": np.arange(len(next(iter(tracks.values())))) / RATE_HZ,
            "point": list(tracks),
            "axis": ["x", "y", "z"],
        },
        attrs={"units": "m"},
    )
    axes = AxesDecision(matrix=((1, 0, 0), (0, 1, 0), (0, 0, 1)), how="made so")
    match = MarkerMatch(marker_set="rules", how="made so", names={})
    return Recording("run", ("run.c3d",), "markers", RATE_HZ, points, axes, match)


TRUTH = _body(N, moving=True)
STANDING = _recording(_body(60, moving=False))
RUN = _recording(TRUTH)


def _swapped(tracks, first, second, frames=slice(None)):
    out = {name: track.copy() for name, track in tracks.items()}
    out[first][frames], out[second][frames] = tracks[second][frames], tracks[first][frames]
    return out


def _error_m(cleaned, marker) -> float:
    off = cleaned.points.sel(point=marker).values - TRUTH[marker]
    return float(np.sqrt((off**2).sum(axis=-1).mean()))


def _codes(notes) -> list[str]:
    return sorted(note.code for note in notes)


@pytest.mark.parametrize("standing", [STANDING, None])
def test_a_clean_recording_comes_back_untouched(standing):
    repaired, notes = repair_labels(RUN, standing)
    assert notes == ()
    np.testing.assert_array_equal(repaired.points.values, RUN.points.values)
    assert clean(RUN, standing).notes == ()


PAIRS = [(a, b) for i, a in enumerate(FOOT) for b in list(FOOT)[i + 1 :]]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize(
    "frames", [slice(None), slice(N // 2, None), slice(40, 60)], ids=["all", "half", "few"]
)
def test_two_markers_of_a_foot_exchanged_are_exchanged_back(first, second, frames):
    faulty = _recording(_swapped(TRUTH, f"{first}_right", f"{second}_right", frames))
    repaired, notes = repair_labels(faulty, STANDING)
    assert _codes(notes) == ["labels_swapped"]
    assert {f"{first}_right", f"{second}_right"} == set(notes[0].text.split(" carry")[0].split(" and "))
    np.testing.assert_array_equal(repaired.points.values, RUN.points.values)


def test_the_note_says_when():
    faulty = _recording(_swapped(TRUTH, "mt1_left", "mt5_left", slice(150, None)))
    (note,) = repair_labels(faulty, STANDING)[1]
    assert "in 150 of 300 frames (1.00-1.99 s)" in note.text
    assert note.level == "warning"


@pytest.mark.parametrize("marker", FEET)
def test_a_marker_that_jumps_to_a_fixed_place_is_found_and_rebuilt(marker):
    faulty = {name: track.copy() for name, track in TRUTH.items()}
    faulty[marker][100:190] = [0.3, 0.4, 0.5]
    cleaned = clean(_recording(faulty), STANDING)
    assert "marker_misplaced" in _codes(cleaned.notes) or "marker_frozen" in _codes(cleaned.notes)
    assert _error_m(cleaned, marker) < 0.002


@pytest.mark.parametrize("marker", ["heel_left", "mt5_right"])
@pytest.mark.parametrize("onto", ["heel_top", "mt1", "shank_1"])
def test_a_marker_that_jumps_onto_another_is_found_and_the_other_left_alone(marker, onto):
    other = f"{onto}_{marker.split('_')[1]}"
    faulty = {name: track.copy() for name, track in TRUTH.items()}
    faulty[marker][60:150] = TRUTH[other][60:150]
    cleaned = clean(_recording(faulty), STANDING)
    assert _codes(cleaned.notes) == ["gaps_filled", "marker_misplaced"]
    assert _error_m(cleaned, marker) < 0.002
    assert _error_m(cleaned, other) == 0.0


@pytest.mark.parametrize("marker", FEET)
@pytest.mark.parametrize("how", ["absent", "all_nan"])
def test_a_marker_missing_throughout_is_rebuilt_from_standing(marker, how):
    faulty = {name: track for name, track in TRUTH.items() if name != marker}
    if how == "all_nan":
        faulty[marker] = np.full((N, 3), np.nan)
    cleaned = clean(_recording(faulty), STANDING)
    assert _codes(cleaned.notes) == ["gaps_filled", "marker_missing"]
    assert cleaned.filled_fraction[marker] == 1.0
    assert _error_m(cleaned, marker) < 0.003


def test_without_standing_a_lost_marker_is_placed_as_on_the_other_foot():
    faulty = {name: track for name, track in TRUTH.items() if name != "mt1_left"}
    cleaned = clean(_recording(faulty), None)
    assert _codes(cleaned.notes) == ["gaps_filled", "marker_missing"]
    assert _error_m(cleaned, "mt1_left") < 0.003


def test_a_numbered_marker_on_one_leg_only_is_no_fault():
    tracks = {name: track for name, track in TRUTH.items() if name != "shank_4_left"}
    still = STANDING.points.sel(point=list(tracks))
    assert clean(_recording(tracks), None).notes == ()
    assert clean(_recording(tracks), replace(STANDING, points=still)).notes == ()
    assert _codes(clean(_recording(tracks), STANDING).notes) == ["gaps_filled", "marker_missing"]


def test_a_marker_that_nothing_places_stays_lost():
    lost = ["heel_top_left", "heel_left", "mt1_left", "mt5_left"]
    cleaned = clean(_recording({name: track for name, track in TRUTH.items() if name not in lost}), None)
    assert _codes(cleaned.notes) == ["marker_missing"] * 4
    assert np.isnan(cleaned.points.sel(point=lost).values).all()


def test_without_standing_the_foot_that_is_like_no_foot_is_the_wrong_one():
    faulty = _recording(_swapped(TRUTH, "mt1_right", "mt5_right"))
    repaired, notes = repair_labels(faulty, None)
    assert _codes(notes) == ["labels_swapped"]
    np.testing.assert_array_equal(repaired.points.values, RUN.points.values)


def test_without_standing_two_feet_of_three_markers_that_contradict_each_other_are_left_alone():
    few = {name: t for name, t in TRUTH.items() if name.rsplit("_", 1)[0] not in ("heel_top", "heel_lateral")}
    few = {name: t + np.array([0.08, 0, 0]) if name.startswith("mt1") else t for name, t in few.items()}
    faulty = _recording(_swapped(few, "heel_right", "mt5_right"))
    repaired, notes = repair_labels(faulty, None)
    assert _codes(notes) == ["labels_doubtful"]
    np.testing.assert_array_equal(repaired.points.values, faulty.points.values)


@pytest.mark.parametrize("kinds", [("foot",), ("shank",), ("foot", "shank"), ("foot", "shank", "thigh")])
@pytest.mark.parametrize("frames", [slice(None), slice(120, None)], ids=["all", "later"])
def test_segments_on_the_wrong_leg_are_put_back(kinds, frames):
    faulty = TRUTH
    for name in TRUTH:
        base = name.rsplit("_", 1)[0]
        kind = "foot" if base in FOOT else base.split("_")[0]
        if kind in kinds and name.endswith("left"):
            faulty = _swapped(faulty, name, f"{base}_right", frames)
    repaired, notes = repair_labels(_recording(faulty), STANDING)
    assert set(_codes(notes)) == {"sides_swapped"}
    np.testing.assert_array_equal(repaired.points.values, RUN.points.values)


def test_a_recording_with_left_and_right_exchanged_throughout_is_turned():
    faulty = {
        name.replace("left", "?").replace("right", "left").replace("?", "right"): TRUTH[name]
        for name in TRUTH
    }
    repaired, notes = repair_labels(_recording(faulty), STANDING)
    assert set(_codes(notes)) == {"sides_swapped"}
    for name, track in TRUTH.items():
        np.testing.assert_array_equal(repaired.points.sel(point=name).values, track)


def test_the_standing_trial_is_repaired_not_the_run():
    faulty = _recording(_swapped(_body(60, moving=False), "mt1_left", "mt5_left"))
    repaired = repair_session(RUN, faulty)
    assert _codes(repaired.notes) == ["labels_swapped"]
    assert repaired.notes[0].text.startswith("Standing trial: mt1_left and mt5_left")
    assert repaired.standing is not None
    np.testing.assert_array_equal(repaired.standing.points.values, STANDING.points.values)
    np.testing.assert_array_equal(repaired.recording.points.values, RUN.points.values)


def test_a_marker_frozen_in_the_air_is_taken_out():
    faulty = {name: track.copy() for name, track in TRUTH.items()}
    faulty["asis_left"][50:80] = faulty["asis_left"][50]
    cleaned = clean(_recording(faulty), STANDING)
    assert "marker_frozen" in _codes(cleaned.notes)
    assert _error_m(cleaned, "asis_left") < 0.005


def test_a_spike_is_taken_out_and_bridged():
    faulty = {name: track.copy() for name, track in TRUTH.items()}
    faulty["iliac_crest_right"][100] += 0.03
    cleaned = clean(_recording(faulty), STANDING)
    assert _codes(cleaned.notes) == ["gaps_filled", "marker_spike"]
    assert _error_m(cleaned, "iliac_crest_right") < 0.001


@settings(max_examples=10, deadline=None)
@given(st.integers(0, N - 30), st.integers(3, 30), st.sampled_from(PAIRS))
def test_repairing_twice_changes_nothing_more(start, length, pair):
    faulty = _recording(_swapped(TRUTH, f"{pair[0]}_left", f"{pair[1]}_left", slice(start, start + length)))
    once, _ = repair_labels(faulty, STANDING)
    twice, notes = repair_labels(once, STANDING)
    assert notes == ()
    np.testing.assert_array_equal(once.points.values, twice.points.values)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "standing", "faults"),
    [
        ("rbds/RBDS001runT35.c3d", "rbds/RBDS001static.c3d", {"labels_swapped": "mt1_right and mt5_right"}),
        ("rbds/RBDS014runT45.c3d", "rbds/RBDS014static.c3d", {"marker_missing": "mt1_right"}),
        ("rbds/RBDS022runT45.c3d", "rbds/RBDS022static.c3d", {}),
        ("fullbody/hamner_s01_Run_2.trc", "fullbody/hamner_s01_static.trc", {}),
        ("fullbody/JA1Gait21.c3d", "fullbody/JA1Static05.c3d", {}),
        ("fullbody/bmclab_run.trc", None, {"labels_swapped": "mt5_right and toe_right"}),
    ],
)
def test_real_recordings_are_told_their_true_faults_and_no_others(shared, run, standing, faults):
    recording = load(shared / run)
    still = None if standing is None else load(shared / standing)
    for reference in {id(still): still, id(None): None}.values():
        told = {note.code: note.text for note in clean(recording, reference).notes if note.level != "info"}
        assert set(told) == set(faults)
        for code, marker in faults.items():
            assert told[code].startswith(marker)
