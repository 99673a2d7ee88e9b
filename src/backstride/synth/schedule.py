"""When each foot is on the ground, before anything moves: contacts with their stride-to-stride spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.common import BoolArray, FloatArray
from backstride.synth.spec import Spec

IntArray = NDArray[np.intp]

#: Contacts laid before time 0 and after the end, so that every moment lies between whole contacts.
MARGIN = 5
#: Spread is cut at this many standard deviations: a synthetic runner does not stumble.
CUT_SD = 2.5
#: Below this flight the body would have to be thrown up harder than any runner does; also the limit
#: under which a 50 Hz filter lets two contacts run into each other.
SHORTEST_FLIGHT_S = 0.025
#: Time 0 lies this part of a step after a right foot strike, so that no event falls on the first sample.
START_IN_STEP = 0.37


@dataclass(frozen=True, eq=False)
class Schedule:
    """Alternating contacts, (n,) each, in order of time; per-contact dials already include their spread."""

    touchdown_s: FloatArray
    toe_off_s: FloatArray
    right: BoolArray
    leg_angle_rad: FloatArray
    strike_pitch_rad: FloatArray
    strike_knee_rad: FloatArray

    @property
    def contact_s(self) -> FloatArray:
        """(n,) time on the ground."""
        return self.toe_off_s - self.touchdown_s

    @property
    def flight_s(self) -> FloatArray:
        """(n - 1,) time in the air after each contact but the last."""
        return self.touchdown_s[1:] - self.toe_off_s[:-1]

    def phase(self, t_s: FloatArray) -> FloatArray:
        """Strides since a right foot strike, smooth through every strike."""
        strides = np.arange(len(self.touchdown_s)) / 2 + (0 if self.right[0] else 0.5)
        return np.asarray(CubicSpline(self.touchdown_s, strides)(t_s), dtype=float)


def lay_contacts(spec: Spec, rng: np.random.Generator) -> Schedule:
    """Contacts over the whole trial and its margins.

    Raises UsageError when cadence, duty factor and their spread leave no flight.
    """
    step = 60 / spec.cadence_spm
    count = int(np.ceil(spec.duration_s / step)) + 2 * MARGIN + 1
    right = np.arange(count) % 2 == 0
    sign = np.where(right, -0.5, 0.5)  # asymmetry is left minus right
    spread = load("synth/running.toml")["spread"]

    def jitter(sd: float) -> FloatArray:
        draw = np.clip(rng.standard_normal(count), -CUT_SD, CUT_SD)
        return np.asarray((draw - draw.mean()) * sd * spec.variability)

    touchdown = (np.arange(count) - MARGIN - START_IN_STEP - MARGIN % 2) * step + jitter(
        spread["step_time_s"]
    )
    touchdown = touchdown - sign * spec.step_time_asymmetry_s / 2
    contact = (
        2 * step * spec.duty_factor + sign * spec.contact_time_asymmetry_s + jitter(spread["contact_time_s"])
    )
    schedule = Schedule(
        touchdown_s=touchdown,
        toe_off_s=touchdown + contact,
        right=right,
        leg_angle_rad=np.radians(
            spec.leg_angle_at_strike_deg
            + sign * spec.leg_angle_asymmetry_deg
            + jitter(spread["leg_angle_deg"])
        ),
        strike_pitch_rad=np.radians(
            spec.foot_strike_angle_deg
            + sign * spec.foot_strike_asymmetry_deg
            + jitter(spread["strike_pitch_deg"])
        ),
        strike_knee_rad=np.radians(
            spec.knee_flexion_at_strike_deg
            + sign * spec.knee_flexion_asymmetry_deg
            + jitter(spread["strike_knee_deg"])
        ),
    )
    if float(schedule.flight_s.min()) < SHORTEST_FLIGHT_S:
        raise UsageError(
            f"the feet would leave only {1e3 * schedule.flight_s.min():.0f} ms of flight",
            where="spec",
            fix="Lower duty_factor, cadence_spm, variability or the asymmetries.",
        )
    return schedule
