"""Anderson mixing: the fixed point of a map in few evaluations, where plain repetition would swing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backstride.model.common import FloatArray

#: Earlier evaluations combined: 5 to 10 is usual (Walker & Ni 2011, SIAM J Numer Anal 49:1715-1735).
MEMORY = 8


def fixed_point(
    residual: Callable[[FloatArray], FloatArray], start: FloatArray, tolerance: float, most: int
) -> tuple[FloatArray, float]:
    """x with ``residual(x)`` (the wished change of x) below ``tolerance`` everywhere, and what is left of it.

    Combines the last iterates so that their residuals cancel best in the least-squares sense. Gives the
    last iterate after ``most`` evaluations, converged or not: the caller looks at what is left.
    """
    xs, fs = [start], [residual(start)]
    for _ in range(most):
        left = float(np.abs(fs[-1]).max())
        if left < tolerance:
            break
        x, f = xs[-1], fs[-1]
        ahead = x + f
        if len(fs) > 1:
            df = np.stack([f - old for old in fs[:-1]], axis=1)
            dx = np.stack([x - old for old in xs[:-1]], axis=1)
            weights = np.linalg.lstsq(df, f, rcond=1e-10)[0]
            ahead = ahead - (dx + df) @ weights
        xs, fs = [*xs[-MEMORY:], ahead], [*fs[-MEMORY:], residual(ahead)]
    return xs[-1], float(np.abs(fs[-1]).max())
