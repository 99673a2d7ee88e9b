"""The proof that left and right are told apart: both legs do the same, half a stride apart.

Half a stride on, left minus right is the negative of what it was. Where the path is open (a gap, legs that
merged) each stretch is turned so that this holds with all others; over the whole clip it gives one score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from backstride.pose.side_paths import IntArray, Path, nearest_of

HALVES: Final = 3
"""Half strides over which stretches are compared: beyond, cadence has drifted too far."""


@dataclass(frozen=True, eq=False)
class Even:
    """The path on an even clock. apart: (e, j, 2) left minus right with the path's signs, 0 where unknown.
    weight: (e,) 1 where the legs move, towards 0 where the picture stands still. stretch: (e,), -1 where
    nothing is known.
    """

    apart: FloatArray
    weight: FloatArray
    stretch: IntArray
    step_s: float


def on_even_clock(apart: FloatArray, time_s: FloatArray, path: Path) -> Even:
    """The path's rows of left minus right, the nearest to each tick; a tick is the path's median step."""
    times = time_s[path.rows]
    step_s = float(np.median(np.diff(times)))
    ticks = np.arange(times[0], times[-1] + step_s / 2, step_s)
    nearest = nearest_of(ticks, times)
    near = np.abs(times[nearest] - ticks) <= step_s
    signed = np.nan_to_num(apart[path.rows] * path.sign[:, None, None])[nearest]
    values = np.where(near[:, None, None], signed, 0.0)
    return Even(values, _moving(values) * near, np.where(near, path.stretch[nearest], -1), step_s)


def _moving(values: FloatArray) -> FloatArray:
    """(e,) pace as a share of the usual one, at most 1: a still picture proves nothing, however long."""
    pace = np.linalg.norm(np.gradient(values, axis=0), axis=(1, 2))
    moving = pace[pace > 0]
    return np.asarray(np.minimum(1.0, pace / np.median(moving)) if len(moving) else pace)


def against_later(even: Even, lag: int) -> tuple[FloatArray, FloatArray]:
    """(e - lag,) weighted product of what is seen at a tick and lag ticks on, and the square it could
    reach."""
    first, second = even.apart[:-lag], even.apart[lag:]
    weight = even.weight[:-lag] * even.weight[lag:]
    seen = (np.any(first != 0, axis=2) & np.any(second != 0, axis=2))[..., None]
    square = np.sum(np.where(seen, first**2 + second**2, 0.0), axis=(1, 2)) / 2
    return weight * np.sum(first * second, axis=(1, 2)), weight * square


def likeness(even: Even) -> FloatArray:
    """(e,) for every lag in ticks: -1 where left and right have changed places by then, 1 where all is as it
    was; 0 where nothing is compared."""
    e, weight = len(even.apart), even.weight[:, None]
    squares = np.sum(even.apart**2, axis=2)
    seen = weight * (squares > 0)
    product = _against_itself(weight * even.apart.reshape(e, -1), weight * even.apart.reshape(e, -1))
    square = _against_itself(weight * squares, seen) + _against_itself(seen, weight * squares)
    enough = square > 1e-6 * square[0]
    return np.asarray(np.where(enough, 2 * product / np.where(enough, square, 1.0), 0.0))


def _against_itself(first: FloatArray, second: FloatArray) -> FloatArray:
    """(e,) sum over t and columns of first at t times second at t + lag, by Fourier transform."""
    size = 2 * len(first)
    spectrum = np.conj(np.fft.rfft(first, size, axis=0)) * np.fft.rfft(second, size, axis=0)
    return np.asarray(np.fft.irfft(spectrum.sum(axis=1), size)[: len(first)])


def swing_of(even: Even) -> Even:
    """The same without what parts the legs all the time: seen from behind they stand side by side, and that
    does not change places with the swing.
    """
    seen = np.any(even.apart != 0, axis=2) & (even.stretch >= 0)[:, None]
    weight = (seen * even.weight[:, None])[..., None]  # a still picture has no mean of a swing
    mean = (weight * even.apart).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    return replace(even, apart=np.where(seen[..., None], even.apart - mean, 0.0))


def half_stride(even: Even) -> tuple[int, float] | None:
    """Ticks after which left and right have changed places, and the score, 1 the best; None where the path is
    too short to hold it."""
    known = load("pose/sides.toml")["proof"]
    ticks = np.count_nonzero(even.stretch >= 0)
    first = max(2, round(known["shortest_half_stride_s"] / even.step_s))
    alike = likeness(swing_of(even))[: int(known["longest_share"] * ticks) + 1]
    if len(alike) <= first:
        return None
    deep = np.flatnonzero(alike <= known["dip_share"] * min(float(alike[first:].min()), 0.0))
    deep = deep[deep >= first]
    if not len(deep) or alike[deep[0]] == 0:
        return None
    end = int(np.argmax(np.append(np.diff(deep), 2) > 1)) + 1
    lag = int(deep[0] + np.argmin(alike[deep[0] : deep[end - 1] + 1]))  # in the first dip alone
    return lag, float(-alike[lag])


def agreement(even: Even, lag: int, path: Path) -> FloatArray:
    """(k, k) how much two stretches speak for one orientation, + as they are; in ticks of full agreement."""
    count = int(path.stretch[-1]) + 1
    total = np.zeros((count, count))
    scale = np.median(np.sum(even.apart[even.stretch >= 0] ** 2, axis=(1, 2)))
    for halves in range(1, 1 + min(HALVES, (len(even.apart) - 1) // lag)):
        ahead = lag * halves
        product, square = against_later(even, ahead)
        one, other = even.stretch[:-ahead], even.stretch[ahead:]
        both = (one >= 0) & (other >= 0)
        said = (product / np.maximum(square, scale) * (-1) ** halves)[both]
        total += _coherent(one[both], other[both], said, count)
    total += total.T
    seams = np.arange(count - 1)
    total[seams, seams + 1] += path.firm[path.opens][1:]
    total[seams + 1, seams] += path.firm[path.opens][1:]
    return total


def _coherent(one: IntArray, other: IntArray, said: FloatArray, count: int) -> FloatArray:
    """(k, k) sums of what is said by pairs of stretches, less where their ticks contradict each other."""
    net, gross = np.zeros((2, count, count))
    np.add.at(net, (one, other), said)
    np.add.at(gross, (one, other), np.abs(said))
    return np.asarray(net * np.abs(net) / np.maximum(gross, 1e-9))


def orient(agree: FloatArray, votes: FloatArray, sizes: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(k,) 1 or -1 for each stretch, and (k,) how clearly that is said, 1 for all ticks of the stretch.

    agree: as ``agreement`` gives it. votes: (k,) mean label of each stretch, -1 to 1. sizes: (k,) ticks. The
    largest stretch is named by its labels; then whichever has the most to say.
    """
    weight = load("pose/sides.toml")["proof"]["label_weight"]
    turn, say = np.zeros(len(sizes)), np.ones(len(sizes))
    first = int(np.argmax(sizes))
    turn[first] = np.sign(votes[first]) or 1.0
    labels = weight * votes * sizes
    for _ in range(len(sizes) - 1):
        told = np.where(turn == 0, agree @ turn + labels, 0.0)
        loudest = int(np.argmax(np.where(turn == 0, np.abs(told), -1.0)))
        turn[loudest] = np.sign(told[loudest]) or 1.0
        say[loudest] = abs(told[loudest]) / max(sizes[loudest], 1.0)
    return turn, say
