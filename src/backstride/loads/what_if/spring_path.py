"""Height of the centre of mass of a run whose every contact pushes like half a sine wave (spring and mass).

Blickhan 1989, J Biomech 22:1217, in the form of Morin 2005, J Appl Biomech 21:167: the force of a contact of
``tc`` in a step of ``T`` is ``m g pi/2 T/tc sin(pi t/tc)``, so that its mean over the step is the weight;
between contacts the body falls freely.
"""

from __future__ import annotations

import numpy as np

from backstride.loads.force_from_times import sine_drop_m, sine_peak_bw
from backstride.loads.weight import GRAVITY_MPS2
from backstride.loads.what_if.steps import Steps
from backstride.model.arrays import FloatArray


def spring_height_m(steps: Steps, at_s: FloatArray) -> FloatArray:
    """Height at some moments, (m,) m, from that of the first strike.

    Before the first strike and after the last contact it is in the air. The speed at each strike is the
    same, such that the body is as high at the last strike as at the first.
    """
    contact, step = steps.contact_s, steps.step_s
    push = GRAVITY_MPS2 * sine_peak_bw(contact, step)
    alone = _rise(step, contact, push, 0.0)
    sink = -float(alone[:-1].sum() / step[:-1].sum())
    height = np.concatenate([[0.0], np.cumsum(alone[:-1] + sink * step[:-1])])
    k = np.clip(np.searchsorted(steps.strike_s, at_s, side="right") - 1, 0, None)
    return np.asarray(height[k] + _rise(at_s - steps.strike_s[k], contact[k], push[k], sink))


def spring_excursion_m(step_s: FloatArray, contact_s: FloatArray) -> FloatArray:
    """Highest less lowest point of the path, (k,) m, of even steps.

    >>> spring_excursion_m(np.array([0.36]), np.array([0.26])).round(4)
    array([0.0755])
    """
    flown = GRAVITY_MPS2 * (step_s - contact_s) ** 2 / 8
    return np.asarray(flown + sine_drop_m(contact_s, step_s))


def _rise(
    since_s: FloatArray, contact_s: FloatArray, push: FloatArray, sink: FloatArray | float
) -> FloatArray:
    """Height over that at strike, m: pushed up for the contact, falling throughout."""
    down = np.clip(since_s, 0.0, contact_s)
    sine = contact_s / np.pi * np.sin(np.pi * down / contact_s)
    pushed = push * contact_s / np.pi * (down - sine)
    after = np.maximum(since_s - contact_s, 0.0) * 2 * push * contact_s / np.pi
    return np.asarray(pushed + after + sink * since_s - GRAVITY_MPS2 * since_s**2 / 2)
