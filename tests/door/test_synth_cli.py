"""``backstride synth``: paths on stdout, one sentence on stderr, the same bytes every time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CALL = [sys.executable, "-m", "backstride.cli", "synth"]


def spec_file(folder: Path, **dials) -> Path:
    path = folder / "dials.json"
    path.write_text(json.dumps(dials))
    return path


@pytest.mark.parametrize(
    ("file_format", "files"),
    [
        ("c3d", ["run.c3d", "standing.c3d", "truth.json", "spec.json"]),
        ("trc", ["run.trc", "run.mot", "standing.trc", "truth.json", "spec.json"]),
    ],
)
def test_the_paths_are_printed_and_are_there(cli, tmp_path, file_format, files):
    out = tmp_path / "new" / "runner"
    spec = spec_file(tmp_path, duration_s=2, gap_fraction=0.02)
    run = cli("synth", "--spec", spec, "--out", out, "--format", file_format)
    assert run.code == 0
    assert run.out.splitlines() == [str(out / name) for name in files]
    assert run.err == ""
    assert sorted(p.name for p in out.iterdir()) == sorted(files)


def test_a_preset_needs_no_spec_and_its_spec_makes_it_again(cli, tmp_path):
    assert cli("synth", "--preset", "typical", "--out", tmp_path / "a").code == 0
    again = cli("synth", "--spec", tmp_path / "a" / "spec.json", "--out", tmp_path / "b")
    assert again.code == 0
    for name in ("run.c3d", "standing.c3d", "truth.json", "spec.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("file_format", ["c3d", "trc"])
def test_two_processes_write_the_same_bytes(tmp_path, file_format):
    dials = {"duration_s": 2, "skin_motion_m": 0.01, "label_swaps": 1, "hip_extension_peak_deg": 8}
    spec = spec_file(tmp_path, **dials, gap_fraction=0.05)
    for name in ("one", "two"):
        env = {**os.environ, "PYTHONHASHSEED": name[:1].replace("o", "1").replace("t", "2")}
        subprocess.run(
            [*CALL, "--spec", spec, "--out", tmp_path / name, "--format", file_format],
            check=True,
            capture_output=True,
            env=env,
        )
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == (4 if file_format == "c3d" else 5)


@pytest.mark.parametrize(
    ("dials", "said"),
    [
        ({"masss_kg": 60}, "dials.json: there is no dial masss_kg, the nearest is mass_kg."),
        ({"mass_kg": 3}, "dials.json: mass_kg is 3, allowed 30 to 150."),
        ({"height_m": 3}, "dials.json: height_m is 3, allowed 1.3 to 2.1."),
        ({"marker_lost": ["heel_lef"]}, "there is no marker 'heel_lef', the nearest are heel_left"),
        (
            {"speed_mps": 5.5, "cadence_spm": 130, "duty_factor": 0.45},
            "mm longer to keep the foot on the ground",
        ),
        ({"hip_extension_peak_deg": 29, "duration_s": 2}, "with the other dials as they are it reaches from"),
        ({"duty_factor": 0.45, "cadence_spm": 210, "variability": 3}, "ms of flight"),
    ],
)
def test_a_wrong_wish_is_one_sentence_and_leaves_nothing(cli, tmp_path, dials, said):
    run = cli("synth", "--spec", spec_file(tmp_path, **dials), "--out", tmp_path / "out")
    assert run.code == 2
    assert said in run.err
    assert run.out == ""
    assert len(run.err.splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["dials.json"]


@pytest.mark.parametrize("text", ["{", "[1]", "", "\x00"])
def test_a_spec_that_is_no_json_object_is_refused_as_usage(cli, tmp_path, text):
    spec = tmp_path / "dials.json"
    spec.write_text(text)
    run = cli("synth", "--spec", spec, "--out", tmp_path / "out")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("dials.json: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "x"),
        ("--out", "x", "--preset", "elf"),
        ("--preset", "typical"),
        ("--out", "x", "--spec", "nowhere.json"),
        ("--out", "x", "--preset", "typical", "--format", "xlsx"),
        ("--out", "x", "--preset", "typical", "--spec", "nowhere.json"),
    ],
)
def test_wrong_arguments_are_refused_as_usage(cli, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    run = cli("synth", *arguments)
    assert run.code == 2
    assert run.out == ""
    assert list(tmp_path.iterdir()) == []


def test_files_of_somebody_else_are_refused_before_anything_is_made(cli, tmp_path):
    (tmp_path / "run.c3d").write_text("a real recording")
    run = cli("synth", "--preset", "typical", "--out", tmp_path)
    assert run.code == 2
    assert "run.c3d is there and Backstride did not write it" in run.err
    assert (tmp_path / "run.c3d").read_text() == "a real recording"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.slow
@pytest.mark.parametrize("wait_s", [0.4, 1.2, 2.0, 3.0])
def test_ctrl_c_leaves_nothing_half_written(tmp_path, wait_s):
    out = tmp_path / "out"
    spec = spec_file(tmp_path, duration_s=60)
    child = subprocess.Popen([*CALL, "--spec", spec, "--out", out], stderr=subprocess.PIPE, text=True)
    time.sleep(wait_s)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    names = {p.name for p in tmp_path.iterdir()}
    if child.returncode == 0:  # it was done before
        assert names == {"dials.json", "out"}
        return
    assert names in ({"dials.json"}, {"dials.json", "out"})
    if out.exists():
        assert len(list(out.iterdir())) == 4
    assert child.returncode in (130, -signal.SIGINT)  # the latter while Python itself still starts
    assert child.returncode == -signal.SIGINT or "Traceback" not in err
