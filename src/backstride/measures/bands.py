"""Reference bands: the middle 90 % of healthy runners at this speed on this kind of surface.

Only numbers read in a study or computed from open data stand in ``knowledge/references.toml``.
Treadmill and overground are apart, and the sexes where a source tells them apart; speeds are interpolated and
never extrapolated, and absolute pelvic tilt has no band: it is not comparable between laboratories.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy.special import stdtrit

from backstride.knowledge.loader import load
from backstride.model.common import Sex, Surface
from backstride.model.measure import MeasureVerdict, Reference

REFERENCES = "references.toml"
MIDDLE_90: Final = 1.6448536269514722  # standard normal 95th percentile: mean +- 1.645 SD holds 90 %
# A band counts this far beyond its slowest and fastest speed, held at the end value. Leg angle, the
# steepest, changes 3 degrees per 1 m/s in RBDS, so the reach costs at most one degree (judged).
REACH_MPS: Final = 0.3


def reference(
    measure_id: str, speed_mps: float | None, surface: Surface | None, sex: Sex | None = None
) -> Reference | None:
    """The band for this measure, speed, surface and sex, or None where no study gives one.

    Without a sex, a band that differs by sex reaches from the lower end of one to the upper end of the other.
    """
    if speed_mps is None or surface is None:
        return None
    for band in load(REFERENCES)["band"]:
        if band["measure"] == measure_id and band["surface"] == _kind(surface):
            return _at_speed(band, speed_mps, sex)
    return None


def verdict(value: float, band: Reference | None) -> MeasureVerdict:
    """Where the value lies; patterns, not this word, weigh the interval.

    >>> verdict(5.0, Reference(low=1, high=4, source=""))
    'high'
    """
    if band is None:
        return "no_reference"
    if value < band.low:
        return "low"
    return "high" if value > band.high else "within"


def _kind(surface: Surface) -> str:
    return "treadmill" if surface == "treadmill" else "overground"


def _at_speed(band: dict[str, Any], speed_mps: float, sex: Sex | None) -> Reference | None:
    rows = sorted(band["at"], key=lambda row: float(row["speed_mps"]))
    speeds = np.array([row["speed_mps"] for row in rows], dtype=float)
    if not speeds[0] - REACH_MPS <= speed_mps <= speeds[-1] + REACH_MPS:
        return None
    low, high = (float(np.interp(speed_mps, speeds, end)) for end in np.array([bounds(r) for r in rows]).T)
    more, source = float(band.get("female_more", 0.0)), str(band["source"])
    if more and sex != "male":
        source += f"; by sex: {band['female_source']}"
    return Reference(
        low=round(low + (more if sex == "female" else 0.0), 4),
        high=round(high + (0.0 if sex == "male" else more), 4),
        source=source,
    )


def bounds(row: dict[str, float]) -> tuple[float, float]:
    """Middle 90 %: printed percentiles, mean and SD of a large sample, or those of a small one of ``n``.

    With few runners mean and SD are themselves uncertain; the interval that holds the next runner with 90 %
    is then wider (prediction interval of the normal distribution, t with n - 1 degrees of freedom).
    """
    if "low" in row:
        return row["low"], row["high"]
    n = row.get("n", np.inf)
    times = MIDDLE_90 if np.isinf(n) else stdtrit(n - 1, 0.95) * np.sqrt(1 + 1 / n)
    return row["mean"] - times * row["sd"], row["mean"] + times * row["sd"]
