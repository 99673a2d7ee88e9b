"""Three equations at a time, and products in slices, against NumPy's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.loads.muscles.small_systems import (
    PAIRS,
    SLICE,
    determinant,
    sliced_product,
    solved,
    trace,
    with_ridge,
)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_systems_of_three_are_solved_as_numpy_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.normal(size=(7, 3, 3))
    full = half @ half.transpose(0, 2, 1) + 0.1 * np.eye(3)
    right = rng.normal(size=(7, 3))
    entries = np.stack([full[:, a, b] for a, b in PAIRS], axis=1)
    np.testing.assert_allclose(
        solved(entries, right), np.linalg.solve(full, right[..., None])[..., 0], rtol=1e-8, atol=1e-10
    )
    np.testing.assert_allclose(determinant(entries), np.linalg.det(full), rtol=1e-10)
    np.testing.assert_allclose(trace(entries), np.trace(full, axis1=1, axis2=2))
    ridged = with_ridge(entries, np.full(7, 2.0))
    np.testing.assert_allclose(
        solved(ridged, right), np.linalg.solve(full + 2 * np.eye(3), right[..., None])[..., 0], rtol=1e-8
    )


@settings(max_examples=25)
@given(st.integers(0, 3 * SLICE + 1))
def test_products_in_slices_are_the_products(rows: int) -> None:
    rng = np.random.default_rng(rows)
    many, few = rng.normal(size=(rows, 12)), rng.normal(size=(12, 164))
    np.testing.assert_allclose(sliced_product(many, few), many @ few, atol=1e-12)
