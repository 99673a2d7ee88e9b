"""How the head is held."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion.places import Places, middle

# Ends of the line, best first: both sides of a head band, one marker before and behind, one side of a band.
SUFFIXES: Final = (("_left", "_right"), ("",), ("_left",), ("_right",))
LACKS: Final = "a marker on the front and one on the back of the head"


def head_pitch(places: Places) -> FloatArray | str:
    """Slope of the line from the back to the front of the head, (n,) rad, + chin down.

    Seen from the side of the head whatever way it is turned. Its zero is where the markers sit: compare with
    the same markers while standing.

    Args:
        places: points, name -> (n, 3) m.

    Returns:
        The angle, NaN where a point is missing; or in words the markers it lacks.
    """
    for suffixes in SUFFIXES:
        front, back = (
            middle(places, *(f"{end}{s}" for s in suffixes)) for end in ("head_front", "head_back")
        )
        if front is not None and back is not None:
            line = front - back
            return np.asarray(-np.arctan2(line[:, 1], np.hypot(line[:, 0], line[:, 2])))
    return LACKS
