"""Speed over the ground from the standing feet: belts, roads, ramps, missing pelvis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.motion.contact_signals import Signals, signals
from backstride.motion.progression import progression
from backstride.read.load import load

RATE_HZ = 150.0
STRIDE_S, CONTACT_S = 0.72, 0.26


def _signals(
    run_mps: np.ndarray | float, belt_mps: np.ndarray | float, seconds: float = 12.0, pelvis: bool = True
) -> Signals:
    """Feet that stand on ground moving at -belt and swing so that they keep up with the body."""
    time_s = np.arange(0, seconds, 1 / RATE_HZ)
    run = np.broadcast_to(np.asarray(run_mps, dtype=float), time_s.shape)
    belt = np.broadcast_to(np.asarray(belt_mps, dtype=float), time_s.shape)
    feet = {}
    for side, start in (("left", 0.0), ("right", STRIDE_S / 2)):
        phase = (time_s - start) % STRIDE_S
        swing = np.clip((phase - CONTACT_S) / (STRIDE_S - CONTACT_S), 0, 1)
        against = run * STRIDE_S / (STRIDE_S - CONTACT_S) * (1 - np.cos(2 * np.pi * swing))
        feet[side] = np.stack([against - belt, np.zeros_like(time_s), np.zeros_like(time_s)], axis=1)
    body = np.stack([run - belt, np.zeros_like(run), np.zeros_like(run)], axis=1)
    return Signals(
        time_s=time_s,
        rate_hz=RATE_HZ,
        heel={},
        ball=feet,  # type: ignore[arg-type]
        pelvis=body if pelvis else None,
        pelvis_height_m=None,
        noise_m=0.0,
    )


@given(run=st.floats(1.6, 7.0), share=st.floats(0.0, 1.0))
def test_speed_is_found_whatever_share_of_it_the_belt_takes(run: float, share: float) -> None:
    found = progression(_signals(run, share * run))
    assert found.mean_speed_mps == pytest.approx(run, rel=0.02)
    np.testing.assert_allclose(found.ground_mps[:, 0], -share * run, atol=0.03 * run)
    assert found.heading_rad == pytest.approx(0.0, abs=0.01)


def test_treadmill_and_road_are_told_apart() -> None:
    assert progression(_signals(3.0, 3.0)).is_treadmill
    assert not progression(_signals(3.0, 0.0)).is_treadmill


def test_without_a_pelvis_the_feet_tell_the_speed() -> None:
    assert progression(_signals(3.0, 3.0, pelvis=False)).mean_speed_mps == pytest.approx(3.0, rel=0.05)


def test_a_belt_that_speeds_up_is_followed() -> None:
    seconds = 60.0
    ramp = np.linspace(2.5, 4.5, int(seconds * RATE_HZ))
    found = progression(_signals(ramp, ramp, seconds=seconds))
    inner = slice(int(10 * RATE_HZ), -int(10 * RATE_HZ))
    np.testing.assert_allclose(found.speed_mps[inner], ramp[inner], rtol=0.06)


def test_feet_that_stand_are_refused() -> None:
    with pytest.raises(RefusedError, match="too slow for running"):
        progression(_signals(0.2, 0.0))


# Nominal belt speeds; the belt itself gives way by a few percent under the landing foot.
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "speed_mps"),
    [("rbds/RBDS05runT25.c3d", 2.5), ("rbds/RBDS020runT45.c3d", 4.5), ("fullbody/JA1Gait21.c3d", 3.53)],
)
def test_real_speeds_within_three_percent(shared: Path, name: str, speed_mps: float) -> None:
    recording = load(shared / name)
    found = progression(signals(recording.points, recording.rate_hz))
    assert found.mean_speed_mps == pytest.approx(speed_mps, rel=0.03)
    assert found.is_treadmill == name.startswith("rbds")
