"""Pose model files fetched out of a published wheel: by pip, checked by sum, put in place together.

The models are not published alone; the wheel that holds them is. It is downloaded, never installed: it would
bring a gigabyte and an old NumPy. Running it again is always safe: files that are sound are kept, a download
that ended early is made again, and nothing is seen in the folder before every sum has been found right.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from backstride.errors import BackstrideError, UnreadableError, UsageError
from backstride.pose.model_store import ModelFile, Wheel, model_files, models_folder, state, sum_of, wheel
from backstride.whole import hidden_beside, move_together

_NOT_WRITABLE: Final = "Set BACKSTRIDE_HOME to a folder you may write to"
_BY_HAND: Final = (
    "Connect and run the command again, or give the file: backstride models install --wheel FILE"
)
_NO_ANSWER: Final = (
    "NewConnectionError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "ConnectTimeoutError",
    "Network is unreachable",
    "Connection refused",
    "ProxyError",
    "No matching distribution",
    "No route to host",
)


def install(on_step: Callable[[str], None], wheel_file: Path | None = None) -> tuple[Path, bool]:
    """Put every model file in place.

    on_step: told in words what is being done. wheel_file: a copy of the wheel, for a machine that is offline.
    Returns the folder, and whether anything had to be done.

    Raises
    ------
    UsageError
        wheel_file does not exist.
    UnreadableError
        The wheel or a file in it is not the pinned one.
    BackstrideError
        The download failed, or the folder cannot be written.
    """
    folder, files = models_folder(), model_files()
    if all(state(file, folder) == "ready" for file in files):
        return folder, False
    with hidden_beside(folder, "the model files", fix=_NOT_WRITABLE) as made:
        source = _given(wheel_file) if wheel_file else _downloaded(made.parent, on_step)
        on_step("checking and unpacking")
        _check_wheel(source)
        for file in files:
            _unpack(source, file, made)
        move_together(made, folder, [file.name for file in files])
    return folder, True


def remove() -> tuple[Path, ...]:
    """Delete the model files and their folder if nothing else is in it; what was deleted."""
    folder = models_folder()
    gone = tuple(path for file in model_files() if (path := folder / file.name).is_file())
    try:
        for path in gone:
            path.unlink()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise BackstrideError(f"it cannot be removed ({error.strerror})", where=str(folder)) from error
    return gone


def _given(path: Path) -> Path:
    if not path.is_file():
        raise UsageError("there is no such file", where=path.name, fix="Check the path")
    return path


def _downloaded(scratch: Path, on_step: Callable[[str], None]) -> Path:
    """The wheel, fetched by the pip of this Python with whatever index and proxy it is set up for."""
    pinned = wheel()
    if importlib.util.find_spec("pip") is None:
        raise BackstrideError("this Python has no pip to fetch the models with", fix=_by_hand(pinned))
    size_mb = pinned.size_bytes / 1e6
    on_step(f"fetching {pinned.project} {pinned.version} ({size_mb:.0f} MB, {pinned.licence}), once")
    target = scratch / "wheel"
    _pip(_download_command(pinned, target), pinned)
    found = sorted(target.glob("*.whl"))
    if len(found) != 1:
        raise BackstrideError(f"pip fetched {len(found)} files where one was asked for", fix=_BY_HAND)
    return found[0]


def _download_command(pinned: Wheel, target: Path) -> list[str]:
    options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input"]
    chosen = ["--python-version", pinned.python_version, "--platform", pinned.platform]
    shown = ["--progress-bar", "on"] if sys.stderr.isatty() else ["--quiet", "--progress-bar", "off"]
    python = [sys.executable, "-m", "pip", "download"]
    return [*python, f"{pinned.project}=={pinned.version}", *options, *chosen, *shown, "--dest", str(target)]


def _pip(command: list[str], pinned: Wheel) -> None:
    """Run it; what it prints goes to the terminal's stderr, or nowhere. Ctrl-C stops it with us."""
    terminal = sys.stderr.isatty()
    done = subprocess.run(
        command,
        stdout=sys.stderr if terminal else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    if done.returncode:
        raise BackstrideError(
            f"the pose models could not be fetched: {_reason(done.stderr)}", fix=_by_hand(pinned)
        )


def _reason(told: str) -> str:
    """What pip said, in a few words."""
    if any(mark in told for mark in _NO_ANSWER):
        return "the package index did not answer or does not have the file"
    if "No space left" in told:
        return "the disk is full"
    lines = [line.removeprefix("ERROR:").strip() for line in told.splitlines() if line.startswith("ERROR:")]
    return lines[-1] if lines else "pip failed without a reason"


def _by_hand(pinned: Wheel) -> str:
    name = f"{pinned.project} {pinned.version}, Python {pinned.python_version}, {pinned.platform}"
    return f"{_BY_HAND} (the wheel of {name})"


def _check_wheel(path: Path) -> None:
    if sum_of(path) != wheel().sha256:
        raise UnreadableError(
            f"this is not the pinned wheel of {wheel().project} {wheel().version}; nothing was installed",
            where=path.name,
            fix=_by_hand(wheel()),
        )


def _unpack(source: Path, file: ModelFile, folder: Path) -> None:
    """Copy one member out, by name, and check its sum; nothing else of the archive is touched."""
    target = folder / file.name
    with zipfile.ZipFile(source) as archive, archive.open(file.member) as stream, target.open("wb") as out:
        shutil.copyfileobj(stream, out)
    if sum_of(target) != file.sha256:
        raise UnreadableError("this file in the wheel is not the pinned one", where=file.member, fix=_BY_HAND)
