"""Plates with an axis turned round: found against the motion, put right where certain, and always said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.loads.plate_evidence import (
    FORWARD,
    RIGHT,
    aimed_at_body,
    along_path,
    braking_first,
    medial_push,
    seen,
)
from backstride.loads.plate_faults import held_against, upright
from backstride.model.motion import Motion
from backstride.model.recording import Note, Recording
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.solve import solve
from backstride.read import c3d_plates
from backstride.read.assemble import assemble
from backstride.read.c3d_decode import Arrays
from backstride.read.c3d_plate_fields import PlateFields
from backstride.read.load import load, load_raw
from helpers.turned import codes, forces_of, named_for_feet, same_forces, turned, turned_in_file


@pytest.fixture(scope="module")
def sound(synthetic: dict[str, Path]) -> Recording:
    return load(synthetic["run"])


@pytest.fixture(scope="module")
def motion(sound: Recording, synthetic: dict[str, Path]) -> Motion:
    return solve(sound, load(synthetic["standing"]), Runner(), Settings())


def test_a_sound_plate_is_left_alone_and_nothing_is_said(sound: Recording, motion: Motion) -> None:
    assert upright(sound) is sound
    held = held_against(motion, sound)
    assert held.forces is sound.forces
    assert held.notes == ()


def test_figures_of_a_sound_plate_change_sign_with_its_axis(sound: Recording, motion: Motion) -> None:
    def figures(recording: Recording) -> list[float]:
        view = seen(motion, forces_of(recording), forces_of(recording).plates)
        return [
            braking_first(view),
            aimed_at_body(view, FORWARD),
            along_path(view, RIGHT)[0],
            medial_push(view)[0],
        ]

    plain, backward = figures(sound), figures(turned(sound, "xz"))
    assert min(plain) > 0.9
    assert backward == pytest.approx([-one for one in plain])


@pytest.mark.parametrize(
    ("letters", "named"), [("x", "fore-aft"), ("z", "sideways"), ("xz", "fore-aft and sideways")]
)
def test_a_turned_axis_is_put_right_and_named(
    sound: Recording, motion: Motion, letters: str, named: str
) -> None:
    held = held_against(motion, turned(sound, letters))
    assert same_forces(held.forces, sound.forces)
    assert [note.code for note in held.notes] == ["plate_axis_turned"]
    assert held.notes[0].text.startswith(f"Force plate 1: the {named} force is turned round")


def test_a_force_on_the_plate_is_turned_as_a_whole(sound: Recording, motion: Motion) -> None:
    up = upright(turned(sound, "xyz"))
    held = held_against(motion, up)
    assert same_forces(held.forces, sound.forces)
    assert codes(up)[-1:] == ["plate_turned_round"]
    assert held.notes == ()
    twists = [plate.free_moment_nm for plate in forces_of(up).plates]
    assert np.array_equal(twists[0], forces_of(sound).plates[0].free_moment_nm, equal_nan=True)


def test_a_vertical_axis_alone_upside_down_leaves_the_others_and_drops_the_free_moment(
    sound: Recording, motion: Motion
) -> None:
    held = held_against(motion, upright(turned(sound, "y")))
    assert same_forces(held.forces, sound.forces)
    assert "vertical force is upside down" in held.notes[0].text
    assert held.forces is not None
    assert np.isnan(held.forces.plates[0].free_moment_nm).all()


@pytest.mark.parametrize("letters", ["x", "y", "z", "xyz"])
@pytest.mark.parametrize("wrong", [0, 1])
def test_one_of_two_plates_is_found(sound: Recording, motion: Motion, letters: str, wrong: int) -> None:
    both = named_for_feet(sound, motion)
    held = held_against(motion, upright(turned(both, letters, [wrong])))
    assert same_forces(held.forces, both.forces)
    assert held_against(motion, both).notes == ()


def test_without_a_centre_of_pressure_the_fore_aft_force_is_doubted_not_turned(
    sound: Recording, motion: Motion
) -> None:
    forces = forces_of(sound)
    unplaced = replace(
        sound,
        forces=replace(
            forces,
            plates=tuple(
                replace(p, centre_of_pressure_m=np.full_like(p.centre_of_pressure_m, np.nan))
                for p in forces.plates
            ),
        ),
    )
    assert held_against(motion, unplaced).notes == ()
    held = held_against(motion, turned(unplaced, "x"))
    assert held.forces is None
    assert [(note.level, note.code) for note in held.notes] == [("fault", "plate_axis_doubtful")]
    assert "fore-aft force of force plate 1" in held.notes[0].text


def test_with_legs_alone_and_narrow_feet_the_sideways_axis_is_not_judged(
    sound: Recording, motion: Motion
) -> None:
    legs = replace(motion, centre_of_mass_method="pelvis")
    narrow = replace(legs, centre_of_mass=_as_narrow(legs))
    flipped = turned(sound, "z")
    assert held_against(narrow, flipped).forces is flipped.forces
    both = held_against(narrow, turned(sound, "xz"))
    assert "sideways force is turned too cannot be told" in both.notes[0].text


def test_a_run_backwards_says_nothing_of_braking(sound: Recording, motion: Motion) -> None:
    note = Note(level="fault", code="backwards", text="The body moves backwards.")
    backward = replace(turned(sound, "x"), notes=(note,))
    assert held_against(motion, backward).forces is backward.forces


def test_a_recording_without_plates_stays_one(sound: Recording, motion: Motion) -> None:
    without = replace(sound, forces=None)
    assert upright(without) is without
    assert held_against(motion, without).forces is None


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("letters", ["x", "y", "z", "xyz"])
@pytest.mark.parametrize("plates", [(1,), (0, 1)])
def test_columns_of_a_real_force_file_turned(shared: Path, letters: str, plates: tuple[int, ...]) -> None:
    folder = shared / "fullbody"
    raws = [load_raw(folder / f"hamner_s01_Run_3{end}") for end in (".trc", "_grf.mot")]
    plain = assemble(raws)
    up = upright(turned_in_file(raws, letters, plates))
    motion = solve(up, load(folder / "hamner_s01_static.trc"), Runner(sex="male"), Settings())
    held = held_against(motion, up)
    assert same_forces(held.forces, plain.forces)
    assert {*codes(up), *(note.code for note in held.notes)} - set(codes(plain))


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("letters", ["x", "y", "xyz"])
def test_one_of_eight_real_plates_turned(shared: Path, letters: str) -> None:
    raws = [load_raw(shared / "fullbody" / "JA1Gait21.c3d")]
    plain, still = assemble(raws), load(shared / "fullbody" / "JA1Static05.c3d")
    motion = solve(plain, still, Runner(sex="male"), Settings())
    assert held_against(motion, plain).notes == ()
    matrix = np.array(plain.axes.matrix)
    inside = "".join("xyz"[int(np.argmax(np.abs(matrix["xyz".index(one)])))] for one in letters)
    for wrong in (0, 1, 3, 4, 6):  # those that were stepped on
        held = held_against(motion, upright(turned_in_file(raws, inside, [wrong])))
        assert same_forces(held.forces, plain.forces)


@pytest.mark.shared
@pytest.mark.slow
def test_sound_treadmill_runs_raise_nothing(shared: Path) -> None:
    for name in ("RBDS001runT45", "RBDS08runT45", "RBDS017runT25"):
        path = shared / "rbds" / f"{name}.c3d"
        plain = load(path)
        motion = solve(plain, load(path.with_name(f"{name.split('run')[0]}static.c3d")), Runner(), Settings())
        assert upright(plain) is plain
        assert held_against(motion, plain).notes == ()


def _as_narrow(motion: Motion):  # type: ignore[no-untyped-def]
    """A centre of mass that rides straight above the stance foot: nothing tells the midline."""
    ankles = [motion.points.sel(point=f"ankle_centre_{side}").to_numpy()[:, 2] for side in ("left", "right")]
    centre = motion.centre_of_mass.copy()
    side = np.zeros(len(centre))
    for contact in motion.contacts:
        rows = (motion.time_s >= contact.foot_strike_s) & (motion.time_s <= contact.toe_off_s)
        side[rows] = ankles[0 if contact.side == "left" else 1][rows]
    centre[:, 2] = side
    return centre


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("index", [0, 4])
def test_a_c3d_plate_wired_the_other_way_is_zeroed_turned_and_said(
    shared: Path, monkeypatch: pytest.MonkeyPatch, index: int
) -> None:
    """All channels of one plate with the other sign: its zero is found where it is free, not at its peaks."""
    path = shared / "fullbody" / "JA1Gait21.c3d"
    plain, described = load(path), c3d_plates.plate_fields

    def wired(arrays: Arrays, number: int, scale_m: float) -> PlateFields:
        fields = described(arrays, number, scale_m)
        return replace(fields, channels=-fields.channels) if number == index else fields

    monkeypatch.setattr(c3d_plates, "plate_fields", wired)
    up = upright(load(path))
    assert [note.text for note in up.notes if note not in plain.notes] == [
        f"Force plate {index + 1} pulls the runner down in the file: turned round."
    ]
    for ours, theirs in zip(forces_of(up).plates, forces_of(plain).plates, strict=True):
        np.testing.assert_allclose(ours.force_n, theirs.force_n, atol=8.0)  # N: what a zero is known to
        np.testing.assert_allclose(ours.free_moment_nm, theirs.free_moment_nm, atol=2.0, equal_nan=True)
