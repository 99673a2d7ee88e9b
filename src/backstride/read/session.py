"""Several files -> recordings: files of one clock (markers with their forces) become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backstride.errors import RecordingError, UsageError

if TYPE_CHECKING:
    from backstride.model.recording import Recording

_FORCE_ENDING = re.compile(r"[\s_.-]*(grf|grfs|forces?|fp|kinetics|f_\d+|force_\d+|a_\d+)$", re.IGNORECASE)
"""What laboratories and Track Manager (``run_f_1.tsv``) put behind the stem of a trial's force file."""


@dataclass(frozen=True)
class Source:
    """The files of one recording, not read yet: the marker file first. ``id`` is unique in its session."""

    id: str
    paths: tuple[Path, ...]


def load_session(
    paths: Sequence[Path], forces: Path | None = None, rate_hz: float | None = None
) -> tuple[Recording, ...]:
    """Read files into recordings, in the order given; the first error is raised.

    Which files belong together is said under ``sources``; what is raised, under ``load_source`` and there.
    """
    return tuple(load_source(source, rate_hz=rate_hz) for source in sources(paths, forces))


def load_source(source: Source, *, rate_hz: float | None = None) -> Recording:
    """Read the files of one recording; raises the RecordingErrors of ``load``."""
    from backstride.read.assemble import assemble
    from backstride.read.load import load_raw

    return replace(assemble([load_raw(path) for path in source.paths], rate_hz), id=source.id)


def sources(paths: Sequence[Path], forces: Path | None = None) -> tuple[Source, ...]:
    """Sort files into recordings without reading their tables; nothing unreadable is refused here.

    A file of forces alone joins the marker file of its stem (``run.trc`` with ``run.mot``, ``run_grf.mot``,
    ``run_f_1.tsv``), else the only marker file, else the only one whose time it shares; one that finds none
    stands alone. ``forces`` goes with the only marker file, whatever the names. Raises UsageError where
    ``forces`` cannot go with one marker file.
    """
    given = list(dict.fromkeys(Path(path) for path in paths))
    if forces is None and len(given) == 1:  # one file is one recording: the readers of the others stay asleep
        return _named([given])
    from backstride.read.load import holds_only_forces

    alone = [path for path in given if path != forces and holds_only_forces(path)]
    bodies = [path for path in given if path != forces and path not in alone]
    groups: dict[Path, list[Path]] = {body: [body] for body in bodies}
    for path in alone:
        body = _partner(path, bodies)
        groups.setdefault(body or path, []).append(path)
    if forces is not None:
        if len(bodies) != 1:
            raise UsageError(
                f"--forces goes with exactly one marker file, not {len(bodies)}",
                where=Path(forces).name,
                fix="Analyse one trial at a time",
            )
        groups[bodies[0]] = [bodies[0], Path(forces)]
    return _named(list(groups.values()))


def _named(groups: list[list[Path]]) -> tuple[Source, ...]:
    """Sources with distinct ids: a stem met again in another folder is counted."""
    seen: dict[str, int] = {}
    out = []
    for group in groups:
        stem = Path(group[0].stem).stem if group[0].suffix.lower() == ".gz" else group[0].stem
        seen[stem] = seen.get(stem, 0) + 1
        out.append(Source(stem if seen[stem] == 1 else f"{stem}-{seen[stem]}", tuple(group)))
    return tuple(out)


def _partner(path: Path, bodies: list[Path]) -> Path | None:
    """The marker file a force file belongs to, by name, else by being the only one, else by time."""
    stems = {path.stem.lower(), _FORCE_ENDING.sub("", path.stem).lower()}
    same = [body for body in bodies if body.stem.lower() in stems]
    if same:
        beside = [body for body in same if body.parent == path.parent]
        return (beside or same)[0]
    if len(bodies) == 1:
        return bodies[0]
    sharing = [body for body in bodies if _share_time(path, body)]
    return sharing[0] if len(sharing) == 1 else None


def _share_time(path: Path, body: Path) -> bool:
    """Whether two files' clocks meet; files that cannot be read share nothing, and say so when loaded."""
    from backstride.read.load import load_raw

    try:
        forces, markers = load_raw(path), load_raw(body)
    except RecordingError:
        return False
    if markers.forces is not None:
        return False
    return bool(forces.time_s[0] <= markers.time_s[-1] and forces.time_s[-1] >= markers.time_s[0])
