"""Carrying points across gaps too long for a curve, by the runner's own mean stride.

When every marker of the pelvis is hidden for a fifth of a second in each stride, no neighbour is left to
rebuild them from; but running repeats itself. The missing stretch takes the shape of the mean stride, joined
at both ends to what was seen. ``benchmarks/pelvis.py`` measures what that does to pelvic ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride.model.common import SIDES, BoolArray, FloatArray
from backstride.model.contact import Contact
from backstride.motion.filters import finite_runs

HARMONICS: Final = 8  # to 11 Hz at 1.4 strides a second: pelvic angles lose less than 0.2 deg above 10 Hz
LEAST_STRIDES: Final = 5  # fewer strides make no mean worth the name
LONGEST_GAP_S: Final = 0.30  # less than half a stride: beyond that the mean stride would replace the runner
LEAST_KNOWN_SHARE: Final = 0.5  # of all samples; the mean stride must rest on what was seen


def stride_phase(contacts: Sequence[Contact], time_s: FloatArray) -> FloatArray | None:
    """Strides run since the first strike, (n,), growing by one per stride; None with too few strikes.

    The foot with more strikes sets the beat; a strike that was lost is counted by its time.
    """
    beats = [np.sort([c.foot_strike_s for c in contacts if c.side == side]) for side in SIDES]
    strikes = max(beats, key=len)
    if len(strikes) < LEAST_STRIDES + 1:
        return None
    between = np.diff(strikes)
    usual = float(np.median(between))
    counted = np.concatenate([[0.0], np.cumsum(np.maximum(1.0, np.round(between / usual)))])
    known = np.concatenate([[strikes[0] - usual], strikes, [strikes[-1] + usual]])
    phase = np.interp(time_s, known, np.concatenate([[-1.0], counted, [counted[-1] + 1.0]]))
    phase[(time_s < known[0]) | (time_s > known[-1])] = np.nan
    return np.asarray(phase)


def fill_by_cycle(place_m: FloatArray, phase: FloatArray, rate_hz: float) -> FloatArray:
    """One point's gaps of at most ``LONGEST_GAP_S`` filled from its mean stride, (n, 3) m.

    The mean stride is a straight line plus ``HARMONICS`` harmonics of the stride, fitted to what was seen;
    the difference at both edges is carried linearly across the gap. Gaps at the ends stay.

    Args:
        place_m: (n, 3) m, NaN where missing.
        phase: (n,) strides, NaN where unknown, from ``stride_phase``.
        rate_hz: samples per second.
    """
    seen = np.isfinite(place_m).all(axis=1)
    wanted = _short_gaps(np.asarray(~seen), int(LONGEST_GAP_S * rate_hz)) & np.isfinite(phase)
    usable = seen & np.isfinite(phase)
    if not wanted.any() or usable.mean() < LEAST_KNOWN_SHARE:
        return place_m
    basis = _basis(np.where(np.isfinite(phase), phase, 0.0))
    weights = np.linalg.lstsq(basis[usable], place_m[usable], rcond=None)[0]
    left_over = place_m - basis @ weights
    rows = np.arange(len(place_m))
    bridged = np.stack([np.interp(rows, rows[usable], left_over[usable, a]) for a in range(3)], axis=1)
    return np.where(wanted[:, None], basis @ weights + bridged, place_m)


def _basis(phase: FloatArray) -> FloatArray:
    turns = 2 * np.pi * phase[:, None] * np.arange(1, HARMONICS + 1)
    line = np.stack([np.ones_like(phase), phase], axis=1)
    return np.concatenate([line, np.cos(turns), np.sin(turns)], axis=1)


def _short_gaps(missing: BoolArray, longest: int) -> BoolArray:
    """Missing samples in gaps of at most ``longest`` that touch neither end."""
    wanted = np.zeros_like(missing)
    for start, stop in finite_runs(missing):
        if start > 0 and stop < len(missing) and stop - start <= longest:
            wanted[start:stop] = True
    return wanted
