from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BackstrideError, RefusedError, UnreadableError, UsageError, WrongKindError
from backstride.model.imu import ImuRecording
from backstride.sensors.imu_csv import read_imu
from helpers.imu_made import GRAVITY, Array, runner

MADE = runner(seconds=4.0, rate_hz=100.0)
NAMES = ("time", "acc_x", "acc_y", "acc_z")
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(
        table: Array,
        names: tuple[str, ...] | None = NAMES,
        separator: str = ",",
        decimal: str = ".",
        above: str = "",
        name: str = "a.csv",
    ) -> Path:
        rows = [
            separator.join("" if np.isnan(x) else f"{x:.14g}".replace(".", decimal) for x in row)
            for row in table
        ]
        head = [separator.join(names)] if names else []
        path = tmp_path / name
        path.write_text(above + "\n".join([*head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def table(scale: float = GRAVITY, time: Array | None = None) -> Array:
    return np.column_stack([MADE.time_s if time is None else time, MADE.felt_g * scale])


def codes(recording: ImuRecording) -> set[str]:
    return {note.code for note in recording.notes}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("named", [True, False])
def test_separators_with_and_without_header(save: Save, separator: str, named: bool) -> None:
    found = read_imu(save(table(), NAMES if named else None, separator))
    assert found.rate_hz == pytest.approx(100)
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-6)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas(save: Save, separator: str) -> None:
    found = read_imu(save(table(), NAMES, separator, ","))
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-6)


def test_quoted_decimal_commas(tmp_path: Path) -> None:
    rows = [",".join(f'"{x:.6f}"'.replace(".", ",") for x in row) for row in table()]
    (tmp_path / "a.csv").write_text("\n".join([",".join(NAMES), *rows]), encoding="utf-8")
    np.testing.assert_allclose(read_imu(tmp_path / "a.csv").accel_mps2, MADE.felt_g * GRAVITY, atol=1e-5)


def test_commas_for_both_are_refused_by_name(save: Save) -> None:
    with pytest.raises(UnreadableError, match="both part the columns and mark the decimals"):
        read_imu(save(np.round(table() + 0.001, 4) + 1e-5, NAMES, ",", ","))


@pytest.mark.parametrize("unit", [1.0, 1e3, 1e6, 1e9])
def test_the_clocks_unit_is_found(save: Save, unit: float) -> None:
    found = read_imu(save(table(time=MADE.time_s * unit)))
    assert found.rate_hz == pytest.approx(100)
    assert "time_unit" in codes(found)


@pytest.mark.parametrize("name", ["time (ms)", "Timestamp [ms]", "time_ms", "elapsed_milliseconds"])
def test_a_said_unit_is_taken(save: Save, name: str) -> None:
    found = read_imu(save(table(time=MADE.time_s * 1e3), (name, *NAMES[1:])))
    assert found.rate_hz == pytest.approx(100)
    assert "time_unit" not in codes(found)


@pytest.mark.parametrize("form", ["2025-05-01T07:30:{:09.6f}", "2025-05-01 07:30:{:09.6f}", "07:30:{:09.6f}"])
def test_written_out_times(tmp_path: Path, form: str) -> None:
    rows = [
        ",".join([form.format(t), *map(str, row)]) for t, row in zip(MADE.time_s, MADE.felt_g, strict=True)
    ]
    (tmp_path / "a.csv").write_text("\n".join([",".join(NAMES), *rows]), encoding="utf-8")
    found = read_imu(tmp_path / "a.csv")
    assert found.rate_hz == pytest.approx(100)
    assert found.time_s[0] == 0


def test_a_calendars_clock_starts_at_nought(save: Save) -> None:
    assert read_imu(save(table(time=1.5e9 + MADE.time_s))).time_s[0] == 0


def test_without_times_the_rate_must_be_said(save: Save) -> None:
    path = save(MADE.felt_g, NAMES[1:])
    assert read_imu(path, rate_hz=50).time_s[-1] == pytest.approx((len(MADE.felt_g) - 1) / 50)
    with pytest.raises(UsageError, match="--rate-hz"):
        read_imu(path)
    with pytest.raises(UsageError, match="none"):
        read_imu(path, rate_hz=0)


@pytest.mark.parametrize(("scale", "unit"), [(1.0, " g:"), (GRAVITY, "m/s2"), (1000.0, "thousandths of g")])
def test_the_unit_is_decided_from_gravity_and_said(save: Save, scale: float, unit: str) -> None:
    found = read_imu(save(table(scale)))
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-5)
    assert unit in next(note.text for note in found.notes if note.code == "acceleration_unit")


def test_raw_counts_are_refused(save: Save) -> None:
    with pytest.raises(RefusedError, match="neither in g nor in m/s2"):
        read_imu(save(table(16384.0)))


@pytest.mark.parametrize("factor", [1.0, 180 / np.pi])
def test_the_gyroscopes_unit_is_decided_and_said(save: Save, factor: float) -> None:
    both = np.hstack([table(), (MADE.turning + 0.5) * factor])
    found = read_imu(save(both, (*NAMES, "gyro_x", "gyro_y", "gyro_z")))
    assert found.gyro_rad_s is not None
    np.testing.assert_allclose(found.gyro_rad_s, MADE.turning + 0.5, atol=1e-5)
    assert "rotation_unit" in codes(found)


@pytest.mark.parametrize(
    "names",
    [
        ("Accel_LN_X", "Accel_LN_Y", "Accel_LN_Z", "System_Timestamp"),
        ("Acceleration x (m/s^2)", "Acceleration y (m/s^2)", "Acceleration z (m/s^2)", "Time (s)"),
        ("accelerometerX", "accelerometerY", "accelerometerZ", "seconds_elapsed"),
        ("gFx", "gFy", "gFz", "time"),
        ("ax", "ay", "az", "t"),
        ("x-axis (g)", "y-axis (g)", "z-axis (g)", "elapsed (s)"),
    ],
)
def test_names_of_many_applications(save: Save, names: tuple[str, ...]) -> None:
    found = read_imu(save(np.column_stack([MADE.felt_g, MADE.time_s]), names))
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-6)


def test_lines_of_notes_and_units_above_the_rows(save: Save) -> None:
    above = "device: logger\nrecorded: yes\ntime,acc_x,acc_y,acc_z\ns,g,g,g\n"
    found = read_imu(save(table(1.0), None, above=above))
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-6)


def test_packed(save: Save, tmp_path: Path) -> None:
    plain = save(table())
    packed = tmp_path / "b.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    np.testing.assert_array_equal(read_imu(packed).accel_mps2, read_imu(plain).accel_mps2)
    packed.write_bytes(packed.read_bytes()[:-500])
    with pytest.raises(UnreadableError, match="ends early"):
        read_imu(packed)


def test_a_leap_of_the_clock_stays_empty(save: Save) -> None:
    time = MADE.time_s + np.where(MADE.time_s >= 2, 0.5, 0)
    found = read_imu(save(table(time=time)))
    empty = np.isnan(found.accel_mps2).any(axis=1)
    assert empty.sum() == 50
    assert found.time_s[empty].min() == pytest.approx(2.0, abs=0.011)
    assert "clock_gaps" in codes(found)


def test_jitter_is_set_on_an_even_clock(save: Save) -> None:
    late = MADE.time_s + np.random.default_rng(0).uniform(0, 0.004, len(MADE.time_s))
    felt = np.column_stack([np.interp(late, MADE.time_s, one) for one in MADE.felt_g.T])
    found = read_imu(save(np.column_stack([late, felt])))
    assert np.ptp(np.diff(found.time_s)) < 1e-9
    inside = found.time_s < MADE.time_s[-1]
    was = np.interp(found.time_s[inside], MADE.time_s, MADE.felt_g[:, 1]) * GRAVITY
    assert np.abs(found.accel_mps2[inside, 1] - was).mean() < 0.25
    assert "uneven_time" in codes(found)


def test_missing_cells_stay_missing(save: Save) -> None:
    holes = table()
    holes[50:55, 2] = np.nan
    found = read_imu(save(holes))
    assert np.isnan(found.accel_mps2[:, 1]).sum() == 5
    assert "missing_samples" in codes(found)


def test_text_for_a_number_is_told_by_line_and_column(save: Save) -> None:
    path = save(table())
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[41] = "0.40,1.0,oops,2.0"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(UnreadableError, match="'oops' in line 42, column 'acc_y'"):
        read_imu(path)


def test_a_long_row_is_told_by_line(save: Save) -> None:
    path = save(table())
    path.write_text(path.read_text(encoding="utf-8") + "4,1,2,3,4,5,6\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match="line 402"):
        read_imu(path)


@pytest.mark.parametrize("words", ["Linear Acceleration {} (m/s^2)", "user_acceleration_{}(G)"])
def test_acceleration_without_gravity_is_refused(save: Save, words: str) -> None:
    with pytest.raises(WrongKindError, match="gravity was taken out"):
        read_imu(save(table(), ("time", *(words.format(axis) for axis in "xyz"))))


def test_the_plain_acceleration_is_taken_where_both_stand(save: Save) -> None:
    names = (*NAMES, "linear_acceleration_x", "linear_acceleration_y", "linear_acceleration_z")
    found = read_imu(save(np.hstack([table(), MADE.felt_g * 0]), names))
    np.testing.assert_allclose(found.accel_mps2, MADE.felt_g * GRAVITY, atol=1e-6)


def test_several_sensors_in_one_file(tmp_path: Path) -> None:
    rows = [f"{who},{','.join(map(str, row))}" for who in ("left_hip", "left_ankle") for row in table()]
    (tmp_path / "a.csv").write_text("\n".join(["loc_id,date_time,x,y,z", *rows]), encoding="utf-8")
    assert len(read_imu(tmp_path / "a.csv", sensor="hip").time_s) == len(MADE.time_s)
    with pytest.raises(UsageError, match="left_hip, left_ankle"):
        read_imu(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b"hello\nworld\n", "no row of numbers"),
        (b"a,b,c,d\n" + b"1,2,3,4\n" * 200, "no three columns"),
        (b"time,acc_x,acc_y,acc_z\n" + b"0.01,0,1,0\n" * 200, "no rate"),
        (b"time,acc_x,acc_y,acc_z\n0,0,1,0\n0.01,0,1,0\n", "too few"),
    ],
)
def test_what_is_no_recording_is_said_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(BackstrideError, match=says) as told:
        read_imu(tmp_path / "a.csv")
    assert str(told.value).startswith("a.csv: ")


def test_a_clock_that_runs_backwards_or_stops(save: Save) -> None:
    back, none = table(), table()
    back[100, 0] = 0.2
    none[100, 0] = np.nan
    with pytest.raises(UnreadableError, match="backwards at sample 101"):
        read_imu(save(back))
    with pytest.raises(UnreadableError, match="sample 101 has no time"):
        read_imu(save(none))


def test_too_slow_a_clock(save: Save) -> None:
    slow = runner(seconds=10.0, rate_hz=20.0)
    with pytest.raises(RefusedError, match="20 samples a second"):
        read_imu(save(np.column_stack([slow.time_s, slow.felt_g])))


def test_a_missing_path_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_imu(tmp_path / "none.csv")
    with pytest.raises(WrongKindError, match="folder"):
        read_imu(tmp_path)
