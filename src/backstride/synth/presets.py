"""Runners with a name: an ordinary one, and one with a known fault for the demonstration."""

from __future__ import annotations

import numpy as np

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.synth.spec import Spec

#: An ordinary recreational runner at 2.8 m/s: the defaults.
TYPICAL = Spec()


def usual(speed_mps: float, height_m: float = 1.75) -> Spec:
    """The usual runner of a height at a speed, from what 8 men do at 2.5 to 4.5 m/s (nearest beyond).

    Heights differ by dynamic similarity: the same angles at the same speed over the root of height, times
    in proportion to that root.
    """
    table = load("synth/running.toml")["usual"]
    root = (height_m / table["height_m"]) ** 0.5
    names = [name for name in table if name not in ("speeds_mps", "height_m")]
    dials = {name: float(np.interp(speed_mps / root, table["speeds_mps"], table[name])) for name in names}
    dials["cadence_spm"] /= root
    return Spec.model_validate({"speed_mps": speed_mps, "height_m": height_m, **dials})


#: Overstrides at a low cadence onto a nearly straight knee, and lets the pelvis tip forward from standing.
FAULTY = Spec(
    cadence_spm=146,
    duty_factor=0.385,
    leg_angle_at_strike_deg=17,
    knee_flexion_at_strike_deg=5,
    foot_strike_angle_deg=20,
    landing_down_mps=0.5,
    pelvic_tilt_change_deg=12,
    pelvic_tilt_range_deg=9,
    trunk_lean_deg=3,
    impact=1.3,
    variability=0.6,
)

PRESETS = {"typical": TYPICAL, "faulty": FAULTY}


def preset(name: str) -> Spec:
    """The spec of a named runner; UsageError names those there are.

    >>> preset("faulty").cadence_spm
    146.0
    """
    if name not in PRESETS:
        raise UsageError(
            f"there is no synthetic runner {name!r}", fix=f"Choose one of: {', '.join(PRESETS)}."
        )
    return PRESETS[name]
