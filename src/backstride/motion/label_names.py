"""Whether a recording's names are right throughout: mean shapes against standing and the other foot."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.motion import rigid
from backstride.motion.label_shapes import Renaming, explains, swaps

# A reference that fits neither way better than this says nothing: running shapes fit standing ones to
# 10 mm at worst over the trials measured, left feet mirrored right ones to 5 mm, the template foot those
# whose markers sit as its own do to 5 mm.
TELLING_M: Final = 0.011


def mirror(shape: FloatArray) -> FloatArray:
    """The other side's shape, markers in the same order: any reflection does, fits ignore the pose."""
    flip: FloatArray = np.array([1.0, 1.0, -1.0])
    return shape * flip


def exchanged(shape: FloatArray, references: list[FloatArray], least: int) -> tuple[int, int] | None:
    """The two markers whose names are exchanged in ``shape`` (k, 3), by a majority of the references.

    Each reference that tells anything votes for the names as they are or for one exchange; ``least``
    votes are needed.
    """
    votes = Counter(vote for reference in references for vote in _vote(shape, reference))
    winner, count = votes.most_common(1)[0] if votes else (None, 0)
    return winner if count >= least and 2 * count > votes.total() else None


def _vote(shape: FloatArray, reference: FloatArray) -> list[tuple[int, int] | None]:
    common = np.flatnonzero(rigid.seen(shape) & rigid.seen(reference))
    if common.size < rigid.MIN_MARKERS:
        return []
    guesses = swaps(common.size)
    candidates = [shape[common], *(guess.applied(shape[common]) for guess in guesses)]
    misfit = rigid.fit(reference[common], np.stack(candidates)).residual_m
    best = int(misfit[1:].argmin())
    if not misfit.min() <= TELLING_M:
        return []
    if not explains(misfit[1 + best], misfit[0]):
        return [None]
    first, second = guesses[best].swap or (0, 0)
    return [(int(common[first]), int(common[second]))]


def misplaced(shape: FloatArray, reference: FloatArray, stray_m: float) -> int | None:
    """The one marker of ``shape`` that sits elsewhere than in the reference, if exactly one does."""
    common = np.flatnonzero(rigid.seen(shape) & rigid.seen(reference))
    if common.size <= rigid.MIN_MARKERS:
        return None
    guesses = [Renaming(), *(Renaming(stray=(i,)) for i in range(common.size))]
    fits = rigid.fit(reference[common], np.stack([guess.applied(shape[common]) for guess in guesses]))
    best = int(fits.residual_m[1:].argmin())
    away = float(np.linalg.norm(fits.place(reference[common])[1 + best, best] - shape[common[best]]))
    if not explains(fits.residual_m[1 + best], fits.residual_m[0]) or away < stray_m:
        return None
    return int(common[best])
