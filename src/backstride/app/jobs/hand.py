"""One worker process as the server holds it: orders in, news out, one line of JSON each."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from backstride.app.jobs.job import Job, Progress
from backstride.app.jobs.words import say

WORKER: Final = (sys.executable, "-P", "-m", "backstride.app.jobs.worker")
QUIET_UNLESS: Final = "BACKSTRIDE_DEBUG"


class Hand:
    """A process that imports everything at once and then waits for one job.

    ready: it has imported everything. job: what it was given. progress: how far that is. outcome: its last
    word, None while it works. ended: the process is gone. Read by one thread and written by another; each
    value is set in one go.
    """

    def __init__(self, folder: Path, on_news: Callable[[], None], command: Sequence[str] = WORKER) -> None:
        """folder: where it stands, so that no module of somebody's is imported for ours."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        search = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path if entry)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get(QUIET_UNLESS) else subprocess.DEVNULL,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": search},
            start_new_session=True,  # a group of its own, which can be ended with all that it started
        )
        self.ready = self.ended = False
        self.job: Job | None = None
        self.progress = Progress(phase="waiting", said=say("ready"))
        self.outcome: dict[str, Any] | None = None
        self.begun_s = self.heard_s = time.monotonic()
        self._on_news = on_news
        threading.Thread(target=self._listen, name="worker's news", daemon=True).start()

    def give(self, job: Job, order: dict[str, Any]) -> None:
        """Hand it its one job; where it is gone already, that shows as ``ended``."""
        self.job = job
        self.begun_s = self.heard_s = time.monotonic()
        line = json.dumps({"job": job.model_dump(mode="json"), **order}).encode("utf-8") + b"\n"
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def kill(self) -> None:
        """End it with all that it started, and wait until it is gone."""
        self._end_group()
        self._process.wait()

    def _end_group(self) -> None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)  # its own group's number
        else:
            self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                self._hear(line)
        if self.outcome is None:
            self._end_group()  # what a killed worker started goes with it
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self.ended = True
        self._on_news()

    def _hear(self, line: bytes) -> None:
        said = json.loads(line)
        self.heard_s = time.monotonic()
        if "progress" in said:
            self.progress = Progress.model_validate(said["progress"])
            return
        if said.get("ready"):
            self.ready = True
        else:
            self.outcome = said
        self._on_news()
