"""The whole motion room: against a synthetic runner's truth, and on real recordings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import RefusedError, WrongKindError
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec

EDGE = 15  # samples at both ends that the low-pass has not settled in
# Agreement with the synthetic runner's own kinematics, degrees: what 20 Hz takes at the impact, plus the
# few millimetres by which regression puts the hips elsewhere. Trunk and tilt differ in their zero only.
LARGEST_SD_DEG = 0.6
LARGEST_BIAS_DEG = 0.8
OTHER_ZERO = ("pelvic_tilt", "trunk_lean", "trunk_lateral")


@pytest.fixture(scope="module")
def made() -> Synthetic:
    return synthesise(Spec())


@pytest.fixture(scope="module")
def solved(made: Synthetic) -> Motion:
    return solve(made.run, made.standing, Runner(sex="male"), Settings())


def test_every_angle_follows_the_synthetic_runners_own(made: Synthetic, solved: Motion) -> None:
    truth = made.truth.angles
    assert solved.refused == {}
    for curve in map(str, solved.angles.coords["curve"].to_numpy()):
        ours, theirs = (
            np.degrees(table.sel(curve=curve).to_numpy())[EDGE:-EDGE] for table in (solved.angles, truth)
        )
        if curve == "trunk_lateral":  # theirs is the segment's, ours the line from pelvis to neck
            continue
        assert np.std(ours - theirs) < LARGEST_SD_DEG, curve
        if curve not in OTHER_ZERO:
            assert abs(np.mean(ours - theirs)) < LARGEST_BIAS_DEG, curve


def test_joint_centres_and_centre_of_mass_lie_where_they_should(made: Synthetic, solved: Motion) -> None:
    for joint in ("hip", "knee", "ankle"):
        for side in ("left", "right"):
            name = f"{joint}_centre_{side}"
            apart = (
                solved.points.sel(point=name).to_numpy() - made.truth.joint_centres.sel(point=name).to_numpy()
            )
            assert np.linalg.norm(apart[EDGE:-EDGE], axis=1).mean() < 0.006, name
    apart = (solved.centre_of_mass - made.truth.centre_of_mass).to_numpy()[EDGE:-EDGE]
    assert np.abs(apart.mean(axis=0)).max() < 0.006
    assert apart.std(axis=0).max() < 0.003


def test_strides_speed_and_where_they_come_from(made: Synthetic, solved: Motion) -> None:
    assert solved.contacts_source == "plates"
    assert len(solved.strides) >= len(solved.contacts) - 4
    assert solved.speed_mps == pytest.approx(made.spec.speed_mps, rel=0.04)
    assert solved.surface == "treadmill"
    assert "belt" in solved.speed_source
    given = solve(made.run, made.standing, Runner(), Settings(speed_mps=3.3, surface="road"))
    assert (given.speed_mps, given.speed_source, given.surface) == (3.3, "given", "road")


def test_standing_angles_are_the_curves_own_zero(solved: Motion) -> None:
    assert solved.has_standing
    assert np.degrees(solved.standing_rad["foot_pitch_left"]) == pytest.approx(0.0, abs=0.2)
    assert abs(np.degrees(solved.standing_rad["knee_flexion_right"])) < 8.0


def test_without_standing_no_knee_or_shank_but_contacts_and_pelvis(made: Synthetic) -> None:
    motion = solve(made.run, None, Runner(), Settings())
    assert not motion.has_standing
    assert motion.standing_rad == {}
    assert {"hip_flexion_left", "foot_pitch_right", "ankle_dorsiflexion_left"} <= set(motion.refused)
    assert {"pelvic_tilt", "pelvic_obliquity"} <= set(map(str, motion.angles.coords["curve"].to_numpy()))
    assert motion.contacts


def test_trials_in_the_wrong_place_are_refused_by_name(made: Synthetic) -> None:
    with pytest.raises(WrongKindError, match="standing trial"):
        solve(made.standing, None, Runner(), Settings())
    with pytest.raises(WrongKindError, match="nobody stands still"):
        solve(made.run, made.run, Runner(), Settings())


def test_plates_asked_for_where_there_are_none(made: Synthetic) -> None:
    bare = replace(made.run, forces=None)
    with pytest.raises(RefusedError, match="no plate forces"):
        solve(bare, made.standing, Runner(), Settings(contacts="plates"))


def test_the_same_input_gives_the_same_output(made: Synthetic, solved: Motion) -> None:
    again = solve(made.run, made.standing, Runner(sex="male"), Settings())
    np.testing.assert_array_equal(again.angles.to_numpy(), solved.angles.to_numpy())
    assert again.contacts == solved.contacts


def blanked(recording: Recording, share: float) -> Recording:
    """One 200 ms block per stride without any pelvis marker, at random."""
    rng = np.random.default_rng(4)
    values = recording.points.to_numpy().copy()
    names = [str(name) for name in recording.points.coords["point"].to_numpy()]
    pelvis = [i for i, name in enumerate(names) if name.startswith(("asis", "psis", "iliac", "sacrum"))]
    stride, block = round(0.7 * recording.rate_hz), round(share * 0.7 * recording.rate_hz)
    for start in range(0, len(values) - stride, stride):
        first = start + int(rng.integers(0, stride - block))
        values[first : first + block, pelvis] = np.nan
    return replace(recording, points=recording.points.copy(data=values))


@pytest.mark.shared
def test_pelvic_ranges_survive_a_fifth_of_a_second_without_pelvis_in_every_stride(shared: Path) -> None:
    run = load(shared / "rbds" / "RBDS012runT25.c3d")
    standing = load(shared / "rbds" / "RBDS012static.c3d")
    whole, holed = (
        _pelvic_ranges_deg(solve(trial, standing, Runner(), Settings()))
        for trial in (run, blanked(run, 0.28))
    )
    np.testing.assert_allclose(holed, whole, atol=1.0)
    assert (whole < 30).all()


def _pelvic_ranges_deg(motion: Motion) -> np.ndarray:
    curves = motion.angles.sel(curve=["pelvic_tilt", "pelvic_obliquity", "pelvic_rotation"]).to_numpy()
    spans = [
        np.ptp(
            curves[slice(*np.searchsorted(motion.time_s, [s.foot_strike_s, s.next_foot_strike_s]))], axis=0
        )
        for s in motion.strides
    ]
    return np.degrees(np.median(spans, axis=0))


@pytest.mark.shared
def test_overground_with_few_plates_and_a_full_body(shared: Path) -> None:
    run, standing = (load(shared / "fullbody" / f"JA1{name}.c3d") for name in ("Gait21", "Static05"))
    motion = solve(run, standing, Runner(sex="male"), Settings())
    assert motion.centre_of_mass_method == "segments"
    assert motion.surface is None
    assert motion.speed_mps == pytest.approx(3.53, abs=0.15)
    assert motion.refused == {}
