"""The fitted step from first guess to event: linear in the velocity windows, in two stages.

The first stage starts at the guess; the second, fitted on windows scattered around the true event, is
repeated until the event rests. Members that look at different channels vote by their mean. There is a team
for each set of groups a foot can show (heel, ball, pelvis) and each grade of noise, so that a missing marker
or a coarse camera costs accuracy, not the contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.contact_features import Windows, features

Event = Literal["foot_strike", "toe_off"]
Grade = Literal["clean", "noisy", "video_30", "video_60", "video_120"]
Start = Literal["ball", "heel"]

COEFFICIENTS: Final = "coefficients/contacts_markers.json"
VIDEO_COEFFICIENTS: Final = "coefficients/contacts_video.json"
REPEATS: Final = 3  # the second stage moves by less than 0.1 ms after three rounds on the fitted recordings
LONGEST_MOVE_S: Final = 0.02  # what one round of the second stage may move, near the scatter it was fitted on


@dataclass(frozen=True, eq=False)
class Stage:
    """weight_s: seconds to move per unit of each feature, (k,); offset_s: seconds to move at nought."""

    weight_s: FloatArray
    offset_s: float

    def __call__(self, rows: FloatArray) -> FloatArray:
        """Seconds to move, (m,); NaN where a feature is missing."""
        return rows @ self.weight_s + self.offset_s


@dataclass(frozen=True, eq=False)
class Member:
    """Both stages on one choice of channels."""

    channels: tuple[str, ...]
    offsets_s: FloatArray
    first: Stage
    second: Stage

    def refine(self, windows: Windows, side: Side, at_s: FloatArray) -> FloatArray:
        """The events, s, from guesses, s; NaN where the windows are not fully seen."""
        at = at_s + self.first(features(windows, self.channels, side, at_s, self.offsets_s))
        for _ in range(REPEATS):
            move = self.second(features(windows, self.channels, side, at, self.offsets_s))
            at = at + np.clip(move, -LONGEST_MOVE_S, LONGEST_MOVE_S)
        return np.asarray(at)


@dataclass(frozen=True, eq=False)
class Team:
    """Members for one event and one grade of noise.

    start: the group the first guess was made from. sd_s: error of runners left out of the fit.
    """

    event: Event
    grade: Grade
    start: Start
    members: tuple[Member, ...]
    sd_s: float

    def refine(self, windows: Windows, side: Side, at_s: FloatArray) -> FloatArray:
        """The members' mean, s; NaN where any of them sees too little."""
        return np.asarray(np.mean([member.refine(windows, side, at_s) for member in self.members], axis=0))


def is_video(grade: Grade | None) -> bool:
    """Whether a grade is one of a video's points."""
    return grade is not None and grade.startswith("video")


def parse(content: Any) -> tuple[Team, ...]:
    """All teams in the content of a coefficients file, in the file's order: best first."""
    return tuple(
        Team(
            event=entry["event"],
            grade=entry["grade"],
            start=entry["start"],
            members=tuple(_member(member) for member in entry["members"]),
            sd_s=float(entry["sd_ms"]) / 1000.0,
        )
        for entry in content["teams"]
    )


@cache
def fitted() -> tuple[Team, ...]:
    """The teams for markers that come with Backstride."""
    return parse(load(COEFFICIENTS))


@cache
def fitted_video() -> tuple[Team, ...]:
    """The teams for the points of a video that come with Backstride."""
    return parse(load(VIDEO_COEFFICIENTS))


def _member(entry: dict[str, Any]) -> Member:
    return Member(
        channels=tuple(entry["channels"]),
        offsets_s=np.array(entry["offsets_ms"]) / 1000.0,
        first=_stage(entry["first"]),
        second=_stage(entry["second"]),
    )


def _stage(entry: dict[str, Any]) -> Stage:
    return Stage(np.array(entry["weight_ms"]) / 1000.0, float(entry["offset_ms"]) / 1000.0)
