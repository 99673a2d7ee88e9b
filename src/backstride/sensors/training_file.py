"""What a folder needs of one watch file: the run in a few numbers, or why it is none. No positions.

numpy and the readers are imported only when a file is really read: a folder that was read before needs none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from backstride.errors import BackstrideError
from backstride.knowledge.loader import load
from backstride.model.common import Frozen, Surface
from backstride.model.training import TrainingRun
from backstride.sensors.load import load_watch
from backstride.sensors.packed import open_unpacked
from backstride.sensors.training_scan import printable

if TYPE_CHECKING:
    from backstride.model.arrays import FloatArray
    from backstride.model.watch import WatchRun, WatchSession

# What FIT calls the kind of a run -> the ground. Indoors is a treadmill only where it says so.
_GROUND: Final[dict[str, Surface]] = {
    "treadmill": "treadmill",
    "virtual_activity": "treadmill",
    "street": "road",
    "trail": "trail",
    "track": "track",
}
_DEGREES_AN_HOUR: Final = 15.0
SURFACES: Final[tuple[Surface, ...]] = get_args(Surface)


class FileSaid(Frozen):
    """What one file said: a run, or why it is none. Small enough to be remembered.

    active_s: from the start to the last moment in motion. columns: how many columns hold anything, so which
    of two files of one run tells more. content: a fingerprint of the unpacked file. passing: the reason may
    be another one next time (permissions), so it is not remembered.
    """

    run: TrainingRun | None = None
    refused: str | None = None
    active_s: float = 0.0
    columns: int = 0
    content: str = ""
    passing: bool = False


def read_files(paths: Sequence[Path]) -> list[FileSaid]:
    """Each of some files, in order; the piece of work of one process."""
    return [read_file(path) for path in paths]


def read_file(path: Path) -> FileSaid:
    """One file; whatever is wrong with it is said, never raised."""
    try:
        run = load_watch(path)
        return _said(run, path)
    except BackstrideError as error:
        # A file that may not be read today may be tomorrow, and its times do not show it.
        return FileSaid(refused=_sentence(error.what), passing=isinstance(error.__cause__, OSError))
    except Exception as error:  # a fault of ours in one file must not keep the others from being read
        kind = type(error).__name__
        text = f"Reading it failed in a way nobody foresaw ({kind}). Please report it with the file."
        return FileSaid(refused=text, passing=True)


@cache
def reader_mark() -> str:
    """What a remembered answer hangs on: the decoder's version and every source that has a part in reading,
    that of our own version included."""
    here = Path(__file__).parent
    sources = [one for one in sorted(here.glob("*.py")) if not one.name.startswith(("imu_", "training_"))]
    root = here.parent
    sources += [
        Path(__file__),
        root / "__init__.py",
        root / "model" / "training.py",
        root / "knowledge" / "sensors" / "watch.toml",
        root / "knowledge" / "sensors" / "training_files.toml",
    ]
    digest = blake2b(version("fitdecode").encode(), digest_size=12)
    for source in sources:
        digest.update(source.read_bytes() if source.is_file() else b"")
    return digest.hexdigest()


def _said(run: WatchRun, path: Path) -> FileSaid:
    import numpy as np

    records = run.records
    moved = _moving_intervals(run)
    time = records.time_s
    last = np.flatnonzero(moved > 0)
    used = [one for one in run.sessions if one.used]
    distance_m, distance_notes = _distance(records.distance_m, used)
    cadence = records.cadence_spm[records.running & np.isfinite(records.cadence_spm)]
    told = TrainingRun(
        file=printable(path.name),
        start=run.start,
        day=_day(run),
        distance_m=distance_m,
        moving_s=round(float(moved.sum()), 1),
        elapsed_s=round(float(time[-1] - time[0]), 1),
        ascent_m=_sum([one.totals.ascent_m for one in used]),
        descent_m=_sum([one.totals.descent_m for one in used]),
        cadence_spm=round(float(cadence.mean()), 1) if cadence.size else None,
        surface=_ground(used),
        notes=(*(note.text for note in run.notes if note.level == "warning"), *distance_notes),
    )
    columns = sum(bool(np.isfinite(one).any()) for one in vars(records).values() if one.dtype.kind == "f")
    return FileSaid(
        run=told,
        active_s=round(float(time[last[-1] + 1]), 1) if last.size else 0.0,
        columns=columns,
        content=_fingerprint(path),
    )


def _moving_intervals(run: WatchRun) -> FloatArray:
    """Seconds in motion between each two moments (n - 1,): pauses, standing and long silences left out.

    A silence counts where the distance went on meanwhile, as in a tunnel.
    """
    import numpy as np

    from backstride.sensors.gait import moving
    from backstride.sensors.stretches import unpaused_s

    rules = load("sensors/watch.toml")
    time, distance = run.records.time_s, run.records.distance_m
    seconds = unpaused_s(time, run.pauses)
    silent = seconds > float(rules["guards"]["gap_s"])
    went_on = np.diff(distance) > float(rules["gait"]["standing_mps"]) * seconds
    taken = np.where(silent, went_on, moving(vars(run.records))[1:])
    return np.where(taken, seconds, 0.0)


def _distance(saved: FloatArray, used: Sequence[WatchSession]) -> tuple[float | None, tuple[str, ...]]:
    """Metres of the running part: the device's own total, which knows of a calibrated treadmill, else the
    saved moments'. Between two running legs those may hold a ride, so they do not stand in for a total."""
    import numpy as np

    known = saved[np.isfinite(saved)]
    on_the_way = round(max(float(known[-1]), 0.0), 1) if known.size else None
    total = _sum([one.totals.distance_m for one in used])
    if total is None or total <= 0:
        if len(used) > 1:
            return None, ("The device gives no distance for its running parts alone.",)
        return on_the_way, ()
    doubt = float(load("sensors/training_files.toml")["reading"]["distance_doubt_share"])
    if len(used) == 1 and on_the_way is not None and abs(on_the_way - total) > doubt * total:
        text = f"The device counts {total:.0f} m, its saved moments end at {on_the_way:.0f} m: "
        return total, (text + "its own count is taken.",)
    return total, ()


def _day(run: WatchRun) -> date | None:
    """The calendar day: by the sun where the run started, else in UTC.

    The readers know no local time. A whole hour for every 15 degrees of longitude comes within about two
    hours of it, so only a run near midnight can fall on the wrong day; in UTC an evening in America would.
    """
    import numpy as np

    if run.start is None:
        return None
    known = run.records.longitude_deg[np.isfinite(run.records.longitude_deg)]
    hours = round(float(known[0]) / _DEGREES_AN_HOUR) if known.size else 0
    return (run.start + timedelta(hours=hours)).date()


def _ground(used: Sequence[WatchSession]) -> Surface | None:
    """The ground the device names, where all running legs agree."""
    told = {_GROUND.get(one.sub_sport or "") for one in used}
    return told.pop() if len(told) == 1 else None


def _sum(values: Sequence[float | None]) -> float | None:
    """The sum, None where one of them is not known."""
    known = [value for value in values if value is not None]
    return round(sum(known), 1) if known and len(known) == len(values) else None


def _fingerprint(path: Path) -> str:
    digest: Any = blake2b(digest_size=16)
    with open_unpacked(path) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return str(digest.hexdigest())


def _sentence(text: str) -> str:
    """
    >>> _sentence("this is a walk")
    'This is a walk.'
    """
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
