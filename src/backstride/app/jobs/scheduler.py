"""Jobs measured in processes of their own, as many at once as the machine has room for."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from backstride.app.jobs import ending
from backstride.app.jobs.box import JobBox
from backstride.app.jobs.hand import Hand
from backstride.app.jobs.job import Job, Progress
from backstride.app.jobs.lanes import ahead_of, is_light, next_jobs
from backstride.app.jobs.limits import Limits
from backstride.app.jobs.words import say
from backstride.app.jobs.worker import order_for
from backstride.errors import BackstrideError

LOOK_S: Final = 1.0  # how long a limit may be passed before it is seen
SWEEP_S: Final = 600.0
SPARE_FIRST_S: Final = 1.5  # the server's own beginning comes first
SPARE_AGAIN_S: Final = 0.5  # and so does the job that took the last spare one
Answers = Callable[[str], dict[str, Any] | None]
Keep = Callable[[Job], None]
_log: Final = logging.getLogger(__name__)


class Scheduler:
    """Takes jobs that wait and measures them in processes of their own; one more is kept ready.

    What happens to a job is decided by one thread; whoever asks from outside only wakes it or, to cancel,
    holds the lock.
    """

    def __init__(
        self,
        box: JobBox,
        workers: int,
        answers_of: Answers = lambda _person: None,
        keep: Keep = lambda _job: None,
        limits: Limits | None = None,
        *,
        spare: bool = True,
    ) -> None:
        """answers_of: a person's newest answers, as given. keep: puts a finished job into the history.
        spare: whether one more process is kept ready."""
        self._box, self._workers = box, workers
        self._answers_of, self._keep = answers_of, keep
        self._limits = limits or Limits()
        self._busy: dict[str, Hand] = {}
        self._has_spare = spare
        self._spare: Hand | None = None
        self._spare_from_s = self._sweep_from_s = 0.0
        self._lock, self._news, self._stopping = threading.RLock(), threading.Event(), False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; jobs that a stopped server left half done are taken up again."""
        ending.taken_up(self._box, self._limits)
        self._stopping = False
        self._spare_from_s = time.monotonic() + SPARE_FIRST_S
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the workers; what was running is taken up at the next start."""
        self._stopping = True
        self.wake()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._lock:
            for hand in [*self._busy.values(), *([self._spare] if self._spare else [])]:
                hand.kill()
                if hand.job is not None:
                    ending.put_back(self._box, hand.job)
            self._busy, self._spare = {}, None

    def wake(self) -> None:
        """Look for waiting jobs now."""
        self._news.set()

    def cancel(self, job: Job) -> None:
        """Stop a job for good; its process is gone and its files are deleted when this returns."""
        with self._lock:
            if not ending.cancelled(self._box, job):
                return
            hand = self._busy.pop(job.id, None)
        if hand is not None:
            hand.kill()
        ending.without_result(self._box, job)
        self.wake()

    def progress(self, job: Job) -> Progress:
        """How far a job is."""
        hand = self._busy.get(job.id)
        if hand is not None:
            return hand.progress
        return Progress(phase="report" if job.over else "waiting", said="" if job.over else say("waiting"))

    def ahead(self, job: Job) -> int:
        """How many jobs wait before it."""
        return ahead_of(job, self._waiting()) if job.state == "waiting" else 0

    def _waiting(self) -> list[Job]:
        return [job for job in self._box.all() if job.state == "waiting"]

    def _run(self) -> None:
        while not self._stopping:
            self._news.wait(LOOK_S)
            self._news.clear()
            try:
                with self._lock:
                    self._turn()
            except Exception:  # a full disk, say: tried again at the next look; other jobs go on
                _log.exception("jobs cannot go on")

    def _turn(self) -> None:
        """One look: end what ended or took too much, begin what may begin, keep a process ready."""
        for job_id, hand in list(self._busy.items()):
            if hand.job is not None and self._is_over(hand, hand.job):
                del self._busy[job_id]
        running = [hand.job for hand in self._busy.values() if hand.job is not None]
        for job in next_jobs(self._waiting(), running, self._workers):
            self._begin(job)
        self._keep_ready()
        if time.monotonic() >= self._sweep_from_s:
            self._sweep_from_s = time.monotonic() + SWEEP_S
            ending.old_files_gone(self._box)

    def _is_over(self, hand: Hand, job: Job) -> bool:
        """Whether a process said its last word, is gone, or was ended here; then its job is settled."""
        too_much = self._too_much(hand, job)
        if hand.outcome is None and too_much is None and not hand.ended:
            return False
        if hand.outcome is None:
            hand.kill()
        said = hand.outcome or ({"failed": too_much} if too_much else None)
        if said is None:
            ending.cut_off(self._box, job, self._limits)
        elif "failed" in said:
            if fault := said.get("fault"):
                _log.error("a fault in job %s:\n%s", job.id, fault)
            ending.failed(self._box, job, said["failed"])
        else:
            ending.done(self._box, job, self._keep)
        self._spare_from_s = min(self._spare_from_s, time.monotonic())
        return True

    def _too_much(self, hand: Hand, job: Job) -> str | None:
        """Why a job is ended that takes too long; None while it may go on."""
        now_s, limits = time.monotonic(), self._limits
        longest_s = limits.light_s if is_light(job) else limits.heavy_s
        if now_s - hand.begun_s > longest_s:
            return say("too_long_at_it", minutes=f"{longest_s / 60:.3g}")
        if hand.progress.phase == "pose" and now_s - hand.heard_s > limits.silent_s:
            return say("no_news", minutes=f"{limits.silent_s / 60:.3g}")
        return None

    def _begin(self, job: Job) -> None:
        """Hand a job to a process; its attempt is on the disk before that."""

        def begun(now: Job) -> Job | None:
            change = {"state": "running", "attempt": now.attempt + 1}
            return now.model_copy(update=change) if now.state == "waiting" else None

        now = self._box.change(job.id, begun)
        if now is None:
            return
        hand, self._spare = self._spare, None
        if hand is None or hand.ended:
            hand = Hand(self._box.folder, self.wake)
        self._spare_from_s = time.monotonic() + SPARE_AGAIN_S
        self._busy[job.id] = hand
        answers = None if job.kind == "demo" else self._told(job.person)
        hand.give(now, order_for(self._box.folder.resolve(), answers, self._limits, heavy=not is_light(job)))

    def _told(self, person: str) -> dict[str, Any] | None:
        """The newest answers; a store that cannot be read stops no measuring."""
        try:
            return self._answers_of(person)
        except BackstrideError:
            _log.exception("answers cannot be read")
            return None

    def _keep_ready(self) -> None:
        if self._spare is not None and self._spare.ended:
            self._spare, self._spare_from_s = None, time.monotonic() + SPARE_AGAIN_S
        if self._has_spare and self._spare is None and time.monotonic() >= self._spare_from_s:
            with contextlib.suppress(OSError):
                self._spare = Hand(self._box.folder, self.wake)
