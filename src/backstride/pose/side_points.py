"""Pairs of points of a body in a picture: how large it is, left minus right, and both exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import xarray as xr

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints

KNOWLEDGE: Final = "pose/sides.toml"
FIX: Final = (
    "Film from the side again, closer, in better light and for at least three strides, or repair left and "
    "right by hand with --swap-sides"
)


def body_size_px(seen: Keypoints) -> float:
    """Median length of the trunk, from the middle of the hips to that of the shoulders; without shoulders by
    the thighs; px.

    Raises RefusedError where no frame shows either.
    """
    length, scale = np.empty(0), 1.0
    if has_pair(seen, "hip_centre") and has_pair(seen, "shoulder_centre"):
        length = np.linalg.norm(middle_of(seen, "shoulder_centre") - middle_of(seen, "hip_centre"), axis=1)
    elif has_pair(seen, "hip_centre") and has_pair(seen, "knee_centre"):
        ends = [[place_of(seen.points, f"{n}_{s}") for s in SIDES] for n in ("knee_centre", "hip_centre")]
        length = np.linalg.norm(np.diff(ends, axis=0)[0], axis=2)
        scale = load(KNOWLEDGE)["points"]["thigh_over_trunk"]
    known = length[np.isfinite(length)]
    if not len(known) or np.median(known) <= 0:
        raise refused(seen, "the body of the runner is not seen")
    return float(np.median(known)) / scale


def apart_of(seen: Keypoints, names: Sequence[str], size_px: float) -> FloatArray:
    """(n, j, 2) left minus right of the named pairs that the engine gives."""
    there = [name for name in names if has_pair(seen, name)]
    if not there:
        raise refused(seen, "the engine gives no points of the legs")
    left, right = (seen.points.sel(point=[f"{n}_{side}" for n in there]).to_numpy() for side in SIDES)
    return np.asarray((left - right) / size_px)


def exchange_limbs(seen: Keypoints, frames: BoolArray, names: Sequence[str]) -> Keypoints:
    """Left and right of the named pairs exchanged in some frames: place, confidence and depth."""
    there = [name for name in names if has_pair(seen, name)]
    pairs = [[f"{name}_{side}" for name in there] for side in SIDES]
    order = seen.points.indexes["point"]
    left, right = (order.get_indexer(of) for of in pairs)

    def exchanged(values: xr.DataArray) -> xr.DataArray:
        out = values.copy()
        here = np.ix_(frames, left), np.ix_(frames, right)
        out.values[here[0]], out.values[here[1]] = values.values[here[1]], values.values[here[0]]
        return out

    depth = None if seen.depth is None else exchanged(seen.depth)
    return replace(seen, points=exchanged(seen.points), confidence=exchanged(seen.confidence), depth=depth)


def limb_names(limbs: str) -> list[str]:
    """Every pair that goes with ``legs`` or ``arms``."""
    known = load(KNOWLEDGE)["points"]
    return [*known[limbs], *known[f"{limbs}_with"]]


def middle_of(seen: Keypoints, name: str) -> FloatArray:
    """(n, 2) px between the left and the right point."""
    left, right = (place_of(seen.points, f"{name}_{side}") for side in SIDES)
    return np.asarray((left + right) / 2)


def place_of(values: xr.DataArray, name: str) -> FloatArray:
    """What is known of one point: (n, 2) px, or (n,)."""
    return np.asarray(values.sel(point=name).to_numpy(), dtype=np.float64)


def has_pair(seen: Keypoints, name: str) -> bool:
    """Whether the engine gives this point of both sides."""
    return all(f"{name}_{side}" in seen.points.indexes["point"] for side in SIDES)


def refused(seen: Keypoints, what: str) -> RefusedError:
    """The refusal of a clip, with what to do."""
    return RefusedError(what, where=seen.source, fix=FIX)
