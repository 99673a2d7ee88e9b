"""Reading an export again."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from backstride.errors import BackstrideError, UnreadableError, UsageError
from backstride.history.export import INDEX, SCHEMA, person_folder, session_file
from backstride.history.kept import Kept

Folder = Path | zipfile.Path


def read_export(path: Path) -> tuple[Kept, ...]:
    """What an export holds, a folder or a ``.zip``.

    Raises UsageError where there is no such thing, UnreadableError where it does not read or is no export.
    """
    if not path.exists():
        raise UsageError("no such file or folder", where=str(path), fix="Check the name")
    try:
        if path.is_dir():
            return _people(path)
        with zipfile.ZipFile(path) as packed:
            return _people(zipfile.Path(packed))
    except BackstrideError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RecursionError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error


def _people(folder: Folder) -> tuple[Kept, ...]:
    index = _read(folder, INDEX)
    if not isinstance(index, dict) or index.get("schema") != SCHEMA:
        raise UnreadableError(
            f"its schema is not {SCHEMA}", where=INDEX, fix="Give what backstride history export wrote"
        )
    return tuple(_person(folder, number, label) for number, label in enumerate(index["people"]))


def _person(folder: Folder, number: int, label: str) -> Kept:
    home = person_folder(number)
    parts = {kind: _read(folder, f"{home}/{kind}.json") for kind in ("answers", "plans", "diary", "sessions")}
    later = {kind: f"{home}/{kind}.json" for kind in ("practices", "accesses")}  # not in exports of old
    parts |= {kind: _read(folder, name) for kind, name in later.items() if _there(folder, name)}
    for place, row in enumerate(parts["sessions"]):
        day = date.fromisoformat(row["day"]) if row["day"] else None
        row["analysis"] = _read(folder, f"{home}/{session_file(place, day)}")
    return Kept.model_validate({"person": label, **parts})


def _read(folder: Folder, name: str) -> Any:
    return json.loads(folder.joinpath(*name.split("/")).read_text(encoding="utf-8"))


def _there(folder: Folder, name: str) -> bool:
    return folder.joinpath(*name.split("/")).is_file()


def _unreadable(path: Path, error: Exception) -> UnreadableError:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    else:
        why = f"{type(error).__name__}: {error}"
    return UnreadableError(
        f"is no export that can be read ({why})",
        where=str(path),
        fix="Give what backstride history export wrote",
    )
