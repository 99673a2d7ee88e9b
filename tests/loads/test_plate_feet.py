"""Plates named for the wrong foot: exchanged, unnamed or left out, by where and when the feet stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.loads.plate_feet import named_feet
from backstride.model.motion import Motion
from backstride.model.recording import Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read.load import load
from backstride.read.session import load_session
from backstride.read.swap import swap_sides
from helpers.turned import codes, forces_of, late, named_for_feet, renamed, same_forces


@pytest.fixture(scope="module")
def motion(synthetic: dict[str, Path]) -> Motion:
    return solve(load(synthetic["run"]), load(synthetic["standing"]), Runner(), Settings())


@pytest.fixture(scope="module")
def sound(synthetic: dict[str, Path], motion: Motion) -> Recording:
    return named_for_feet(load(synthetic["run"]), motion)


def test_plates_of_the_foot_on_them_are_left_alone(sound: Recording) -> None:
    assert named_feet(sound) is sound


def test_exchanged_names_are_exchanged_back_and_said(sound: Recording) -> None:
    found = named_feet(renamed(sound, ["right", "left"]))
    assert same_forces(found.forces, sound.forces)
    assert codes(found)[-1] == "plate_feet_exchanged"


def test_the_readers_own_complaint_is_answered(sound: Recording) -> None:
    complaint = Note(
        level="fault", code="plate_foot_disagrees", text="Plate a is named for the left foot, ..."
    )
    wrong = replace(renamed(sound, ["right", "left"]), notes=(complaint,))
    assert codes(named_feet(wrong)) == ["plate_feet_exchanged"]


def test_two_plates_of_one_name_lose_their_names(sound: Recording) -> None:
    found = named_feet(renamed(sound, ["left", "left"]))
    assert [plate.foot for plate in forces_of(found).plates] == [None, None]
    assert codes(found)[-1] == "plate_feet_unnamed"


def test_where_the_markers_sides_are_in_doubt_the_plates_stay(sound: Recording) -> None:
    note = Note(level="fault", code="mirrored", text="Left labels lie on the runner's right.")
    wrong = replace(renamed(sound, ["right", "left"]), notes=(note,))
    assert named_feet(wrong) is wrong


def test_swapped_markers_beside_right_plates_agree_once_they_are_swapped(sound: Recording) -> None:
    swapped = swap_sides(replace(sound, notes=(Note(level="fault", code="plate_foot_disagrees", text="x"),)))
    assert (
        codes(named_feet(swapped))[-1] == "plate_feet_exchanged"
    )  # told to swap sound labels: plates go too


def test_pressure_under_a_foot_in_the_air_leaves_the_forces_out(sound: Recording) -> None:
    """The left columns hold the right foot's forces at the left foot's place: nothing fits them."""
    forces = forces_of(sound)
    left, right = forces.plates
    step = _half_a_stride(left.force_n[:, 1], right.force_n[:, 1])
    moved = tuple(
        replace(
            plate,
            force_n=np.roll(plate.force_n, step, axis=0),
            centre_of_pressure_m=_under(sound, plate.foot, forces.time_s),
        )
        for plate in forces.plates
    )
    found = named_feet(replace(sound, forces=replace(forces, plates=moved)))
    assert found.forces is None
    assert found.notes[-1].level == "fault"
    assert "under one foot while the other one stands" in found.notes[-1].text


def test_plates_without_a_name_or_no_plates_are_no_matter(synthetic: dict[str, Path]) -> None:
    plain = load(synthetic["run"])
    assert named_feet(plain) is plain
    without = replace(plain, forces=None)
    assert named_feet(without) is without


def test_a_small_lag_is_no_wrong_foot(sound: Recording) -> None:
    moved = replace(sound, forces=late(forces_of(sound), 0.02))
    assert named_feet(moved) is moved


@pytest.mark.shared
@pytest.mark.parametrize("speed", [2, 5])
def test_left_columns_of_a_real_file_that_hold_the_right_foot(shared: Path, speed: int) -> None:
    folder = shared / "fullbody"
    plain = load_session([folder / f"hamner_s01_Run_{speed}{end}" for end in (".trc", "_grf.mot")])[0]
    assert named_feet(plain) is plain
    assert same_forces(named_feet(renamed(plain, ["left", "right"])).forces, plain.forces)


def _half_a_stride(left_n: np.ndarray, right_n: np.ndarray) -> int:
    """Samples from the first load of one foot to the first of the other."""
    first, other = (int(np.argmax(force > 200.0)) for force in (left_n, right_n))
    return abs(other - first)


def _under(recording: Recording, foot: str | None, time_s: np.ndarray) -> np.ndarray:
    heel = recording.points.sel(point=f"heel_{foot}").to_numpy()
    own_s = recording.points.coords["time"].to_numpy()
    return np.column_stack([np.interp(time_s, own_s, column) for column in heel.T])
