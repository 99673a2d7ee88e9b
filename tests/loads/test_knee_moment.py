"""The knee's moment: levers, pendulums, mirrors, and OpenSim's inverse dynamics of a real run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from backstride.loads.foot_wrench import Wrench, foot_wrench
from backstride.loads.ground_reaction import ground_reaction
from backstride.loads.knee_moment import knee_extension_moment, pressure_off_foot_m
from backstride.model.common import SIDES, Side, other_side
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.places import places_of
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.mot import read_columns
from backstride.read.session import load_session
from helpers import paper_leg
from helpers.need import missing

MIRROR = np.diag([1.0, 1.0, -1.0])


@pytest.fixture(scope="module")
def motion() -> Motion:
    return paper_leg.motion()


def _moment(motion: Motion, side: Side, wrench: Wrench, mass_kg: float = paper_leg.MASS_KG) -> np.ndarray:
    return knee_extension_moment(motion, places_of(motion.points), wrench, side, mass_kg, "male")


def _plain_wrench(motion: Motion, side: Side) -> Wrench:
    """The paper force where it acts, unfiltered."""
    force = paper_leg.force_n(motion.time_s, side)
    plate = paper_leg.plates(motion.time_s)[0]
    spot = np.nan_to_num(plate.centre_of_pressure_m)
    return Wrench(force, np.cross(spot, force))


@pytest.mark.parametrize("side", SIDES)
def test_a_leg_without_mass_feels_force_times_lever_exactly(motion: Motion, side: Side) -> None:
    found = _moment(motion, side, _plain_wrench(motion, side), mass_kg=0.0)
    answer = paper_leg.known(motion.time_s, side, mass_kg=0.0).moment_nm
    loaded = paper_leg.force_n(motion.time_s, side)[:, 1] > 20.0
    np.testing.assert_allclose(found[1:-1][loaded[1:-1]], answer[1:-1][loaded[1:-1]], atol=1e-9)


@pytest.mark.parametrize("side", SIDES)
def test_a_leg_that_swings_under_a_force_has_its_closed_form(motion: Motion, side: Side) -> None:
    reaction = paper_leg.reaction(motion)
    found = _moment(motion, side, foot_wrench(reaction, motion.contacts, side, motion.time_s))
    answer = paper_leg.known(motion.time_s, side).moment_nm
    np.testing.assert_allclose(found[20:-20], answer[20:-20], atol=0.02 * np.abs(answer).max())


def test_a_force_behind_the_knee_is_held_by_the_extensors(motion: Motion) -> None:
    """The sign: in mid-stance the paper foot is behind its knee, so the ground bends it."""
    lever = paper_leg.known(np.array([paper_leg.FIRST_S + 0.125]), "left", mass_kg=0.0)
    assert lever.moment_nm[0] > 100.0


def test_a_mirrored_runner_has_the_same_moments_on_the_other_side(motion: Motion) -> None:
    mirrored = _mirrored(motion)
    for side in SIDES:
        wrench = _plain_wrench(motion, side)
        image = Wrench(wrench.force_n @ MIRROR, -wrench.moment_nm @ MIRROR)  # a moment is an axial vector
        np.testing.assert_allclose(
            _moment(mirrored, other_side(side), image), _moment(motion, side, wrench), atol=1e-9
        )


def test_a_lab_turned_about_the_vertical_changes_nothing(motion: Motion) -> None:
    turn = np.array([[0.8, 0.0, 0.6], [0.0, 1.0, 0.0], [-0.6, 0.0, 0.8]])
    wrench = _plain_wrench(motion, "left")
    turned = replace(
        motion,
        points=motion.points.copy(data=motion.points.to_numpy() @ turn.T),
        segment_axes={name: turn @ axes for name, axes in motion.segment_axes.items()},
    )
    image = Wrench(wrench.force_n @ turn.T, wrench.moment_nm @ turn.T)
    np.testing.assert_allclose(_moment(turned, "left", image), _moment(motion, "left", wrench), atol=1e-9)


@pytest.mark.parametrize("away_m", [0.0, 0.08])
def test_a_force_beside_the_foot_is_seen_as_far_beside_it_as_it_is(motion: Motion, away_m: float) -> None:
    wrench = _plain_wrench(motion, "right")
    moved = Wrench(wrench.force_n, wrench.moment_nm + np.cross([0.0, 0.0, away_m], wrench.force_n))
    off = pressure_off_foot_m(places_of(motion.points), moved, "right")
    middle = paper_leg.force_n(motion.time_s, "right")[:, 1] > 0.5 * paper_leg.PEAK_N
    np.testing.assert_allclose(off[middle], away_m, atol=0.012)  # followed to the forefoot's height
    assert np.isnan(off[~(wrench.force_n[:, 1] > 0)]).all()


def test_a_foot_whose_front_is_unseen_cannot_be_checked(motion: Motion) -> None:
    places = {name: place for name, place in places_of(motion.points).items() if not name.startswith("toe")}
    assert np.isnan(pressure_off_foot_m(places, _plain_wrench(motion, "left"), "left")).all()


def _mirrored(motion: Motion) -> Motion:
    """Left and right changed, Z turned round; axes stay right-handed with Z to the right."""
    swapped = [_swapped(str(name)) for name in motion.points.coords["point"].values]
    return replace(
        motion,
        points=xr.DataArray(
            motion.points.to_numpy() @ MIRROR,
            dims=("time", "point", "axis"),
            coords={**motion.points.coords, "point": swapped},
            attrs=motion.points.attrs,
        ),
        segment_axes={_swapped(name): MIRROR @ axes @ MIRROR for name, axes in motion.segment_axes.items()},
        standing_m={_swapped(name): MIRROR @ place for name, place in motion.standing_m.items()},
    )


def _swapped(name: str) -> str:
    stem, side = name.rsplit("_", 1)
    return f"{stem}_{other_side(side)}"  # type: ignore[arg-type]


@pytest.mark.shared
@pytest.mark.parametrize("side", SIDES)
def test_a_real_stance_has_opensims_knee_moment(shared: Path, side: Side) -> None:
    """RMSE 4.5 % of the peak, r 0.998, peak 4.3 % off: benchmarks/knee_moment.py."""
    truth = shared / "opensim" / "Run_3_id_15Hz.sto"
    if not truth.is_file():
        missing("OpenSim's inverse dynamics (../shared/data/opensim)")
    folder = shared / "fullbody"
    recording = load_session([folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot"])[0]
    runner = Runner(mass_kg=72.84, sex="male")
    motion = solve(recording, load(folder / "hamner_s01_static.trc"), runner, Settings())
    assert recording.forces is not None
    reaction = ground_reaction(recording.forces, motion.contacts, runner.mass_kg)
    ours = _moment(motion, side, foot_wrench(reaction, motion.contacts, side, motion.time_s), 72.84)
    columns = read_columns(truth)
    column = columns.values[:, columns.labels.index(f"knee_angle_{side[0]}_moment")]
    theirs = np.interp(motion.time_s, columns.time_s, column)
    rows = np.isfinite(ours) & _in_stance(motion, side)
    peak = theirs[rows].max()
    assert np.sqrt(np.mean((ours - theirs)[rows] ** 2)) < 0.06 * peak
    assert np.corrcoef(ours[rows], theirs[rows])[0, 1] > 0.995
    assert ours[rows].max() == pytest.approx(peak, rel=0.06)


def _in_stance(motion: Motion, side: Side) -> np.ndarray:
    spans = [(c.foot_strike_s, c.toe_off_s) for c in motion.contacts if c.side == side]
    return np.any([(motion.time_s >= start) & (motion.time_s <= stop) for start, stop in spans], axis=0)
