"""Where tests find what they need; what is missing is skipped by name, or fails where CI forbids skips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from helpers.need import missing

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real recordings beside the project."""
    if not SHARED.is_dir():
        missing("the folder of real recordings (../shared/data)")
    return SHARED


class CommandRun(NamedTuple):
    """What one run of the command gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., CommandRun]:
    """Run the command in this process: ``cli("check", path)`` -> exit code, stdout, stderr."""
    from backstride.cli import main

    def run(*arguments: object) -> CommandRun:
        capsys.readouterr()
        monkeypatch.setattr("sys.argv", ["backstride", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        return CommandRun(int(stop.value.code or 0), out, err)

    return run


@pytest.fixture(scope="session")
def demo_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder as the demo writes it, with clear answers: to copy, not to change."""
    from backstride.demo import run_demo

    folder = tmp_path_factory.mktemp("demo")
    run_demo(folder, lambda _text: None).save(folder)
    return folder


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of the demo's synthetic runner: run, standing, truth."""
    from backstride.synth.presets import preset
    from backstride.synth.runner import synthesise
    from backstride.synth.write import write_synthetic

    return write_synthetic(synthesise(preset("faulty")), tmp_path_factory.mktemp("synthetic"))
