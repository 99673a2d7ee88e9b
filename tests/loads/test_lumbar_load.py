"""Moment, muscles and joint together: standing on paper, and the real runs that carry both ways."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from backstride.errors import MeasureRefused
from backstride.loads.ground_reaction import GroundReaction, ground_reaction
from backstride.loads.lumbar_joint import lumbosacral, standing_motion
from backstride.loads.lumbar_load import lumbar_load, trunk_size
from backstride.loads.lumbar_moment import lumbar_moment
from backstride.loads.muscles.spine_load import spine_load
from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.motion import Motion
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from helpers import paper_body
from helpers.need import missing
from helpers.paper_body import MASS_KG, SEX

MAN = Runner(mass_kg=MASS_KG, sex=SEX)
HAMNER = Runner(mass_kg=72.84, sex="male")
EXTENSION = 2


def test_standing_still_is_the_load_of_standing() -> None:
    """The statue's run is its own standing trial: weight above the joint and the muscles that balance it."""
    load_found = lumbar_load(paper_body.standing(), None, MAN)
    assert load_found.way == "from_above"
    np.testing.assert_allclose(load_found.compression_bw[10], load_found.standing_bw, rtol=1e-9)
    above_bw = lumbar_moment(paper_body.standing(), None, MAN).force_n[10, 1] / (MASS_KG * GRAVITY_MPS2)
    assert load_found.standing_bw > above_bw  # muscles only add
    assert np.isnan(load_found.compression_bw[0])


def test_loads_are_those_of_the_muscle_model_over_the_weight() -> None:
    still = paper_body.standing()
    net, found = lumbar_moment(still, None, MAN), lumbar_load(still, None, MAN)
    spine = spine_load(net.moment_nm, net.force_n, net.posture_rad, found.size)
    weight_n = MASS_KG * GRAVITY_MPS2
    np.testing.assert_allclose(found.compression_bw, spine.compression_n / weight_n)
    np.testing.assert_allclose(found.moment_nm_per_kg * MASS_KG, net.moment_nm)
    assert set(found.quadratus_bw) == {"left", "right"}


def test_the_trunk_is_sized_from_the_joint_to_the_shoulders() -> None:
    still = paper_body.standing()
    places, joint = paper_body.places(still), lumbosacral(still)
    top = (places["shoulder_centre_left"] + places["shoulder_centre_right"]) / 2
    length = np.linalg.norm(top - joint.place_m, axis=1)[0]
    size = trunk_size(still, standing_motion(still), lumbar_moment(still, None, MAN))
    assert size == pytest.approx(length / 0.413)


def test_mass_does_not_change_what_a_body_weight_carries() -> None:
    still = paper_body.standing()
    light, heavy = (lumbar_load(still, None, Runner(mass_kg=kg, sex=SEX)) for kg in (50.0, 100.0))
    np.testing.assert_allclose(light.compression_bw[10], heavy.compression_bw[10], rtol=1e-9)
    np.testing.assert_allclose(light.moment_nm_per_kg[10], heavy.moment_nm_per_kg[10], atol=1e-9)


def test_without_arms_or_plates_it_is_refused() -> None:
    n = 21
    bare = paper_body.motion(np.tile(np.eye(3), (n, 1, 1)), np.zeros((n, 3)), without=("elbow",))
    with pytest.raises(MeasureRefused, match="elbow"):
        lumbar_load(bare, None, MAN)


@pytest.fixture(scope="module")
def hamner(shared: Path) -> tuple[Motion, GroundReaction]:
    folder = shared / "fullbody"
    return _solved(
        [folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot"],
        folder / "hamner_s01_static.trc",
        HAMNER,
    )


def _solved(paths: list[Path], standing: Path, runner: Runner) -> tuple[Motion, GroundReaction]:
    recording = load_session(paths)[0]
    motion = solve(recording, load(standing), runner, Settings())
    assert recording.forces is not None
    return motion, ground_reaction(recording.forces, motion.contacts, runner.mass_kg)


@pytest.mark.shared
def test_a_real_run_follows_opensims_moment(hamner: tuple[Motion, GroundReaction], shared: Path) -> None:
    """R 0.915 and peak 34 % lower about our own joint: benchmarks/lumbar_own_body.py says why."""
    stored = shared / "opensim" / "Run_3_id_15Hz_lumbar.csv"
    if not stored.is_file():
        missing("OpenSim's inverse dynamics (../shared/data/opensim)")
    theirs = pd.read_csv(stored)
    ours = lumbar_load(hamner[0], None, HAMNER)
    beside = np.interp(ours.time_s, theirs["time"], theirs["lumbar_extension_moment"])
    own = ours.moment_nm_per_kg[:, EXTENSION] * ours.mass_kg
    rows = np.isfinite(own) & (ours.time_s > 0.15) & (ours.time_s < 4.69)
    assert np.corrcoef(own[rows], beside[rows])[0, 1] > 0.9
    assert own[rows].max() > 0.6 * beside[rows].max()
    for axis, column in ((0, "lumbar_bending_moment"), (1, "lumbar_rotation_moment")):
        beside = np.interp(ours.time_s, theirs["time"], theirs[column])
        assert np.corrcoef(ours.moment_nm_per_kg[rows, axis], beside[rows])[0, 1] > 0.8


@pytest.mark.shared
def test_a_real_run_has_both_ways_and_their_difference(hamner: tuple[Motion, GroundReaction]) -> None:
    """0.24, 0.11 and 0.34 N m/kg: benchmarks/lumbar_residual.py."""
    found = lumbar_load(*hamner, HAMNER)
    assert found.way == "both"
    assert found.residual is not None
    rms = found.residual.moment_rms_nm() / found.mass_kg
    assert (rms < [0.28, 0.14, 0.38]).all()
    assert (found.residual.force_rms_n() < 0.16 * found.mass_kg * GRAVITY_MPS2).all()
    assert 0.5 < found.standing_bw < 0.8
    assert 3.0 < np.nanmax(found.compression_bw) < 6.0
    assert np.nanmin(found.compression_bw) > -0.5


@pytest.mark.shared
def test_legs_and_one_plate_tell_it_from_below(shared: Path) -> None:
    folder, man = shared / "rbds", Runner(sex="male")
    motion, reaction = _solved([folder / "RBDS001runT25.c3d"], folder / "RBDS001static.c3d", man)
    found = lumbar_load(motion, reaction, man)
    assert found.way == "from_below"
    assert found.residual is None
    assert "lumbar_from_below" in [note.code for note in found.notes]
    assert 0.5 < np.nanmax(found.moment_nm_per_kg[:, EXTENSION]) < 1.5
    with pytest.raises(MeasureRefused, match="shoulders"):
        lumbar_load(motion, None, Runner(sex="male", mass_kg=60.0))


@pytest.mark.shared
def test_a_run_without_a_standing_trial_is_told_from_above(shared: Path) -> None:
    folder, someone = shared / "fullbody", Runner(mass_kg=70.0)
    recording = load_session([folder / "bmclab_run.trc", folder / "bmclab_run_grf.mot"])[0]
    motion = solve(recording, None, someone, Settings())
    assert recording.forces is not None
    found = lumbar_load(motion, ground_reaction(recording.forces, motion.contacts, 70.0), someone)
    assert found.way == "from_above"
    assert np.isnan(found.standing_bw)
    assert np.isfinite(found.compression_bw[3:-3]).all()
