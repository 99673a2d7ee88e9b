"""Whether a recording's names are right throughout: mean shapes against standing and the other foot."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from backstride.model.common import FloatArray
from backstride.motion import rigid
from backstride.motion.label_shapes import Renaming, explains, residuals, swaps

# A reference that fits neither way says nothing. Running against standing shapes differ by 12 mm at most
# over the trials measured, left against mirrored right feet by less.
TELLING_M: Final = 0.020


def mirror(shape: FloatArray) -> FloatArray:
    """The other side's shape, markers in the same order: any reflection does, fits ignore the pose."""
    flip: FloatArray = np.array([1.0, 1.0, -1.0])
    return shape * flip


def exchanged(shape: FloatArray, references: list[FloatArray]) -> tuple[int, int] | None:
    """The two markers whose names are exchanged in ``shape`` (k, 3), by a majority of the references.

    Each reference that tells anything votes for the names as they are or for one exchange.
    """
    votes = Counter(vote for reference in references for vote in _vote(shape, reference))
    if not votes:
        return None
    winner, count = votes.most_common(1)[0]
    return winner if winner is not None and 2 * count > votes.total() else None


def _vote(shape: FloatArray, reference: FloatArray) -> list[tuple[int, int] | None]:
    common = np.flatnonzero(rigid.seen(shape) & rigid.seen(reference))
    if common.size < rigid.MIN_MARKERS:
        return []
    guesses = swaps(common.size)
    points = shape[None, common]
    as_named = residuals(reference[common], points, [Renaming()])[0]
    renamed = residuals(reference[common], points, guesses)[:, 0]
    best = int(renamed.argmin())
    if min(as_named[0], renamed[best]) > TELLING_M:
        return []
    if not explains(renamed[best : best + 1], as_named)[0]:
        return [None]
    first, second = guesses[best].swap or (0, 0)
    return [(int(common[first]), int(common[second]))]


def misplaced(shape: FloatArray, reference: FloatArray, stray_m: float) -> int | None:
    """The one marker of ``shape`` that sits elsewhere than in the reference, if exactly one does."""
    common = np.flatnonzero(rigid.seen(shape) & rigid.seen(reference))
    if common.size <= rigid.MIN_MARKERS:
        return None
    points = shape[None, common]
    guesses = [Renaming(stray=(i,)) for i in range(common.size)]
    as_named = residuals(reference[common], points, [Renaming()])[0]
    without = residuals(reference[common], points, guesses)[:, 0]
    best = int(without.argmin())
    place = rigid.fit(reference[common], guesses[best].applied(points)).place(reference[common])[0]
    away = float(np.linalg.norm(place[best] - points[0, best]))
    if not explains(without[best : best + 1], as_named)[0] or away < stray_m:
        return None
    return int(common[best])
