"""Anderson mixing: the fixed point of a map in few evaluations, where plain repetition would swing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backstride.model.arrays import FloatArray

#: Earlier evaluations combined: 5 to 10 is usual (Walker & Ni 2011, SIAM J Numer Anal 49:1715-1735).
MEMORY = 8
#: Directions weaker than this against the strongest are noise and left out.
WEAKEST = 1e-13


def fixed_point(
    residual: Callable[[FloatArray], FloatArray], start: FloatArray, tolerance: float, most: int
) -> tuple[FloatArray, float]:
    """x with ``residual(x)`` (the wished change of x) below ``tolerance`` everywhere, and what is left of it.

    Combines the last iterates so that their residuals cancel best in the least-squares sense. Gives the
    last iterate after ``most`` evaluations, converged or not: the caller looks at what is left.
    """
    xs, fs = [start], [residual(start)]
    while (left := float(np.abs(fs[-1]).max())) >= tolerance and most > 1:
        xs, fs = [*xs[-MEMORY:], _mixed(xs, fs)], fs[-MEMORY:]
        fs.append(residual(xs[-1]))
        most -= 1
    return xs[-1], left


def _mixed(xs: list[FloatArray], fs: list[FloatArray]) -> FloatArray:
    x, f = xs[-1], fs[-1]
    ahead = x + f
    if len(fs) == 1:
        return ahead
    df = np.stack([f - old for old in fs[:-1]])
    df_size = np.linalg.norm(df, axis=1)
    unit = df / df_size[:, None]  # scaled rows keep the small normal equations well behaved
    weights = np.linalg.lstsq(unit @ unit.T, unit @ f, rcond=WEAKEST)[0] / df_size
    for weight, old_x, old_f in zip(weights, xs[:-1], fs[:-1], strict=True):
        change = x - old_x
        change += f
        change -= old_f
        change *= weight
        ahead -= change
    return ahead
