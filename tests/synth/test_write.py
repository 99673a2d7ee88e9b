"""Files that appear together, are the same every time, and never replace somebody else's."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BackstrideError, UsageError
from backstride.read.session import load_session
from backstride.synth import write as module
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.spec import Spec
from backstride.synth.write import truth_dict, write_synthetic


@pytest.fixture(scope="module")
def runner() -> Synthetic:
    return synthesise(Spec(duration_s=2.0, label_swaps=1))


@pytest.fixture(scope="module")
def other() -> Synthetic:
    return synthesise(Spec(duration_s=2.0, seed=5))


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_trc_and_mot_read_back_as_one_recording(runner, tmp_path):
    paths = write_synthetic(runner, tmp_path / "out", "trc")
    assert [path.name for path in paths.values()] == [
        "run.trc",
        "run.mot",
        "standing.trc",
        "truth.json",
        "spec.json",
    ]
    (run,) = load_session([paths["run"], paths["forces"]])
    names = list(runner.run.points["point"].to_numpy())
    assert np.allclose(run.points.sel(point=names).to_numpy(), runner.run.points.to_numpy(), atol=1e-6)
    made, back = runner.run.forces.plates[0], run.forces.plates[0]
    assert np.abs(back.force_n - made.force_n).max() < 1e-6


def test_the_truth_file_holds_all_that_can_be_scored(runner, tmp_path):
    paths = write_synthetic(runner, tmp_path / "out")
    truth = json.loads(paths["truth"].read_text())
    assert list(truth) == ["schema", "contacts", "strides", "label_swaps", "measures", "moved", "sha256"]
    assert truth["schema"] == "backstride.truth/1"
    assert len(truth["strides"]) == len(truth["contacts"]) - 2
    assert {"arm_swing_range", "head_pitch", "pelvis_trunk_phase", "trunk_lateral_range"} <= set(
        truth["measures"]
    )
    for name, digest in truth["sha256"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    assert "NaN" not in paths["truth"].read_text()


def test_an_earlier_result_of_another_format_is_replaced_as_a_whole(runner, other, tmp_path):
    out = tmp_path / "out"
    write_synthetic(runner, out, "trc")
    (out / "notes.txt").write_text("mine")
    write_synthetic(other, out, "c3d")
    assert {p.name for p in out.iterdir()} == {
        "run.c3d",
        "standing.c3d",
        "truth.json",
        "spec.json",
        "notes.txt",
    }
    fresh = write_synthetic(other, tmp_path / "fresh")
    assert everything(out) == {**everything(fresh["run"].parent), "notes.txt": b"mine"}


@pytest.mark.parametrize("name", ["run.c3d", "run.trc", "standing.c3d", "truth.json", "spec.json"])
def test_a_file_of_somebody_else_is_never_replaced(runner, tmp_path, name):
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("{}")
    with pytest.raises(UsageError, match=name):
        write_synthetic(runner, out)
    assert everything(out) == {name: b"{}"}


def test_a_recording_changed_since_is_not_replaced(runner, tmp_path):
    out = tmp_path / "out"
    write_synthetic(runner, out)
    (out / "run.c3d").write_bytes(b"edited")
    with pytest.raises(UsageError, match=r"run\.c3d is there"):
        write_synthetic(runner, out)
    assert (out / "run.c3d").read_bytes() == b"edited"


def test_a_spec_that_asks_for_this_runner_may_lie_there_already(runner, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "spec.json").write_text('{"duration_s": 2, "label_swaps": 1}')
    write_synthetic(runner, out)
    assert Spec.model_validate_json((out / "spec.json").read_text()) == runner.spec


def test_a_file_where_the_folder_should_be_is_named(runner, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="already there"):
        write_synthetic(runner, tmp_path / "out")
    with pytest.raises(BackstrideError, match="cannot be written"):
        write_synthetic(runner, tmp_path / "out" / "deeper")


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interruption_while_writing_leaves_the_old_files_or_none(
    runner, other, tmp_path, monkeypatch, stop
):
    out = tmp_path / "out"
    write_synthetic(other, out)
    before = everything(out)

    def broken(recording, path):
        path.write_bytes(b"half")
        raise stop

    monkeypatch.setattr(module, "write_c3d", broken)
    for target in (out, tmp_path / "new"):
        with pytest.raises((KeyboardInterrupt, BackstrideError)):
            write_synthetic(runner, target)
    assert everything(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_between_two_moves_waits_for_the_last(runner, other, tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_synthetic(other, out)
    plain = Path.replace

    def pressed(path: Path, target: Path) -> Path:
        if path.name == "run.c3d" and path.parent.name == "made" and target.parent == out:
            os.kill(os.getpid(), signal.SIGINT)
        return plain(path, target)

    monkeypatch.setattr(Path, "replace", pressed)
    with pytest.raises(KeyboardInterrupt):
        write_synthetic(runner, out)
    monkeypatch.undo()
    assert everything(out) == everything(write_synthetic(runner, tmp_path / "fresh")["run"].parent)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_numbers_in_the_truth_file_are_rounded_far_below_any_instrument(runner):
    written = truth_dict(runner.truth)
    for row, contact in zip(written["contacts"], runner.truth.contacts, strict=True):
        assert row["foot_strike_s"] == pytest.approx(contact.foot_strike_s, abs=1e-6)
        assert row["overstride_m"] == pytest.approx(contact.overstride_m, abs=1e-9)
