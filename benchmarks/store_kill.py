"""SIGKILL at random moments while the store is written or migrated: what was acknowledged must be there.

``--moments N --seed N``. ``--sqlite``: leave PostgreSQL out, as where there is no server (databases.py).
``--json`` prints the rows only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from alembic import command  # noqa: F401 - loaded here, so that no child spends its life on it

from backstride.errors import BackstrideError
from backstride.history.connect import engine_for
from backstride.history.kept import Kept
from backstride.history.migrate import VERSIONS, migrate, version_at
from backstride.history.store import Store, open_store
from backstride.history.url import place_of
from backstride.model.diary import DiaryEntry
from backstride.model.stored import StoredAnswers, StoredPlan, StoredSession
from benchmarks.common import save
from benchmarks.databases import database, server

COMMAND: Final = "python -m benchmarks.store_kill"
MOMENTS, SEED = 200, 7
WRITING_S, MIGRATING_S = 0.5, 0.3  # the longest a child lives
TOGETHER = 20  # children one after the other on one store
FIRST_DAY = date(2020, 1, 1)
Place = Callable[[], Any]


def main() -> None:
    told = _options()
    with nullcontext() if told.sqlite else server() as address:
        rows = list(_rows(told.moments, told.seed, address))
    if told.json:
        print(json.dumps(rows))
    else:
        save("store_kill", "Store: SIGKILL at random moments", COMMAND, rows, NOTES)


NOTES = [
    f"A child writes sessions, answers, plans and diary days (2 to 60 kB each), says each one that returned, "
    f"and is killed after 0 to {WRITING_S} s; {TOGETHER} children one after the other on one store.",
    f"Migrating: a store of version {VERSIONS[0]} with one session, killed within {MIGRATING_S} s of it. "
    "old, new: the version found then. Each is opened again and must hold its session.",
    "lost: acknowledged and not there, or not the same. damaged: a store that does not open or is not sound.",
]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moments", type=int, default=MOMENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _rows(moments: int, seed: int, address: str | None) -> Iterator[dict[str, Any]]:
    places: dict[str, Place] = {"SQLite": _file}
    if address is not None:
        places["PostgreSQL"] = lambda: database(address)
    for name, place in places.items():
        draw = random.Random(seed)
        yield {"database": name, "while": "writing", **_writing(place, moments, draw)}
        yield {"database": name, "while": "migrating", **_migrating(place, moments, draw)}


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "store.sqlite3")


def _writing(place: Place, moments: int, draw: random.Random) -> dict[str, Any]:
    kept, lost, damaged = 0, 0, 0
    for first in range(0, moments, TOGETHER):
        told: list[int] = []
        with place() as url:
            for child in range(first, min(first + TOGETHER, moments)):
                lines = _killed(lambda say, n=child: _write(url, n, say), draw.uniform(0, WRITING_S))  # type: ignore[misc]
                told += [int(line) for line in lines]
                found = _found(url)
                damaged += found is None
                lost += len(told) if found is None else sum(not _is_in(found, number) for number in told)
        kept += len(told)
    return {"moments": moments, "acknowledged": kept, "lost": lost, "damaged": damaged}


def _migrating(place: Place, moments: int, draw: random.Random) -> dict[str, Any]:
    lost, damaged, versions = 0, 0, []
    for _ in range(moments):
        with place() as url:
            old_store(url, _thing(0)[1])
            _killed(lambda _say: open_store(url).close(), draw.uniform(0, MIGRATING_S))
            versions.append(version_at(place_of(url)))
            found = _found(url)
            damaged += found is None
            lost += found is not None and not _is_in(found, 0)
    old, new = versions.count(VERSIONS[0]), versions.count(VERSIONS[-1])
    damaged += moments - old - new
    return {"moments": moments, "old": old, "new": new, "lost": lost, "damaged": damaged}


def _killed(work: Callable[[Callable[[str], None]], None], after_s: float) -> list[str]:
    """The whole lines that a child said before it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            work(lambda line: _said(write, line))
        finally:
            os._exit(0)
    os.close(write)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read, encoding="ascii") as pipe:
        return [line for line in pipe.read().split("\n")[:-1] if line]


def _said(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode("ascii"))


def _write(url: str, child: int, say: Callable[[str], None]) -> None:
    """Keep one thing after the other for as long as one lives."""
    with open_store(url) as store:
        for turn in range(10_000):
            number = 1 + child * 10_000 + turn
            kind, thing = _thing(number)
            keep = {"sessions": store.add_session, "answers": store.add_answers, "plans": store.add_plan}
            keep.get(kind, store.put_diary)("me", thing)  # type: ignore[operator]
            say(str(number))


def _thing(number: int) -> tuple[str, Any]:
    """The n-th thing that is kept: always the same."""
    draw = random.Random(number)
    body: dict[str, Any] = {"number": number, "text": draw.randbytes(draw.randint(1_000, 30_000)).hex()}
    day = FIRST_DAY + timedelta(days=number // 4)
    if number % 4 == 0:
        return "sessions", StoredSession(id=f"{number:064d}", day=day, title=f"run {number}", analysis=body)
    if number % 4 == 1:
        return "answers", StoredAnswers(day=day, raw=body)
    if number % 4 == 2:
        return "plans", StoredPlan(day=day, session_id=None, plan=body)
    return "diary", DiaryEntry(day=day, during=number % 11, note=body["text"][:2000])


def _is_in(found: Kept, number: int) -> bool:
    kind, thing = _thing(number)
    return thing in getattr(found, kind)


def old_store(url: str, session: StoredSession) -> None:
    """Make a store of the first version with one session."""
    place = place_of(url)
    engine = engine_for(place)
    migrate(engine, place, VERSIONS[0])
    with Store(engine, place) as store:  # as it is: a session looks the same in every version
        store.add_session("me", session)


def _found(url: str) -> Kept | None:
    """What the store holds of the writer; None where it does not open or is not sound."""
    try:
        with open_store(url) as store:
            sound, kept = store.about().sound, store.kept()
    except BackstrideError:
        return None
    return (kept[0] if kept else Kept(person="me")) if sound else None


if __name__ == "__main__":
    main()
