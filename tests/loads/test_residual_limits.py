"""What plates and moving body may disagree by: small, widened, refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load as known
from backstride.loads.ground_reaction import GRAVITY_MPS2, GroundReaction, ground_reaction
from backstride.loads.lumbar_limits import judged_residual, within_limits
from backstride.loads.lumbar_load import lumbar_load
from backstride.loads.lumbar_moment import lumbar_moment
from backstride.loads.residual_limits import require_physical, residual_verdict
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from helpers.turned import forces_of, late

LARGEST_N, HEIGHT_M, FRAMES = 2000.0, 1.0, 100
MAN = Runner(sex="male", mass_kg=72.84, height_m=1.80, age_years=30)


def constant(force_n: float, moment_nm: float) -> tuple[np.ndarray, np.ndarray]:
    """A residual of one size throughout, forward and in extension."""
    return np.tile([force_n, 0.0, 0.0], (FRAMES, 1)), np.tile([0.0, 0.0, moment_nm], (FRAMES, 1))


@pytest.mark.parametrize(
    ("force_n", "moment_nm", "level"),
    [
        (0.0, 0.0, "small"),
        (99.0, 19.0, "small"),  # 5 % of 2000 N is 100 N, 1 % of its moment over 1 m is 20 N m
        (101.0, 0.0, "widened"),
        (0.0, 21.0, "widened"),
        (299.0, 79.0, "widened"),
        (301.0, 0.0, "refused"),
        (0.0, 81.0, "plates_refused"),
        (301.0, 81.0, "refused"),
        (np.nan, np.nan, "unknown"),
    ],
)
def test_the_stated_bounds(force_n: float, moment_nm: float, level: str) -> None:
    verdict = residual_verdict(*constant(force_n, moment_nm), LARGEST_N, HEIGHT_M)
    assert verdict.level == level
    assert bool(verdict.notes()) == (level in ("widened", "plates_refused"))


def test_unknown_frames_do_not_count() -> None:
    force, moment = constant(101.0, 0.0)
    force[: FRAMES // 2] = np.nan
    assert residual_verdict(force, moment, LARGEST_N, HEIGHT_M).force_share == pytest.approx(0.0505)


def test_a_refusal_says_the_share_the_bound_and_what_to_do() -> None:
    verdict = residual_verdict(*constant(400.0, 100.0), LARGEST_N, HEIGHT_M)
    with pytest.raises(MeasureRefused) as refused:
        require_physical(verdict)
    for part in ("20%", "15%", "of one trial"):
        assert part in str(refused.value)


def test_every_bound_has_a_source() -> None:
    for table in known("lumbar_limits.toml").values():
        sources = {name for name in table if name.endswith("source")}
        assert sources
        assert all(len(table[name]) > 20 for name in sources)


@pytest.fixture(scope="module")
def run(shared: Path) -> Recording:
    folder = shared / "fullbody"
    return load_session([folder / "hamner_s01_Run_3.trc", folder / "hamner_s01_Run_3_grf.mot"])[0]


@pytest.fixture(scope="module")
def motion(run: Recording, shared: Path) -> Motion:
    return solve(run, load(shared / "fullbody" / "hamner_s01_static.trc"), MAN, Settings())


def reaction_of(recording: Recording, motion: Motion, mass_kg: float | None) -> GroundReaction:
    return ground_reaction(forces_of(recording), motion.contacts, mass_kg)


@pytest.mark.shared
def test_a_sound_run_is_shown_and_its_residual_is_told(run: Recording, motion: Motion) -> None:
    reaction = reaction_of(run, motion, MAN.mass_kg)
    found = lumbar_moment(motion, reaction, MAN)
    assert judged_residual(motion, reaction, found).level in ("small", "widened")
    kept, notes = within_limits(motion, reaction, MAN, found)
    assert kept is found
    assert {note.code for note in notes} <= {"lumbar_residual"}


@pytest.mark.shared
def test_plates_that_contradict_the_motion_refuse_the_loads(run: Recording, motion: Motion) -> None:
    forces = late(forces_of(run), 0.05)
    reaction = ground_reaction(forces, motion.contacts, MAN.mass_kg)
    with pytest.raises(MeasureRefused, match="contradict each other"):
        lumbar_load(motion, reaction, MAN)


@pytest.mark.shared
def test_pressure_beside_the_feet_refuses_the_plates_and_not_the_way_from_above(
    run: Recording, motion: Motion
) -> None:
    forces = forces_of(run)
    moved = tuple(
        replace(plate, centre_of_pressure_m=plate.centre_of_pressure_m + np.array([0.15, 0.0, 0.0]))
        for plate in forces.plates
    )
    reaction = ground_reaction(replace(forces, plates=moved), motion.contacts, MAN.mass_kg)
    found, alone = lumbar_load(motion, reaction, MAN), lumbar_load(motion, None, MAN)
    assert (found.way, found.residual) == ("from_above", None)
    assert "lumbar_plates_refused" in [note.code for note in found.notes]
    np.testing.assert_allclose(found.compression_bw, alone.compression_bw, rtol=0.01)


@pytest.mark.shared
def test_a_mass_the_plates_contradict_is_not_the_one_loads_are_worked_out_with(
    run: Recording, motion: Motion
) -> None:
    wrong = MAN.model_copy(update={"mass_kg": 90.0})
    reaction = reaction_of(run, motion, wrong.mass_kg)
    assert reaction.weight_source == "plates"
    load_ = lumbar_load(motion, reaction, wrong)
    assert load_.mass_kg == pytest.approx((reaction.body_weight_n or 0.0) / GRAVITY_MPS2)
    assert load_.mass_kg == pytest.approx(72.84, rel=0.02)
