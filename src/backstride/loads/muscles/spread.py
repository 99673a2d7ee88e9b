"""How far off one anatomy for all people may be: intervals for figures that stand alone.

A change within one runner keeps his own anatomy, so these say nothing of it.
"""

from __future__ import annotations

from backstride.knowledge.loader import load
from backstride.loads.muscles.anatomy import FIGURES


def compression_interval(value: float) -> tuple[float, float]:
    """95 % interval of a compression in its own unit, from the anatomy alone.

    >>> low, high = compression_interval(2.0)
    >>> round(low, 2), round(high, 2)
    (1.24, 2.76)
    """
    share = float(load(FIGURES)["spread"]["compression"])
    return value * (1 - share), value * (1 + share)


def quadratus_interval(value: float) -> tuple[float, float]:
    """95 % interval of a force of quadratus lumborum; it is a factor either way, so it is not symmetric.

    >>> low, high = quadratus_interval(0.11)
    >>> round(low, 2), round(high, 3)
    (0.05, 0.242)
    """
    factor = float(load(FIGURES)["spread"]["quadratus_lumborum_factor"])
    return value / factor, value * factor
