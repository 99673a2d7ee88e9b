"""Faults of labelling: two markers exchanged for a while, markers never seen."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from backstride.errors import UsageError
from backstride.model.arrays import FloatArray
from backstride.model.common import SIDES, Frozen
from backstride.synth.names import foot_markers
from backstride.synth.spec import Spec


class LabelSwap(Frozen):
    """Two markers under each other's label from ``from_s`` to ``to_s``, both frames included."""

    markers: tuple[str, str]
    from_s: float
    to_s: float


def lose(spec: Spec, names: tuple[str, ...], points_m: FloatArray) -> FloatArray:
    """(t, p, 3) with the markers of ``spec.marker_lost`` missing throughout."""
    out = points_m.copy()
    out[:, [k for k, name in enumerate(names) if name in spec.marker_lost]] = np.nan
    return out


def draw_swaps(spec: Spec, frames: int, rng: np.random.Generator) -> tuple[tuple[int, int, str, str], ...]:
    """(first frame, frame after the last, one marker, other marker) of each window, in order of time.

    The recording is cut into as many equal parts as there are windows, with one window at random in each.
    Raises UsageError when they do not fit or no two markers are left to exchange.
    """
    length = max(1, round(spec.label_swap_length_s * spec.marker_rate_hz))
    room = frames // max(spec.label_swaps, 1) - length
    if spec.label_swaps and room < 1:
        raise UsageError(
            f"{spec.label_swaps} label swaps of {spec.label_swap_length_s:g} s do not fit into "
            f"{spec.duration_s:g} s",
            where="spec",
            fix="Lower label_swaps or label_swap_length_s, or raise duration_s.",
        )
    pairs = _pairs(spec)
    windows = []
    for k in range(spec.label_swaps):
        first = k * frames // spec.label_swaps + int(rng.integers(room))
        windows.append((first, first + length, *pairs[int(rng.integers(len(pairs)))]))
    return tuple(windows)


def swap(
    names: tuple[str, ...], points_m: FloatArray, windows: tuple[tuple[int, int, str, str], ...]
) -> FloatArray:
    """(t, p, 3) with the two markers of each window exchanged."""
    out = points_m.copy()
    for first, end, one, other in windows:
        pair = [names.index(one), names.index(other)]
        out[first:end, pair] = out[first:end, pair[::-1]]
    return out


def _pairs(spec: Spec) -> list[tuple[str, str]]:
    """What may be exchanged: the pair asked for, or any two of one foot and any left with its right."""
    lost = set(spec.marker_lost)
    if spec.label_swap_pair is not None:
        candidates = [spec.label_swap_pair]
    else:
        left, right = ([f"{name}_{side}" for name in foot_markers()] for side in SIDES)
        candidates = [*combinations(left, 2), *combinations(right, 2), *zip(left, right, strict=True)]
    pairs = [pair for pair in candidates if lost.isdisjoint(pair)]
    if spec.label_swaps and not pairs:
        raise UsageError(
            "label swaps need two markers that are seen, and marker_lost names them",
            where="spec",
            fix="Take them out of marker_lost, or choose another label_swap_pair.",
        )
    return pairs
