"""Force plates of every type give back the load that was put on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backstride.read.c3d import read_c3d

ORIGIN_M = np.array([0.02, -0.01, -0.04])
SENSORS_M = np.array([0.2, 0.35, -0.05])


def _file(kit, kind, *, channels=None, origin=None, units=None, **group):
    origin = origin if origin is not None else SENSORS_M if kind == 3 else ORIGIN_M
    load = kit.running_load(2000)
    if channels is None:
        channels = kit.channels_of(load, kind, origin)
    default = ("N",) * 8 if kind == 3 else ("N", "N", "N", "mm", "mm", "Nmm") if kind == 1 else ()
    fields = kit.plate_group(kind, origin) | group
    file = kit.File(
        kit.moving_points(),
        analogs=channels,
        analog_units=units or default,
        groups={"FORCE_PLATFORM": fields},
    )
    return file, load


def _check(recording, load, point_m=1e-4):
    (plate,) = recording.forces.plates
    firm = load.force[:, 1] > 50
    assert recording.forces.rate_hz == pytest.approx(1000)
    np.testing.assert_allclose(plate.force_n, load.force, atol=0.01)
    np.testing.assert_allclose(plate.centre_of_pressure_m[firm], load.point[firm], atol=point_m)
    np.testing.assert_allclose(plate.free_moment_nm[firm], load.twist[firm], atol=0.05)
    light = load.force[:, 1] < 19
    assert np.isnan(plate.centre_of_pressure_m[light]).all()
    assert np.isnan(plate.free_moment_nm[light]).all()


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_a_plate_gives_back_its_load(kit, tmp_path: Path, kind: int) -> None:
    file, load = _file(kit, kind)
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_force_stored_as_acting_on_the_plate_is_turned_round(kit, tmp_path: Path, kind: int) -> None:
    file, load = _file(kit, kind)
    signs = {1: [-1, -1, -1, 1, 1, -1], 2: [-1] * 6, 3: [-1] * 8}[kind]
    file.analogs = file.analogs * signs
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    _check(recording, load)
    assert "force_turned_round" in {note.code for note in recording.notes}


def test_calibration_matrix_turns_volts_into_the_load(kit, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    matrix = np.diag([500.0, 500, 1000, 8e5, 2.5e5, 4e5]) * (1 + 0.02 * rng.standard_normal((6, 6)))
    matrix[3:, :3] = 1e3 * rng.standard_normal((3, 3))
    _, load = _file(kit, 2)
    volts = np.linalg.solve(matrix, kit.channels_of(load, 2, ORIGIN_M).T).T
    file, _ = _file(kit, 4, channels=volts, units=("V",) * 6, CAL_MATRIX=matrix[..., None])
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)
    file.groups["FORCE_PLATFORM"] |= {"CAL_MATRIX": matrix.T[..., None], "MATRIX_STORE": ["BYROW"]}
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


def test_analog_scale_turns_volts_into_the_load(kit, tmp_path: Path) -> None:
    file, load = _file(kit, 2)
    scale = np.array([-500.0, 500, -1000, 8e5, 2.5e5, -4e5])
    file.analogs, file.analog_scale = file.analogs / scale, tuple(scale)
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


@pytest.mark.parametrize("kind", [2, 3])
def test_height_of_the_origin_may_be_written_upward(kit, tmp_path: Path, kind: int) -> None:
    file, load = _file(kit, kind)
    written = -ORIGIN_M if kind == 2 else SENSORS_M * [1, 1, -1]
    file.groups["FORCE_PLATFORM"]["ORIGIN"] = (written * 1000)[:, None]
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


def test_origin_far_off_the_middle_with_the_wrong_sign_is_found_out(kit, tmp_path: Path) -> None:
    corner = np.array([-0.243, 0.9, -0.015])
    file, load = _file(kit, 2, origin=corner)
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)
    file.groups["FORCE_PLATFORM"]["ORIGIN"] = (corner * [-1, -1, 1] * 1000)[:, None]
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    _check(recording, load)
    assert "plate_reading" in {note.code for note in recording.notes}


@pytest.mark.parametrize(
    ("unit", "factor"), [("Nmm", 1.0), ("N.mm", 1.0), ("Nm", 1e-3), ("", 1.0), ("", 1e-3)]
)
def test_moment_units_stated_or_found_from_the_pressure_point(
    kit, tmp_path, unit: str, factor: float
) -> None:
    file, load = _file(kit, 2, units=("N",) * 3 + (unit,) * 3)
    file.analogs = file.analogs * np.repeat([1.0, factor], 3)
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


@pytest.mark.parametrize(("unit", "factor"), [("cm", 0.1), ("m", 1e-3)])
def test_corners_and_origin_share_the_unit_of_the_points(kit, tmp_path, unit: str, factor: float) -> None:
    file, load = _file(kit, 2)
    file.units, file.points = unit, file.points * factor
    for name in ("CORNERS", "ORIGIN"):
        file.groups["FORCE_PLATFORM"][name] = file.groups["FORCE_PLATFORM"][name] * factor
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load)


def test_zero_frames_and_unloaded_phases_remove_the_offset(kit, tmp_path: Path) -> None:
    offset = np.array([12.0, -8, 35, 4000, -3000, 900])
    file, load = _file(kit, 2)
    file.analogs = file.analogs + offset
    _check(read_c3d(file.write(tmp_path / "run.c3d")), load, point_m=2e-3)
    quiet = kit.running_load(2000)
    quiet.force[:300] = quiet.twist[:300] = 0.0
    file.analogs = kit.channels_of(quiet, 2, ORIGIN_M) + offset
    file.groups["FORCE_PLATFORM"]["ZERO"] = [1, 30]
    _check(read_c3d(file.write(tmp_path / "run.c3d")), quiet, point_m=2e-3)


def test_several_plates_share_the_load(kit, tmp_path: Path) -> None:
    file, load = _file(kit, 2)
    first = np.arange(2000) % 720 < 360
    halves = [np.where(mine[:, None], file.analogs, 0.0) for mine in (first, ~first)]
    file.analogs = np.hstack(halves)
    fields = kit.plate_group(2, ORIGIN_M)
    fields |= {"USED": [2], "TYPE": [2, 2], "CHANNEL": np.arange(1, 13).reshape(2, 6).T}
    fields |= {name: np.repeat(fields[name], 2, axis=-1) for name in ("CORNERS", "ORIGIN")}
    file.groups["FORCE_PLATFORM"] = fields
    plates = read_c3d(file.write(tmp_path / "run.c3d")).forces.plates
    assert [plate.name for plate in plates] == ["plate 1", "plate 2"]
    np.testing.assert_allclose(sum(plate.force_n for plate in plates), load.force, atol=0.01)
    assert np.abs(plates[1].force_n[first]).max() < 0.01


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"TYPE": [5]}, "of type 5"),
        ({"CORNERS": np.zeros((3, 4, 1))}, "corners are missing"),
        ({"CORNERS": np.ones((3, 2, 1))}, "CORNERS is missing"),
        ({"CHANNEL": np.arange(3, 9)[:, None]}, "does not hold"),
        ({"ORIGIN": [0.0]}, "ORIGIN is missing"),
    ],
)
def test_a_plate_that_is_not_described_is_left_out_and_said_so(kit, tmp_path, change, reason: str) -> None:
    file, _ = _file(kit, 2)
    file.groups["FORCE_PLATFORM"] |= change
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    assert recording.forces is None
    assert any(note.code == "plate_left_out" and reason in note.text for note in recording.notes)


def test_volts_without_calibration_are_no_newtons(kit, tmp_path: Path) -> None:
    file, _ = _file(kit, 2, units=("V",) * 6)
    file.analogs = file.analogs / 400
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    assert recording.forces is None
    assert any("volts" in note.text for note in recording.notes)


def test_single_damaged_samples_are_bridged_more_leave_the_plate_out(kit, tmp_path: Path) -> None:
    file, load = _file(kit, 2)
    file.analogs[[250, 900]] = np.nan
    file.analogs[1000, 2] = 1e20
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    np.testing.assert_allclose(recording.forces.plates[0].force_n, load.force, atol=5)
    assert "plate_samples_bridged" in {note.code for note in recording.notes}
    file.analogs[:100] = np.inf
    assert read_c3d(file.write(tmp_path / "run.c3d")).forces is None


def test_a_plate_that_never_unloads_is_left_as_stored(kit, tmp_path: Path) -> None:
    file, _ = _file(kit, 2)
    times = np.arange(2000) / 1000
    steady = kit.Load(np.zeros((2000, 3)), np.tile(kit.centre_m, (2000, 1)), np.zeros(2000))
    steady.force[:, 1] = 800 + 300 * np.sin(2 * np.pi * 2.8 * times)
    file.analogs = kit.channels_of(steady, 2, ORIGIN_M)
    recording = read_c3d(file.write(tmp_path / "walk.c3d"))
    np.testing.assert_allclose(recording.forces.plates[0].force_n, steady.force, atol=0.01)
    assert "plate_never_unloads" in {note.code for note in recording.notes}


def test_a_load_beside_the_plate_has_no_pressure_point(kit, tmp_path: Path) -> None:
    file, load = _file(kit, 2)
    file.groups["FORCE_PLATFORM"]["ORIGIN"] = np.array([[900.0], [3000.0], [-40.0]])
    recording = read_c3d(file.write(tmp_path / "run.c3d"))
    np.testing.assert_allclose(recording.forces.plates[0].force_n, load.force, atol=0.01)
    assert np.isnan(recording.forces.plates[0].centre_of_pressure_m).all()
    assert "pressure_off_plate" in {note.code for note in recording.notes}
