"""The path of the legs through a clip: which exchanges of left and right make both move as bodies do.

All that an exchange changes is the sign of left minus right. A sign is looked for at every frame, so that
left minus right goes on in a straight line from frame to frame, as far as the noise lets it; through a
crossing the velocity decides. The engine's labels break a tie and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray

IntArray = NDArray[np.intp]
_SIGNS: Final = np.array([1.0, -1.0])
_SPREAD: Final = 1.4826
"""Standard deviation over median absolute deviation of a normal distribution."""


@dataclass(frozen=True, eq=False)
class Path:
    """rows: (m,) frames the path goes through. sign: (m,) 1 as labelled, -1 exchanged. firm: (m,) what the
    motion alone makes it cost to turn all signs from each row on; 0 at the first.
    """

    rows: IntArray
    sign: FloatArray
    firm: FloatArray

    @property
    def opens(self) -> BoolArray:
        """(m,) whether the motion ties this row too weakly to the one before; True at the first."""
        opens: BoolArray = self.firm < load("pose/sides.toml")["path"]["open_below"]
        opens[:1] = True
        return opens

    @property
    def stretch(self) -> IntArray:
        """(m,) number of the stretch, from 0, that hangs together by its motion."""
        number: IntArray = np.cumsum(self.opens) - 1
        return number


def best_path(apart: FloatArray, time_s: FloatArray, exchanged_cost: float) -> Path:
    """The likeliest signs of left minus right.

    apart: (n, j, 2) left minus right of j joints, torso lengths, NaN where one is not seen. time_s: (n,).
    exchanged_cost: of a frame in which the labels are not kept, in misses of a path.
    """
    rows = rows_held(apart, time_s)
    if not len(rows):
        return Path(rows, np.empty(0), np.empty(0))
    costs = _costs(apart[rows], time_s[rows])
    sign = _least_cost(costs, exchanged_cost)
    return Path(rows, _SIGNS[sign], _turning_cost(costs, sign))


def rows_held(apart: FloatArray, time_s: FloatArray) -> IntArray:
    """Frames, at most ``rate_hz`` of them a second, in which the legs are seen well apart."""
    known = load("pose/sides.toml")["path"]
    size = mean_size(apart)
    seen = np.flatnonzero(np.isfinite(size))
    if not len(seen):
        return seen
    around = _around(size[seen], time_s[seen], known["around_s"])
    held = seen[size[seen] >= known["close_share"] * around]
    # half a bin of shift keeps an even clock from falling on the edges of the bins
    bins = np.floor((time_s[held] - time_s[0]) * known["rate_hz"] + 0.5)
    first: IntArray = np.unique(bins, return_index=True)[1]
    return np.asarray(held[first], dtype=np.intp)


def mean_size(apart: FloatArray) -> FloatArray:
    """(n,) root mean square distance of left and right; NaN unless two joints are seen on both sides."""
    squares = np.sum(apart**2, axis=2)
    seen = np.isfinite(squares)
    total, count = np.where(seen, squares, 0.0).sum(axis=1), seen.sum(axis=1)
    return np.asarray(
        np.where(count >= min(2, apart.shape[1]), np.sqrt(total / np.maximum(count, 1)), np.nan)
    )


def nearest_of(times: FloatArray, among: FloatArray) -> IntArray:
    """(n,) index of the nearest of ``among``, increasing and at least two, for each time."""
    after = np.clip(np.searchsorted(among, times), 1, len(among) - 1)
    return np.asarray(after - (times - among[after - 1] < among[after] - times), dtype=np.intp)


def _around(size: FloatArray, time_s: FloatArray, around_s: float) -> FloatArray:
    """(m,) median of the values about each."""
    from scipy.ndimage import median_filter

    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else around_s
    reach = max(1, round(around_s / step_s))
    return np.asarray(median_filter(size, size=2 * reach + 1, mode="nearest"))


def _costs(apart: FloatArray, time_s: FloatArray) -> FloatArray:
    """(m, 2, 2): cost of each row with the two before, [one before against two before, this against one
    before]; index 1 is a turned sign. By the one before alone where there is no third; 0 across a gap."""
    known = load("pose/sides.toml")["path"]
    joints = apart.shape[1]
    straight = np.full((len(apart), joints, 2, 2), np.nan)
    still = np.full_like(straight, np.nan)
    step_s = np.diff(time_s)
    reach = np.full(len(apart), np.inf)
    reach[2:] = step_s[1:] / step_s[:-1]
    for first, turned in enumerate(_SIGNS):
        for second, turns in enumerate(_SIGNS):
            pace = apart[1:-1] - turned * apart[:-2]
            ahead = apart[1:-1] + reach[2:, None, None] * pace
            straight[2:, :, first, second] = np.linalg.norm(turns * apart[2:] - ahead, axis=2)
            still[1:, :, first, second] = np.linalg.norm(turns * apart[1:] - apart[:-1], axis=2)
    across = np.concatenate([[False, False], step_s[:-1] > known["gap_s"]])[: len(apart)]
    straight[across | (reach > known["longest_reach"])] = np.nan
    cost = np.where(np.isfinite(straight), _robust(straight), _robust(still))
    cost[1:][step_s > known["gap_s"]] = np.nan
    return np.asarray(np.nansum(cost, axis=1))


def _robust(miss: FloatArray) -> FloatArray:
    """The cost of a miss (m, j, 2, 2), in spreads of the clip's own least misses: a logarithm, so that one
    stray point does not outweigh the rest."""
    least = np.min(miss, axis=(2, 3))
    seen = np.isfinite(least)
    spread = np.array(
        [np.median(column[ok]) if ok.any() else 1.0 for column, ok in zip(least.T, seen.T, strict=True)]
    )
    floor = load("pose/sides.toml")["path"]["least_spread"]
    scale = np.maximum(_SPREAD * spread, floor)[None, :, None, None]
    return np.asarray(np.log1p((miss / scale) ** 2))


def _least_cost(costs: FloatArray, exchanged_cost: float) -> IntArray:
    """(m,) index of the sign of each row, by dynamic programming over pairs of rows."""
    m = len(costs)
    both = np.array([[0, 1], [1, 0]])  # [one before, this]: whether they differ
    own = np.array([0.0, exchanged_cost])
    total = own[:, None] + own[None, :] + (costs[1][0][both] if m > 1 else 0.0)
    came = np.zeros((m, 2, 2), dtype=np.intp)
    three = costs[:, both[:, :, None], both[None, :, :]]  # (m, two before, one before, this)
    for row in range(2, m):
        ways = total[:, :, None] + three[row] + own
        came[row] = ways.argmin(axis=0)
        total = ways.min(axis=0)
    if m == 1:
        return np.zeros(1, dtype=np.intp)
    sign = np.empty(m, dtype=np.intp)
    sign[-2], sign[-1] = np.unravel_index(int(total.argmin()), (2, 2))
    for row in range(m - 1, 1, -1):
        sign[row - 2] = came[row, sign[row - 1], sign[row]]
    return sign


def _turning_cost(costs: FloatArray, sign: IntArray) -> FloatArray:
    """(m,) what it costs to turn all signs from each row on."""
    m = len(costs)
    turns = np.zeros(m, dtype=np.intp)
    turns[1:] = sign[1:] ^ sign[:-1]
    before = np.concatenate([[0], turns[:-1]])
    row = np.arange(m)
    kept = costs[row, before, turns]
    here = costs[row, before, 1 - turns] - kept
    after = costs[row, 1 - before, turns] - kept
    return np.asarray(here + np.append(after[1:], 0.0)) * (row > 0)
