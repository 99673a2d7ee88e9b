"""Bad input gives one clear sentence on stderr and the contract's exit code, never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from backstride.model.recording import AxesDecision, MarkerMatch, Recording
from backstride.read.trc import write_trc

RATE_HZ = 150.0
IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def trc(path: Path, positions: np.ndarray, names: list[str], rate_hz: float = RATE_HZ) -> Path:
    points = xr.DataArray(
        positions,
        dims=("time", "point", "axis"),
        coords={"time": np.arange(len(positions)) / rate_hz, "point": names, "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
    match = MarkerMatch(marker_set="anatomical", how="by name", names={name: name for name in names})
    recording = Recording(
        id=path.stem,
        paths=(path.name,),
        kind="markers",
        rate_hz=rate_hz,
        points=points,
        axes=AxesDecision(matrix=IDENTITY, how="test"),
        match=match,
    )
    write_trc(recording, path)
    return path


def body(n: int, names: list[str]) -> np.ndarray:
    rng = np.random.default_rng(1)
    return rng.uniform(0.1, 1.0, (1, len(names), 3)) + rng.normal(0, 1e-4, (n, len(names), 3))


NAMES = [f"{name}_{side}" for name in ("asis", "psis", "heel", "mt1", "mt5") for side in ("left", "right")]


def broken_files(folder: Path) -> dict[str, Path]:
    """One file per way a file can be bad."""
    folder.mkdir(exist_ok=True)
    files = {
        "empty.c3d": b"",
        "empty.trc": b"",
        "text.c3d": b"this is no motion capture\n" * 50,
        "rubbish.trc": bytes(range(256)) * 20,
        "words.trc": b"PathFileType\t4\t(X/Y/Z)\tw.trc\nDataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n"
        b"150\t150\t2\t1\tmm\nFrame#\tTime\tLASI\n\t\tX1\tY1\tZ1\n1\t0.0\tone\ttwo\tthree\n2\t0.1\t1\t2\t3\n",
        "unknown.xyz": b"1,2,3\n",
        "huge.c3d": bytes([2, 0x50, 0xFF, 0xFF]) + b"\xff" * 508,
    }
    made = {}
    for name, content in files.items():
        made[name] = folder / name
        made[name].write_bytes(content)
    no_numbers = np.full((600, len(NAMES), 3), np.nan)
    made["all_missing.trc"] = trc(folder / "all_missing.trc", no_numbers, NAMES)
    made["one_marker.trc"] = trc(folder / "one_marker.trc", body(600, NAMES[:1]), NAMES[:1])
    made["standing.trc"] = trc(folder / "standing.trc", body(600, NAMES), NAMES)
    made["slow.trc"] = trc(folder / "slow.trc", body(100, NAMES), NAMES, rate_hz=10.0)
    made["short.trc"] = trc(folder / "short.trc", body(150, NAMES), NAMES)
    return made


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return broken_files(tmp_path_factory.mktemp("broken"))


@pytest.mark.parametrize(
    "name",
    [
        "empty.c3d",
        "empty.trc",
        "text.c3d",
        "rubbish.trc",
        "words.trc",
        "unknown.xyz",
        "huge.c3d",
        "all_missing.trc",
        "one_marker.trc",
        "standing.trc",
        "slow.trc",
        "short.trc",
    ],
)
def test_a_bad_file_is_one_sentence_and_code_3(
    name: str, broken: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("analyze", broken[name], "--out", tmp_path / "out")
    assert run.code == 3, run
    assert name in run.err
    assert "Traceback" not in run.err
    assert len(run.err.strip().splitlines()) == 1
    assert run.out == ""
    assert not (tmp_path / "out").exists()


def test_check_says_the_same_of_a_bad_file(broken: dict[str, Path], cli: Callable) -> None:
    run = cli("check", broken["words.trc"])
    assert run.code == 3
    assert "REFUSED" in run.out


def test_a_folder_is_the_wrong_kind(cli: Callable, tmp_path: Path) -> None:
    run = cli("analyze", tmp_path)
    assert run.code == 3
    assert "folder" in run.err


def test_a_missing_path_is_a_usage_error(cli: Callable, tmp_path: Path) -> None:
    run = cli("analyze", tmp_path / "nothing.c3d")
    assert run.code == 2
    assert "no such file" in run.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_code_3(cli: Callable, tmp_path: Path) -> None:
    path = tmp_path / "locked.c3d"
    path.write_bytes(b"x" * 1024)
    path.chmod(0)
    assert cli("analyze", path).code == 3


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--height-m", "175"),
        ("--mass-kg", "3"),
        ("--speed-mps", "-1"),
        ("--speed-mps", "nan"),
        ("--surface", "moon"),
    ],
)
def test_an_impossible_option_is_a_usage_error(
    option: str, value: str, synthetic: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("analyze", synthetic["run"], option, value, "--out", tmp_path / "out")
    assert run.code == 2, run
    assert option.lstrip("-").replace("-", "_") in run.err or option in run.err
    assert not (tmp_path / "out").exists()


def test_one_bad_file_among_good_ones_is_listed_and_the_rest_is_done(
    synthetic: dict[str, Path], broken: dict[str, Path], cli: Callable, tmp_path: Path
) -> None:
    run = cli("analyze", synthetic["run"], broken["text.c3d"], "--out", tmp_path / "out")
    assert run.code == 0, run
    assert "text.c3d" in run.err
    assert (tmp_path / "out" / "analysis.json").is_file()
