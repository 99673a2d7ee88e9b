"""The command's contract on a synthetic runner: files, codes, streams, bytes."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import backstride as bs
from backstride.read.c3d_write import write_c3d
from backstride.read.load import load
from backstride.read.swap import swap_sides

FILES = {"report.html", "analysis.json", "contacts.csv", "measures.csv", "curves.parquet"}


@pytest.fixture(scope="module")
def result_dir(synthetic: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result") / "out"
    result = bs.analyze(
        synthetic["run"],
        standing=synthetic["standing"],
        runner={"height_m": 1.75, "mass_kg": 70.0},
        surface="treadmill",
    )
    result.save(folder)
    return folder


def test_the_folder_holds_the_contracts_files(result_dir: Path) -> None:
    assert {path.name for path in result_dir.iterdir()} == FILES


def test_analysis_json_keeps_the_contract(result_dir: Path) -> None:
    data = json.loads((result_dir / "analysis.json").read_text())
    assert list(data) == [
        *(
            "schema",
            "software",
            "runner",
            "recordings",
            "contacts",
            "measures",
            "patterns",
            "safety",
            "plan",
            "loads",
        )
    ]
    assert data["schema"] == "backstride.analysis/1"
    assert len(data["patterns"]) == 10
    assert {"for", "against", "missing", "next_test", "corrections"} <= set(data["patterns"][0])
    for row in data["measures"]:
        refused = row["refused"] is not None
        assert refused == (row["value"] is None)
        assert refused == (row["interval"] is None)
        if not refused:
            assert row["interval"][0] <= row["value"] <= row["interval"][1]


def test_until_the_questions_exist_nothing_is_advised(result_dir: Path) -> None:
    data = json.loads((result_dir / "analysis.json").read_text())
    assert data["safety"]["level"] == "unknown"
    assert data["safety"]["run_tomorrow"] is None
    assert data["plan"] is None
    assert all(pattern["corrections"] == [] for pattern in data["patterns"])


def test_tables_agree_with_the_json(result_dir: Path) -> None:
    data = json.loads((result_dir / "analysis.json").read_text())
    with (result_dir / "contacts.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["recording", "side", "foot_strike_s", "toe_off_s"]
    assert len(rows) == len(data["contacts"])
    curves = pq.read_table(result_dir / "curves.parquet")
    assert curves.column_names == ["recording", "side", "stride", "curve", "percent", "value", "unit"]
    assert curves.num_rows > 0


def test_the_same_input_gives_the_same_bytes(
    synthetic: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        run = cli("analyze", synthetic["run"], "--standing", synthetic["standing"], "--out", tmp_path / name)
        assert run.code == 0, run
    for name in sorted(FILES):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_json_goes_to_stdout_and_messages_to_stderr(synthetic: dict[str, Path], cli: Callable) -> None:
    run = cli("analyze", synthetic["run"], "--json")
    assert run.code == 0
    assert json.loads(run.out)["schema"] == "backstride.analysis/1"


def test_a_file_with_left_and_right_exchanged_is_put_right_on_request(
    synthetic: dict[str, Path], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.c3d"
    write_c3d(swap_sides(load(synthetic["run"])), wrong)
    before = bs.analyze(synthetic["run"])
    after = bs.analyze(wrong, swap_sides=True)
    assert [c.side for c in after.contacts] == [c.side for c in before.contacts]
    assert "exchanged" in " ".join(note.text for note in after.background.recordings[0].notes)


def test_the_report_is_named_on_stdout(synthetic: dict[str, Path], cli: Callable, tmp_path: Path) -> None:
    run = cli("analyze", synthetic["run"], "--out", tmp_path / "out")
    assert run.out.strip() == f"Report: {tmp_path / 'out' / 'report.html'}"


def test_no_absolute_path_and_no_nan_in_the_files(result_dir: Path) -> None:
    for name in FILES - {"curves.parquet"}:
        text = (result_dir / name).read_text(encoding="utf-8")
        assert str(result_dir.parent) not in text
        assert "NaN" not in text


def test_check_tells_how_a_file_was_understood(synthetic: dict[str, Path], cli: Callable) -> None:
    run = cli("check", synthetic["run"], "--json")
    assert run.code == 0, run
    one = json.loads(run.out)[0]
    assert one["rate_hz"] == pytest.approx(150.0)
    assert one["plates"]
    assert "cadence" in one["can_measure"]
    text = cli("check", synthetic["run"])
    assert "axes" in text.out
    assert "markers" in text.out


def test_report_is_made_again_from_the_saved_analysis(result_dir: Path, cli: Callable) -> None:
    (result_dir / "report.html").unlink()
    run = cli("report", result_dir)
    assert run.code == 0, run
    assert (result_dir / "report.html").is_file()


@pytest.mark.parametrize("to", ["trc", "mot", "c3d", "csv", "parquet"])
def test_export_writes_every_format(
    to: str, synthetic: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("export", synthetic["run"], "--to", to, "--out", tmp_path)
    assert run.code == 0, run
    assert Path(run.out.strip()).stat().st_size > 10_000


def test_exported_recordings_measure_the_same(
    synthetic: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    assert cli("export", synthetic["run"], "--to", "c3d", "--out", tmp_path).code == 0
    before = bs.analyze(synthetic["run"], standing=synthetic["standing"])
    after = bs.analyze(tmp_path / f"{synthetic['run'].stem}.c3d", standing=synthetic["standing"])
    values = {(m.id, m.side): m.value for m in after.measures}
    for row in before.measures:
        if row.value is not None:
            assert values[row.id, row.side] == pytest.approx(row.value, rel=1e-3, abs=1e-3), row.id


@pytest.mark.parametrize("name", ["analysis", "runner", "synth"])
def test_schemas_are_published(name: str, cli: Callable) -> None:
    assert json.loads(cli("schema", name).out)["properties"]


def test_doctor_finds_this_installation_sound(cli: Callable) -> None:
    run = cli("doctor")
    assert run.code == 0, run.out
    assert "FAIL" not in run.out


def test_demo_finds_the_fault_it_made(cli: Callable, tmp_path: Path) -> None:
    run = cli("demo", "--out", tmp_path / "demo")
    assert run.code == 0, run
    data = json.loads((tmp_path / "demo" / "analysis.json").read_text())
    verdicts = {pattern["id"]: pattern["verdict"] for pattern in data["patterns"]}
    assert verdicts["overstride"] == "stands_out"


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(synthetic: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = "import backstride.cli as c; print('started', flush=True); c.main()"
    command = [sys.executable, "-c", code, "analyze", str(synthetic["run"]), "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.strip() == "Stopped; nothing was left half written."
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
