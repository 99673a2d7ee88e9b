"""How fast the runner goes over what is underfoot: belt speed from the standing feet, or travel speed.

One idea serves treadmill and overground alike: the ground is what the standing foot does not move against.
Its velocity in the laboratory is the belt's (or nought); the body's velocity against it is the running speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.motion.contact_signals import Signals

# Belts are sped up and runners drift: the ground's velocity is found anew in blocks of this length.
BLOCK_S: Final = 10.0
# In running a foot stands for 25 to 45 % of the time: these shares of its velocities are taken as standing.
SLOWEST_SHARE: Final = 0.02
STANDING_BAND: Final = 0.25
SLOWEST_RUN_MPS: Final = 1.0  # below this no gait is a run (transition to walking is near 2 m/s)


class TooSlowError(RefusedError):
    """The body hardly moves over what is underfoot: standing, or running on the spot."""


@dataclass(frozen=True, eq=False)
class Progression:
    """speed_mps: (n,) running speed over the ground. ground_mps: (n, 3) velocity of the ground in the
    laboratory. heading_rad: of the run about the vertical, 0 along +X, positive towards +Z.
    """

    speed_mps: FloatArray
    ground_mps: FloatArray
    heading_rad: float

    @property
    def mean_speed_mps(self) -> float:
        """Running speed over the whole recording."""
        return float(np.mean(self.speed_mps))

    @property
    def is_treadmill(self) -> bool:
        """True when the ground moves at more than half the running speed."""
        return float(np.linalg.norm(self.ground_mps.mean(axis=0))) > 0.5 * self.mean_speed_mps


def progression(found: Signals, slowest_share: float = SLOWEST_SHARE) -> Progression:
    """Ground velocity and running speed from the feet (and the pelvis where it is seen).

    slowest_share: share of a foot's velocities that are taken for slips of its tracking.

    Raises:
        RefusedError: the feet are hardly seen, or never move against the ground fast enough for a run.
    """
    time_s = found.time_s
    duration = float(time_s[-1] - time_s[0])
    count = max(1, round(duration / BLOCK_S))
    edges = np.linspace(time_s[0], time_s[-1], count + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    grounds, bodies = [], []
    for start, stop in pairwise(edges):
        rows = (time_s >= start) & (time_s <= stop)
        grounds.append(_ground(found, rows, slowest_share))
        bodies.append(_body(found, rows))
    ground, body = _filled(np.array(grounds)), _filled(np.array(bodies))
    against = body - ground
    mean = against.mean(axis=0)
    speed = np.hypot(against[:, 0], against[:, 2])
    if not np.isfinite(speed).all():
        raise RefusedError(
            "the feet are seen for too short a time to tell how they move",
            fix="Give at least two strides with heel or toe markers",
        )
    if speed.mean() < SLOWEST_RUN_MPS:
        raise TooSlowError(
            f"the feet move at {speed.mean():.1f} m/s against the ground, too slow for running",
            fix="Give a recording of running; standing trials belong to --standing",
        )
    return Progression(
        speed_mps=np.interp(time_s, centres, speed),
        ground_mps=np.stack([np.interp(time_s, centres, ground[:, a]) for a in range(3)], axis=1),
        heading_rad=float(np.arctan2(mean[2], mean[0])),
    )


def _ground(found: Signals, rows: np.ndarray, slowest_share: float) -> FloatArray:
    """Velocity of the ground in one block: the median of the feet's backmost velocities, (3,)."""
    standing = []
    for side in found.sides():
        velocity = found.foot(side)[rows]
        velocity = velocity[np.isfinite(velocity).all(axis=1)]
        if len(velocity) < 5:
            continue
        slowest, usual = np.quantile(velocity[:, 0], [slowest_share, 0.5])
        stands = velocity[:, 0] < slowest + STANDING_BAND * (usual - slowest)
        if stands.any():
            standing.append(np.median(velocity[stands], axis=0))
    return np.median(np.array(standing), axis=0) if standing else np.full(3, np.nan)


def _body(found: Signals, rows: np.ndarray) -> FloatArray:
    """Velocity of the body in one block: of the pelvis, else the mean of the feet, (3,)."""
    if found.pelvis is not None:
        velocity = found.pelvis[rows]
        velocity = velocity[np.isfinite(velocity).all(axis=1)]
        if len(velocity):
            return np.asarray(np.mean(velocity, axis=0))
    means = []
    for side in found.sides():
        velocity = found.foot(side)[rows]
        velocity = velocity[np.isfinite(velocity).all(axis=1)]
        if len(velocity):
            means.append(velocity.mean(axis=0))
    return np.mean(np.array(means), axis=0) if means else np.full(3, np.nan)


def _filled(blocks: FloatArray) -> FloatArray:
    """Blocks without feet take their neighbours' value."""
    known = np.isfinite(blocks).all(axis=1)
    if known.all() or not known.any():
        return blocks
    where = np.arange(len(blocks))
    return np.stack([np.interp(where, where[known], blocks[known, a]) for a in range(3)], axis=1)
