"""What a worker does with a job: the command's own ways, and news of how far they are."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backstride.app.jobs.box import JobBox, sync_files
from backstride.app.jobs.eye import Eye
from backstride.app.jobs.job import Job, Progress
from backstride.app.jobs.limits import Limits
from backstride.app.jobs.words import say
from backstride.checkup import check
from backstride.clips import is_clip
from backstride.demo import run_demo
from backstride.errors import RecordingError, RefusedError
from backstride.pipeline import analyze
from backstride.whole import hidden_beside, move_together

if TYPE_CHECKING:
    from backstride.result import Result

TellProgress = Callable[[Progress], None]
NEWS_S: Final = 0.25  # half of what a page waits between two looks
RUNNER: Final = ("height_m", "mass_kg", "sex", "age_years")
SETTINGS: Final = ("speed_mps", "surface", "slow_motion", "sensor", "rate_hz", "swap_sides")
CHECKED: Final = ("height_m", "slow_motion", "sensor", "rate_hz")


def work(job: Job, folder: Path, answers: dict[str, Any] | None, limits: Limits, tell: TellProgress) -> None:
    """Do a job; what comes of it lies in its folder, whole, when this returns.

    folder: of all jobs. answers: those the runner gave last, as they were given. Raises what ``analyze``
    raises, and RefusedError for a clip beyond the limits.
    """
    from filelock import FileLock

    box = JobBox(folder)
    with FileLock(box.place(job.id) / ".worker"):  # a worker of a killed server may still be about to end
        one = _Work(job, box, limits, tell)
        if job.kind == "check":
            one.check()
        else:
            one.keep(one.demo() if job.kind == "demo" else one.analyze(answers))


class _Work:
    """One job, the places of its files, and its listener."""

    def __init__(self, job: Job, box: JobBox, limits: Limits, tell: TellProgress) -> None:
        self.job, self.box, self.limits, self._tell = job, box, limits, tell
        self._told_s = -NEWS_S
        self._eye = Eye()

    def demo(self) -> Result:
        """The demo's own runner."""
        self._say("reading", "making")
        scratch = self.box.place(self.job.id) / ".demo"
        return run_demo(scratch, lambda _text: self._say("analysis"))

    def analyze(self, answers: dict[str, Any] | None) -> Result:
        """The files measured."""
        paths = self._begin()
        told = self.job.options.model_dump()
        return analyze(
            *paths["run"],
            standing=next(iter(paths["standing"]), None),
            forces=next(iter(paths["forces"]), None),
            runner={name: told[name] for name in RUNNER if told[name] is not None},
            answers=answers,
            on_step=lambda _text: self._say("analysis"),
            on_frames=self._frames,
            on_pose=self._eye,
            **{name: told[name] for name in SETTINGS},
        )

    def check(self) -> None:
        """The files looked at; the checkups lie beside the job's state."""
        paths = self._begin()
        told = self.job.options.model_dump()
        found = check(
            *paths["run"],
            standing=next(iter(paths["standing"]), None),
            forces=next(iter(paths["forces"]), None),
            on_frames=self._frames,
            on_pose=self._eye,
            **{name: told[name] for name in CHECKED},
        )
        out = self.box.checked(self.job)
        text = json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False)
        with hidden_beside(out, "the check") as made:
            (made / out.name).write_text(text, encoding="utf-8")
            sync_files(made)
            move_together(made, out.parent, (out.name,))

    def keep(self, result: Result) -> None:
        """The result written, all of it or nothing, and the pieces that pages are made of."""
        self._say("report")
        out = self.box.result(self.job)
        result.save(out, video=self.job.options.pictures, annotated=False)  # the original would wait for it
        sync_files(out)
        self._fragments(out)
        shutil.rmtree(self.box.place(self.job.id) / ".demo", ignore_errors=True)

    def _fragments(self, result: Path) -> None:
        """Pages make what is missing here themselves."""
        from backstride.app.results.fragments import write_fragments

        try:
            write_fragments(result, self.box.shown(self.job))
        except Exception:  # a fault of ours, or no memory left: the result is whole and stays
            logging.getLogger(__name__).exception("no fragments of %s", self.job.id)

    def _begin(self) -> dict[str, list[Path]]:
        """Say that it begins, and where the files lie, by role; raises RefusedError beyond the limits."""
        self._say("reading")
        paths: dict[str, list[Path]] = {"run": [], "standing": [], "forces": []}
        for one in self.job.files:
            path = self.box.files(self.job) / one.stored
            if one.kind == "video" and is_clip(path):
                _check_clip(path, one.name, self.limits)
            paths[one.role].append(path)
        return paths

    def _frames(self, name: str, done: int, expected: int) -> None:
        """News of a clip; a header that promised few frames is found out here."""
        if done > self.limits.most_frames:
            raise _long_clip(name, done, self.limits)
        now_s = time.monotonic()
        if done >= expected:
            self._tell(Progress(phase="analysis", said=say("again", name=name)))
        elif now_s - self._told_s >= NEWS_S:
            self._told_s = now_s
            said = say("pose", name=name)
            points = self._eye.points
            news = Progress(
                phase="pose", done=done, of=expected, unit=say("frames"), said=said, points=points
            )
            self._tell(news)

    def _say(self, phase: Any, key: str | None = None) -> None:
        self._tell(Progress(phase=phase, said=say(key or phase)))


def _check_clip(path: Path, name: str, limits: Limits) -> None:
    """Refuse a clip that is too long or too large by its header, before a picture of it is decoded."""
    from backstride.pose.container import open_video
    from backstride.pose.decode import header_duration_s

    try:
        with open_video(path) as (container, stream):
            width, height = stream.codec_context.width, stream.codec_context.height
            length_s = header_duration_s(container, stream)
            frames = max(stream.frames, round(length_s * float(stream.average_rate or 0)))
    except RecordingError:
        return  # said with more care where the clip is read
    if max(width, height) > limits.most_side_px:
        raise RefusedError(say("large_picture", name=name, width=width, height=height))
    if frames > limits.most_frames:
        raise _long_clip(name, frames, limits)


def _long_clip(name: str, frames: int, limits: Limits) -> RefusedError:
    return RefusedError(say("long_clip", name=name, frames=frames, most=limits.most_frames))
