"""A coefficient of a line through diary entries, with an interval for days that resemble their neighbours.

Pain of one day tells much about the next, and days are missing. Entries are therefore taken as a line plus
an error of two parts: one that fades with the days between two entries (continuous-time autoregression),
one that belongs to the single entry. A day that is missing is simply not there; the days between its
neighbours count, so nothing is filled in. How fast the memory fades and how large each part is are not
known from a few entries: every pair on a grid is weighed by its restricted likelihood, and the interval is
the middle 95 % of the mixture of t distributions (flat priors on the coefficients, on the logarithms of the
error's size and of its memory, and on the share of the single entry).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import stdtr

from backstride.model.arrays import FloatArray

MEMORY_DAYS: Final = np.geomspace(
    0.5, 28.0, 8
)  # judged: from nearly none to longer than the trend can be told from
OWN_SHARE: Final = np.array(
    [0.1, 0.3, 0.5, 0.7, 0.9]
)  # of the error's variance that belongs to one entry alone
ROUNDING_VARIANCE: Final = 1 / 12  # of a value told in steps of 1
TAIL: Final = 0.025
_HALVINGS: Final = 40


def coefficient(
    days: FloatArray, values: FloatArray, design: FloatArray, of: int, *, step: float = 1.0
) -> tuple[float, float, float]:
    """One coefficient of the design and its 95 % interval: (value, low, high).

    Args:
        days: (n,) rising, in days; one entry a day at most.
        values: (n,) what was told, none missing.
        design: (n, k) with k < n, of full rank.
        of: which column.
        step: the step in which values are told; no interval is narrower than that allows.
    """
    whitened, log_sizes = _whitened(days, np.column_stack([values, design]))
    y, x = whitened[..., 0], whitened[..., 1:]
    normal = np.einsum("gni,gnj->gij", x, x)
    inverse = np.linalg.inv(normal)
    beta = np.einsum("gij,gnj,gn->gi", inverse, x, y)
    freedom = days.size - design.shape[1]
    rest = np.sum((y - np.einsum("gni,gi->gn", x, beta)) ** 2, axis=1)
    rest = np.maximum(rest, freedom * step**2 * ROUNDING_VARIANCE)
    log_weight = -0.5 * (log_sizes + np.linalg.slogdet(normal)[1] + freedom * np.log(rest))
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    centre, error = beta[:, of], np.sqrt(rest / freedom * inverse[:, of, of])
    low, high = (_quantile(p, weight, centre, error, freedom) for p in (TAIL, 1 - TAIL))
    return float(weight @ centre), low, high


def _whitened(days: FloatArray, columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Every column (n, k) freed of what the entries before it tell, by each pair of the grid (g, n, k), and
    the sum of the logarithms of the innovations' variances (g,).

    A Kalman filter: its cost grows with n, not with n cubed.
    """
    memory, own = (one.ravel() for one in np.meshgrid(MEMORY_DAYS, OWN_SHARE, indexing="ij"))
    state, variance = np.zeros((memory.size, columns.shape[1])), 1 - own
    out = np.empty((memory.size, *columns.shape))
    log_sizes = np.zeros(memory.size)
    for number, row in enumerate(columns):
        if number:
            kept = np.exp(-(days[number] - days[number - 1]) / memory)
            state = kept[:, None] * state
            variance = kept**2 * variance + (1 - kept**2) * (1 - own)
        size = variance + own
        innovation = row - state
        out[:, number] = innovation / np.sqrt(size)[:, None]
        log_sizes += np.log(size)
        state = state + (variance / size)[:, None] * innovation
        variance = variance * own / size
    return out, log_sizes


def _quantile(p: float, weight: FloatArray, centre: FloatArray, error: FloatArray, freedom: int) -> float:
    """The p-quantile of the mixture of t distributions, by halving."""
    reach = 1.0
    low, high = float(np.min(centre - error)), float(np.max(centre + error))
    while not _below(low, weight, centre, error, freedom) < p < _below(high, weight, centre, error, freedom):
        reach *= 2
        low, high = float(np.min(centre - reach * error)), float(np.max(centre + reach * error))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if _below(middle, weight, centre, error, freedom) < p:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _below(value: float, weight: FloatArray, centre: FloatArray, error: FloatArray, freedom: int) -> float:
    return float(weight @ stdtr(freedom, (value - centre) / error))
