"""Power of quadratus lumborum: closed forms over made-up bends."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.loads.muscles.quadratus_power import quadratus_power_w
from backstride.loads.muscles.spine_load import QUADRATUS, spine_load
from backstride.model.arrays import FloatArray

RATE_HZ, STRIDE_S = 200.0, 0.7
TIME_S = np.arange(0, 3.0, 1 / RATE_HZ)


def _work_j(power_w: FloatArray) -> float:
    """Over one stride of the made-up record."""
    inside = (TIME_S > 0.113) & (TIME_S <= 0.113 + STRIDE_S)
    return float(power_w[inside].sum() / RATE_HZ)


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
    work_j = load.group_force_n[f"{QUADRATUS}_right"].mean() * 0.031 * rate * STRIDE_S
    assert _work_j(np.maximum(power["right"], 0.0)) == pytest.approx(work_j, rel=0.2)
    assert _work_j(np.maximum(-power["right"], 0.0)) == 0


def test_over_a_whole_swing_under_a_constant_force_both_works_are_equal() -> None:
    posture = np.zeros((TIME_S.size, 3))
    posture[:, 0] = 0.05 * np.sin(2 * np.pi * (TIME_S - 0.113) / STRIDE_S)
    moment = np.tile([40.0, 0.0, 0.0], (TIME_S.size, 1))
    load = spine_load(moment, np.zeros_like(moment), 0 * posture)  # arms that do not move
    power = quadratus_power_w(load, posture, RATE_HZ)["right"]
    shortening, lengthening = _work_j(np.maximum(power, 0.0)), _work_j(np.maximum(-power, 0.0))
    assert shortening == pytest.approx(lengthening, rel=0.02)
    swing = load.quadratus_drive_nm["right"][0, 0] * 0.1  # up and down once: 0.1 rad each way
    assert shortening == pytest.approx(swing, rel=0.02)
