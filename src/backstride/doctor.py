"""Is this installation sound? Versions, libraries, data files, and the main job on a synthetic runner."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib import import_module, metadata, util
from pathlib import Path
from typing import NamedTuple

import backstride
from backstride.errors import BackstrideError

LIBRARIES = (
    *("numpy", "scipy", "pandas", "xarray", "pyarrow", "ezc3d", "fitdecode"),
    *("pydantic", "jinja2", "typer", "rich", "sqlalchemy", "alembic"),
)
# What an extra brings: the name to import, and the one it is installed by.
VIDEO_LIBRARIES = {"av": "av", "ai_edge_litert": "ai-edge-litert", "cv2": "opencv-python-headless"}
PDF_LIBRARIES = {"typst": "typst"}
POSTGRES_LIBRARIES = {"psycopg": "psycopg"}
APP_LIBRARIES = {
    "fastapi": "fastapi",
    "uvicorn": "uvicorn",
    "websockets": "websockets",
    "python_multipart": "python-multipart",
    "argon2": "argon2-cffi",
    "filelock": "filelock",
}
FREE_DISK_GB = 1.0  # an hour of markers as TRC takes about 0.3 GB, its analysis less


class Finding(NamedTuple):
    """One line of the doctor's report; ok also where something is absent that only video or papers need."""

    name: str
    ok: bool
    text: str


def examine() -> tuple[Finding, ...]:
    """Every check, in order; none raises."""
    return (
        Finding("backstride", True, backstride.__version__),
        Finding("python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}"),
        *(_library(name) for name in LIBRARIES),
        _extra("video extra", "Only video needs it", "video", VIDEO_LIBRARIES),
        _pose_models(),
        _extra("pdf extra", "Only papers need it", "pdf", PDF_LIBRARIES),
        _extra("postgres extra", "Only a store on PostgreSQL needs it", "postgres", POSTGRES_LIBRARIES),
        _extra("app extra", "Only backstride serve needs it", "app", APP_LIBRARIES),
        _store(),
        _knowledge(),
        _safety(),
        _disk(),
        _main_job(),
    )


def _library(name: str) -> Finding:
    try:
        import_module(name)
        return Finding(name, True, metadata.version(name))
    except (ImportError, metadata.PackageNotFoundError) as error:
        return Finding(name, False, f"{error}. Install it: pip install {name}")


def absent(libraries: Mapping[str, str]) -> list[str]:
    """What is not installed, by the names to install it by."""
    return [project for name, project in libraries.items() if util.find_spec(name) is None]


def _extra(title: str, needed: str, extra: str, libraries: Mapping[str, str]) -> Finding:
    """The libraries of an extra: absent is no fault, there but broken is."""
    if missing := absent(libraries):
        text = f"not here: {', '.join(missing)}. {needed}: pip install 'backstride[{extra}]'"
        return Finding(title, True, text)
    try:
        versions = [f"{project} {_version(name, project)}" for name, project in libraries.items()]
    except (ImportError, OSError) as error:  # a library of the system is missing, mostly
        again = f"Install it again: pip install --force-reinstall 'backstride[{extra}]'"
        return Finding(title, False, f"{error}. {again}")
    return Finding(title, True, ", ".join(versions))


def _version(name: str, project: str) -> str:
    """The version of a library that starts; OpenCV is installed under several names."""
    module = import_module(name)
    return str(vars(module).get("__version__") or metadata.version(project))  # argon2 warns where asked


def _pose_models() -> Finding:
    """The pose model files: absent is no fault, damaged is."""
    from backstride.pose.model_store import INSTALL, model_files, models_folder, state

    found = {file.name: state(file, models_folder()) for file in model_files()}
    damaged = [name for name, how in found.items() if how == "damaged"]
    if damaged:
        return Finding("pose models", False, f"damaged: {', '.join(damaged)}. {INSTALL}")
    missing = [name for name, how in found.items() if how == "missing"]
    if missing:
        return Finding(
            "pose models", True, f"not here: {', '.join(missing)}. Only video needs them. {INSTALL}"
        )
    return Finding("pose models", True, f"{len(found)} files, their sums are right")


def _store() -> Finding:
    """What is kept of people: no store is no fault, one that does not open is."""
    from backstride.history.store import existing_store

    try:
        store = existing_store()
        if store is None:
            return Finding("store", True, "not here: nothing is kept")
        with store:
            told = store.about()
    except BackstrideError as error:
        return Finding("store", False, str(error))
    return Finding("store", told.sound, f"{told.place}: version {told.version}, {told.database}")


def _knowledge() -> Finding:
    from backstride.knowledge.loader import load, names

    folders = (
        *(".", "marker_sets", "keypoint_sets", "pose", "patterns"),
        *("safety", "answers", "care", "sensors", "synth", "app"),
    )
    files = [name for folder in folders for name in names(folder)]
    for name in files:
        load(name)
    return Finding("knowledge", bool(files), f"{len(files)} data files read")


def _safety() -> Finding:
    """Every single red flag must reach its level, and thirteen noes must be clear."""
    from backstride.model.answers import Answers
    from backstride.safety.facts import facts
    from backstride.safety.rules import rules
    from backstride.safety.triage import triage

    levels = {fact.id: triage(Answers(facts={fact.id: "yes"})).level for fact in facts()}
    wrong = [fact.title for fact in facts() if fact.level not in ("advice", levels[fact.id])]
    if triage(Answers(facts={fact.id: "no" for fact in facts()})).level != "clear":
        wrong.append("every answer no")
    return Finding(
        "safety", not wrong, ", ".join(wrong) or f"{len(facts())} facts, {len(rules())} rules hold"
    )


def _disk() -> Finding:
    free_gb = shutil.disk_usage(Path.cwd()).free / 1e9
    return Finding("disk", free_gb > FREE_DISK_GB, f"{free_gb:.1f} GB free here")


def _main_job() -> Finding:
    from backstride.demo import run_demo

    return _timed("main job", lambda folder: run_demo(folder, lambda _text: None))


def _timed(name: str, work: Callable[[Path], object]) -> Finding:
    start = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory() as folder:
            work(Path(folder))
    except BackstrideError as error:
        return Finding(name, False, str(error))
    return Finding(
        name, True, f"a synthetic runner was read and measured in {time.perf_counter() - start:.1f} s"
    )
