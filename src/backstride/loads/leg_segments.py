"""Shank and foot of a moving runner as rigid segments with mass and inertia."""

from __future__ import annotations

from typing import Final

import numpy as np

from backstride.loads.newton_euler import MovingSegment, spread_of
from backstride.model.arrays import FloatArray
from backstride.model.common import Sex, Side
from backstride.model.motion import Motion
from backstride.motion.body import FOREFOOT, KNEE_ON_SHANK
from backstride.motion.centre_of_mass import foot_place
from backstride.motion.places import Places, present
from backstride.motion.segment_figures import figure, gyration

# Where de Leva's axes (sagittal, transverse, longitudinal) stand among ours, X forward, Y up, Z right: the
# shank is long along Y, the foot along X.
SHANK_AXES: Final = (0, 2, 1)
FOOT_AXES: Final = (2, 0, 1)
# Heel to the mean of MT1 and MT5 over heel to toe in the standing trial that has all four markers (JA1). A
# tenth more or less moves the knee's moment by at most 0.3 N m.
FOREFOOT_OF_FOOT: Final = 0.75


def shank(motion: Motion, places: Places, side: Side, mass_kg: float, sex: Sex | None) -> MovingSegment:
    """The shank from its own knee end to the ankle; ``mass_kg`` is the body's."""
    knee, ankle = places[f"{KNEE_ON_SHANK}_{side}"], places[f"ankle_centre_{side}"]
    length_m = usual(np.linalg.norm(ankle - knee, axis=1))
    own_kg = mass_kg * figure("shank", "mass", sex) / 100.0
    return MovingSegment(
        mass_kg=own_kg,
        spread_kgm2=spread_of(own_kg, length_m * gyration("shank", sex)[list(SHANK_AXES)]),
        centre_m=np.asarray(knee + figure("shank", "centre", sex) / 100.0 * (ankle - knee)),
        axes=motion.segment_axes[f"shank_{side}"],
    )


def foot(motion: Motion, places: Places, side: Side, mass_kg: float, sex: Sex | None) -> MovingSegment:
    """The foot, taken as rigid: toes that bend in push-off carry a tenth of its mass."""
    own_kg = mass_kg * figure("foot", "mass", sex) / 100.0
    length_m = foot_length_m(motion.standing_m, side)
    return MovingSegment(
        mass_kg=own_kg,
        spread_kgm2=spread_of(own_kg, length_m * gyration("foot", sex)[list(FOOT_AXES)]),
        centre_m=foot_place(places, sex, side, places[f"ankle_centre_{side}"]),
        axes=motion.segment_axes[f"foot_{side}"],
    )


def foot_length_m(stood: Places, side: Side) -> float:
    """Heel to toe in standing, or what heel to forefoot says of it."""
    heel, toe = stood[f"heel_{side}"], stood.get(f"toe_{side}")
    if toe is not None:
        return float(np.linalg.norm(toe - heel))
    return float(np.linalg.norm(forefoot(stood, side) - heel)) / FOREFOOT_OF_FOOT


def forefoot(places: Places, side: Side) -> FloatArray:
    """The middle of the forefoot's markers, (..., 3) m; NaN without any."""
    names = present(places, [f"{name}_{side}" for name in FOREFOOT])
    if not names:
        return np.full_like(places[f"ankle_centre_{side}"], np.nan)
    return np.asarray(np.mean([places[name] for name in names], axis=0))


def usual(values: FloatArray) -> float:
    """The median of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
