"""Means, trends and steps of dated values, or nothing where there are too few to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from backstride.history.diary_found import PAIN_MOST, Estimate
from backstride.knowledge.loader import load

Point = tuple[date, float]
WEEK_DAYS: Final = 7.0


def trend(points: Sequence[Point], *, step: float = 1.0) -> Estimate | None:
    """Change a week of dated values, oldest first; None of too few (``fewest.trend``, ``fewest.days``).

    step: the step in which the values are told.
    """
    fewest = _fewest()
    if len(points) < fewest["trend"] or (points[-1][0] - points[0][0]).days < fewest["days"]:
        return None
    import numpy as np

    from backstride.history.diary_trend import coefficient

    days, values = _arrays(points)
    design = np.column_stack([np.ones(days.size), days / WEEK_DAYS])
    return _estimate(coefficient(days, values, design, 1, step=step))


def mean(points: Sequence[Point], *, least: float = 0.0) -> Estimate | None:
    """Mean of dated pain, oldest first, within ``least`` to 10; None of too few (``fewest.group``)."""
    if len(points) < _fewest()["group"]:
        return None
    import numpy as np

    from backstride.history.diary_trend import coefficient

    days, values = _arrays(points)
    value, low, high = coefficient(days, values, np.ones((days.size, 1)), 0)
    return _estimate((value, max(least, low), min(PAIN_MOST, high)))


def difference(points: Sequence[Point], since: date) -> Estimate | None:
    """Mean from ``since`` on less the mean before; None where either side has too few values."""
    after = [day >= since for day, _ in points]
    if min(sum(after), len(after) - sum(after)) < _fewest()["group"]:
        return None
    import numpy as np

    from backstride.history.diary_trend import coefficient

    days, values = _arrays(points)
    design = np.column_stack([np.ones(days.size), np.array(after, dtype=np.float64)])
    return _estimate(coefficient(days, values, design, 1))


def _arrays(points: Sequence[Point]) -> Any:
    import numpy as np

    first = points[0][0]
    days = np.array([(day - first).days for day, _ in points], dtype=np.float64)
    return days, np.array([value for _, value in points], dtype=np.float64)


def _estimate(found: tuple[float, float, float]) -> Estimate:
    """Rounded to what a page can show, so that the same diary gives the same text everywhere."""
    value, low, high = (round(one, 3) + 0.0 for one in found)
    return Estimate(value=value, low=low, high=high)


def _fewest() -> Any:
    return load("diary.toml")["fewest"]
