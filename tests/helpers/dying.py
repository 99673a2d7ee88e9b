"""Programs that die while they open a store, at the n-th statement or commit; run as a program of its own.

``python -m helpers.dying STORE FIRST LAST [BEFORE]``: for each n a child dies opening STORE, which is new
or a copy of BEFORE; then it is looked at, opened and written. Prints one line of JSON for each n.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from alembic import command  # noqa: F401 - loaded once, not in every child
from sqlalchemy import Engine, event

from backstride.history.migrate import version_at
from backstride.history.store import open_store
from backstride.history.url import place_of
from backstride.model.diary import DiaryEntry
from helpers.stored import DAY


def main() -> None:
    url, first, last, *before = sys.argv[1:]
    for statements in range(int(first), int(last) + 1):
        if "://" not in url:
            _fresh(Path(url), *map(Path, before))
        killed = _dies(url, statements)
        print(json.dumps({"killed": killed, "version": version_at(place_of(url)), **_after(url)}))
        if not killed:
            return


def _fresh(path: Path, before: Path | None = None) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    if before is not None:
        shutil.copy(before, path)


def _dies(url: str, statements: int) -> bool:
    child = os.fork()
    if child == 0:
        left = iter(range(statements))

        def count(*_: object) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        try:
            open_store(url).close()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _after(url: str) -> dict[str, object]:
    with open_store(url) as store:
        store.put_diary("me", DiaryEntry(day=DAY))
        sessions = [one.id for one in store.sessions("me")]
        return {"sound": store.about().sound, "sessions": sessions, "days": len(store.diary("me"))}


if __name__ == "__main__":
    main()
