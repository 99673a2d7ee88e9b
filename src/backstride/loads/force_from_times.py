"""What contact and step times alone say of the ground's force and of the runner's springs.

The force through a contact is taken for a half sine whose mean over the step is the weight (Morin 2005, J
Appl Biomech 21:167, equations 6 to 9). Real contacts are more peaked: the fitted figures of
``knowledge/ground_force.toml`` set that right on average.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.loads.weight import GRAVITY_MPS2
from backstride.model.arrays import FloatArray

KNOWLEDGE: Final = "ground_force.toml"


def sine_peak_bw(contact_s: FloatArray, step_s: FloatArray) -> FloatArray:
    """Peak of the half sine, body weights: ``pi / 2 x step over contact time``.

    >>> float(sine_peak_bw(np.array(0.25), np.array(0.25)).round(4))
    1.5708
    """
    return np.asarray(np.pi / 2 * step_s / contact_s)


def sine_drop_m(contact_s: FloatArray, step_s: FloatArray) -> FloatArray:
    """How far the centre of mass sinks under a half sine, m: ``g tc^2 (peak / pi^2 - 1 / 8)``."""
    return np.asarray(GRAVITY_MPS2 * contact_s**2 * (sine_peak_bw(contact_s, step_s) / np.pi**2 - 1 / 8))


def peak_from_times_bw(contact_s: FloatArray, step_s: FloatArray) -> FloatArray:
    """Largest vertical force, body weights, as plates would show it on average."""
    fit = load(KNOWLEDGE)["times"]
    sine = sine_peak_bw(contact_s, step_s)
    return np.asarray(float(fit["peak_slope"]) * sine + float(fit["peak_offset_bw"]))


def vertical_stiffness_from_times(contact_s: FloatArray, step_s: FloatArray, mass_kg: float) -> FloatArray:
    """Peak force over the sinking of the centre of mass, N/m; NaN where the half sine does not sink."""
    gain = float(load(KNOWLEDGE)["times"]["vertical_stiffness_gain"])
    return _over(
        gain * mass_kg * GRAVITY_MPS2 * sine_peak_bw(contact_s, step_s), sine_drop_m(contact_s, step_s)
    )


def leg_stiffness_from_times(
    contact_s: FloatArray, step_s: FloatArray, mass_kg: float, leg_m: float, speed_mps: float | FloatArray
) -> FloatArray:
    """Peak force over the shortening of the leg, N/m; NaN where the leg is too short for the sweep."""
    gain = float(load(KNOWLEDGE)["times"]["leg_stiffness_gain"])
    shorter_m = leg_sweep_m(contact_s, leg_m, speed_mps) + sine_drop_m(contact_s, step_s)
    return _over(gain * mass_kg * GRAVITY_MPS2 * sine_peak_bw(contact_s, step_s), shorter_m)


def leg_sweep_m(contact_s: FloatArray | float, leg_m: float, speed_mps: float | FloatArray) -> FloatArray:
    """What the leg shortens by its sweep, m: ``L - sqrt(L^2 - (v tc / 2)^2)``; NaN where L is too short.

    McMahon & Cheng 1990 (J Biomech 23, Suppl 1:65) in the form of Morin 2005 (J Appl Biomech 21:167): the
    leg sweeps as far before as behind the vertical, the foot stays where it is, the ground is level.
    """
    half_m = np.asarray(speed_mps * contact_s / 2)
    return np.asarray(leg_m - np.sqrt(leg_m**2 - np.where(half_m < leg_m, half_m, np.nan) ** 2))


def _over(force_n: FloatArray, way_m: FloatArray) -> FloatArray:
    return np.asarray(force_n / np.where(way_m > 0, way_m, np.nan))
