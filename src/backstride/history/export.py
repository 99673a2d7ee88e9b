"""All that is kept, as files: JSON for programs, one table for people; read again by ``restore``."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from backstride.errors import UsageError
from backstride.history.kept import Kept
from backstride.model.diary import DiaryEntry
from backstride.whole import hidden_beside

SCHEMA: Final = "backstride.export/1"
INDEX: Final = "export.json"
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")  # JSON can hold it as an escape, UTF-8 cannot
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a table program would run a text that starts so
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same export is the same bytes


def write_export(people: Sequence[Kept], out: Path) -> Path:
    """Write everything to a new folder, or to a new file whose name ends in ``.zip``; whole or not at all.

    Raises UsageError where something has this name, BackstrideError where it cannot be written.
    """
    if out.exists() or out.is_symlink():
        raise UsageError("is there already", where=str(out), fix="Give a new name")
    with hidden_beside(out, "the export", "Choose a place you may write to") as made:
        if out.suffix.lower() == ".zip":
            packed = made / "export.zip"
            _pack(people, packed)
            packed.rename(out)
        else:
            for name, content in export_files(people):
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            made.chmod(0o700)
            made.rename(out)
    return out


def export_files(people: Sequence[Kept]) -> Iterator[tuple[str, bytes]]:
    """Every file of an export, its name with ``/`` and what it holds."""
    yield INDEX, _json({"schema": SCHEMA, "people": [one.person for one in people]})
    for number, one in enumerate(people):
        folder = person_folder(number)
        rows = [session.model_dump(mode="json", exclude={"analysis"}) for session in one.sessions]
        yield f"{folder}/sessions.json", _json(rows)
        for place, session in enumerate(one.sessions):
            yield f"{folder}/{session_file(place, session.day)}", _json(session.analysis)
        for kind in ("answers", "plans", "diary", "practices", "accesses"):
            yield (
                f"{folder}/{kind}.json",
                _json([each.model_dump(mode="json") for each in getattr(one, kind)]),
            )
        yield f"{folder}/diary.csv", _table(one.diary)


def person_folder(number: int) -> str:
    """The folder of the n-th person, from 0; a label may hold what a file name cannot."""
    return f"person-{number + 1}"


def session_file(place: int, day: date | None) -> str:
    """Where the analysis of the n-th session of a person lies, from 0, newest first."""
    return f"sessions/{place + 1:04d}-{day.isoformat() if day else 'no-day'}/analysis.json"


def _pack(people: Sequence[Kept], path: Path) -> None:
    path.touch(mode=0o600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in export_files(people):
            packed.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)


def _json(value: Any) -> bytes:
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode("utf-8")


def _table(diary: Sequence[DiaryEntry]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(DiaryEntry.model_fields)
    for entry in diary:
        table.writerow([_cell(value) for value in entry.model_dump(mode="json").values()])
    return text.getvalue().encode("utf-8")


def _cell(value: Any) -> str | float | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
