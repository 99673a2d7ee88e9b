"""The steps of a job as bars: what is done, what is going on, what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from backstride.app.jobs.job import Job, Phase, Progress

Now = Literal["waits", "going", "done"]
SEEN: Final = ("video", None)  # a file whose kind is not known yet may be a clip
STEPS: Final[tuple[Phase, ...]] = ("reading", "pose", "analysis", "report")


@dataclass(frozen=True)
class Step:
    """One bar. id: the phase that it stands for. done, of: counted in it, of 0 where nobody can know."""

    id: Phase
    title: str
    now: Now
    done: int = 0
    of: int = 0


def is_clip(job: Job) -> bool:
    """Whether a body is looked for in pictures."""
    return any(one.kind in SEEN and one.role != "forces" for one in job.files)


def job_steps(job: Job, far: Progress) -> list[Step]:
    """The bars of a job; those that come before the one that goes on are done."""
    ids = [name for name in STEPS if name != "pose" or is_clip(job)]
    if job.kind == "check":
        ids.remove("report")
    at = ids.index(far.phase) if far.phase in ids else -1
    return [_step(name, place, at, job, far) for place, name in enumerate(ids)]


def _step(name: Phase, place: int, at: int, job: Job, far: Progress) -> Step:
    title = "step_looking" if job.kind == "check" and name == "analysis" else f"step_{name}"
    if place == at:
        return Step(name, title, "going", far.done, far.of)
    return Step(name, title, "done" if place < at else "waits")
