"""The doctor: what only video needs may be absent, and is named with how to get it; broken is a fault."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from backstride import doctor
from backstride.doctor import Finding, examine
from backstride.pose.model_store import model_files, models_folder


def found(name: str, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """One line of the report; the main job is left out for speed."""
    monkeypatch.setattr(doctor, "_main_job", lambda: Finding("main job", True, "left out"))
    return next(one for one in examine() if one.name == name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty folder in which models would lie."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path))
    models_folder().mkdir()
    return models_folder()


@pytest.mark.parametrize(("name", "project"), doctor.VIDEO_LIBRARIES.items())
def test_an_absent_video_library_is_no_fault(
    name: str, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]
    line = found("video extra", monkeypatch)
    assert line.ok
    assert f"not here: {project}" in line.text
    assert "pip install 'backstride[video]'" in line.text


def test_an_absent_typesetter_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # type: ignore[arg-type]
    line = found("pdf extra", monkeypatch)
    assert line.ok
    assert "Only papers need it: pip install 'backstride[pdf]'" in line.text


def test_a_video_library_that_does_not_start_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "broken_one"
    package.mkdir()
    (package / "__init__.py").write_text("raise OSError('libGL.so.1: no such file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(doctor, "VIDEO_LIBRARIES", {"broken_one": "broken-one"})
    line = found("video extra", monkeypatch)
    assert not line.ok
    assert "libGL.so.1" in line.text
    assert "--force-reinstall" in line.text


def test_video_libraries_that_start_are_told_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("made_one")
    made.__dict__.update(__version__="3.2.1", __spec__=sys.__spec__)
    monkeypatch.setitem(sys.modules, "made_one", made)
    monkeypatch.setattr(doctor, "VIDEO_LIBRARIES", {"made_one": "made-one"})
    assert found("video extra", monkeypatch) == Finding("video extra", True, "made-one 3.2.1")


def test_absent_pose_models_are_no_fault(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = found("pose models", monkeypatch)
    assert line.ok
    assert all(file.name in line.text for file in model_files())
    assert "backstride models install" in line.text


def test_a_damaged_pose_model_is_a_fault(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "pose_detection.tflite").write_bytes(b"cut off")
    line = found("pose models", monkeypatch)
    assert not line.ok
    assert "damaged: pose_detection.tflite." in line.text
    assert "backstride models install" in line.text


def test_every_data_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    on_disk = len(list((Path(doctor.__file__).parent / "knowledge").rglob("*.toml")))
    assert found("knowledge", monkeypatch) == Finding("knowledge", True, f"{on_disk} data files read")


def test_no_store_is_no_fault_and_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSTRIDE_STORE", str(tmp_path / "store.sqlite3"))
    assert found("store", monkeypatch) == Finding("store", True, "not here: nothing is kept")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_does_not_open_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSTRIDE_STORE", str(tmp_path / "store.sqlite3"))
    (tmp_path / "store.sqlite3").write_bytes(b"not a database " * 100)
    line = found("store", monkeypatch)
    assert not line.ok
    assert "the store is damaged" in line.text
