"""Statistics on a circle, and how sure a spread is."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import chdtri

from backstride.model.arrays import FloatArray

# A phase with no preferred direction at all has an endless circular standard deviation; shown as half a turn.
LARGEST_SD_RAD: Final = np.pi

ComplexArray = np.ndarray[tuple[int, ...], np.dtype[np.complex128]]


def folded_mean(values_deg: FloatArray) -> FloatArray:
    """Mean direction of signed angles (..., n) in degrees, without its sign: 0 to 180.

    The sign goes last: strides of 170 and -170 are opposed (180), their mean without signs would be 170.

    >>> float(folded_mean(np.array([170.0, -170.0])).round(6))
    180.0
    """
    return np.asarray(np.abs(np.degrees(np.angle(_resultant(values_deg)))))


def circular_sd(values_deg: FloatArray) -> FloatArray:
    """Circular standard deviation of angles (..., n) in degrees: the spread of directions, wrapped or not.

    sqrt(-2 ln R) of the mean resultant length R (Mardia & Jupp 2000, Directional Statistics, 2.3.3), with the
    share of R squared that n random directions have by chance taken out, as n - 1 does on a line.

    >>> float(circular_sd(np.array([178.0, -178.0, 180.0, 180.0])).round(2))
    1.63
    """
    n = np.shape(values_deg)[-1]
    length = np.abs(_resultant(values_deg))
    squared = (n * length**2 - 1) / (n - 1)
    return np.asarray(np.degrees(np.sqrt(-np.log(np.clip(squared, np.exp(-(LARGEST_SD_RAD**2)), 1.0)))))


def centred(values_deg: FloatArray) -> FloatArray:
    """Angles (n,) in degrees turned so that their mean direction is 0, within -180 and 180."""
    turns = np.exp(1j * np.radians(values_deg))
    return np.asarray(np.degrees(np.angle(turns * np.conj(np.mean(turns)))))


def _resultant(values_deg: FloatArray) -> ComplexArray:
    """Mean of unit vectors in the directions (..., n)."""
    return np.asarray(np.mean(np.exp(1j * np.radians(values_deg)), axis=-1))


def scatter_spread(value: float, deviations: FloatArray) -> tuple[float, float]:
    """How far below and above a standard deviation its 95 % interval reaches, both >= 0.

    From the chi-square distribution, with fewer degrees of freedom where the strides have longer tails than
    a normal distribution (Bonett 2006, Comput Stat Data Anal 50:775). A bootstrap misses the truth from
    below here: of eight normal strides in 23 % of runs, of three in 47 % (tests/measures/test_scatter.py).

    Args:
        value: the standard deviation.
        deviations: (n,) from the mean, n >= 3, any unit.
    """
    n = deviations.size
    square = float(np.mean(deviations**2))
    kurtosis = float(np.mean(deviations**4)) / square**2 if square > 0 else 0.0
    freedom = n - 1.0 if kurtosis <= 3 else min(n - 1.0, 2 * n / (kurtosis - 1))
    few, many = (np.sqrt(freedom / chdtri(freedom, p)) for p in (0.025, 0.975))
    return value * float(1 - few), value * float(many - 1)
