"""What every pose engine can do: find the people in one frame, and the points of the one in a region.

An engine looks at one frame and remembers nothing: whatever follows a person through time, and whatever
filters, is outside it, where it can be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from backstride.model.arrays import FloatArray
from backstride.pose.decode import Image
from backstride.pose.region import Region


@dataclass(frozen=True)
class Person:
    """One person found in a frame: the region to look for points in, and how sure the detector is, 0 to 1."""

    region: Region
    score: float


@dataclass(frozen=True, eq=False)
class Pose:
    """Points of one person in one frame.

    points_px: (p, 2) in frame px, in the order of the engine's point_names. confidence: (p,) 0 to 1: the
    point is in the picture and not hidden. depth_px: (p,) nearer is smaller, or None. presence: 0 to 1, is
    there a person in the region at all. region: where to look in the next frame.
    """

    points_px: FloatArray
    confidence: FloatArray
    depth_px: FloatArray | None
    presence: float
    region: Region


class Engine(Protocol):
    """One pose engine. Used by one thread at a time; make one for each."""

    @property
    def name(self) -> str:
        """Engine and model, for people."""

    @property
    def point_names(self) -> tuple[str, ...]:
        """Anatomical names, in the order of ``Pose.points_px``."""

    @property
    def present_at_least(self) -> float:
        """Below this ``Pose.presence`` nobody is in the region."""

    def people(self, image: Image) -> tuple[Person, ...]:
        """Everybody in the frame, surest first."""

    def pose(self, image: Image, region: Region) -> Pose:
        """The points of the person in the region, sure or not."""


MakeEngine = Callable[[], Engine]
