"""Up, forward and right of a sensor worn at the waist, whichever way it was put on.

*Up* is the mean acceleration: over whole strides a runner's own accelerations cancel and gravity stays.
*Forward* is the principal axis of that part of the horizontal acceleration which repeats every step. (All of
it would not do: side to side is often stronger, but it changes its sign from step to step.) Its *sign*: a
foot brakes first and pushes later, so forward acceleration follows vertical acceleration by about an eighth
of a step. *Right* is forward x up. All of it turns with the axes: a sensor turned by any angle gives the
same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.sensors.imu_filters import around, low_pass

HOW = (
    "Up is the mean acceleration, forward the horizontal direction that repeats every step; forward "
    "acceleration follows vertical by about an eighth of a step, which gives its sign."
)
_SEEN_HZ = 20.0


@dataclass(frozen=True, eq=False)
class Axes:
    """Unit vectors (3,) in the sensor's axes. phase_deg: forward to vertical acceleration at the step's rate.

    fore_aft: size of forward over vertical acceleration at that rate.
    """

    forward: FloatArray
    up: FloatArray
    right: FloatArray
    phase_deg: float
    fore_aft: float

    @property
    def sign_is_clear(self) -> bool:
        """Whether the phase is that of a runner going forward; it is about 180 degrees away backwards."""
        known = load("sensors/imu.toml")["axes"]
        return bool(abs(self.phase_deg - known["phase_deg"]) <= known["phase_within_deg"])


def find_axes(accel: FloatArray, rate_hz: float, step_s: float) -> Axes:
    """Axes of one stretch of running; accel: (n, 3) in any unit, no NaN, at least three steps long."""
    accel = low_pass(accel, rate_hz, _SEEN_HZ)
    up = accel.mean(axis=0)
    up = up / np.linalg.norm(up)
    vertical = accel @ up
    level = accel - accel.mean(axis=0) - np.outer(vertical - vertical.mean(), up)
    shift = round(step_s * rate_hz)
    every_step = level[:-shift] + level[shift:]
    forward = np.linalg.eigh(every_step.T @ every_step)[1][:, -1]
    forward = forward - (forward @ up) * up
    forward = forward / np.linalg.norm(forward)
    phase, size = _phase(accel @ forward, vertical, rate_hz, 1 / step_s)
    usual = load("sensors/imu.toml")["axes"]["phase_deg"]
    if np.cos(np.radians(phase - usual)) < 0:
        forward, phase = -forward, (phase + 360.0) % 360.0 - 180.0
    return Axes(forward, up, np.cross(forward, up), phase, size)


def _phase(forward: FloatArray, vertical: FloatArray, rate_hz: float, step_hz: float) -> tuple[float, float]:
    """Phase in degrees and ratio of sizes of two signals around the step's rate."""
    from scipy.signal import hilbert

    turned = hilbert(around(vertical, rate_hz, step_hz))
    follows = np.vdot(turned, hilbert(around(forward, rate_hz, step_hz)))
    return float(np.degrees(np.angle(follows))), float(abs(follows) / np.vdot(turned, turned).real)
