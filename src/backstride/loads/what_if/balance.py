"""Where the pelvis must be for the centre of mass to be in its place, the feet being where they are.

Everything above the hips goes with the pelvis, the feet do not, and the knees lie where the legs' lengths put
them. The centre of mass is linear in the joints' places, so only the knees have to be searched for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.loads.what_if.leg import Leg, Rider
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex, Side
from backstride.motion.segment_figures import figure

BALANCED_M: Final = 1e-9  # the search stops here; it gains one to two digits a round
MOST_ROUNDS: Final = 30
LEG: Final = ("thigh", "shank", "foot")
UPPER: Final = ("trunk_from_shoulders", "head")
ARM: Final = ("upper_arm", "forearm", "hand")


@dataclass(frozen=True, eq=False)
class Limb:
    """A leg to be moved: as it was, its knee's centre (n, 3) m carried by the thigh, its new hip before the
    pelvis is moved, and by how much its foot is moved, (n, 3) m each."""

    leg: Leg
    knee_m: FloatArray
    hip_m: FloatArray
    foot_m: FloatArray


@dataclass(frozen=True)
class _Shares:
    """Of the body's mass: what goes with the pelvis, with each knee's centre, with each foot."""

    pelvis: float
    knee: float
    foot: float


def pelvis_shift(
    limbs: Mapping[Side, Limb], lacking_m: FloatArray, sex: Sex | None, start_m: FloatArray
) -> FloatArray:
    """How far pelvis and all above it go, (n, 3) m.

    A leg that does not reach is taken as straight; frames with a gap keep ``start_m``.

    Args:
        limbs: both legs.
        lacking_m: (n, 3) how far the centre of mass has still to go when the upper body is as asked and the
            legs are as they were.
        sex: for the segments' masses.
        start_m: (n, 3) a first guess.
    """
    shares, shift = _shares(sex), start_m
    riders = {side: Rider(limb.leg, limb.knee_m) for side, limb in limbs.items()}
    feet = sum(shares.foot * limb.foot_m for limb in limbs.values())
    lacking = lacking_m - feet
    before: tuple[FloatArray, FloatArray] | None = None
    for _ in range(MOST_ROUNDS):
        knees = sum(
            riders[side].place_m(limb.hip_m + shift, limb.leg.ankle_m + limb.foot_m) - limb.knee_m
            for side, limb in limbs.items()
        )
        miss = lacking - shares.pelvis * shift - shares.knee * knees
        miss = np.where(np.isfinite(miss), miss, 0.0)
        if np.abs(miss).max(initial=0.0) < BALANCED_M:
            break
        # a knee goes about half as far as its hip
        step = miss / (shares.pelvis + len(limbs) * shares.knee / 2)
        before, shift = (shift, step), _mixed(shift, step, before)
    return shift


def _mixed(shift: FloatArray, step: FloatArray, before: tuple[FloatArray, FloatArray] | None) -> FloatArray:
    """The next place, each frame by itself: a step, less the share of the one before that cancels it best
    (Anderson's mixing of two, Walker & Ni 2011, SIAM J Numer Anal 49:1715)."""
    if before is None:
        return shift + step
    last, last_step = before
    fell = step - last_step
    size = np.einsum("ni,ni->n", fell, fell)
    share = np.einsum("ni,ni->n", step, fell) / np.where(size > 0, size, 1.0)
    return np.asarray(shift + step - share[:, None] * (shift - last + fell))


def _shares(sex: Sex | None) -> _Shares:
    """De Leva's masses, each leg's segment parted between its two ends; the foot goes as a whole."""
    mass = {name: figure(name, "mass", sex) for name in (*LEG, *UPPER, *ARM)}
    along = {name: figure(name, "centre", sex) / 100.0 for name in ("thigh", "shank")}
    legs = sum(mass[name] for name in LEG)
    above = sum(mass[name] for name in UPPER) + 2 * sum(mass[name] for name in ARM)
    whole = above + 2 * legs
    return _Shares(
        pelvis=(above + len(SIDES) * mass["thigh"] * (1 - along["thigh"])) / whole,
        knee=(mass["thigh"] * along["thigh"] + mass["shank"] * (1 - along["shank"])) / whole,
        foot=(mass["shank"] * along["shank"] + mass["foot"]) / whole,
    )
