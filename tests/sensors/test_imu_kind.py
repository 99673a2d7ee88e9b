"""Which files are taken for a sensor's, and where a sensor sits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.model.imu import ImuRecording
from backstride.model.recording import Note
from backstride.sensors import imu_table
from backstride.sensors.imu_contacts import imu_contacts
from backstride.sensors.imu_csv import read_imu
from backstride.sensors.imu_kind import is_imu
from helpers.imu_files import HEADER, table, write
from helpers.imu_made import GRAVITY, Made, runner

MADE = runner(seconds=20.0, rate_hz=100.0)


def recording(made: Made, *notes: Note) -> ImuRecording:
    return ImuRecording("made.csv", made.time_s, 100.0, made.felt_g * GRAVITY, None, notes)


@pytest.mark.parametrize(
    "header",
    [HEADER, None, ("t", "ax", "ay", "az"), ("time", "linear_acc_x", "linear_acc_y", "linear_acc_z")],
)
def test_a_sensors_file(header: tuple[str, ...] | None, tmp_path: Path) -> None:
    assert is_imu(write(tmp_path / "a.csv", table(MADE), header))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hello\nworld\n",
        "name,age,height\n" + "a,30,1.7\n" * 40,
        "1,2,3\n" * 5,
        "".join(f"{n},{100 * n},{200 * n},{300 * n}\n" for n in range(60)),
        "time,left,right,both\n" + "0,1,2,3\n" * 40,
        "\0" * 1000,
    ],
    ids=["empty", "text", "people", "five rows", "no gravity", "other names", "binary"],
)
def test_no_sensors_file(content: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    assert not is_imu(path)


def test_a_folder_and_nothing_are_none(tmp_path: Path) -> None:
    assert not is_imu(tmp_path)
    assert not is_imu(tmp_path / "absent.csv")


def test_files_of_markers_and_forces_are_none(synthetic: dict[str, Path]) -> None:
    assert not any(is_imu(path) for path in synthetic.values())


@pytest.mark.shared
def test_of_all_real_files_only_the_sensors_are(shared: Path) -> None:
    every = [path for path in shared.rglob("*") if path.is_file() and path.suffix in {".csv", ".trc", ".mot"}]
    named = {path.name for path in every if "imu" not in path.parts and is_imu(path)}
    assert named == set()
    assert is_imu(shared / "imu" / "sacrum_raw_512hz.csv")
    assert is_imu(shared / "imu" / "hip_ankle_outdoor_100hz.csv.gz")


def test_one_foot_alone_is_not_the_middle_of_the_waist() -> None:
    felt = MADE.felt_g.copy()
    for strike, side in zip(MADE.contacts_s[:, 0], MADE.sides, strict=True):
        inside = (MADE.time_s >= strike) & (MADE.time_s < strike + 0.3)
        felt[inside, 1] = 1 + (felt[inside, 1] - 1) * (1.8 if side == "left" else 0.2)
    said = Note(level="info", code="before", text="Kept.")
    run = imu_contacts(recording(replace(MADE, felt_g=felt), said), "waist")
    assert [note.code for note in run.notes] == ["before", "off_midline"]
    assert run.contacts == ()
    assert "hip or on a leg" in run.refused["contacts"]


@pytest.mark.parametrize("difference", [0.0, 0.15])
def test_feet_that_differ_somewhat_are_still_the_middle(difference: float) -> None:
    felt = MADE.felt_g.copy()
    for strike, side in zip(MADE.contacts_s[:, 0], MADE.sides, strict=True):
        inside = (MADE.time_s >= strike) & (MADE.time_s < strike + 0.3)
        felt[inside, 1] *= 1 + (difference if side == "left" else -difference)
    assert len(imu_contacts(recording(replace(MADE, felt_g=felt)), "waist").contacts) > 45


@pytest.mark.parametrize("placement", ["hip", "waist"])
def test_what_was_said_of_the_file_is_kept(placement: str) -> None:
    said = Note(level="warning", code="clock_gaps", text="The clock leaps.")
    run = imu_contacts(recording(MADE, said), placement)  # type: ignore[arg-type]
    assert run.notes == (said,)


def test_parts_of_a_table_are_joined_and_lines_still_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.csv", table(MADE))
    whole = read_imu(path)
    monkeypatch.setattr(imu_table, "_PART_ROWS", 300)
    np.testing.assert_array_equal(read_imu(path).accel_mps2, whole.accel_mps2)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[900] = "8.99,1.0,oops,2.0"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(imu_table.UnreadableError, match="'oops' in line 901"):
        read_imu(path)
