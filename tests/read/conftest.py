"""A stick runner with known axes, labels and forces: what the readers' tests write and read back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from backstride.model.arrays import FloatArray
from backstride.model.recording import Forces, Plate
from backstride.read.raw import RawRecording

RATE_HZ = 100.0
FORCE_RATE_HZ = 500.0
SPEED_MPS = 3.0
STRIDE_S = 0.7
STANCE = 0.35  # share of the stride
WEIGHT_N = 700.0

_FOOT = {"CAL": (-0.12, 0.03, 0.0), "TOE": (0.12, 0.04, 0.0), "MT5": (0.06, 0.03, 0.03)}
_BODY = {
    "ASI": (0.09, 1.0, 0.12),
    "PSI": (-0.09, 1.02, 0.05),
    "TH1": (0.0, 0.7, 0.15),
    "ACR": (0.02, 1.45, 0.2),
}


def _ankle(phase: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Fore-aft place and height of a foot under a still pelvis: back at belt speed, then lifted forward."""
    travel = SPEED_MPS * STANCE * STRIDE_S
    swing = np.clip((phase - STANCE) / (1 - STANCE), 0.0, 1.0)
    forward = np.where(phase < STANCE, travel * (0.5 - phase / STANCE), travel * (swing - 0.5))
    return forward, 0.25 * np.sin(np.pi * swing) ** 2


def _stick(duration_s: float, overground: bool, standing: bool) -> RawRecording:
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    labels, columns = [], []
    for letter, out, shift in (("L", -1.0, 0.0), ("R", 1.0, 0.5)):
        phase = (time_s / STRIDE_S + shift) % 1.0
        forward, height = _ankle(phase)
        if standing:
            forward, height = np.zeros_like(time_s), np.zeros_like(time_s)
        for name, (x, y, z) in (_BODY | _FOOT).items():
            foot = name in _FOOT
            place = np.column_stack(
                [
                    x + (forward if foot else 0.0 * time_s),
                    y + (height if foot else 0.03 * np.sin(4 * np.pi * time_s / STRIDE_S)),
                    out * ((0.1 if foot else 0.0) + z) + 0.0 * time_s,
                ]
            )
            labels.append(letter + name)
            columns.append(place)
    positions = np.stack(columns, axis=1)
    if overground:
        positions[:, :, 0] += SPEED_MPS * time_s[:, None]
    return RawRecording("stick.trc", RATE_HZ, time_s, tuple(labels), positions)


def _stick_forces(duration_s: float) -> Forces:
    """One plate per foot; half-sine contacts that carry body weight over the stride."""
    time_s = np.arange(round(duration_s * FORCE_RATE_HZ)) / FORCE_RATE_HZ
    plates = []
    for side, out, shift in (("left", -1.0, 0.0), ("right", 1.0, 0.5)):
        phase = (time_s / STRIDE_S + shift) % 1.0
        loaded = phase < STANCE
        forward, _ = _ankle(phase)
        vertical = np.where(loaded, WEIGHT_N * np.pi / (4 * STANCE) * np.sin(np.pi * phase / STANCE), 0.0)
        braking = np.where(loaded, -200.0 * np.sin(2 * np.pi * phase / STANCE), 0.0)
        force = np.column_stack([braking, vertical, np.zeros_like(vertical)])
        place = np.column_stack([forward, 0.0 * time_s, out * 0.1 + 0.0 * time_s])
        firm = vertical > 20.0
        place[~firm] = np.nan
        plates.append(Plate(side[0].upper(), force, place, np.where(firm, 2.0, np.nan), foot=side))
    return Forces(time_s, FORCE_RATE_HZ, tuple(plates))


@pytest.fixture(scope="session")
def stick() -> Callable[..., RawRecording]:
    """``stick(duration_s=5, overground=False, standing=False)``: raw markers in ISB axes, OpenSim labels."""

    def make(duration_s: float = 5.0, *, overground: bool = False, standing: bool = False) -> RawRecording:
        return _stick(duration_s, overground, standing)

    return make


@pytest.fixture(scope="session")
def stick_forces() -> Callable[..., Forces]:
    """``stick_forces(duration_s=5)``: the plates under the stick runner on its treadmill, ISB axes."""

    def make(duration_s: float = 5.0) -> Forces:
        return _stick_forces(duration_s)

    return make
