"""Least-stress recruitment: its conditions of optimality, and other people's solvers on the same problem."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize, nnls

from backstride.loads.muscles.anatomy import anatomy, border_rad, tabled, terms
from backstride.loads.muscles.recruit import recruit

SEED = st.integers(0, 2**32 - 1)
FLOOR = st.sampled_from([0.0, 0.02, 0.1, 0.5])
ASKED_KKT = 1e-8


def _body(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Arms and strengths of a body that can make any moment: each muscle has one that pulls the other way."""
    arms = rng.normal(size=(count, 3)) * [0.05, 0.02, 0.05]
    arms = np.vstack([arms, -arms * rng.uniform(0.5, 2.0, size=(count, 1))])
    return arms, rng.uniform(20.0, 700.0, size=2 * count)


def _conditions(
    moment: np.ndarray,
    arms: np.ndarray,
    strength: np.ndarray,
    stress: np.ndarray,
    price: np.ndarray,
    floor: float,
) -> float:
    """The largest violation of all four optimality conditions, each made a share of its own size."""
    weighed = arms * strength[:, None]
    balance = np.linalg.norm(stress @ weighed - moment) / (
        np.linalg.norm(moment) + floor * np.linalg.norm(weighed, axis=1).sum()
    )
    pushes = np.maximum(floor - stress, 0.0).max()
    held_up = stress - weighed @ price  # the multiplier of the floor
    size = max(1.0, stress.max())
    return float(
        max(balance, pushes, -held_up.min() / size, np.abs(held_up * (stress - floor)).max() / size**2)
    )


@settings(max_examples=25)
@given(seed=SEED, count=st.integers(3, 30), floor=FLOOR)
def test_the_conditions_of_least_stress_hold(seed: int, count: int, floor: float) -> None:
    rng = np.random.default_rng(seed)
    arms, strength = _body(rng, count)
    moment = rng.normal(size=(8, 3)) * 80.0
    found = recruit(moment, arms, strength, co_contraction=floor)
    assert np.isfinite(found.kkt).all()
    assert found.kkt.max() < ASKED_KKT
    for row in range(8):
        left = _conditions(moment[row], arms, strength, found.stress[row], found.price[row], floor)
        assert left < ASKED_KKT


@settings(max_examples=25)
@given(seed=SEED, floor=FLOOR)
def test_the_conditions_hold_for_the_real_muscles_in_any_posture(seed: int, floor: float) -> None:
    rng, body = np.random.default_rng(seed), anatomy()
    moment = rng.normal(size=(20, 3)) * [40.0, 25.0, 60.0]
    factors, _ = terms(rng.uniform(-1, 1, size=(20, 3)) * border_rad())
    found = recruit(moment, body.arms_m, body.strength_n, factors, floor)
    assert found.kkt.max() < ASKED_KKT
    for row in range(20):
        arms = np.tensordot(factors[row], body.arms_m, axes=1)
        left = _conditions(moment[row], arms, body.strength_n, found.stress[row], found.price[row], floor)
        assert left < ASKED_KKT


@settings(max_examples=25)
@given(seed=SEED)
def test_non_negative_least_squares_finds_the_same_forces(seed: int) -> None:
    """The least-squares problem whose moment rows weigh so much that they hold: NNLS of scipy."""
    rng = np.random.default_rng(seed)
    arms, strength = _body(rng, 6)
    moment = rng.normal(size=3) * 50.0
    heavy = 1e5
    weighed = arms * strength[:, None]
    stacked = np.vstack([heavy * weighed.T / np.abs(weighed).max(), np.eye(strength.size)])
    theirs, _ = nnls(
        stacked, np.concatenate([heavy * moment / np.abs(weighed).max(), np.zeros(strength.size)])
    )
    ours = recruit(moment[None], arms, strength).stress[0]
    np.testing.assert_allclose(ours, theirs, atol=1e-5 * theirs.max())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("floor", [0.0, 0.1])
def test_sequential_quadratic_programming_finds_the_same_forces(seed: int, floor: float) -> None:
    rng = np.random.default_rng(seed)
    arms, strength = _body(rng, 5)
    moment, weighed = rng.normal(size=3) * 50.0, arms * strength[:, None]
    theirs = minimize(
        lambda stress: stress @ stress,
        np.full(strength.size, 0.5),
        jac=lambda stress: 2 * stress,
        bounds=[(floor, None)] * strength.size,
        constraints={"type": "eq", "fun": lambda s: s @ weighed - moment, "jac": lambda _: weighed.T},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    ).x
    ours = recruit(moment[None], arms, strength, co_contraction=floor).stress[0]
    np.testing.assert_allclose(ours, theirs, atol=1e-4 * theirs.max())
    assert ours @ ours <= theirs @ theirs + 1e-9


@settings(max_examples=25)
@given(seed=SEED, factor=st.floats(1e-3, 1e3))
def test_a_moment_times_two_asks_for_forces_times_two(seed: int, factor: float) -> None:
    rng, body = np.random.default_rng(seed), tabled()
    moment = rng.normal(size=(4, 3)) * [40.0, 25.0, 60.0]
    once = recruit(moment, body.arms_m[0], body.strength_n).stress
    often = recruit(factor * moment, body.arms_m[0], body.strength_n).stress
    np.testing.assert_allclose(often, factor * once, atol=1e-9 * factor * once.max())


@settings(max_examples=25)
@given(seed=SEED, factor=st.floats(0.1, 10.0))
def test_stronger_muscles_change_no_force(seed: int, factor: float) -> None:
    rng, body = np.random.default_rng(seed), tabled()
    moment = rng.normal(size=(4, 3)) * [40.0, 25.0, 60.0]
    weak = recruit(moment, body.arms_m[0], body.strength_n).stress * body.strength_n
    strong = recruit(moment, body.arms_m[0], factor * body.strength_n).stress * factor * body.strength_n
    np.testing.assert_allclose(strong, weak, atol=1e-9 * weak.max())


def test_no_moment_asks_for_no_force() -> None:
    body = tabled()
    found = recruit(np.zeros((3, 3)), body.arms_m[0], body.strength_n)
    assert not found.stress.any()
    assert not found.kkt.any()


def test_fascicles_of_one_arm_may_be_merged_and_only_two_have_one() -> None:
    """Two of one arm act as one whose squared strength is the sum of theirs: stress follows strength."""
    body = tabled()
    flat = np.moveaxis(body.arms_m, 1, 0).reshape(len(body.names), -1)
    _, first, counts = np.unique(flat.round(9), axis=0, return_index=True, return_counts=True)
    assert sorted(counts)[-2:] == [1, 2]
    one = first[np.argmax(counts)]
    (two,) = np.flatnonzero((flat == flat[one]).all(axis=1) & (np.arange(len(flat)) != one))
    moment = np.random.default_rng(3).normal(size=(50, 3)) * [40.0, 25.0, 60.0]
    apart = recruit(moment, body.arms_m[0], body.strength_n).stress * body.strength_n
    merged = body.strength_n.copy()
    merged[one] = np.hypot(merged[one], merged[two])
    keep = np.arange(len(flat)) != two
    together = recruit(moment, body.arms_m[0][keep], merged[keep]).stress * merged[keep]
    apart[:, one] += apart[:, two]
    np.testing.assert_allclose(together, apart[:, keep], atol=1e-9 * apart.max())


def test_a_moment_that_no_pull_makes_has_no_answer() -> None:
    """All muscles extend: nothing flexes. And muscles in one plane turn nothing out of it."""
    arms = np.abs(np.random.default_rng(1).normal(size=(9, 3))) + 0.01
    found = recruit(np.array([[-10.0, -10.0, -10.0], [1.0, 1.0, 1.0]]), arms, np.ones(9))
    assert np.isnan(found.kkt[0])
    assert np.isnan(found.stress[0]).all()
    flat = np.zeros((6, 3))
    flat[:, 2] = [0.05, 0.03, 0.02, -0.05, -0.03, -0.02]
    out_of_plane = recruit(np.array([[5.0, 0.0, 0.0], [0.0, 0.0, 5.0]]), flat, np.ones(6))
    assert np.isnan(out_of_plane.kkt[0])


def test_a_missing_moment_or_posture_stays_missing_alone() -> None:
    body = tabled()
    moment = np.full((3, 3), 20.0)
    moment[1, 2] = np.nan
    factors = terms(np.zeros((3, 3)))[0]
    factors[2, 1] = np.nan
    found = recruit(moment, body.arms_m, body.strength_n, factors)
    assert np.isfinite(found.stress).all(axis=1).tolist() == [True, False, False]
    assert recruit(np.empty((0, 3)), body.arms_m[0], body.strength_n).stress.shape == (0, 164)


@settings(max_examples=25)
@given(arrays(np.float64, (5, 3), elements=st.floats(-1e6, 1e6)))
def test_any_finite_moment_has_an_answer(moment: np.ndarray) -> None:
    assume(np.abs(moment).max() < 1e6)
    body = anatomy()
    found = recruit(moment, body.arms_m[0], body.strength_n)
    assert np.nanmax(found.kkt, initial=0.0) < ASKED_KKT
    assert np.isfinite(found.kkt).all()
