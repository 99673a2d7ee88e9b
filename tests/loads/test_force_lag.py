"""Forces that come early or late against the markers: said, never shifted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.loads.force_lag import lag_by_contacts_s, lag_by_force_s, lag_notes
from backstride.model.motion import Motion
from backstride.model.recording import Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.contacts import find_contacts
from backstride.motion.solve import solve
from backstride.read.load import load
from helpers.turned import forces_of, late


@pytest.fixture(scope="module")
def sound(synthetic: dict[str, Path]) -> Recording:
    return load(synthetic["run"])


@pytest.fixture(scope="module")
def motion(sound: Recording, synthetic: dict[str, Path]) -> Motion:
    return solve(sound, load(synthetic["standing"]), Runner(), Settings())


def moved(sound: Recording, motion: Motion, lag_s: float) -> tuple[Motion, Recording]:
    """The recording with its forces shifted, and its contacts found again."""
    recording = replace(sound, forces=late(forces_of(sound), lag_s))
    found = find_contacts(recording, motion.points, Settings())
    return replace(motion, contacts=found.contacts, contacts_source=found.source), recording


def test_forces_in_step_say_nothing(sound: Recording, motion: Motion) -> None:
    assert lag_by_force_s(motion, forces_of(sound)) == pytest.approx(0.0, abs=0.003)
    assert lag_notes(motion, forces_of(sound)) == ()


@pytest.mark.parametrize("lag_s", [-0.08, -0.03, 0.03, 0.08])
def test_a_lag_is_said_with_its_size_and_side(sound: Recording, motion: Motion, lag_s: float) -> None:
    other, recording = moved(sound, motion, lag_s)
    forces = forces_of(recording)
    assert lag_by_force_s(other, forces) == pytest.approx(lag_s, abs=0.003)
    assert lag_by_contacts_s(other) == pytest.approx(lag_s, abs=0.012)
    (note,) = lag_notes(other, forces)
    assert note.code == "force_lag"
    assert f"{1000 * abs(lag_s):.0f} ms {'late' if lag_s > 0 else 'early'}" in note.text


def test_one_reading_alone_is_not_believed(sound: Recording, motion: Motion) -> None:
    other, recording = moved(sound, motion, 0.05)
    marked = replace(other, contacts_source="markers")
    assert np.isnan(lag_by_contacts_s(marked))
    assert lag_notes(marked, forces_of(recording)) == ()


def test_forces_sampled_too_slowly_are_not_judged(sound: Recording, motion: Motion) -> None:
    forces = forces_of(sound)
    assert np.isnan(lag_by_force_s(motion, replace(forces, rate_hz=100.0)))


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("lag_s", [0.0, -0.05, 0.05])
def test_a_real_treadmill(shared: Path, lag_s: float) -> None:
    path = shared / "rbds" / "RBDS022runT35.c3d"
    plain = load(path)
    solved = solve(plain, load(path.with_name("RBDS022static.c3d")), Runner(), Settings())
    other, recording = moved(plain, solved, lag_s)
    assert bool(lag_notes(other, forces_of(recording))) == bool(lag_s)
