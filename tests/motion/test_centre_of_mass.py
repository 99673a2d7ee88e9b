"""The centre of mass: the table, its invariants, and free flight."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.knowledge.loader import load as knowledge
from backstride.model.common import SIDES, Sex
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.motion.centre_of_mass import centre_of_mass
from backstride.motion.filters import derivative, low_pass

TABLE = knowledge("segments_deleva.toml")
ONE_SIDED = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")


def upright() -> dict[str, np.ndarray]:
    """A body standing with its arms hanging, two frames."""
    places = {"pelvis_centre": (0.0, 1.0, 0.0), "c7": (-0.06, 1.5, 0.0), "clavicle": (0.06, 1.45, 0.0)}
    for side, out in zip(SIDES, (-1.0, 1.0), strict=True):
        joints = {
            "hip_centre": (0.0, 0.93, 0.09),
            "knee_centre": (0.0, 0.5, 0.09),
            "ankle_centre": (0.0, 0.08, 0.09),
            "heel": (-0.05, 0.02, 0.09),
            "toe": (0.2, 0.02, 0.09),
            "acromion": (0.0, 1.5, 0.19),
            "elbow_lateral": (0.0, 1.15, 0.2),
            "wrist_lateral": (0.0, 0.9, 0.2),
        }
        places |= {f"{name}_{side}": (x, y, z * out) for name, (x, y, z) in joints.items()}
    return {name: np.tile(place, (2, 1)) for name, place in places.items()}


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_tables_masses_make_a_whole_body(sex: Sex) -> None:
    total = 2 * sum(TABLE[name]["mass"][sex] for name in ONE_SIDED)
    total += TABLE["head"]["mass"][sex] + TABLE["trunk_from_c7"]["mass"][sex]
    assert total == pytest.approx(100.0, abs=0.15)


def test_figures_carried_over_from_de_leva() -> None:
    assert TABLE["thigh"]["mass"] == {"female": 14.78, "male": 14.16}
    assert TABLE["thigh"]["centre"] == {"female": 36.12, "male": 40.95}
    assert TABLE["trunk_from_shoulders"]["centre"] == {"female": 37.82, "male": 43.1}
    assert TABLE["shank"]["gyration"]["male"] == [25.1, 24.6, 10.2]


def test_a_standing_adult_balances_a_little_below_the_navel() -> None:
    """55-57 % of stature in men standing (Winter 2009); this figure is about 1.75 m tall."""
    found = centre_of_mass(upright(), "male")
    assert found.method == "segments"
    x, y, z = found.place_m[0]
    assert 0.54 * 1.75 < y < 0.585 * 1.75
    assert abs(x) < 0.03
    assert z == pytest.approx(0.0, abs=1e-9)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_it_moves_with_the_body_whatever_the_method(dx: float, dy: float, dz: float) -> None:
    shift = np.array([dx, dy, dz])
    for missing in ((), ("acromion", "elbow"), ("acromion", "knee")):
        body = {name: place for name, place in upright().items() if not name.startswith(missing or ("none",))}
        here = centre_of_mass(body, None)
        there = centre_of_mass({name: place + shift for name, place in body.items()}, None)
        np.testing.assert_allclose(there.place_m, here.place_m + shift, atol=1e-9)


def test_methods_step_down_and_say_so() -> None:
    body = upright()
    legs = {
        name: place for name, place in body.items() if not name.startswith(("acromion", "c7", "clavicle"))
    }
    pelvis = {"pelvis_centre": body["pelvis_centre"]}
    full = centre_of_mass(body, "male").place_m[0]
    by_legs, by_pelvis = centre_of_mass(legs, "male"), centre_of_mass(pelvis, "male")
    assert by_legs.method == by_pelvis.method == "pelvis"
    assert "Legs" in by_legs.how
    assert np.linalg.norm(by_legs.place_m[0] - full) < 0.03
    assert np.linalg.norm(by_pelvis.place_m[0] - full) < 0.05
    nowhere = centre_of_mass({"heel_left": body["heel_left"]}, None)
    assert np.isnan(nowhere.place_m).all()


def test_an_unknown_sex_lies_between_both() -> None:
    body = upright()
    female, male, unknown = (centre_of_mass(body, sex).place_m[0, 1] for sex in ("female", "male", None))
    assert min(female, male) < unknown < max(female, male)


@pytest.mark.shared
@pytest.mark.parametrize("speed", [2, 3, 4, 5])
def test_a_runner_in_the_air_falls(shared: Path, speed: int) -> None:
    """Between toe-off and foot strike the segments' centre accelerates with gravity, 4 s of one runner."""
    from backstride.motion.solve import solve
    from backstride.read.load import load
    from backstride.read.session import load_session

    stem = shared / "fullbody" / f"hamner_s01_Run_{speed}"
    run = load_session([stem.with_suffix(".trc"), stem.with_name(f"{stem.name}_grf.mot")])[0]
    motion = solve(run, load(shared / "fullbody" / "hamner_s01_static.trc"), Runner(sex="male"), Settings())
    assert motion.centre_of_mass_method == "segments"
    height = low_pass(motion.centre_of_mass.to_numpy()[:, 1], motion.rate_hz, 15.0)
    rise = derivative(derivative(height, motion.rate_hz), motion.rate_hz)
    contacts = sorted(motion.contacts, key=lambda c: c.foot_strike_s)
    middles = [(a.toe_off_s + b.foot_strike_s) / 2 for a, b in pairwise(contacts)]
    assert np.median(np.interp(middles, motion.time_s, rise)) == pytest.approx(-9.81, abs=1.5)
