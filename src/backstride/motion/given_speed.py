"""The speed a person gives against the speed the feet show: two figures that must agree, or it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from backstride.model.recording import Note
from backstride.motion.pace import Pace

# Share of the given speed. On 29 trials whose speed is known the nearer of the two readings of the feet (all
# of stance, middle of stance) lies within 1.9 % on RBDS and 9.2 % on the worst Hamner trial, at 5 m/s
# (benchmarks/bad_facts.py). The smallest slip of a unit met is a factor of 1.5, 33 %: 3.33 m/s given as its
# 5 minutes per km. The limit lies between 9.2 and 33 % (judged): at 15 % a speed 16 % off, as people round,
# would be taken from them; at 17 % a factor of 0.8 is still found in 27 of 29 trials.
SPEED_MISMATCH: Final = 0.17
# What was typed over what was meant, 1 for a speed in m/s. SI Brochure, 9th edition: 1 mile is 1609.344 m.
UNITS: Final = {"km/h": 3.6, "miles an hour": 3600 / 1609.344}
MINUTES_PER_KM: Final = 1000 / 60  # speed in m/s times pace in minutes per km
# The feet read belts to 2 %; a plain factor of two stays 12 % away from miles an hour.
NEAR_UNIT: Final = 0.05


def settled(run: Pace, given_mps: float | None, mid_stance_mps: float | None) -> Pace:
    """The pace with the speed to work with: the given one where the feet allow it, else what the feet show.

    Speed stands as given unless both readings of the feet are further off than ``SPEED_MISMATCH``; then it
    is not used, as stride length and the bands by speed would be wrong by the same factor; a note says so.

    Args:
        run: speed read from all of stance.
        given_mps: as typed, or None.
        mid_stance_mps: ``stance_speed``, the more exact reading; None where it cannot be had.
    """
    seen_mps = mid_stance_mps or run.speed_mps
    if given_mps is None:
        return replace(run, speed_mps=seen_mps)
    off = min(abs(seen / given_mps - 1) for seen in (seen_mps, run.speed_mps))
    if off <= SPEED_MISMATCH:
        return replace(run, speed_mps=given_mps, source="given")
    return replace(run, speed_mps=seen_mps, notes=(*run.notes, _note(given_mps, seen_mps)))


def likely_slip(given_mps: float, seen_mps: float) -> str | None:
    """What the person may have typed instead of m/s; None when no unit fits what is seen.

    >>> likely_slip(10.0, 2.78), likely_slip(6.0, 2.78), likely_slip(0.77, 2.78)
    ('km/h typed as m/s', 'minutes per km typed as m/s', 'm/s divided by 3.6 once too often')
    >>> likely_slip(5.0, 2.5)
    """
    meant = {f"{unit} typed as m/s": given_mps / factor for unit, factor in UNITS.items()}
    meant |= {f"m/s divided by {f:.3g} once too often": given_mps * f for f in UNITS.values()}
    meant["minutes per km typed as m/s"] = MINUTES_PER_KM / given_mps
    off = {slip: abs(speed / seen_mps - 1) for slip, speed in meant.items()}
    best = min(off, key=lambda slip: off[slip])
    return best if off[best] <= NEAR_UNIT else None


def _note(given_mps: float, seen_mps: float) -> Note:
    slip = likely_slip(given_mps, seen_mps)
    guess = f"it may be {slip}" if slip else "check it, and the frame rate of the recording"
    text = (
        f"The feet show {seen_mps:.2f} m/s against the ground, {given_mps:.2f} m/s was given: {guess}. "
        f"What depends on speed is worked out with {seen_mps:.2f} m/s."
    )
    return Note(level="warning", code="speed_mismatch", text=text)
