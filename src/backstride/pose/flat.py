"""Points of a clip as plain arrays with the vertical pointing up, and the few lengths all of the room asks
for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Side
from backstride.model.keypoints import Keypoints


@dataclass(frozen=True, eq=False)
class Flat:
    """places: name -> (n, 2) px, x to the right, y up, the picture's centre at (0, 0); NaN where unseen.

    time_s: (n,) on the file's clock. A point that the engine does not give is absent.
    """

    time_s: FloatArray
    places: dict[str, FloatArray]

    def at(self, name: str) -> FloatArray:
        """One point, (n, 2); all NaN where the engine does not give it."""
        return self.places.get(name, np.full((len(self.time_s), 2), np.nan))

    def middle(self, name: str) -> FloatArray:
        """Halfway between a point's left and right, (n, 2)."""
        return np.asarray((self.at(f"{name}_left") + self.at(f"{name}_right")) / 2)

    def across(self, name: str) -> FloatArray:
        """From the left to the right of a pair, (n, 2)."""
        return np.asarray(self.at(f"{name}_right") - self.at(f"{name}_left"))

    def leg_px(self, side: Side) -> FloatArray:
        """Thigh plus shank as they lie in the picture, (n,)."""
        hip, knee, ankle = (self.at(f"{joint}_centre_{side}") for joint in ("hip", "knee", "ankle"))
        return np.asarray(np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1))

    def turned(self, angle_rad: float) -> Flat:
        """The same turned anticlockwise about the picture's centre."""
        cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
        turn = np.array([[cosine, sine], [-sine, cosine]])
        return replace(self, places={name: place @ turn for name, place in self.places.items()})

    def mapped(self, names: Iterable[str], values: FloatArray) -> Flat:
        """The same with other places, (n, p, 2) in the order of names."""
        return replace(self, places={name: values[:, i] for i, name in enumerate(names)})


def flat_of(seen: Keypoints) -> Flat:
    """The points of a clip, y turned up."""
    centre = np.array([seen.width_px, seen.height_px]) / 2
    values = (seen.points.to_numpy() - centre) * np.array([1.0, -1.0])
    names = [str(name) for name in seen.points.coords["point"].to_numpy()]
    return Flat(seen.time_s, {name: values[:, i] for i, name in enumerate(names)})


def usual_leg_px(flat: Flat) -> float:
    """Thigh plus shank, px, the median over clip and sides; NaN where no leg is seen."""
    both = np.concatenate([flat.leg_px(side) for side in SIDES])
    seen = both[np.isfinite(both)]
    return float(np.median(seen)) if seen.size else float("nan")
