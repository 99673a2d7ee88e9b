"""Knee stiffness: the value of a leg with a closed form, and every reason to give none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.measures.compute import compute
from backstride.measures.knee_spring import knee_stiffness
from backstride.measures.trial import Trial
from backstride.model.common import SIDES, Side
from backstride.model.runner import Runner
from backstride.pipeline import analyze
from helpers import paper_leg


@pytest.fixture(scope="module")
def trial() -> Trial:
    return paper_leg.trial()


def _answer(side: Side) -> float:
    """Moment at the deepest bend less that at strike, over the bend, per kilogram."""
    strike_s = paper_leg.first_strike_s(side)
    at = paper_leg.known(np.array([strike_s, strike_s + paper_leg.STRIDE_S / 4]), side)
    return float(np.diff(at.moment_nm)[0] / np.diff(at.flexion_rad)[0] / paper_leg.MASS_KG)


@pytest.mark.parametrize("side", SIDES)
def test_a_leg_on_paper_has_the_stiffness_it_was_made_of(trial: Trial, side: Side) -> None:
    values = knee_stiffness(trial, side)
    assert values.size == paper_leg.STRIDES
    np.testing.assert_allclose(values, _answer(side), rtol=0.02)


def test_both_sides_and_their_mean_are_reported_in_newton_metres_per_kilogram(trial: Trial) -> None:
    rows = [r for r in compute(trial.motion, trial.reaction, trial.runner) if r.id == "knee_stiffness"]
    assert [row.side for row in rows] == ["left", "right", "both"]
    for row in rows:
        assert row.unit == "N m/kg"
        assert row.value == pytest.approx(_answer("left"), rel=0.02)
        assert row.interval is not None
        assert row.interval[0] < row.value < row.interval[1]


def test_the_plates_weigh_a_runner_who_gave_no_mass(trial: Trial) -> None:
    reaction = replace(trial.reaction, body_weight_n=None)  # type: ignore[type-var]
    with pytest.raises(MeasureRefused, match="--mass-kg"):
        knee_stiffness(replace(trial, reaction=reaction), "left")
    nobody = replace(trial, runner=Runner(sex="male"))
    np.testing.assert_allclose(knee_stiffness(nobody, "left"), _answer("left"), rtol=0.02)


def test_without_plates_or_the_place_of_their_force_there_is_no_moment(trial: Trial) -> None:
    with pytest.raises(MeasureRefused, match="no force plates"):
        knee_stiffness(replace(trial, reaction=None), "left")
    with pytest.raises(MeasureRefused, match="where on them the force acts"):
        knee_stiffness(paper_leg.trial(unknown=True), "left")


def test_without_a_curve_the_motion_rooms_own_words_say_why(trial: Trial) -> None:
    for curve in ("knee_flexion_left", "foot_pitch_left"):
        motion = replace(trial.motion, refused={curve: f"Needs more for {curve}."})
        with pytest.raises(MeasureRefused, match=curve):
            knee_stiffness(replace(trial, motion=motion), "left")


def test_two_feet_on_one_plate_are_refused(trial: Trial) -> None:
    with pytest.raises(MeasureRefused, match="Both feet were on the force plates at once"):
        knee_stiffness(paper_leg.overlapping(trial), "right")


def test_one_contact_shared_with_the_other_foot_is_left_out(trial: Trial) -> None:
    contacts = list(trial.motion.contacts)
    contacts[3] = contacts[3].model_copy(update={"toe_off_s": contacts[4].foot_strike_s + 0.02})
    values = knee_stiffness(replace(trial, motion=replace(trial.motion, contacts=tuple(contacts))), "left")
    assert np.flatnonzero(np.isnan(values)).tolist() == [2]


def test_a_force_beside_the_foot_is_refused_with_how_far(trial: Trial) -> None:
    np.testing.assert_array_less(0, knee_stiffness(paper_leg.trial(away_m=0.03), "left"))
    with pytest.raises(MeasureRefused, match=r"acts 1\d cm beside the foot.*corners"):
        knee_stiffness(paper_leg.trial(away_m=0.12), "left")


def test_a_foot_whose_front_is_unseen_cannot_be_held_against_the_force(trial: Trial) -> None:
    seen = [name for name in trial.motion.points.coords["point"].values if name != "toe_left"]
    motion = replace(trial.motion, points=trial.motion.points.sel(point=seen))
    with pytest.raises(MeasureRefused, match="marker on each forefoot"):
        knee_stiffness(replace(trial, motion=motion), "left")


def test_contacts_beside_the_plates_are_refused(trial: Trial) -> None:
    reaction = replace(trial.reaction, force_n=0.2 * trial.reaction.force_n)  # type: ignore[type-var,union-attr]
    with pytest.raises(MeasureRefused, match="wholly on a force plate"):
        knee_stiffness(replace(trial, reaction=reaction), "left")
    nothing = replace(trial, reaction=replace(trial.reaction, contacts=()))  # type: ignore[type-var]
    assert knee_stiffness(nothing, "left").size == 0


def test_a_knee_that_hardly_bends_or_is_unseen_gives_no_value(trial: Trial) -> None:
    angles = trial.motion.angles.copy(deep=True)
    flexion = angles.sel(curve="knee_flexion_left").to_numpy()
    for k, change in ((0, lambda x: 0.1 * x), (1, lambda x: np.full_like(x, np.nan)), (2, np.sort)):
        strike_s = paper_leg.FIRST_S + k * paper_leg.STRIDE_S
        start, stop = np.searchsorted(trial.motion.time_s, [strike_s - 0.02, strike_s + paper_leg.CONTACT_S])
        flexion[start:stop] = change(flexion[start:stop])
    angles.loc[{"curve": "knee_flexion_left"}] = flexion
    values = knee_stiffness(replace(trial, motion=replace(trial.motion, angles=angles)), "left")
    assert np.isnan(values).tolist() == [True, True, True, False, False, False]


@pytest.mark.shared
def test_a_real_runner_is_as_stiff_as_opensims_moment_over_its_flexion(shared: Path) -> None:
    """5.56 and 6.04 there; the error of a trial is 0.5, so 1.96 of them (benchmarks/knee_moment.py)."""
    folder = shared / "fullbody"
    files = (folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot")
    result = analyze(
        *files, standing=folder / "hamner_s01_static.trc", runner={"mass_kg": 72.84, "sex": "male"}
    )
    rows = {row.side: row for row in result.measures if row.id == "knee_stiffness"}
    for side, theirs in (("left", 5.56), ("right", 6.04)):
        assert rows[side].value == pytest.approx(theirs, abs=1.96 * 0.5)
        assert rows[side].n_strides >= 6


@pytest.mark.shared
def test_without_a_standing_trial_a_real_run_is_refused_with_what_to_record(shared: Path) -> None:
    result = analyze(shared / "rbds" / "RBDS001runT25.c3d", speed_mps=2.5)
    rows = [row for row in result.measures if row.id == "knee_stiffness"]
    assert all(row.value is None and row.refused and "--standing" in row.refused for row in rows)
