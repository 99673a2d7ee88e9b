"""From per-stride values to one value with a 95 % interval.

Two independent parts are joined in quadrature: how much the strides of this run differ (bootstrap over
strides), and how far the instrument may be off in a whole trial (from our benchmarks or the literature,
``knowledge/detectable_changes.toml``), which no number of strides averages away.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.special import stdtrit

from backstride.knowledge.loader import load
from backstride.measures.scatter import centred, circular_sd, folded_mean, scatter_spread
from backstride.model.arrays import FloatArray

FEWEST_STRIDES: Final = 3  # below three values a spread says nothing; seven a side are asked for
RECOMMENDED_STRIDES: Final = 7  # IJSPT gait-analysis consensus quoted in the design: seven steps per side
REPLICATES: Final = 1000  # percentile error of a 95 % bound about 2 % of the spread (Hesterberg 2015)
MOST_DRAWN: Final = 500  # m-out-of-n bootstrap above this, so an hour of running costs what a minute does
Z_95: Final = 1.959963984540054  # two-sided 95 % of the normal distribution


def _mean(values: FloatArray) -> FloatArray:
    return np.asarray(np.mean(values, axis=-1))


def _median(values: FloatArray) -> FloatArray:
    return np.asarray(np.median(values, axis=-1))


def _rate(values: FloatArray) -> FloatArray:
    return np.asarray(1 / np.mean(1 / values, axis=-1))


def _sd(values: FloatArray) -> FloatArray:
    return np.asarray(np.std(values, axis=-1, ddof=1))


STATISTICS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "mean": _mean,
        "median": _median,
        "rate": _rate,
        "sd": _sd,
        "direction": folded_mean,
        "circular_sd": circular_sd,
    }
)
"""How strides become one value: ``mean``; ``median`` where one bad stride must not count; ``rate`` for
values per time, whose honest average is events over elapsed time (the harmonic mean); ``direction`` for
signed phases; ``sd`` and ``circular_sd`` where how much the strides differ is itself the measure."""

DEVIATIONS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {"sd": lambda values: values - np.mean(values), "circular_sd": centred}
)
"""The statistics that are a spread: how far each stride (n,) is from the middle."""


def central(values: FloatArray, statistic: str) -> float:
    """The one value of the strides (n,).

    >>> central(np.array([100.0, 200.0]), "rate")
    133.33333333333334
    """
    return float(STATISTICS[statistic](values))


def stride_spread(
    values: FloatArray, statistic: str, measure_id: str, *, hurst: float | None = None
) -> tuple[float, float]:
    """How far below and above the value 95 % of bootstrap replicates lie, both >= 0.

    Percentile bootstrap, stretched by t / z and sqrt(n / (n - 1)), without which it is too narrow for
    few strides (Hesterberg 2015, The American Statistician 69:371). Above ``MOST_DRAWN`` strides the
    m-out-of-n bootstrap scaled by sqrt(m / n) (Bickel, Goetze, van Zwet 1997). Strides remember each other
    (drift, pacing), so the error of their mean shrinks more slowly than 1 / sqrt(n): the spread is stretched
    by n ** (hurst - 1/2), as for a series of that memory. hurst: the measure's own, fitted on split halves
    of real runs (``memory``), where not given. The seed is the measure's name, so the same run gives the
    same bytes. A spread is no mean: where it is the measure, ``scatter_spread`` replaces the bootstrap.
    """
    stretch = values.size ** ((memory(measure_id) if hurst is None else hurst) - 0.5)
    if statistic in DEVIATIONS:
        below, above = scatter_spread(central(values, statistic), DEVIATIONS[statistic](values))
    else:
        below, above = _bootstrapped(values, statistic, measure_id)
    return below * stretch, above * stretch


def _bootstrapped(values: FloatArray, statistic: str, seed_name: str) -> tuple[float, float]:
    """The spread of independent strides."""
    n = values.size
    drawn = min(n, MOST_DRAWN)
    generator = np.random.default_rng(zlib.crc32(seed_name.encode()))
    replicates = STATISTICS[statistic](values[generator.integers(0, n, (REPLICATES, drawn))])
    return reach(replicates, central(values, statistic), n, np.sqrt(drawn / n))


def reach(replicates: FloatArray, value: float, n: int, scale: float) -> tuple[float, float]:
    """How far below and above a value 95 % of its replicates lie, both >= 0.

    Stretched as few draws need it (n of them, see ``stride_spread``), then by ``scale``.
    """
    low, high = np.percentile(replicates, [2.5, 97.5]) - value
    stretch = stdtrit(n - 1, 0.975) / Z_95 * np.sqrt(n / (n - 1)) * scale
    return max(0.0, float(-low * stretch)), max(0.0, float(high * stretch))


def memory(measure_id: str) -> float:
    """Hurst exponent of a measure's strides, 0.5 without memory; the middle one where none was fitted.

    Source: ``benchmarks/intervals.py``, split halves of 24 real trials.
    """
    table = load("coefficients/stride_memory.json")
    return float(table["hurst"].get(measure_id, table["default"]))


def join(value: float, spread: tuple[float, float], error_sd: float) -> tuple[float, float]:
    """The 95 % interval: stride spread and instrument error in quadrature.

    >>> join(10.0, (3.0, 0.0), 4 / Z_95)
    (5.0, 14.0)
    """
    below, above = spread
    half = Z_95 * error_sd
    return value - float(np.hypot(below, half)), value + float(np.hypot(above, half))


def parted(end: float, spread: float) -> float:
    """The other way than ``join``: the instrument's standard deviation, of how far an interval's end lies
    from its value and how far the strides alone reach that way.

    >>> round(parted(5.0, 3.0) * Z_95, 9)
    4.0
    """
    return float(np.sqrt(max(0.0, end**2 - spread**2))) / Z_95
