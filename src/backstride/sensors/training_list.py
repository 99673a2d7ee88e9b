"""Lists beside the files of runs that say which shoes were worn and what ground was run on.

``runs.csv`` is the runner's own: file, shoes, surface. ``activities.csv`` is what Strava's export of
everything writes; of its many columns Filename ("activities/123.fit.gz") and Activity Gear are read. A list
that cannot be read is said in one sentence and the rest goes on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backstride.model.common import Surface
from backstride.model.training import TrainingRun
from backstride.sensors.training_file import SURFACES
from backstride.sensors.training_scan import few

OWN_LIST: Final = "runs.csv"
STRAVA_LIST: Final = "activities.csv"
_MOST_BYTES: Final = 64 << 20
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Told:
    """What a list says of one file."""

    shoes: str | None = None
    surface: Surface | None = None


@dataclass
class Lists:
    """told: list after list, the runner's own first: name of a file, as in ``_key`` -> what it says."""

    told: list[dict[str, Told]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def joined(self, name: str, run: TrainingRun) -> TrainingRun:
        """The run with its shoes and ground. name: its way below the folder. A list's word goes before the
        device's: the runner knows where the run was."""
        for one in self.told:
            if said := one.get(_key(name)) or one.get(_key(run.file)):
                ours = {"shoes": run.shoes or said.shoes, "surface": said.surface or run.surface}
                run = run.model_copy(update=ours)
        return run


class _BadListError(Exception):
    """Why a list cannot be used, in a few words."""


def read_lists(folder: Path) -> Lists:
    """Both lists, as far as they lie at the top of the folder."""
    out = Lists()
    for name, columns in ((OWN_LIST, _OWN), (STRAVA_LIST, _STRAVA)):
        path = folder / name
        if path.is_file():
            try:
                _take(_rows(path, columns), out, name)
            except _BadListError as error:
                out.notes.append(f"{name} was not used: {error}.")
    return out


_OWN: Final = {"file": "file", "shoes": "shoes", "surface": "surface"}
_STRAVA: Final = {"file": "filename", "shoes": "activity gear"}


def _rows(path: Path, columns: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows that name a file, with our names for the columns."""
    text = _text(path)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise _BadListError(f"it is no sound table ({error})") from error
    head = [title.strip().casefold() for title in rows[0]] if rows else []
    places = {ours: head.index(theirs) for ours, theirs in columns.items() if theirs in head}
    if "file" not in places or len(places) < 2:
        wanted = ", ".join(columns.values())
        raise _BadListError(f"its first line does not name the columns {wanted}")
    told = [{ours: row[at].strip() for ours, at in places.items() if at < len(row)} for row in rows[1:]]
    return [row for row in told if row.get("file")]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _BadListError("it is far larger than any list of runs")
        data = path.read_bytes()
    except OSError as error:
        raise _BadListError(f"it cannot be read ({error.strerror})") from error
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # an older spreadsheet's
        return data.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Spreadsheets write what their country writes; the first line has no other use for these marks."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _take(rows: Iterable[Mapping[str, str]], out: Lists, name: str) -> None:
    """The rows of one list into ``out``."""
    unknown: dict[str, None] = {}
    said: dict[str, Told] = {}
    doubtful: set[str] = set()
    for row in rows:
        ground = row.get("surface", "").casefold()
        surface = next((one for one in SURFACES if one == ground), None)
        if ground and surface is None:
            unknown[ground] = None
        told = Told(row.get("shoes") or None, surface)
        for key in {_key(row["file"]), _key(row["file"].replace("\\", "/").rpartition("/")[2])}:
            if key in said and said[key] != told:
                doubtful.add(key)
            said[key] = told
    out.told.append({key: told for key, told in said.items() if key not in doubtful})
    if unknown:
        known = ", ".join(SURFACES)
        out.notes.append(f"{name} names ground that is not known ({few(list(unknown))}); known are {known}.")
    if doubtful:
        out.notes.append(f"{name} says two things of one file, so neither counts: {few(sorted(doubtful))}.")


def _key(name: str) -> str:
    """A file's name however a list writes it.

    >>> _key("Activities\\\\12.FIT.gz")
    'activities/12.fit'
    """
    return name.strip().replace("\\", "/").casefold().removesuffix(".gz")
