"""The shape of a marker cluster over a recording, and which wrong naming explains a frame that breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backstride.model.arrays import BoolArray, FloatArray
from backstride.motion import rigid

# Four markers that span less than a cube of about 5 cm (triple product) are too flat to tell a
# cluster from its mirror image.
FLAT_M3: Final = 1.5e-4
# A wrong naming must explain a frame at least this much better than the names as they are, and by no less
# than this distance: a foot that bends never halves its residual by an exchange of names.
BETTER_RATIO: Final = 0.5
BETTER_BY_M: Final = 0.004
# Frames tried as the seed of the mean shape; with two of three frames clean, 12 all fail once in 500,000.
SEEDS: Final = 12
# Frames that vote on the mean shape: a foot bends by 5 mm, the mean of so many is good to 0.5 mm.
SAMPLE: Final = 120


@dataclass(frozen=True, eq=False)
class Geometry:
    """Distances (n, pairs) of all pairs and triple products (n, tetrahedra) of all fours of a cluster."""

    distances: FloatArray
    volumes: FloatArray

    def strange(self, reference: Geometry, gate_m: float) -> BoolArray:
        """Frames whose distances or handedness differ from a reference; what is missing is not strange."""
        far = np.abs(self.distances - reference.distances) > gate_m
        solid = np.abs(reference.volumes) > FLAT_M3
        turned = solid & (self.volumes * np.sign(reference.volumes) < -0.5 * np.abs(reference.volumes))
        return np.asarray(far.any(axis=1) | turned.any(axis=1), dtype=np.bool_)


def geometry(points: FloatArray) -> Geometry:
    """Pair distances and signed volumes of (n, k, 3) points."""
    k = points.shape[1]
    pairs = np.array(list(combinations(range(k), 2)), dtype=np.intp)
    fours = np.array(list(combinations(range(k), 4)), dtype=np.intp).reshape(-1, 4)
    tracks = np.ascontiguousarray(points.transpose(2, 1, 0))  # time last: every operation runs along it
    x, y, z = tracks[:, pairs[:, 0]] - tracks[:, pairs[:, 1]]
    distances = np.sqrt(x * x + y * y + z * z)
    a, b, c = (tracks[:, fours[:, i]] - tracks[:, fours[:, 0]] for i in (1, 2, 3))
    volumes = (
        a[0] * (b[1] * c[2] - b[2] * c[1])
        + a[1] * (b[2] * c[0] - b[0] * c[2])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
    )
    return Geometry(distances.T, volumes.T)


def consensus(points: FloatArray, gate_m: float) -> FloatArray | None:
    """The shape that most frames agree on, (k, 3) m; None where fewer than three markers are ever seen.

    Random sample consensus (Fischler and Bolles 1981, Commun. ACM 24:381) over whole frames: the frame
    that most others agree with seeds a mean over those that do. At most ``SAMPLE`` frames are looked at.
    """
    usable = np.flatnonzero(rigid.seen(points).sum(axis=1) >= rigid.MIN_MARKERS)
    if not usable.size:
        return None
    sample = points[usable[_spread(usable.size, SAMPLE)]]
    count = rigid.seen(sample).sum(axis=1)
    fullest = np.flatnonzero(count == count.max())
    seeds = fullest[_spread(fullest.size, SEEDS)]
    shapes = geometry(sample)
    agree = [~shapes.strange(Geometry(shapes.distances[[s]], shapes.volumes[[s]]), gate_m) for s in seeds]
    best = int(np.argmax([np.count_nonzero(votes) for votes in agree]))
    return rigid.mean_shape(sample[agree[best]], sample[seeds[best]], rounds=1)


def _spread(n: int, most: int) -> NDArray[np.intp]:
    """At most ``most`` indices spread evenly over ``n``, each once."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.intp))


@dataclass(frozen=True)
class Renaming:
    """A guess at what is wrong: two markers carry each other's names, or one lies somewhere else."""

    swap: tuple[int, int] | None = None
    stray: tuple[int, ...] = ()

    def applied(self, points: FloatArray) -> FloatArray:
        """Points (..., k, 3) with the exchange undone and the strays blanked."""
        out = points.copy()
        if self.swap:
            out[..., list(self.swap), :] = points[..., list(reversed(self.swap)), :]
        out[..., list(self.stray), :] = np.nan
        return out


def swaps(k: int) -> list[Renaming]:
    """Every exchange of two of ``k`` markers."""
    return [Renaming(swap=pair) for pair in combinations(range(k), 2)]


def residuals(shape: FloatArray, points: FloatArray, guesses: list[Renaming]) -> FloatArray:
    """Root mean square misfit (guesses, n) of each guess to a shape; infinite where undetermined."""
    fits = [rigid.fit(shape, guess.applied(points)).residual_m for guess in guesses]
    return np.nan_to_num(np.stack(fits), nan=np.inf)


def explains(better: FloatArray | np.float64, as_named: FloatArray | np.float64) -> BoolArray:
    """Whether a guess's residual is so much smaller than the residual of the names as they stand."""
    return np.asarray((better < BETTER_RATIO * as_named) & (better + BETTER_BY_M < as_named), dtype=np.bool_)


def stretches_of(gain: FloatArray, switch_cost: float) -> BoolArray:
    """The most likely stretches in which a fault holds, from how much it explains each frame (n,).

    Two states, Viterbi 1967 (IEEE Trans Inf Theory 13:260): ``gain`` is earned in every frame called
    faulty (negative where the fault explains it worse), ``switch_cost`` is paid at each change.
    """
    if not (gain > 0).any():
        return np.zeros(len(gain), dtype=np.bool_)
    ok, faulty = 0.0, 0.0
    came_ok = np.zeros(len(gain), dtype=np.bool_)  # the state before, when now as named
    came_faulty = np.zeros(len(gain), dtype=np.bool_)  # and when now faulty
    for frame, earned in enumerate(gain.tolist()):
        came_ok[frame] = faulty - switch_cost > ok
        came_faulty[frame] = faulty >= ok - switch_cost
        ok, faulty = max(ok, faulty - switch_cost), max(faulty, ok - switch_cost) + earned
    state = faulty > ok
    path = np.zeros(len(gain), dtype=np.bool_)
    for frame in range(len(gain) - 1, -1, -1):
        path[frame] = state
        state = bool(came_faulty[frame] if state else came_ok[frame])
    return path
