"""Pelvis, trunk and arms over the stride: harmonic curves of given range, mean and phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.synth.spec import Spec
from backstride.synth.wander import STEADY, Sway

#: The right arm is furthest back this part of a stride after right foot strike: about opposite the leg.
ARM_BACK_PHASE = 0.05
#: Elbows of runners are held near a right angle; arms hang a little away from the body and behind it.
ELBOW_RAD = np.radians(85.0)
ARM_ABDUCTION_RAD = np.radians(15.0)
ARM_MEAN_RAD = np.radians(-12.0)
#: Samples over which a curve is scaled to the range asked for.
FINE = 720


@dataclass(frozen=True, eq=False)
class Posture:
    """Angles in rad at each time, (t,): by the signs of the conventions.

    tilt anterior + (against standing); obliquity and lateral right side down +; rotation right side
    forward +; lean forward +; arm flexion forward +; head pitch chin down +.
    """

    pelvic_tilt: FloatArray
    pelvic_obliquity: FloatArray
    pelvic_rotation: FloatArray
    trunk_lean: FloatArray
    trunk_lateral: FloatArray
    trunk_rotation: FloatArray
    arm_left: FloatArray
    arm_right: FloatArray
    head_pitch: FloatArray


def unit_curve(terms: list[list[float]], phase: FloatArray) -> FloatArray:
    """Sum of cosines ``[cycles, weight, crest]`` scaled to a range of 1."""

    def curve(p: FloatArray) -> FloatArray:
        return np.asarray(
            sum(weight * np.cos(2 * np.pi * cycles * (p - crest)) for cycles, weight, crest in terms)
        )

    return curve(phase) / float(np.ptp(curve(np.arange(FINE) / FINE)))


def hold(spec: Spec, phase: FloatArray, t_s: FloatArray, sway: Sway = STEADY) -> Posture:
    """The posture at times and their stride phases, counted from right foot strikes, and its departures."""
    curves = load("synth/running.toml")["pelvis"]
    late = t_s / spec.duration_s - 0.5  # drifts keep the mean of the recording
    drop = np.radians(spec.pelvic_drop_asymmetry_deg) / 2  # in left stance the right side drops
    # the trunk's crest, moved by whole parts of a stride
    crest = curves["rotation"][0][2] + spec.pelvis_trunk_phase_deg / 360
    lagging = phase - sway.added("trunk_lag_strides", phase)

    def swing(kind: str, range_deg: float, terms: list[list[float]], at: FloatArray = phase) -> FloatArray:
        return np.asarray(np.radians(range_deg) * sway.factor(kind, phase) * unit_curve(terms, at))

    def mean(kind: str, mean_deg: float, drift_deg: float = 0.0) -> FloatArray:
        return np.radians(mean_deg + drift_deg * late + sway.added(kind, phase))

    arm = swing("arm_range", spec.arm_swing_range_deg, [[1, 1.0, ARM_BACK_PHASE]])
    return Posture(
        pelvic_tilt=mean("tilt_deg", spec.pelvic_tilt_change_deg, spec.pelvic_tilt_drift_deg)
        + swing("tilt_range", spec.pelvic_tilt_range_deg, curves["tilt"]),
        pelvic_obliquity=swing("obliquity_range", spec.pelvic_obliquity_range_deg, curves["obliquity"])
        + drop,
        pelvic_rotation=swing("rotation_range", spec.pelvic_rotation_range_deg, curves["rotation"]),
        trunk_lean=mean("lean_deg", spec.trunk_lean_deg, spec.trunk_lean_drift_deg),
        trunk_lateral=swing(
            "lateral_range", spec.trunk_lateral_range_deg, [[1, 1.0, curves["obliquity"][0][2]]]
        ),
        trunk_rotation=swing("trunk_range", spec.trunk_rotation_range_deg, [[1, 1.0, crest]], lagging),
        arm_left=ARM_MEAN_RAD + arm,
        arm_right=ARM_MEAN_RAD - arm,
        head_pitch=mean("head_deg", spec.head_pitch_deg),
    )


def about_x(angle: FloatArray) -> FloatArray:
    """(..., 3, 3) rotation about X (forward): right side down positive."""
    return _turn(angle, 1, 2)


def about_y(angle: FloatArray) -> FloatArray:
    """(..., 3, 3) rotation about Y (up): right side forward positive."""
    return _turn(angle, 2, 0)


def about_z(angle: FloatArray) -> FloatArray:
    """(..., 3, 3) rotation about Z (right): nose up, limbs forward positive."""
    return _turn(angle, 0, 1)


def about_x_then_z(x: FloatArray, z: FloatArray) -> FloatArray:
    """(..., 3, 3) ``about_x(x) @ about_z(z)``, written out: it is asked for most often."""
    cx, sx, cz, sz = np.cos(x), np.sin(x), np.cos(z), np.sin(z)
    out = np.zeros((*np.shape(x), 3, 3))
    out[..., 0, 0], out[..., 0, 1] = cz, -sz
    out[..., 1, 0], out[..., 1, 1], out[..., 1, 2] = cx * sz, cx * cz, -sx
    out[..., 2, 0], out[..., 2, 1], out[..., 2, 2] = sx * sz, sx * cz, cx
    return out


def _turn(angle: FloatArray, first: int, second: int) -> FloatArray:
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((*np.shape(angle), 3, 3))
    out[..., 3 - first - second, 3 - first - second] = 1
    out[..., first, first] = out[..., second, second] = c
    out[..., second, first], out[..., first, second] = s, -s
    return out


def facing(rotation: FloatArray, roll: FloatArray, forward: FloatArray) -> FloatArray:
    """(..., 3, 3) a trunk segment turned about Y, then right side down, then tilted forward."""
    return np.asarray(about_y(rotation) @ about_x(roll) @ about_z(-forward))
