"""A changed run that jerks is refused before its loads are worked out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from backstride.errors import MeasureRefused
from backstride.ways.lumbar import MOST_JERKED, PELVIS, _is_smooth, _require_smooth

RATE_HZ = 150.0


def bouncing(times: float, jump_m: float = 0.0) -> Any:
    """A pelvis that rides up and down, so many times as far; a jump in its middle."""
    time_s = np.arange(0, 4, 1 / RATE_HZ)
    up = times * 0.04 * np.sin(2 * np.pi * 2.8 * time_s) + jump_m * (time_s % 0.35 < 0.02)
    places = np.stack([0 * up, up, 0 * up], axis=1)[:, None, :]
    points = xr.DataArray(
        places, dims=("time", "point", "axis"), coords={"point": [PELVIS], "axis": ["x", "y", "z"]}
    )
    return SimpleNamespace(points=points, rate_hz=RATE_HZ)


@pytest.mark.parametrize("times", [0.8, 1.0, 0.97 * MOST_JERKED])
def test_a_smooth_change_passes(times: float) -> None:
    now, then = bouncing(1.0), bouncing(times)
    assert _is_smooth(now, then)
    _require_smooth(now, then)


@pytest.mark.parametrize("then", [bouncing(1.03 * MOST_JERKED), bouncing(1.0, jump_m=0.01)])
def test_a_change_that_throws_the_body_about_is_refused_with_the_reason(then: Any) -> None:
    with pytest.raises(MeasureRefused, match="almost straight"):
        _require_smooth(bouncing(1.0), then)


def test_a_pelvis_that_is_nowhere_is_refused_too() -> None:
    lost = bouncing(1.0)
    lost.points[:] = np.nan
    with pytest.raises(MeasureRefused):
        _require_smooth(bouncing(1.0), lost)
