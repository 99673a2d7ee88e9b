"""The nouns of a job."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from backstride.model.common import Frozen, Sex, Surface
from backstride.model.imu import Placement

JobKind = Literal["demo", "check", "analyze"]
JobState = Literal["uploading", "waiting", "running", "done", "failed", "cancelled"]
FileKind = Literal["video", "watch", "table", "c3d", "keypoints"]
FileRole = Literal["run", "standing", "forces"]
Phase = Literal["waiting", "reading", "pose", "analysis", "report"]
OVER: Final = ("done", "failed", "cancelled")


class JobFile(Frozen):
    """One uploaded file. name: as its owner calls it, for people. stored: its name on disk, safe. sha256:
    None until all of it is there."""

    name: Annotated[str, Field(max_length=255)]
    stored: str
    role: FileRole = "run"
    bytes: Annotated[int, Field(ge=0)] = 0
    kind: FileKind | None = None
    sha256: str | None = None


class JobOptions(Frozen):
    """What the runner tells of themselves and of the recording; every field optional. The ranges are those of
    ``model.Runner`` and ``model.Settings``.

    pictures: keep pictures of a clip in the report. keep: put the result into the history when it is done.
    """

    height_m: Annotated[float, Field(ge=0.9, le=2.5)] | None = None
    mass_kg: Annotated[float, Field(ge=20, le=300)] | None = None
    sex: Sex | None = None
    age_years: Annotated[float, Field(ge=4, le=110)] | None = None
    speed_mps: Annotated[float, Field(gt=0, le=12)] | None = None
    surface: Surface | None = None
    slow_motion: Annotated[float, Field(gt=0, le=64)] | None = None
    sensor: Placement | None = None
    rate_hz: Annotated[float, Field(gt=0, le=10_000)] | None = None
    swap_sides: bool = False
    pictures: bool = True
    keep: bool = False


class Progress(Frozen):
    """How far a job is. phase: what is being done now. done, of: of that phase, in ``unit``; of is 0 where
    nobody can know. said: a sentence. points: the runner's points in the last frame looked at, shares of the
    picture (x, y), None where not seen."""

    phase: Phase
    done: int = 0
    of: int = 0
    unit: str = ""
    said: str = ""
    points: tuple[tuple[float, float] | None, ...] = ()


class Job(Frozen):
    """One job of one person. made_at: UTC, ISO. attempt: how often it was started. restarts: how
    often the server was killed meanwhile. reason: why it failed, one
    sentence for a person. same_as: an earlier job of this person with the same files and options. looked_at:
    the check whose files it measures."""

    id: str
    person: str
    kind: JobKind
    state: JobState
    made_at: str
    files: tuple[JobFile, ...] = ()
    options: JobOptions = JobOptions()
    attempt: int = 0
    restarts: int = 0
    reason: str | None = None
    same_as: str | None = None
    looked_at: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER
