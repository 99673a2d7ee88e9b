"""When each foot is on the ground, before anything moves: contacts with their stride-to-stride spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.synth.spec import Spec
from backstride.synth.wander import STEADY, Sway, departures, sway, tempo_s

IntArray = NDArray[np.intp]

#: Contacts laid before time 0 and after the end, so that every moment lies between whole contacts.
MARGIN = 5
#: Below this flight the body would have to be thrown up harder than any runner does; also the limit
#: under which a 50 Hz filter lets two contacts run into each other.
SHORTEST_FLIGHT_S = 0.025
#: Time 0 lies this part of a step after a right foot strike, so that no event falls on the first sample.
START_IN_STEP = 0.37


@dataclass(frozen=True, eq=False)
class Schedule:
    """Alternating contacts, (n,) each, in order of time; per-contact dials already include their spread.

    sway: how the posture departs from its dials over these strides.
    """

    touchdown_s: FloatArray
    toe_off_s: FloatArray
    right: BoolArray
    leg_angle_rad: FloatArray
    strike_pitch_rad: FloatArray
    strike_knee_rad: FloatArray
    sway: Sway = STEADY

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
        strides = stride_count(len(self.touchdown_s), right_first=bool(self.right[0]))
        return np.asarray(CubicSpline(self.touchdown_s, strides)(t_s), dtype=float)


def stride_count(contacts: int, *, right_first: bool) -> FloatArray:
    """(contacts,) strides since the first right foot strike at each touchdown."""
    return np.arange(contacts) / 2 + (0.0 if right_first else 0.5)


def lay_contacts(
    spec: Spec, rng: np.random.Generator, posture_rng: np.random.Generator | None = None
) -> Schedule:
    """Contacts over the whole trial and its margins; without ``posture_rng`` the posture keeps to its dials.

    Raises UsageError when cadence, duty factor and their spread leave no flight.
    """
    count = int(np.ceil(spec.duration_s / (60 / spec.cadence_spm))) + 2 * MARGIN + 1
    right = np.arange(count) % 2 == 0
    half = np.where(right, -0.5, 0.5)  # asymmetry is left minus right
    spread = _spread(spec, count, rng)
    even, step = _beat(spec, np.arange(count, dtype=float) - MARGIN - START_IN_STEP - MARGIN % 2)
    late = tempo_s(spec, count, rng)
    touchdown = even + late - late[MARGIN] + spread["step_time_s"] - half * spec.step_time_asymmetry_s / 2
    contact = 2 * step * spec.duty_factor + half * spec.contact_time_asymmetry_s + spread["contact_s"]
    leg_angle = spec.leg_angle_at_strike_deg + half * spec.leg_angle_asymmetry_deg + spread["leg_angle_deg"]
    pitch = spec.foot_strike_angle_deg + half * spec.foot_strike_asymmetry_deg + spread["strike_pitch_deg"]
    knee = (
        spec.knee_flexion_at_strike_deg + half * spec.knee_flexion_asymmetry_deg + spread["strike_knee_deg"]
    )
    schedule = Schedule(
        touchdown, touchdown + contact, right, np.radians(leg_angle), np.radians(pitch), np.radians(knee),
        STEADY if posture_rng is None else sway(spec, stride_count(count, right_first=True), posture_rng),
    )  # fmt: skip
    if float(schedule.flight_s.min()) < SHORTEST_FLIGHT_S:
        raise UsageError(
            f"the feet would leave only {1e3 * schedule.flight_s.min():.0f} ms of flight",
            where="spec",
            fix="Lower duty_factor, cadence_spm, variability or the asymmetries.",
        )
    return schedule


def _beat(spec: Spec, steps: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n,) when so many steps after time 0 are done, and how long a step takes then, at a cadence linear in
    time whose mean over the trial is the one asked for."""
    if spec.cadence_drift_spm == 0:
        step = 60 / spec.cadence_spm
        return steps * step, np.full(steps.shape, step)
    gain = spec.cadence_drift_spm / spec.duration_s / 60
    first = (spec.cadence_spm - spec.cadence_drift_spm / 2) / 60
    rate = np.sqrt(first**2 + 2 * gain * steps)  # steps a second, from steps = first t + gain t^2 / 2
    return np.asarray(2 * steps / (first + rate)), np.asarray(1 / rate)


def _spread(spec: Spec, count: int, rng: np.random.Generator) -> dict[str, FloatArray]:
    """Departures of each contact from the dials, by the spread of real runners."""
    figures = load("synth/running.toml")["spread"]
    step, contact, free_leg, free_pitch, knee = departures(spec, 5, count, rng) * spec.variability
    leg = _correlated(contact, free_leg, figures["leg_angle_with_contact"])
    pitch = _correlated(leg, free_pitch, figures["strike_pitch_with_leg_angle"])
    return {
        "step_time_s": step * figures["step_time_s"],
        "contact_s": contact * figures["contact_m"] / spec.speed_mps,
        "leg_angle_deg": leg * figures["leg_angle_deg"],
        "strike_pitch_deg": pitch * figures["strike_pitch_deg"],
        "strike_knee_deg": knee * figures["strike_knee_deg"],
    }


def _correlated(first: FloatArray, free: FloatArray, correlation: float) -> FloatArray:
    """A draw of the same spread as both, correlated with the first."""
    return np.asarray(correlation * first + np.sqrt(1 - correlation**2) * free)
