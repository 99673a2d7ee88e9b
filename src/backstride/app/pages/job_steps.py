"""The steps of a job as bars: what is done, what is going on, what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from backstride.app.jobs.job import Job, Phase, Progress

Now = Literal["waits", "going", "done"]
SEEN: Final = ("video", None)  # a file whose kind is not known yet may be a clip
PHASES: Final[dict[str, tuple[Phase, ...]]] = {
    "reading": ("reading",),
    "pose": ("decode", "pose"),
    "analysis": ("analysis",),
    "report": ("report",),
}
"""Which phases a step stands for: frames are decoded and looked at in one pass, so that they have one bar."""


@dataclass(frozen=True)
class Step:
    """One bar. done, of: counted in this step, of 0 where nobody can know."""

    id: str
    title: str
    now: Now
    phases: tuple[Phase, ...]
    done: int = 0
    of: int = 0


def is_clip(job: Job) -> bool:
    """Whether a body is looked for in pictures."""
    return any(one.kind in SEEN and one.role != "forces" for one in job.files)


def job_steps(job: Job, far: Progress) -> list[Step]:
    """The bars of a job; those that come before the one that goes on are done."""
    ids = [name for name in PHASES if name != "pose" or is_clip(job)]
    if job.kind == "check":
        ids.remove("report")
    at = next((place for place, name in enumerate(ids) if far.phase in PHASES[name]), -1)
    return [_step(name, place, at, job, far) for place, name in enumerate(ids)]


def _step(name: str, place: int, at: int, job: Job, far: Progress) -> Step:
    title = "step_looking" if job.kind == "check" and name == "analysis" else f"step_{name}"
    if place == at:
        return Step(name, title, "going", PHASES[name], far.done, far.of)
    return Step(name, title, "done" if place < at else "waits", PHASES[name])
