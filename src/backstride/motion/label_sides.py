"""Left and right exchanged for a whole segment: each part of a leg must hang on the part above it."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.motion.clusters import clusters
from backstride.motion.label_shapes import stretches_of
from backstride.motion.rigid import seen
from backstride.motion.tracks import Tracks

# From trunk to foot: each segment is judged against the one above, already put right.
CHAIN: Final = (("thigh", "pelvis"), ("shank", "thigh"), ("foot", "shank"))
# What a change between right and exchanged sides costs, in metre seconds of nearness to the other side's
# upper segment. Not one frame of 30 clean trials speaks for an exchange, feet that pass included; half a
# metre apart, as running feet are, an exchange earns this in 0.03 s.
SWITCH_COST_MS: Final = 0.03
# Markers seen less often than this would move the middle of their segment about; they are left out.
OFTEN_SEEN: Final = 0.9


def crossed(tracks: Tracks, child: str, parent: str) -> BoolArray:
    """Frames in which the left ``child`` hangs on the right ``parent`` and the right one on the left.

    Args:
        tracks: the recording's points.
        child: kind of a segment, ``foot`` for instance.
        parent: kind of the segment above.

    Returns:
        A (n,) mask: the most likely stretches, judged by which pairing keeps the parts together; no
        frame where a segment is not seen.
    """
    left, right = (_middle(tracks, child, side) for side in SIDES)
    upper_left, upper_right = (_middle(tracks, parent, side) for side in SIDES)
    as_named = _apart(left, upper_left) + _apart(right, upper_right)
    exchanged = _apart(left, upper_right) + _apart(right, upper_left)
    gain = np.nan_to_num((as_named - exchanged) / tracks.rate_hz, nan=0.0)
    return stretches_of(gain, SWITCH_COST_MS)


def pelvis_turned(tracks: Tracks) -> bool:
    """True where the right asis lies left of the left one, looking from the back of the pelvis forwards.

    Needs both asis and, for the back, the psis or the sacrum; Y is up.
    """
    left, right = np.moveaxis(tracks.of(["asis_left", "asis_right"]), 1, 0)
    psis_left, psis_right, sacrum = np.moveaxis(tracks.of(["psis_left", "psis_right", "sacrum"]), 1, 0)
    psis = (psis_left + psis_right) / 2
    back = np.where(np.isfinite(psis), psis, sacrum)
    up = np.array([0.0, 1.0, 0.0])
    across = np.einsum("ni,ni->n", right - left, np.cross((left + right) / 2 - back, up))
    known = np.isfinite(across)
    return bool(known.any() and np.median(across[known]) < 0)


def _middle(tracks: Tracks, kind: str, side: str) -> FloatArray:
    """Middle (n, 3) of a segment's markers of one side, NaN in frames where one of them is missing."""
    markers = [m for c in clusters(tracks.names) if c.kind == kind for m in c.markers if m.endswith(side)]
    points = tracks.of(markers)
    points = points[:, seen(points).mean(axis=0) >= OFTEN_SEEN]
    if not points.shape[1]:
        return np.full((tracks.frames, 3), np.nan)
    middle: FloatArray = points.mean(axis=1)
    return middle


def _apart(a: FloatArray, b: FloatArray) -> FloatArray:
    distance: FloatArray = np.linalg.norm(a - b, axis=-1)
    return distance
