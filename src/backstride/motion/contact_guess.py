"""First guess of the contacts, nothing fitted: the foot stands while it hardly moves against the ground."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.contact_signals import Signals
from backstride.motion.filters import finite_runs, low_pass
from backstride.motion.progression import Progression

# The foot stands while its speed against the ground is below this share of the running speed. Swing takes
# the foot to twice the running speed, so any share between 0.2 and 0.6 finds the same contacts.
STANDING_SHARE: Final = 0.35
SMOOTH_HZ: Final = 15.0  # the guess needs to be certain, not sharp
# Running contacts last 0.1 to 0.45 s and swings at least 0.25 s (the slowest and fastest of the treadmill
# recordings, widened); what is outside is a break in the tracking, or no run.
SHORTEST_SWING_S: Final = 0.12
SHORTEST_CONTACT_S: Final = 0.06
LONGEST_CONTACT_S: Final = 1.2  # walking contacts are kept here, so that walking can be told by name
ODD_SHARE: Final = 0.5  # a contact shorter than this share of the usual one is a stumble of the signal


class Guess(NamedTuple):
    """One contact as first seen."""

    side: Side
    start_s: float
    stop_s: float


def first_guess(found: Signals, progress: Progression) -> list[Guess]:
    """Complete contacts of both feet, in order of time."""
    guesses: list[Guess] = []
    for side in found.sides():
        guesses += _foot_guesses(side, found, progress)
    return sorted(guesses, key=lambda guess: guess.start_s)


def _foot_guesses(side: Side, found: Signals, progress: Progression) -> list[Guess]:
    """The contacts of one foot: merged over flickers, the odd short ones left out."""
    share = _standing_speed(found, progress, side)
    spans = _merged(_below(share, found.time_s))
    spans = [(a, b) for a, b in spans if SHORTEST_CONTACT_S < b - a < LONGEST_CONTACT_S]
    if not spans:
        return []
    usual = float(np.median([b - a for a, b in spans]))
    return [Guess(side, a, b) for a, b in spans if b - a > ODD_SHARE * usual]


def _standing_speed(found: Signals, progress: Progression, side: Side) -> FloatArray:
    """Speed of the foot against the ground over the running speed, in the sagittal plane, (n,)."""
    against = found.foot(side) - progress.ground_mps
    cutoff = min(SMOOTH_HZ, 0.45 * found.rate_hz)
    smooth = low_pass(against[:, :2], found.rate_hz, cutoff)
    return np.asarray(np.hypot(smooth[:, 0], smooth[:, 1]) / progress.speed_mps)


def _below(share: FloatArray, time_s: FloatArray) -> list[tuple[float, float]]:
    """Spans in which the share is below the limit, ends interpolated; none that is cut by a gap or edge."""
    spans = []
    for start, stop in finite_runs(np.nan_to_num(share, nan=np.inf) < STANDING_SHARE):
        if start == 0 or stop == len(share) or not np.isfinite(share[[start - 1, stop]]).all():
            continue
        spans.append((_crossing(share, time_s, start - 1), _crossing(share, time_s, stop - 1)))
    return spans


def _crossing(share: FloatArray, time_s: FloatArray, before: int) -> float:
    """Time at which the share crosses the limit between two samples."""
    low, high = share[before], share[before + 1]
    part = (STANDING_SHARE - low) / (high - low)
    return float(time_s[before] + part * (time_s[before + 1] - time_s[before]))


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans of one foot nearer to each other than any swing are one contact."""
    merged: list[tuple[float, float]] = []
    for start, stop in spans:
        if merged and start - merged[-1][1] < SHORTEST_SWING_S:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged
