"""A process that measures one job: ``python -m backstride.app.jobs.worker``, started and told by the server.

It imports first and then waits, and loads meanwhile what only a report needs, so that who drops a small file
does not wait for libraries. It ends itself when the server is gone, and with it everything that it started.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from backstride.app.jobs.job import Job
from backstride.app.jobs.limits import Limits, lacks_memory, limit_memory
from backstride.app.jobs.words import say
from backstride.errors import BackstrideError

NICE: Final = 10  # pages and live feedback come first
HEAVY_NICE: Final = 5  # and a watch file before a long clip
FOR_A_REPORT: Final = (
    "ezc3d",
    "backstride.read.load",
    "backstride.care.plan",
    "backstride.report.html",
    "backstride.saved",
)
Tell = Callable[[dict[str, Any]], None]


def main() -> None:
    """Import, say so, wait for the one job, do it, say how it ended."""
    tell = _own_stdout()
    _be_nice(NICE)
    _import_all()
    tell({"ready": True})
    asked = _load_more()
    line = sys.stdin.buffer.readline()
    asked.set()
    if not line:
        return
    threading.Thread(target=_end_with_server, daemon=True).start()
    order = json.loads(line)
    job, limits = Job.model_validate(order["job"]), Limits(**order["limits"])
    limit_memory(limits.memory_bytes)
    if order["heavy"]:
        _be_nice(HEAVY_NICE)
    tell(outcome(job, Path(order["folder"]), order["answers"], limits, tell))


def order_for(folder: Path, answers: dict[str, Any] | None, limits: Limits, *, heavy: bool) -> dict[str, Any]:
    """What the server says beside the job."""
    return {"folder": str(folder), "answers": answers, "limits": asdict(limits), "heavy": heavy}


def outcome(
    job: Job, folder: Path, answers: dict[str, Any] | None, limits: Limits, tell: Tell
) -> dict[str, Any]:
    """Do the job; the last word on it: ``done``, or ``failed`` with a sentence, and a ``fault`` of ours."""
    from backstride.app.jobs.work import work

    try:
        work(
            job,
            folder,
            answers,
            limits,
            lambda progress: tell({"progress": progress.model_dump(mode="json")}),
        )
    except BackstrideError as error:
        return {"failed": say("no_memory") if lacks_memory(error) else str(error)}
    except MemoryError:
        return {"failed": say("no_memory")}
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return {"failed": say("no_room")}
        return {"failed": say("fault"), "fault": traceback.format_exc()}
    return {"done": True}


def _own_stdout() -> Tell:
    """Standard output is for news alone: whatever a library prints goes to standard error."""
    private = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    lock = threading.Lock()

    def tell(news: dict[str, Any]) -> None:
        with lock, contextlib.suppress(OSError):  # a server that is gone hears nothing
            private.write(json.dumps(news).encode("utf-8") + b"\n")

    return tell


def _import_all() -> None:
    """What every job needs, and what a watch file or a table needs; not what only a clip needs."""
    import backstride.app.jobs.work
    import backstride.checkup
    import backstride.demo
    import backstride.sensors.fit
    import backstride.ways.movement
    import backstride.ways.watch  # noqa: F401


def _load_more() -> threading.Event:
    """Begin to load what is needed late in a job, until the event is set: the job loads the rest itself."""
    from backstride.app.warm import compiled, imports, load_early
    from backstride.knowledge.loader import load, names
    from backstride.report.templating import environment

    asked = threading.Event()
    kept = (partial(load, name) for folder in ("", "care", "patterns") for name in names(folder))
    load_early(chain(imports(FOR_A_REPORT), compiled(environment()), kept), asked)
    return asked


def _be_nice(by: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.nice(by)


def _end_with_server() -> None:
    """Wait for the end of what the server may say: then nobody is there for whom to go on."""
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # at once: unloading the libraries takes as long as a small job
