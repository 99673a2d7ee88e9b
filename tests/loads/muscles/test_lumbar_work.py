"""Work of quadratus lumborum and load that adds up: closed forms over made-up strides."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.errors import MeasureRefused
from backstride.loads.muscles.lumbar_work import (
    per_km,
    per_run,
    per_stride,
    quadratus_power_w,
    work_per_stride,
)
from backstride.loads.muscles.spine_load import QUADRATUS, spine_load
from backstride.model.contact import Stride

RATE_HZ, STRIDE_S = 200.0, 0.7
TIME_S = np.arange(0, 3.0, 1 / RATE_HZ)


def _strides(count: int, start_s: float = 0.113) -> list[Stride]:
    starts = start_s + STRIDE_S * np.arange(count)
    return [
        Stride(side="left", foot_strike_s=s, toe_off_s=s + 0.25, next_foot_strike_s=s + STRIDE_S)
        for s in starts
    ]


def test_a_constant_load_adds_up_to_load_times_time() -> None:
    impulse = per_stride(TIME_S, np.full(TIME_S.size, 2.4), _strides(3))
    assert impulse == pytest.approx(2.4 * STRIDE_S, rel=1e-12)
    assert per_km(impulse, _strides(3), 3.0) == pytest.approx(2.4 * 1000 / 3.0)
    assert per_run(800.0, 10.0) == 8000.0


def test_running_faster_over_the_same_load_takes_less_time_per_kilometre() -> None:
    impulse = per_stride(TIME_S, 2 + np.sin(2 * np.pi * TIME_S / STRIDE_S), _strides(3))
    assert per_km(impulse, _strides(3), 4.0) == pytest.approx(per_km(impulse, _strides(3), 2.0) / 2)


def test_a_stride_half_seen_or_with_a_gap_has_no_impulse_and_does_not_count() -> None:
    load = np.full(TIME_S.size, 2.0)
    load[200] = np.nan
    impulse = per_stride(TIME_S, load, _strides(5))
    assert np.isnan(impulse).tolist() == [False, True, False, False, True]
    assert per_km(impulse, _strides(5), 3.0) == pytest.approx(2.0 * 1000 / 3.0)


def test_load_per_kilometre_needs_a_speed_and_a_stride() -> None:
    with pytest.raises(MeasureRefused, match="speed"):
        per_km(np.ones(2), _strides(2), None)
    with pytest.raises(MeasureRefused, match="stride"):
        per_km(np.full(2, np.nan), _strides(2), 3.0)


def test_bending_towards_a_pulling_side_is_shortening_work() -> None:
    """The right quadratus pulls while the trunk bends to the right: its drive times the angle."""
    posture = np.zeros((TIME_S.size, 3))
    posture[:, 0] = 0.1 * TIME_S / TIME_S[-1]
    moment = np.tile([40.0, 0.0, 0.0], (TIME_S.size, 1))
    load = spine_load(moment, np.zeros_like(moment), posture)
    power = quadratus_power_w(load, posture, RATE_HZ)
    rate = 0.1 / TIME_S[-1]
    inside = slice(2, -2)
    np.testing.assert_allclose(
        power["right"][inside], load.quadratus_drive_nm["right"][inside, 0] * rate, rtol=1e-6
    )
    work = work_per_stride(TIME_S, power["right"], _strides(1))
    force_n = load.group_force_n[f"{QUADRATUS}_right"].mean()
    assert work.shortening_j[0] == pytest.approx(force_n * 0.031 * rate * STRIDE_S, rel=0.2)
    assert work.lengthening_j[0] == 0


def test_over_a_whole_swing_under_a_constant_force_both_works_are_equal() -> None:
    posture = np.zeros((TIME_S.size, 3))
    posture[:, 0] = 0.05 * np.sin(2 * np.pi * (TIME_S - 0.113) / STRIDE_S)
    moment = np.tile([40.0, 0.0, 0.0], (TIME_S.size, 1))
    load = spine_load(moment, np.zeros_like(moment), 0 * posture)  # arms that do not move
    power = quadratus_power_w(load, posture, RATE_HZ)["right"]
    work = work_per_stride(TIME_S, power, _strides(2))
    np.testing.assert_allclose(work.shortening_j, work.lengthening_j, rtol=1e-3)
    swing = load.quadratus_drive_nm["right"][0, 0] * 0.1  # up and down once: 0.1 rad each way
    np.testing.assert_allclose(work.shortening_j, swing, rtol=1e-3)
