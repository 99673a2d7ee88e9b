"""Filling what cameras missed: short gaps by a curve, longer ones from the rest of the segment."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.model.arrays import BoolArray, FloatArray
from backstride.motion import rigid
from backstride.motion.filters import finite_runs

# A cubic spline needs four samples.
LEAST_SAMPLES: Final = 4


def fill_gaps(positions: FloatArray, rate_hz: float, max_gap_s: float) -> tuple[FloatArray, BoolArray]:
    """Fill gaps of at most ``max_gap_s`` with a cubic spline through the samples around each.

    Nothing is extrapolated: a gap that touches the beginning or the end stays, as does one that is too
    long; the spline does not reach across such a gap either.

    Args:
        positions: (n, points, 3) m, NaN where missing; a sample counts as missing when any axis is.
        rate_hz: samples per second.
        max_gap_s: longest gap filled, as the time its missing frames take.

    Returns:
        The filled positions and an (n, points) mask of what was filled.
    """
    filled = positions.copy()
    seen = rigid.seen(positions)
    mask = np.zeros(seen.shape, dtype=np.bool_)
    longest = int(np.floor(max_gap_s * rate_hz + 1e-6))
    for point in np.flatnonzero(~seen.all(axis=0)):
        mask[:, point] = _bridge(filled[:, point], seen[:, point], longest)
    return filled, mask


def _bridge(track: FloatArray, seen: BoolArray, longest: int) -> BoolArray:
    """Fill short gaps of one (n, 3) track in place; returns the (n,) mask of what was filled."""
    short = np.zeros_like(seen)
    for start, stop in finite_runs(~seen):
        short[start:stop] = stop - start <= longest and start > 0 and stop < len(seen)
    for start, stop in finite_runs(seen | short):
        knots = start + np.flatnonzero(seen[start:stop])
        gaps = start + np.flatnonzero(short[start:stop])
        if gaps.size and len(knots) >= LEAST_SAMPLES:
            track[gaps] = CubicSpline(knots, track[knots])(gaps)
        else:
            short[gaps] = False
    return short


def fill_rigid(
    positions: FloatArray, reference: FloatArray, anchor: bool = True
) -> tuple[FloatArray, BoolArray]:
    """Rebuild missing markers of one segment from at least three others of it, frame by frame.

    The reference shape is laid over the markers seen; a missing marker takes its place in that fit.
    With ``anchor`` the difference between fit and marker at both edges of a gap (skin motion, a foot
    that bends) is carried linearly across the gap, so that the track has no steps.

    Args:
        positions: (n, k, 3) m, the markers of one segment, NaN where missing.
        reference: (k, 3) m, their shape, from a standing trial or the recording's own mean.
        anchor: join the filled stretch to the seen samples around it.

    Returns:
        The filled positions and an (n, k) mask of what was filled.
    """
    missing = ~rigid.seen(positions)
    filled = positions.copy()
    filled[missing] = np.nan
    mask = np.zeros(missing.shape, dtype=np.bool_)
    gappy = np.flatnonzero(missing.any(axis=0) & rigid.seen(reference))
    for marker in gappy:
        frames = np.flatnonzero(beside(missing[:, marker]))
        others = positions[frames]
        others[:, marker] = np.nan  # the fit must not change where the marker itself comes and goes
        laid = rigid.fit(reference, others)
        own = np.broadcast_to(reference[marker], (frames.size, 3))
        if anchor:
            own = own + _edge_offsets(laid.into_segment(positions[frames][:, [marker]])[:, 0] - own)
        place = laid.place(own[:, None])[:, 0]
        use = missing[frames, marker] & rigid.seen(place)
        filled[frames[use], marker] = place[use]
        mask[frames[use], marker] = True
    return filled, mask


def beside(missing: BoolArray) -> BoolArray:
    """The missing samples of a (n,) mask and the ones next to them.

    >>> beside(np.array([False, False, True, False])).tolist()
    [False, True, True, True]
    """
    near = missing.copy()
    near[:-1] |= missing[1:]
    near[1:] |= missing[:-1]
    return near


def _edge_offsets(difference: FloatArray) -> FloatArray:
    """Differences (n, 3) carried across their gaps: linear between, held beyond the first and last."""
    known = np.flatnonzero(rigid.seen(difference))
    if not known.size:
        return np.zeros_like(difference)
    frames = np.arange(len(difference))
    return np.stack([np.interp(frames, known, difference[known, axis]) for axis in range(3)], axis=-1)
