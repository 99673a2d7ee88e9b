"""The runner followed from frame to frame, never looking ahead.

As a clip is watched (``pose.watch``): the region comes from the points of the frame before; the detector is
asked when nobody is followed, and now and then whether the one who is followed is there. Of several people
the largest is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backstride.pose.engine import Engine, Pose
from backstride.pose.frame import Image
from backstride.pose.people import SAME_PERSON, distance
from backstride.pose.region import Region
from backstride.pose.watch import sure_pose

# The detector takes as long as the points of a frame. While somebody is followed it is only a second opinion.
LOOK_EVERY_S: Final = 5.0
# While nobody is there it need not be asked at every frame.
SEARCH_EVERY_S: Final = 0.2
UNBACKED_LOOKS: Final = 2


@dataclass
class Follower:
    """Who is followed, and when the detector was asked last."""

    engine: Engine
    region: Region | None = None
    looked_s: float = -1e9
    unbacked: int = 0

    def see(self, image: Image, time_s: float) -> Pose | None:
        """The points of the one who is followed in this frame (h, w, 3), None where nobody is."""
        pose = sure_pose(self.engine, image, self.region)
        if pose is None:
            pose = self._searched(image, time_s)
        elif time_s - self.looked_s >= LOOK_EVERY_S and not self._backed(image, time_s, pose):
            pose = self._searched(image, time_s, again=True)
        self.region = pose.region if pose else None
        return pose

    def _searched(self, image: Image, time_s: float, again: bool = False) -> Pose | None:
        """The largest person the detector finds, proved by the points."""
        if not again and time_s - self.looked_s < SEARCH_EVERY_S:
            return None
        self.looked_s, self.unbacked = time_s, 0
        found = sorted(self.engine.people(image), key=lambda one: -one.region.side_px)
        for person in found:
            if (pose := sure_pose(self.engine, image, person.region)) is not None:
                return pose
        return None

    def _backed(self, image: Image, time_s: float, pose: Pose) -> bool:
        """Whether the detector still sees the one who is followed; one look may fail."""
        self.looked_s = time_s
        seen = any(distance(pose.region, one.region) < SAME_PERSON for one in self.engine.people(image))
        self.unbacked = 0 if seen else self.unbacked + 1
        return self.unbacked < UNBACKED_LOOKS
