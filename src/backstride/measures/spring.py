"""How stiff the runner lands: the spring of the whole body and that of the leg."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.errors import MeasureRefused
from backstride.loads.force_from_times import leg_stiffness_from_times, vertical_stiffness_from_times
from backstride.loads.stiffness import Landing, landings, leg_compression_m
from backstride.measures.ground_force import body_weight_n
from backstride.measures.registry import measure
from backstride.measures.trial import Trial, speed_mps
from backstride.measures.without_plates import landings_of_motion, mass_kg, step_times_s
from backstride.model.arrays import FloatArray
from backstride.model.common import Side
from backstride.motion.body import FOOT_MARKERS
from backstride.motion.joint_centres import hip_centres

LEG_OF_HEIGHT: Final = 0.53  # height of the greater trochanter over body height, as in Morin 2005
# Shod foot markers stand 3 to 10 cm above the floor in ten standing trials at hand: with the lowest of them
# outside this span the file's heights do not count from the floor.
FLOOR_M: Final = (0.0, 0.12)
SHORTEST_DROP_M: Final = 0.005  # nobody runs with less; a smaller one is a plate that drifts (judged)


@measure("vertical_stiffness")
def vertical_stiffness(trial: Trial, side: Side) -> FloatArray:
    """Newtons of peak vertical force per metre that the centre of mass sinks in the contact."""
    if _of_clip(trial):
        return vertical_stiffness_from_times(*step_times_s(trial, side), mass_kg(trial.runner))
    return np.array([one.peak_n / one.drop_m for one in _landings(trial, side)], dtype=float)


@measure("leg_stiffness")
def leg_stiffness(trial: Trial, side: Side) -> FloatArray:
    """Newtons of peak vertical force per metre that the leg spring shortens in the contact."""
    leg_m, speed = _leg_m(trial, side), speed_mps(trial)
    if _of_clip(trial):
        times = step_times_s(trial, side)
        return leg_stiffness_from_times(*times, mass_kg(trial.runner), leg_m, speed)
    found = _landings(trial, side)
    return np.array([one.peak_n / leg_compression_m(one, leg_m, speed) for one in found], dtype=float)


def _of_clip(trial: Trial) -> bool:
    return trial.reaction is None and trial.motion.sight is not None


def _landings(trial: Trial, side: Side) -> tuple[Landing, ...]:
    reaction = trial.reaction
    if reaction is None:
        return tuple(one for one in landings_of_motion(trial, side) if one.drop_m > SHORTEST_DROP_M)
    body_weight_n(reaction)
    found = [one for one in landings(reaction, trial.strides(side)) if one.drop_m > SHORTEST_DROP_M]
    if trial.strides(side) and not found:
        raise MeasureRefused(
            f"The plates saw no whole stride that begins with the {side} foot",
            fix="Record on an instrumented treadmill, or on plates that catch three steps in a row",
        )
    return tuple(found)


def _leg_m(trial: Trial, side: Side) -> float:
    """Height of the greater trochanter or the hip centre in standing, else 0.53 of the body height."""
    stood = trial.motion.standing_m
    hip = stood.get(f"trochanter_{side}", hip_centres(stood).get(f"hip_centre_{side}"))
    feet = [place[1] for name, place in stood.items() if name.rsplit("_", 1)[0] in FOOT_MARKERS]
    if hip is not None and feet and FLOOR_M[0] <= min(feet) <= FLOOR_M[1]:
        return float(hip[1])
    if trial.runner.height_m is None:
        raise MeasureRefused(
            "The length of the leg is not known",
            fix="Give the height with --height-m, or a standing trial with pelvis and foot markers",
        )
    return LEG_OF_HEIGHT * trial.runner.height_m
