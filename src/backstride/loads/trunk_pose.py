"""Trunk and head as rigid bodies, tracked by all their markers, the trunk by its joint L5/S1 as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion import rigid
from backstride.motion.places import Places, present, stack
from backstride.motion.rotations import square

HEAD: Final = (
    "head_front",
    "head_back",
    "head_front_left",
    "head_front_right",
    "head_back_left",
    "head_back_right",
)
MARKERS: Final = ("c7", "clavicle", "acromion_left", "acromion_right")
ENOUGH_FRAMES: Final = 300  # spread over the recording; a mean shape needs no more


@dataclass(frozen=True, eq=False)
class TrunkPose:
    """fit: of the mean shape of trunk or head in every frame. axes: (n, 3, 3), X forward, Y up, Z right."""

    fit: rigid.RigidFit
    axes: FloatArray

    def carried(self, centre_m: FloatArray) -> FloatArray:
        """A place (n, 3) m held in the trunk at the mean of where it lies there, (n, 3) m."""
        own = self.fit.into_segment(centre_m[:, None])[:, 0]
        known = own[np.isfinite(own).all(axis=1)]
        mean = known.mean(axis=0) if len(known) else np.full(3, np.nan)
        return self.fit.place(mean[None])[:, 0]


def trunk_pose(places: Places, joint_m: FloatArray, axes: FloatArray) -> TrunkPose:
    """The trunk's markers and L5/S1 fitted by their mean shape in the run.

    Why rigid: single markers bob on the skin, and what they bob is accelerated with a third of the body's
    mass. Against plates (five trials of two runners, mean) the whole body's sagittal moment about L5/S1 is
    off by 0.43 N m/kg with the rigid trunk and by 0.48 with its parts strung between shoulders and hips, its
    side force by 67 and 86 N; without the joint in the shape its fore-aft force is worse by a third.

    Args:
        places: with at least two of ``MARKERS``.
        joint_m: (n, 3) L5/S1.
        axes: (n, 3, 3) of the trunk's line and shoulders, whose mean place in the shape is kept.
    """
    names = present(places, MARKERS)
    return _tracked(np.concatenate([stack(places, names), joint_m[:, None]], axis=1), axes)


def head_is_marked(places: Places) -> bool:
    """Whether the head has three markers of its own, as many as a pose needs."""
    return len(present(places, HEAD)) >= rigid.MIN_MARKERS


def head_pose(places: Places, axes: FloatArray) -> TrunkPose | None:
    """The head by its own markers; None with fewer than three of them."""
    return _tracked(stack(places, present(places, HEAD)), axes) if head_is_marked(places) else None


def _tracked(seen: FloatArray, axes: FloatArray) -> TrunkPose:
    """Points (n, k, 3) m fitted by their mean shape, with the mean turn of ``axes`` on it."""
    fullest = seen[int(np.argmax(rigid.seen(seen).sum(axis=1)))]
    every = max(1, len(seen) // ENOUGH_FRAMES)
    fit = rigid.fit(rigid.mean_shape(seen[::every], fullest), seen)
    return TrunkPose(fit, fit.rotation @ _mean_rotation(np.swapaxes(fit.rotation, 1, 2) @ axes))


def _mean_rotation(rotations: FloatArray) -> FloatArray:
    """The rotation nearest to the mean of (n, 3, 3) that differ little."""
    known = rotations[np.isfinite(rotations).all(axis=(1, 2))]
    return square(known.mean(axis=0)) if len(known) else np.full((3, 3), np.nan)
