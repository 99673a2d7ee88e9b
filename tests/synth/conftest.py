"""Solved runners shared by the tests: solving one takes about a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from backstride.synth.body import Body, build_body
from backstride.synth.presets import FAULTY, TYPICAL, usual
from backstride.synth.runner import Synthetic, synthesise
from backstride.synth.schedule import lay_contacts
from backstride.synth.solve import Solution, solve_runner
from backstride.synth.spec import Spec

#: Without spread, noise and gaps every dial can be read off exactly.
EXACT = {"variability": 0.0, "marker_noise_m": 0.0, "force_noise_n": 0.0, "duration_s": 4.0}


@dataclass(frozen=True)
class Solved:
    spec: Spec
    body: Body
    solution: Solution


def solved(spec: Spec) -> Solved:
    body = build_body(spec)
    return Solved(spec, body, solve_runner(spec, body, lay_contacts(spec, np.random.default_rng(1))))


@pytest.fixture(scope="session")
def varied() -> Solved:
    """A typical runner with his stride-to-stride spread."""
    return solved(TYPICAL.model_copy(update={"duration_s": 4.0}))


@pytest.fixture(scope="session", params=["typical", "faulty", "forefoot", "overground_woman", "uneven"])
def exact(request: pytest.FixtureRequest) -> Synthetic:
    """Noise-free runners without spread, of several kinds."""
    specs = {
        "typical": TYPICAL,
        "faulty": FAULTY,
        "forefoot": usual(3.5).model_copy(update={"foot_strike_angle_deg": -6.0}),
        "overground_woman": usual(2.8, 1.62).model_copy(
            update={"sex": "female", "mass_kg": 55.0, "surface": "overground"}
        ),
        "uneven": Spec(
            contact_time_asymmetry_s=0.01,
            step_time_asymmetry_s=0.01,
            leg_angle_asymmetry_deg=2,
            knee_flexion_asymmetry_deg=3,
            foot_strike_asymmetry_deg=8,
        ),
    }
    return synthesise(specs[request.param].model_copy(update=EXACT))
