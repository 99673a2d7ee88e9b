"""Force files with a fault on the whole way: what the recording's quality says and what is measured of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.model.recording import Forces
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.read.load import load
from backstride.read.mot import write_mot
from backstride.read.session import load_session
from backstride.ways.measured import MeasuredRecording
from backstride.ways.movement import measure_one
from helpers.turned import forces_of, late, renamed, turned

pytestmark = [pytest.mark.shared, pytest.mark.slow]
MAN = Runner(mass_kg=72.84, height_m=1.80, sex="male", age_years=30)
Measured = Callable[[Forces], MeasuredRecording]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "fullbody"


@pytest.fixture
def measured(folder: Path, tmp_path: Path) -> Measured:
    """The 3 m/s run with these forces in its file."""
    markers = folder / "hamner_s01_Run_3.trc"

    def run(forces: Forces) -> MeasuredRecording:
        path = tmp_path / "hamner_s01_Run_3_grf.mot"
        write_mot(forces, path)
        recording = load_session([markers, path])[0]
        return measure_one(recording, load(folder / "hamner_s01_static.trc"), MAN, Settings())

    return run


@pytest.fixture(scope="module")
def sound(folder: Path) -> Forces:
    paths = [folder / f"hamner_s01_Run_3{end}" for end in (".trc", "_grf.mot")]
    return forces_of(load_session(paths)[0])


def values(one: MeasuredRecording) -> dict[tuple[str, str], float | None]:
    return {(row.id, row.side): row.value for row in one.measures}


def said(one: MeasuredRecording) -> str:
    return " ".join(one.summary.quality.reasons)


def test_faults_that_are_put_right_change_no_measure(measured: Measured, sound: Forces, folder: Path) -> None:
    plain = measured(sound)
    assert "turned" not in said(plain)
    recording = load_session([folder / f"hamner_s01_Run_3{end}" for end in (".trc", "_grf.mot")])[0]
    for faulty, words in (
        (turned(recording, "x", [1]), "fore-aft force is turned round"),
        (turned(recording, "y", [0]), "vertical force is upside down"),
        (turned(recording, "xyz", [0]), "pulls the runner down"),
        (renamed(recording, ["left", "right"]), "hold the right foot"),
    ):
        found = measured(forces_of(faulty))
        assert words in said(found)
        for key, value in values(plain).items():
            # the free moment, dropped beside a vertical force upside down, is 0.1 % of the knee's stiffness
            assert values(found)[key] == (
                None if value is None else pytest.approx(value, rel=3e-3, abs=1e-6)
            ), key


def test_forces_out_of_step_are_said_and_their_loads_refused(measured: Measured, sound: Forces) -> None:
    found = measured(late(sound, 0.05))
    assert "50 ms" in said(found) or "52 ms" in said(found)
    (why,) = {row.refused for row in found.measures if row.id == "l5s1_compression" and row.refused}
    assert "contradict each other" in why


def test_an_axis_that_cannot_be_proved_leaves_the_forces_out_and_keeps_the_contacts(
    measured: Measured, sound: Forces
) -> None:
    """Without a centre of pressure braking alone speaks: it raises a doubt, and mends nothing."""
    unplaced = tuple(
        replace(
            plate,
            force_n=plate.force_n * [-1.0, 1.0, 1.0],
            centre_of_pressure_m=np.full_like(plate.centre_of_pressure_m, np.nan),
        )
        for plate in sound.plates
    )
    found = measured(replace(sound, plates=unplaced))
    assert "does not fit the run and may be turned round: the forces are left out" in said(found)
    assert len(found.contacts) > 8
    assert (
        values(found)["braking_force_peak", "both"] != values(measured(sound))["braking_force_peak", "both"]
    )
