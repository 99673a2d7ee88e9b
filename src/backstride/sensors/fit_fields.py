"""Which fields of FIT messages are read, and in what unit they arrive (FIT profile: record, lap, session)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from backstride.model.watch import WatchTotals
from backstride.sensors.raw import RawStretch

_SEMICIRCLE_DEG: Final = 180 / 2**31
_INVALID_SPEED_MPS: Final = 65.535  # a 16-bit "nothing" beside a speed that fills half of a 32-bit field

# Field of a record -> our column and what to multiply by. Of two fields for one column the first in the
# message counts; an enhanced one only has more room than its namesake.
COLUMNS: Final[Mapping[str, tuple[str, float]]] = {
    "timestamp": ("time", 1.0),
    "distance": ("distance_m", 1.0),
    "enhanced_speed": ("speed_mps", 1.0),
    "speed": ("speed_mps", 1.0),
    "enhanced_altitude": ("altitude_m", 1.0),
    "altitude": ("altitude_m", 1.0),
    "heart_rate": ("heart_rate_bpm", 1.0),
    "cadence": ("cadence_cycles", 1.0),
    "fractional_cadence": ("cadence_fraction", 1.0),
    "stance_time": ("stance_time_s", 0.001),
    "stance_time_percent": ("stance_time_percent", 1.0),
    "stance_time_balance": ("stance_time_balance_percent", 1.0),
    "vertical_oscillation": ("vertical_oscillation_m", 0.001),
    "vertical_ratio": ("vertical_ratio_percent", 1.0),
    "step_length": ("step_length_m", 0.001),
    "power": ("power_w", 1.0),
    "temperature": ("temperature_c", 1.0),
    "position_lat": ("latitude_deg", _SEMICIRCLE_DEG),
    "position_long": ("longitude_deg", _SEMICIRCLE_DEG),
}
_AVERAGED: Final = (
    "speed",
    "heart_rate",
    "stance_time",
    "stance_time_percent",
    "stance_time_balance",
    "vertical_oscillation",
    "vertical_ratio",
    "step_length",
    "power",
    "temperature",
)
# Averages in a lap or session -> our column and scale; cadence needs two fields and stands apart.
_AVERAGES: Final = {
    "enhanced_avg_speed": COLUMNS["enhanced_speed"],
    **{f"avg_{name}": COLUMNS[name] for name in _AVERAGED},
}


def number(value: Any) -> float:
    """A field's value as a number; of several values the first that says something, NaN where none does.

    >>> number((0.76, 65.535)), number("running")
    (0.76, nan)
    """
    if isinstance(value, tuple | list):
        told = [number(one) for one in value if one not in (None, _INVALID_SPEED_MPS)]
        return told[0] if told else np.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        return np.nan
    return float(value) if abs(value) < 1e300 else np.nan


def stretch(told: Mapping[str, Any]) -> RawStretch:
    """A lap or session message as a stretch."""
    start = number(told.get("start_time"))
    return RawStretch(
        start=None if np.isnan(start) else start,
        totals=_totals(told),
        sport=_name(told.get("sport")),
        sub_sport=_name(told.get("sub_sport")),
    )


def own_words(name: str | None) -> str:
    """An enumeration's name as people read it.

    >>> own_words("open_water")
    'open water'
    """
    return (name or "unknown").replace("_", " ")


def _totals(told: Mapping[str, Any]) -> WatchTotals:
    return WatchTotals(
        elapsed_s=_known(told.get("total_elapsed_time")),
        timer_s=_known(told.get("total_timer_time")),
        distance_m=_known(told.get("total_distance")),
        ascent_m=_known(told.get("total_ascent")),
        descent_m=_known(told.get("total_descent")),
        strides=_known(told.get("total_strides")),
        averages=_averages(told),
    )


def _averages(told: Mapping[str, Any]) -> dict[str, float]:
    """The device's means in our units. Cadence stays as saved (cycles), with its fraction."""
    out: dict[str, float] = {}
    for field_name, (column, scale) in _AVERAGES.items():
        value = _known(told.get(field_name))
        if value is not None:
            out.setdefault(column, value * scale)
    cadence = _known(told.get("avg_running_cadence", told.get("avg_cadence")))
    if cadence is not None:
        out["cadence_cycles"] = cadence + (_known(told.get("avg_fractional_cadence")) or 0.0)
    return out


def _known(value: Any) -> float | None:
    told = number(value)
    return None if np.isnan(told) else told


def _name(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return f"number {value}" if isinstance(value, int) else None
