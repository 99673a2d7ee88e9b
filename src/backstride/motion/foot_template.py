"""Where markers sit on a foot, whoever's it is: a witness when no standing trial says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion import rigid

# Right foot, forward, up and right of the heel marker, m. Heel to mt5: mean of 16 standing feet of eight
# runners (RBDS, Fukuchi, Fukuchi, Duarte 2017, PeerJ 5:e3298), from which each differs, after scaling,
# by 2 to 4 mm root mean square. Midfoot and toe: mean of two feet of another laboratory (Dorn 2012),
# its lower forefoot brought to the same height. Good for telling markers apart, not for measuring.
_PLACES_M: Final = {
    "heel": (0.000, 0.000, 0.000),
    "heel_top": (0.010, 0.048, -0.002),
    "heel_lateral": (0.030, 0.019, 0.039),
    "mt1": (0.217, 0.018, -0.057),
    "mt2": (0.229, 0.028, -0.011),
    "mt5": (0.196, 0.010, 0.057),
    "midfoot_medial": (0.168, 0.066, -0.021),
    "midfoot_lateral": (0.141, 0.039, 0.042),
    "toe": (0.268, 0.029, -0.031),
}


def foot_like(markers: Sequence[str], shape: FloatArray) -> FloatArray:
    """The template foot in the size and of the side of a given one.

    Args:
        markers: names with side, ``mt1_left``.
        shape: (k, 3) m, their places on the foot in question.

    Returns:
        (k, 3) m in the template's axes, NaN for markers it lacks.
    """
    bases = [marker.rpartition("_")[0] for marker in markers]
    places = np.array([_PLACES_M.get(base, (np.nan,) * 3) for base in bases])
    if markers and markers[0].endswith("_left"):
        places[:, 2] *= -1.0
    common = rigid.seen(places) & rigid.seen(shape)
    if not common.any():
        return places
    return places * (_size(shape[common]) / max(_size(places[common]), 1e-9))


def _size(shape: FloatArray) -> float:
    """Root mean square distance from the centroid, m."""
    return float(np.sqrt(((shape - shape.mean(axis=0)) ** 2).sum(axis=-1).mean()))
