"""Least-stress recruitment: how muscles that can only pull share a moment, exactly and for many frames."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Final

import numpy as np

from backstride.loads.muscles.small_systems import (
    PAIRS,
    determinant,
    sliced_product,
    solved,
    trace,
    with_ridge,
)
from backstride.model.arrays import BoolArray, FloatArray

CHUNK: Final = 1024  # frames whose working arrays stay in the processor's cache
STEPS: Final = 60  # of Newton; the lumbar fascicles need three or four
BALANCED: Final = 1e-12  # of the moment, where a frame is done: the rounding of 164 terms
ANSWERED: Final = 1e-9  # and what is let pass where rounding allows no better
HALVINGS: Final = 40
DESCENT: Final = 1e-4  # judged: the share of the promised descent that a step must bring (Armijo's rule)
THIN: Final = (
    1e-6  # judged: of the determinant with all muscles pulling, where those that do barely span a moment
)
RIDGE: Final = 1e-3  # judged: of the trace with all pulling, added there in step with the missing share


@dataclass(frozen=True, eq=False)
class Recruitment:
    """Of n frames and m muscles; NaN in a frame without an answer.

    stress: (n, m) force over strength, ``max(co_contraction, strength * arm . price)``. price: (n, 3)
    1/(N m), the multipliers of the moment equations. kkt: (n,) what is left of the optimality conditions.
    """

    stress: FloatArray
    price: FloatArray
    kkt: FloatArray


def recruit(
    moment_nm: FloatArray,
    arms_m: FloatArray,
    strength_n: FloatArray,
    terms: FloatArray | None = None,
    co_contraction: float = 0.0,
) -> Recruitment:
    """The forces of least summed squared stress that make a moment, none of them pushing.

    Per frame: minimise ``sum (F / strength)^2`` with ``sum F arm = moment`` and ``F >= co_contraction *
    strength``, which is OpenSim's static optimization of squared activation without an upper limit. The dual
    has three unknowns, is convex and made of quadratic pieces: Newton's method with backtracking reaches the
    right piece after a few steps and is exact there. Forces of the form that ``Recruitment`` shows meet
    stationarity, complementarity and the sign by construction; ``kkt`` is the imbalance that remains, as a
    share of the moment (plus the moments of the floor). A stress above one asks for more than the strength.

    Args:
        moment_nm: (n, 3).
        arms_m: (m, 3), or (k, m, 3) with ``terms``.
        strength_n: (m,) largest isometric forces; only their ratios matter for the forces.
        terms: (n, k); the arms of frame i are ``sum_k terms[i, k] * arms_m[k]``.
        co_contraction: the least stress of every muscle.

    Returns:
        NaN where moment or terms are not finite, and where no pulling makes the moment.
    """
    moment = np.asarray(moment_nm, dtype=np.float64)
    arms = arms_m[None] if terms is None else arms_m
    factors = np.ones((len(moment), 1)) if terms is None else terms
    problem = _problem(arms * strength_n[:, None], co_contraction)
    stress = np.full((len(moment), strength_n.size), np.nan)
    price, kkt = np.full(moment.shape, np.nan), np.full(len(moment), np.nan)
    known = np.flatnonzero(np.isfinite(moment).all(axis=1) & np.isfinite(factors).all(axis=1))
    for start in range(0, known.size, CHUNK):
        rows = known[start : start + CHUNK]
        with np.errstate(divide="ignore", invalid="ignore"):  # muscles that span no moment at all
            found = _solve(problem, _Frames.of(problem, factors[rows], moment[rows]))
        done = found.missing <= ANSWERED
        rows = rows[done]
        stress[rows], price[rows], kkt[rows] = found.stress[done], found.price[done], found.missing[done]
    return Recruitment(stress, price, kkt)


@dataclass(frozen=True, eq=False)
class _Problem:
    """What all frames share. pull: (3k, m) arm times strength, N m at full stress. squares: (m, pairs of
    terms * six) their products, so that one matrix product gives the curvature of every frame."""

    pull: FloatArray
    squares: FloatArray
    floor: float


@dataclass(frozen=True, eq=False)
class _Frames:
    """Frames still to solve: terms (n, k), their products (n, pairs), moment (n, 3), scale (n,) N m, and the
    dual's curvature (n, 6) with all muscles pulling."""

    terms: FloatArray
    products: FloatArray
    moment: FloatArray
    scale: FloatArray
    fullest: FloatArray

    @staticmethod
    def of(problem: _Problem, terms: FloatArray, moment: FloatArray) -> _Frames:
        pairs = list(combinations_with_replacement(range(terms.shape[1]), 2))
        products = np.stack([terms[:, k] * terms[:, other] for k, other in pairs], axis=1)
        least = problem.floor * np.abs(problem.pull).sum()
        scale = np.linalg.norm(moment, axis=1) + least
        fullest = products @ problem.squares.sum(axis=0).reshape(len(pairs), len(PAIRS))
        return _Frames(terms, products, moment, np.where(scale > 0, scale, 1.0), fullest)

    def __getitem__(self, rows: BoolArray) -> _Frames:
        return _Frames(*(value[rows] for value in vars(self).values()))


@dataclass(frozen=True, eq=False)
class _State:
    """Where the dual stands. excess: (n, 3) moment made less moment asked, its gradient; height: (n,) its
    value; missing: (n,) the excess over the frame's scale."""

    price: FloatArray
    stress: FloatArray
    active: BoolArray
    excess: FloatArray
    height: FloatArray
    missing: FloatArray

    def put(self, rows: BoolArray, other: _State) -> None:
        """Take another's frames in these rows."""
        for name, mine in vars(self).items():
            mine[rows] = getattr(other, name)


def _problem(weighed: FloatArray, floor: float) -> _Problem:
    count = len(weighed)
    squares = []
    for k, other in combinations_with_replacement(range(count), 2):
        for a, b in PAIRS:
            one = weighed[k, :, a] * weighed[other, :, b]
            squares.append(one if k == other else one + weighed[other, :, a] * weighed[k, :, b])
    pull = np.stack([weighed[k, :, a] for k, a in product(range(count), range(3))])
    return _Problem(pull, np.stack(squares, axis=1), floor)


def _solve(problem: _Problem, frames: _Frames) -> _State:
    """Newton's method on every frame; those that are done drop out."""
    # Every second muscle of a balanced body is slack: twice the price at which all together would do
    start = with_ridge(frames.fullest, BALANCED * trace(frames.fullest))
    state = _at(problem, frames, 2 * solved(start, frames.moment))
    open_rows = state.missing > BALANCED
    for _ in range(STEPS):
        if not open_rows.any():
            break
        some = frames[open_rows]
        before = _State(*(value[open_rows] for value in vars(state).values()))
        after = _descended(problem, some, before)
        state.put(open_rows, after)
        settled = (after.missing <= BALANCED) | (
            (after.missing <= ANSWERED) & (after.active == before.active).all(axis=1)
        )
        open_rows[open_rows] = ~settled
    return state


def _descended(problem: _Problem, frames: _Frames, state: _State) -> _State:
    """One Newton step, halved where it does not bring the dual down."""
    step = -_newton(problem, frames, state)
    slope = np.einsum("na,na->n", step, state.excess)
    after = _at(problem, frames, state.price + step)
    share = 1.0
    for _ in range(HALVINGS):
        # Near the end the descent is lost in rounding; there the excess itself shows the progress
        short = (after.height > state.height + DESCENT * share * slope) & (
            after.missing > 0.5 * state.missing
        )
        if not short.any():
            break
        share /= 2
        after.put(short, _at(problem, frames[short], state.price[short] + share * step[short]))
    return after


def _at(problem: _Problem, frames: _Frames, price: FloatArray) -> _State:
    """The dual at a price: stresses, what moment they make, and its value."""
    count = len(price)
    wanted = sliced_product((frames.terms[:, :, None] * price[:, None, :]).reshape(count, -1), problem.pull)
    active = wanted > problem.floor
    stress = np.maximum(wanted, problem.floor, out=wanted)
    made = sliced_product(stress, problem.pull.T).reshape(count, -1, 3)
    excess = np.einsum("nk,nka->na", frames.terms, made) - frames.moment
    height = np.einsum("na,na->n", price, excess) - np.einsum("nm,nm->n", stress, stress) / 2
    return _State(price, stress, active, excess, height, np.linalg.norm(excess, axis=1) / frames.scale)


def _newton(problem: _Problem, frames: _Frames, state: _State) -> FloatArray:
    """(n, 3) the excess over the dual's curvature, which the active muscles make."""
    parts = sliced_product(state.active.astype(np.float64), problem.squares)
    curvature = np.einsum("nt,ntp->np", frames.products, parts.reshape(len(parts), -1, len(PAIRS)))
    thin = determinant(curvature) <= THIN * determinant(frames.fullest)
    ridge = np.where(thin, RIDGE * np.minimum(state.missing, 1.0) * trace(frames.fullest), 0.0)
    return solved(with_ridge(curvature, ridge), state.excess)
