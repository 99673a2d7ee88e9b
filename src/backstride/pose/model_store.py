"""Where pose model files lie on this machine, and whether they are the ones they should be.

Data and checks only; nothing here opens the network (``model_install`` does).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from backstride.errors import ModelMissingError
from backstride.home import home_folder
from backstride.knowledge.loader import load

INSTALL: Final = "Run: backstride models install"
_CHUNK_BYTES: Final = 1 << 20

State = Literal["ready", "missing", "damaged"]


@dataclass(frozen=True)
class ModelFile:
    """One file as it must be: its name here, its place in the wheel, its size and sum."""

    name: str
    what: str
    member: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Wheel:
    """The published package that holds the files."""

    project: str
    version: str
    python_version: str
    platform: str
    size_bytes: int
    sha256: str
    licence: str


def wheel() -> Wheel:
    """The package the files are taken out of."""
    return Wheel(**load("pose/models.toml")["wheel"])


def model_files() -> tuple[ModelFile, ...]:
    """Every file that ``models install`` puts in place, the licence last."""
    return tuple(ModelFile(name, **facts) for name, facts in load("pose/models.toml")["files"].items())


def models_folder() -> Path:
    """The folder of the files: under BACKSTRIDE_HOME, else where this system keeps a user's data."""
    return home_folder() / "models"


def state(file: ModelFile, folder: Path) -> State:
    """Whether the file is in the folder and is, byte for byte, the one that was pinned."""
    path = folder / file.name
    if not path.is_file():
        return "missing"
    return "ready" if sum_of(path) == file.sha256 else "damaged"


def model_path(name: str) -> Path:
    """The path of a model that is there and sound.

    Raises
    ------
    ModelMissingError
        It is not installed, or its bytes are not the pinned ones.
    """
    folder = models_folder()
    file = next(file for file in model_files() if file.name == name)
    found = state(file, folder)
    if found == "missing":
        raise ModelMissingError(
            f"video needs a pose model ({file.what}) that is not installed", where=name, fix=INSTALL
        )
    if found == "damaged":
        raise ModelMissingError("the pose model is not the file it should be", where=name, fix=INSTALL)
    return folder / name


def sum_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()
