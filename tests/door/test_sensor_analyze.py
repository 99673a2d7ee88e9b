"""A body-worn sensor through the command: a full result, one sentence for what is wrong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import backstride as bs
from backstride.report.json_file import dumps
from helpers.imu_files import HEADER, table, write, write_made
from helpers.imu_made import GRAVITY, runner

MADE = runner(168.0, seconds=30.0, rate_hz=100.0)


@pytest.fixture
def waist(tmp_path: Path) -> Path:
    return write_made(tmp_path / "waist.csv", MADE)


def test_a_full_result(waist: Path, cli: Callable, tmp_path: Path) -> None:
    run = cli("analyze", waist, "--sensor", "waist", "--out", tmp_path / "out")
    assert run.code == 0
    made = json.loads((tmp_path / "out" / "analysis.json").read_text(encoding="utf-8"))
    recording = made["recordings"][0]
    assert (recording["kind"], recording["view"], recording["rate_hz"]) == ("imu", "none", 100.0)
    sides = [one["side"] for one in made["contacts"]]
    assert len(sides) > 75
    assert set(pairwise(sides)) == {("left", "right"), ("right", "left")}
    assert (tmp_path / "out" / "report.html").stat().st_size > 10_000


def test_json_alone(waist: Path, cli: Callable) -> None:
    run = cli("analyze", waist, "--sensor", "waist", "--json")
    assert run.code == 0
    cadence = next(row for row in json.loads(run.out)["measures"] if row["id"] == "cadence")
    assert cadence["value"] == pytest.approx(168, abs=0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_mounting_gives_the_same_file(seed: int, tmp_path: Path) -> None:
    told = {"sensor": "waist", "speed_mps": 3.0, "surface": "treadmill"}
    turn = Rotation.random(rng=np.random.default_rng(seed))
    plain = bs.analyze(write_made(tmp_path / "waist.csv", MADE), **told)
    turned = bs.analyze(write_made(tmp_path / "waist.csv", MADE, turn), **told)
    assert dumps(turned.analysis) == dumps(plain.analysis)


def test_sides_can_be_exchanged(waist: Path) -> None:
    plain, other = (bs.analyze(waist, sensor="waist", swap_sides=swap) for swap in (False, True))
    assert plain.contacts[0].side != other.contacts[0].side
    assert plain.contacts[0].foot_strike_s == other.contacts[0].foot_strike_s


def test_a_broken_file_beside_a_sound_one_is_listed_as_a_sensors(waist: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("hello\nthis is text\n", encoding="utf-8")
    found = bs.analyze(waist, broken, sensor="waist").analysis.recordings
    assert [(one.kind, one.quality.verdict == "refused") for one in found] == [("imu", False), ("imu", True)]


def test_without_a_placement_it_is_refused_in_one_sentence(waist: Path, cli: Callable) -> None:
    run = cli("analyze", waist)
    assert run.code == 3
    assert run.err.count("\n") == 1
    assert "this looks like a sensor's file. Say where it was worn: --sensor waist" in run.err


def test_a_placement_without_a_sensors_file_is_a_wrong_option(
    synthetic: dict[str, Path], cli: Callable
) -> None:
    run = cli("analyze", synthetic["run"], "--sensor", "waist")
    assert run.code == 2
    assert "no file of a sensor" in run.err


def test_check_says_what_it_is(waist: Path, cli: Callable) -> None:
    plain = cli("check", waist)
    assert plain.code == 0
    assert "CSV of a body-worn sensor, 3000 samples at 100 Hz, 30.00 s" in plain.out
    assert "Say where it was worn: --sensor" in plain.out
    told = cli("check", waist, "--sensor", "waist")
    assert "worn at the waist" in told.out
    assert "can       cadence, contact_time" in told.out
    found = json.loads(cli("check", waist, "--sensor", "waist", "--json").out)[0]
    assert found["sensor"]["steps"] > 75
    assert found["sensor"]["told_percent"] == 100.0


def test_check_of_a_standing_sensor_is_refused_but_described(tmp_path: Path, cli: Callable) -> None:
    run = cli("check", write_made(tmp_path / "a.csv", runner(size=0.0, rate_hz=100.0)), "--sensor", "waist")
    assert run.code == 3
    assert "stands still" in run.out
    assert "3000 samples" in run.out


def test_worn_to_one_side_is_doubted_and_gives_cadence_alone(tmp_path: Path) -> None:
    felt = MADE.felt_g.copy()
    for strike, side in zip(MADE.contacts_s[:, 0], MADE.sides, strict=True):
        inside = (MADE.time_s >= strike - 0.05) & (MADE.time_s < strike + 0.3)
        felt[inside, 1] = 1 + (felt[inside, 1] - 1) * (1.6 if side == "left" else 0.3)
    path = write(tmp_path / "a.csv", np.column_stack([MADE.time_s, felt]))
    found = bs.analyze(path, sensor="waist")
    assert "may be worn at the hip or on a leg" in found.analysis.recordings[0].quality.reasons[0]
    assert {row.id for row in found.measures if row.value is not None} == {"cadence", "stride_time"}
    assert found.contacts == ()


def test_one_of_several_sensors(tmp_path: Path, cli: Callable) -> None:
    rows = [
        f"{name}," + ",".join(f"{cell:.6f}" for cell in row)
        for name in ("left_foot", "waist")
        for row in table(MADE)
    ]
    path = tmp_path / "two.csv"
    path.write_text("\n".join([",".join(("sensor", *HEADER)), *rows]), encoding="utf-8")
    which = cli("analyze", path, "--sensor", "waist")
    assert which.code == 2
    assert "left_foot, waist" in which.err
    assert "--sensor-name" in which.err
    assert cli("analyze", path, "--sensor", "waist", "--sensor-name", "Waist", "--json").code == 0


def test_a_name_of_none_is_a_wrong_option(waist: Path, cli: Callable) -> None:
    run = cli("analyze", waist, "--sensor", "waist", "--sensor-name", "hip")
    assert run.code == 2
    assert "no column of it names a sensor" in run.err


ROWS = table(MADE)
G = np.array([1, GRAVITY, GRAVITY, GRAVITY])
LATER = ROWS + np.array([1.0, 0, 0, 0]) * np.where(ROWS[:, :1] > 15, 3.0, 0.0)
HOLED = np.where((np.arange(3000)[:, None] // 40 == 30) & (np.arange(4) == 1), np.nan, ROWS)
SHAKEN = ROWS + np.array([1.0, 0, 0, 0]) * np.random.default_rng(0).uniform(0, 0.006, (3000, 1))


@pytest.mark.parametrize(
    ("rows", "header", "separator", "decimal", "says"),
    [
        (ROWS, HEADER, ";", ",", "taken to be in g"),
        (ROWS, None, ",", ".", "taken to count seconds"),
        (ROWS * G, HEADER, ",", ".", "taken to be in m/s2"),
        (LATER, HEADER, ",", ".", "The clock leaps 1 times"),
        (HOLED, HEADER, ",", ".", "samples are missing"),
        (SHAKEN, HEADER, ",", ".", "an even clock is used"),
    ],
    ids=["decimal commas", "no header", "m/s2", "gap", "empty cells", "jitter"],
)
def test_what_can_be_read_is_read_and_said(
    rows: np.ndarray, header: tuple[str, ...] | None, separator: str, decimal: str, says: str, tmp_path: Path
) -> None:
    found = bs.analyze(write(tmp_path / "a.csv", rows, header, separator, decimal), sensor="waist")
    notes = " ".join(note.text for note in found.background.recordings[0].notes)
    assert says in notes
    cadence = next(row for row in found.measures if row.id == "cadence")
    assert cadence.value == pytest.approx(168, rel=0.01)


WALK = table(runner(110.0, 1.0, size=0.4, rate_hz=100.0))
NOTHING = np.where(np.arange(4) == 2, np.nan, ROWS)


@pytest.mark.parametrize(
    ("rows", "header", "code", "says"),
    [
        (ROWS[:, 1:], HEADER[1:], 2, "it has no times. Give --rate-hz"),
        (ROWS, ("time", "linear_acc_x", "linear_acc_y", "linear_acc_z"), 3, "gravity was taken out"),
        (ROWS * np.array([1, 16384, 16384, 16384]), HEADER, 3, "gravity neither in g nor in m/s2"),
        (NOTHING, HEADER, 3, "no sample of it holds all three axes"),
        (ROWS[:3], HEADER, 3, "too few samples"),
        (ROWS[:200], HEADER, 3, "too short for a beat"),
        (ROWS[::4], HEADER, 3, "too few to see a landing"),
        (WALK, HEADER, 3, "no more than in walking"),
        (np.where(np.arange(4) > 0, [0, 0, 1, 0], ROWS), HEADER, 3, "stands still"),
        (ROWS * np.array([1, 0, 0, 0]), HEADER, 3, "gravity neither in g nor in m/s2"),
        (ROWS[::-1], HEADER, 3, "the clock runs backwards"),
    ],
)
def test_what_cannot_is_one_sentence(
    rows: np.ndarray, header: tuple[str, ...], code: int, says: str, tmp_path: Path, cli: Callable
) -> None:
    run = cli("analyze", write(tmp_path / "a.csv", rows, header), "--sensor", "waist")
    assert (run.code, run.out) == (code, "")
    assert run.err.count("\n") == 1
    assert run.err.startswith("a.csv: ")
    assert says in run.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"hello\nthis is text\n", "no row of numbers"),
        (bytes(range(256)) * 40, "binary data"),
        (b"time,acc_x,acc_y,acc_z\n" + b"0,0,1,0\n" * 50 + b"0,oops,1,0\n" + b"0,0,1,0\n" * 60, "line 52"),
        (gzip.compress(b"time,acc_x,acc_y,acc_z\n" + b"0,0,1,0\n" * 5000)[:-20], "ends early"),
    ],
    ids=["empty", "text", "binary", "one cell", "cut archive"],
)
def test_damage_is_one_sentence(content: bytes, says: str, tmp_path: Path, cli: Callable) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    run = cli("analyze", path, "--sensor", "waist")
    assert run.code == 3
    assert run.err.count("\n") == 1
    assert says in run.err


@pytest.mark.shared
def test_hip_and_ankle_of_a_real_run_agree(shared: Path) -> None:
    path = shared / "imu" / "hip_ankle_outdoor_100hz.csv.gz"
    hip, ankle = (
        bs.analyze(path, sensor=worn, sensor_name=name) for worn, name in (("hip", "hip"), ("shank", "ankle"))
    )
    assert hip.analysis.recordings[0].id == "hip_ankle_outdoor_100hz"
    one, other = (next(row for row in found.measures if row.id == "cadence") for found in (hip, ankle))
    assert one.value == pytest.approx(other.value, rel=0.005)
    assert hip.contacts == ankle.contacts == ()


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hip", "ankle"])
def test_a_real_leg_sensor_told_as_the_waists_is_doubted(name: str, shared: Path) -> None:
    path = shared / "imu" / "hip_ankle_outdoor_100hz.csv.gz"
    found = bs.analyze(path, sensor="waist", sensor_name=name)
    assert "may be worn at the hip or on a leg" in found.analysis.recordings[0].quality.reasons[0]
    assert next(row for row in found.measures if row.id == "contact_time").value is None


@pytest.mark.shared
def test_a_raw_logger_file_of_the_sacrum(shared: Path) -> None:
    found = bs.analyze(shared / "imu" / "sacrum_raw_512hz.csv", sensor="waist")
    value = {row.id: row.value for row in found.measures if row.side == "both"}
    assert value["cadence"] == pytest.approx(162, abs=2)
    assert 0.2 < (value["contact_time"] or 0) < 0.35
