"""More steps a minute at the same speed: the runner's own stride, quicker and shorter.

Kept: the speed, how each part of the body turns in a stride (pelvis, trunk, arms, feet: the same angles,
sooner), the width of the steps, and how long the legs are when they land. What follows: a step lasts 1/f as
long and is as much shorter; contacts shorten by a published power of f; the centre of mass falls freely in
flight and is pushed up by the weight in the mean. Its own path is kept in shape and made 1/f^2 as high, which
leaves the forces as they were, and the little by which the contact's share changes is added as the difference
of two spring-mass paths. Fore and aft the force leans as the leg does, so it falls with the distance at which
the foot lands ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.loads.what_if.figure import Figure, Poser
from backstride.loads.what_if.plants import Going, plants
from backstride.loads.what_if.retime import Clock, clock, figure_at, read_at
from backstride.loads.what_if.ride import landing_height_m, riding
from backstride.loads.what_if.spring_path import spring_height_m
from backstride.loads.what_if.steps import Steps, quickened
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Sex, Side

MARGIN_S: Final = 0.03  # kept around the first strike and the last toe-off: flight in any run


@dataclass(frozen=True, eq=False)
class Run:
    """What is quickened.

    time_s: (n,) s. figure: over it. centre_m: (n, 3) m, centre of mass. belt_mps: of the ground, backward.
    """

    time_s: FloatArray
    rate_hz: float
    figure: Figure
    centre_m: FloatArray
    steps: Steps
    belt_mps: float


@dataclass(frozen=True, eq=False)
class Quickened:
    """The quicker run on its own clock; steps: its contacts."""

    figure: Figure
    clock: Clock
    steps: Steps


def quicker(run: Run, factor: float, contact_power: float, sex: Sex | None, most_lower_m: float) -> Quickened:
    """The run with ``factor`` times as many steps a minute.

    Args:
        run: as recorded.
        factor: 1.1 for a tenth more.
        contact_power: a contact lasts ``factor ** -contact_power`` as long.
        sex: for the segments' masses.
        most_lower_m: by how much the body may ride lower than the legs' landing asks, so that they reach.

    Raises:
        MeasureRefused: no flight is left, or a leg does not reach.
    """
    after = quickened(run.steps, factor, contact_power)
    shown = clock(run.time_s, run.rate_hz, run.steps, factor, MARGIN_S)
    own = figure_at(run.figure, run.time_s, shown.then_s, factor, run.rate_hz)
    centre = _centre(run, shown, after, factor, contact_power)
    moved = centre - read_at(run.centre_m, run.time_s, shown.then_s)
    feet = _feet(run, shown, after, centre, factor, contact_power)

    landing = {
        side: [
            int(np.argmin(np.abs(shown.now_s - strike)))
            for strike, foot in zip(after.strike_s, after.sides, strict=True)
            if foot == side
        ]
        for side in SIDES
    }
    poser = Poser(own, (), feet, sex)
    start_m = landing_height_m(poser, moved, landing)
    return Quickened(riding(poser, moved, most_lower_m, start_m), shown, after)


def _centre(run: Run, shown: Clock, after: Steps, factor: float, contact_power: float) -> FloatArray:
    """The new path of the centre of mass, (m, 3) m.

    About its mean going along: fore and aft 1/f^2 times the contact's share (the acceleration of the leg that
    lands less far ahead), up and down and sideways 1/f^2 (the same accelerations), and upward the difference
    of the spring-mass paths.
    """
    then = read_at(run.centre_m, run.time_s, shown.then_s)
    start_m, speed_mps = _going(run)
    shrunk = factor**-2.0 * np.array([factor**-contact_power, 1.0, 1.0])
    own = then - _on_line(start_m, speed_mps, shown.then_s)
    path = _on_line(start_m, speed_mps, shown.now_s) + own * shrunk
    spring = spring_height_m(after, shown.now_s) - spring_height_m(run.steps, shown.then_s) / factor**2
    path[:, 1] += spring - spring.mean()
    return np.asarray(path)


def _feet(
    run: Run, shown: Clock, after: Steps, centre_m: FloatArray, factor: float, contact_power: float
) -> dict[Side, FloatArray]:
    """How far each foot is moved in the laboratory, (m, 3) m.

    It lands as much less far ahead of the centre of mass as its contact is shorter, and as far beside it.
    """
    before = run.steps
    ahead = np.zeros((len(before.strike_s), 3))
    for k, (strike, new, side) in enumerate(zip(before.strike_s, after.strike_s, before.sides, strict=True)):
        ankle, centre = (
            _at(place, run.time_s, strike)
            for place in (run.figure.places[f"ankle_centre_{side}"], run.centre_m)
        )
        ahead[k] = _at(centre_m, shown.now_s, new) - centre
        ahead[k, 0] += (factor**-contact_power - 1) * (ankle - centre)[0] + run.belt_mps * (new - strike)
    ahead[:, 1] = 0.0
    drift = np.array([(run.belt_mps + _going(run)[1][0]) * (1 - factor), 0.0, 0.0])
    carried = np.outer(run.belt_mps * (shown.then_s - shown.now_s), [1.0, 0.0, 0.0])
    return {
        side: plants(after, side, ahead, drift, _going_of(run, side, factor)).at(shown.now_s) + carried
        for side in SIDES
    }


def _going_of(run: Run, side: Side, factor: float) -> Going:
    """The ankle as it went forward over the ground, at moments of the quicker clock."""
    begin = run.steps.strike_s[0]
    over = run.figure.places[f"ankle_centre_{side}"][:, 0] + run.belt_mps * run.time_s
    seen = np.isfinite(over)
    spline = CubicSpline(run.time_s[seen], over[seen], extrapolate=False)
    unseen = np.where(seen, 0.0, np.nan)

    def going(now_s: FloatArray) -> FloatArray:
        then_s = begin + (now_s - begin) * factor
        return np.asarray(spline(then_s) + np.interp(then_s, run.time_s, unseen))

    return going


def _going(run: Run) -> tuple[FloatArray, FloatArray]:
    """The level straight line nearest to the centre's path: place at 0 s and velocity, (3,) each."""
    known = np.isfinite(run.centre_m).all(axis=1)
    speed, start = np.polyfit(run.time_s[known], run.centre_m[known], 1)
    mean_height = run.centre_m[known, 1].mean()
    return np.array([start[0], mean_height, start[2]]), np.array([speed[0], 0.0, speed[2]])


def _on_line(start_m: FloatArray, speed_mps: FloatArray, time_s: FloatArray) -> FloatArray:
    return np.asarray(start_m + np.outer(time_s, speed_mps))


def _at(place_m: FloatArray, time_s: FloatArray, at_s: float) -> FloatArray:
    """(3,) a place between two samples."""
    return np.array([np.interp(at_s, time_s, column) for column in place_m.T])
