"""MOT and STO: header variants, how forces are named, and reading back what is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.errors import RecordingError, UnreadableError, WrongKindError
from backstride.model.recording import Forces
from backstride.read.force_columns import plates_from_columns
from backstride.read.load import load_raw
from backstride.read.mot import read_columns, read_mot, write_mot
from backstride.read.wrench import MIN_LOAD_N

NAMES = [f"ground_force_{what}{axis}" for what in "vp" for axis in "xyz"]
ROW = "{t:.3f}\t10\t700\t-5\t0.5\t0\t-0.2\t0\t3\t0\n"
LABELS = "\t".join(["time", *NAMES, *(f"ground_torque_{axis}" for axis in "xyz")]) + "\n"
ROWS = "".join(ROW.format(t=n / 1000) for n in range(5))


@pytest.fixture
def write(tmp_path: Path):
    def to_file(text: str | bytes, name: str = "x.mot") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_file


@pytest.mark.parametrize(
    "head",
    [
        "x\nnRows=5\nnColumns=10\nendheader\n",
        "name x\ndatacolumns 10\ndatarows 5\nrange 0 0.004\nendheader\n",
        "x\nversion=1\nnRows=5\nnColumns=10\ninDegrees=yes\n\nUnits are S.I. units\n\nendheader\n\n",
        "x\nnRows = 5\nnColumns = 10\n  endheader  \n",
        "\ufeffx\nDataType=double\nversion=3\nOpenSimVersion=4.5\nendheader\n",
    ],
)
def test_header_variants(write, head):
    raw = read_mot(write(head + LABELS + ROWS))
    assert raw.rate_hz == 1000.0
    assert raw.notes == ()
    assert raw.forces is not None
    (plate,) = raw.forces.plates
    np.testing.assert_array_equal(plate.force_n[0], [10, 700, -5])
    np.testing.assert_array_equal(plate.centre_of_pressure_m[0], [0.5, 0, -0.2])
    np.testing.assert_array_equal(plate.free_moment_nm, 3.0)
    assert plate.foot is None


def test_padded_cells_as_opensim_writes_them(write):
    padded = "".join(
        "      " + line.replace("\t", "\t      ") + "\n" for line in (LABELS + ROWS).splitlines()
    )
    raw = read_mot(write("x\nendheader\n\n" + padded))
    assert raw.forces is not None
    np.testing.assert_array_equal(raw.forces.plates[0].force_n[:, 1], 700)


def test_spaces_instead_of_tabs(write):
    raw = read_mot(write("x\nendheader\n" + (LABELS + ROWS).replace("\t", "   ")))
    assert raw.forces is not None
    np.testing.assert_array_equal(raw.forces.plates[0].force_n[:, 1], 700)


def columns_of(*patterns: str) -> tuple[str, ...]:
    return tuple(pattern.replace("@", axis) for pattern in patterns for axis in "xyz")


@pytest.mark.parametrize(
    ("patterns", "feet"),
    [
        (("ground_force_v@", "ground_force_p@", "ground_torque_@"), [None]),
        (("R_ground_force_v@", "R_ground_force_p@", "R_ground_torque_@"), ["right"]),
        (("ground_force_r_v@", "ground_force_r_p@", "ground_torque_r_@"), ["right"]),
        (("left_ground_force_v@", "left_ground_force_p@", "left_ground_torque_@"), ["left"]),
        (("ground_force_calcn_l_v@", "ground_force_calcn_l_p@", "ground_force_calcn_l_m@"), ["left"]),
        (("ground_force1_v@", "ground_force1_p@", "ground_torque1_@"), [None]),
        (("1_ground_force_v@", "1_ground_force_p@", "1_ground_torque_@"), [None]),
        (("ground_force_2_v@", "ground_force_2_p@", "ground_moment_2_m@"), [None]),
        (("FP1_v@", "FP1_p@", "FP1_m@"), [None]),
        (("grf_l_v@", "grf_l_p@", "grf_l_t@"), ["left"]),
        (("F1@", "COP1@", "M1@"), [None]),
        (("F@1", "COP@1", "M@1"), [None]),
        (("Force_@", "COP_@", "Moment_@"), [None]),
    ],
)
def test_the_usual_names_are_understood(patterns, feet):
    values = np.tile([10.0, 700.0, -5.0, 0.5, 0.0, -0.2, 0.0, 3.0, 0.0], (4, 1))
    plates = plates_from_columns(columns_of(*patterns), values)
    assert [plate.foot for plate in plates] == feet
    np.testing.assert_array_equal(plates[0].force_n, values[:, :3])
    np.testing.assert_array_equal(plates[0].centre_of_pressure_m, values[:, 3:6])
    np.testing.assert_array_equal(plates[0].free_moment_nm, 3.0)


def test_two_plates_named_the_old_way_stay_apart():
    labels = columns_of("ground_force_v@", "ground_force_p@", "1_ground_force_v@", "1_ground_force_p@")
    plates = plates_from_columns(labels, np.arange(24.0).reshape(2, 12) + 100)
    assert len(plates) == 2
    np.testing.assert_array_equal(plates[1].force_n[0], [106, 107, 108])


@pytest.mark.parametrize("labels", [("pelvis_tilt", "hip_flexion_r"), ("ground_force_vx", "ground_force_vy")])
def test_other_columns_make_no_plate(labels):
    assert plates_from_columns(labels, np.ones((3, 2))) == ()


def test_no_centre_of_pressure_while_unloaded(write):
    light = "0.005\t0\t15\t0\t0.5\t0\t-0.2\t0\t1\t0\n0.006\t0\t0\t0\t0\t0\t0\t0\t0\t0\n"
    raw = read_mot(write("x\nendheader\n" + LABELS + ROWS + light))
    assert raw.forces is not None
    (plate,) = raw.forces.plates
    assert MIN_LOAD_N > 15
    np.testing.assert_array_equal(np.isnan(plate.centre_of_pressure_m[:, 0]), [False] * 5 + [True] * 2)
    np.testing.assert_array_equal(np.isnan(plate.free_moment_nm), [False] * 5 + [True] * 2)
    assert np.isfinite(plate.force_n).all()


def test_joint_angles_are_columns_but_no_forces(write):
    path = write("x\ninDegrees=yes\nendheader\ntime\tpelvis_tilt\thip_flexion_r\n0\t1\t2\n0.01\t3\t4\n")
    columns = read_columns(path)
    assert columns.in_degrees
    assert columns.labels == ("pelvis_tilt", "hip_flexion_r")
    np.testing.assert_array_equal(columns.values, [[1, 2], [3, 4]])
    with pytest.raises(WrongKindError, match="pelvis_tilt"):
        read_mot(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x\nnRows=5\n" + LABELS + ROWS, "endheader"),
        ("x\nendheader\n", "nothing follows"),
        ("x\nendheader\n" + LABELS, "no row of numbers"),
        ("x\nendheader\n" + LABELS.replace("time", "clock") + ROWS, "not time"),
        ("x\nendheader\n" + LABELS + ROWS.replace("700", "ooo"), "'ooo' in line 4, column 3"),
        ("x\nendheader\n" + LABELS + "0\t1\n", "names 10 columns but the table has 2"),
        ("x\nendheader\n" + LABELS + ROWS + ROWS, "does not go forward"),
        ("x\nendheader\n" + LABELS + ROWS.replace("700", "7e9"), "7e\\+09 N cannot be"),
        ("x\nendheader\n" + LABELS + ROWS.replace("700", "700,5", 1), "'700,5' in line 4, column 3"),
        ("", "empty"),
    ],
)
def test_bad_files_get_one_sentence_with_a_place(write, text, says):
    with pytest.raises(UnreadableError, match=says) as caught:
        read_mot(write(text))
    assert str(caught.value).startswith("x.mot: ")


def test_rows_in_the_header_are_not_trusted(write):
    raw = read_mot(write("x\nnRows=3000000\nendheader\n" + LABELS + ROWS))
    assert len(raw.time_s) == 5
    assert [note.code for note in raw.notes] == ["count_disagrees"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scale=st.floats(0.1, 5), start_s=st.floats(0, 4000), named=st.booleans())
def test_round_trip(stick_forces, tmp_path, scale, start_s, named):
    forces = stick_forces(1.0)
    plates = tuple(
        replace(p, force_n=p.force_n * scale, foot=p.foot if named else None) for p in forces.plates
    )
    before = Forces(forces.time_s + start_s, forces.rate_hz, plates)
    write_mot(before, tmp_path / "again.mot")
    after = read_mot(tmp_path / "again.mot").forces
    assert after is not None
    assert after.rate_hz == before.rate_hz
    np.testing.assert_allclose(after.time_s, before.time_s, atol=1e-8)
    for one, two in zip(before.plates, after.plates, strict=True):
        assert two.foot == one.foot
        np.testing.assert_allclose(two.force_n, one.force_n, atol=1e-8)
        loaded = one.force_n[:, 1] >= MIN_LOAD_N
        both = loaded & np.isfinite(one.centre_of_pressure_m[:, 0])
        np.testing.assert_allclose(two.centre_of_pressure_m[both], one.centre_of_pressure_m[both], atol=1e-8)
        np.testing.assert_allclose(two.free_moment_nm[both], one.free_moment_nm[both], atol=1e-8)
        assert np.isnan(two.centre_of_pressure_m[~loaded]).all()


@pytest.mark.shared
@pytest.mark.parametrize("speed", [2, 3, 4, 5])
def test_real_forces_carry_the_runner(shared, speed):
    raw = load_raw(shared / "fullbody" / f"hamner_s01_Run_{speed}_grf.mot")
    assert raw.rate_hz == 1000.0
    assert raw.forces is not None
    assert [plate.foot for plate in raw.forces.plates] == ["right", "left"]
    mean_n = sum(plate.force_n[:, 1].mean() for plate in raw.forces.plates)
    assert mean_n == pytest.approx(72.84 * 9.81, rel=0.05)  # the published mass of this runner


@pytest.mark.shared
def test_joint_angles_of_opensim(shared):
    columns = read_columns(shared / "opensim" / "Run_3_ik.mot")
    assert columns.in_degrees
    assert columns.values.shape == (475, 37)


@pytest.mark.shared
@pytest.mark.slow
def test_damage_gives_forces_or_one_clear_sentence(shared, tmp_path):
    content = (shared / "fullbody" / "bmclab_run_grf.mot").read_bytes()
    rng = np.random.default_rng(8)
    path = tmp_path / "x.mot"
    for _ in range(150):
        data = bytearray(content)
        for place in rng.integers(0, len(data), rng.integers(1, 40)):
            data[place] = rng.integers(256)
        path.write_bytes(bytes(data[: rng.integers(1, len(data))]) if rng.random() < 0.5 else bytes(data))
        try:
            raw = load_raw(path)
        except RecordingError as error:
            message = str(error)
        else:
            message = ""
            assert raw.forces is not None
            assert np.isfinite(raw.forces.plates[0].force_n).all()
        assert message == "" or message.startswith("x.mot: ")
