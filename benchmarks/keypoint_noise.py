"""Errors of a pose engine laid on points seen without any, at the size measured on clips of real runs.

Numbers and where they come from: ``knowledge/pose/keypoint_error.toml``. Not drawn: the heavy tail (one leg
point in ten lies beyond five robust standard deviations), nor what goes with the phase of a stride.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import xarray as xr
from scipy.signal import lfilter

from backstride.knowledge.loader import load
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints

DATA: Final = "pose/keypoint_error.toml"
FEET: Final = ("ankle_centre", "heel", "toe")
LEG: Final = ("hip_centre", "knee_centre", *FEET)
# Points across whose own segment the bias lies, and the segment, from its upper or rear end.
ACROSS: Final[Mapping[str, tuple[str, str]]] = {
    "shoulder_centre": ("shoulder_centre", "hip_centre"),
    "hip_centre": ("hip_centre", "knee_centre"),
    "knee_centre": ("hip_centre", "ankle_centre"),
    "ankle_centre": ("knee_centre", "ankle_centre"),
    "heel": ("heel", "toe"),
    "toe": ("heel", "toe"),
}
SHY: Final = 0.3  # confidence given where the engine is unsure; anything below the half that is asked for
SURE: Final = 0.98  # and elsewhere: the clips' medians lie between 0.91 and 1


@dataclass(frozen=True)
class Error:
    """What changes from frame to frame: sizes in torso lengths (near, far), times in strides.

    exchanges: whole legs named for each other, how many a stride and how long. merged, lost, shy: shares of
    frames and length of one stretch.
    """

    points: Mapping[str, tuple[float, float]]
    memory_strides: float
    foot_shared: float
    exchanges: tuple[float, float]
    merged: tuple[float, float]
    lost: tuple[float, float]
    shy: Mapping[str, tuple[float, float]]
    shy_strides: float
    stride_s: float
    torso_per_leg: float

    def from_behind(self) -> Error:
        """The same where neither leg hides the other: no exchange, none laid on the other."""
        return replace(self, exchanges=(0.0, 0.0), merged=(0.0, 0.0))


@dataclass(frozen=True)
class Bias:
    """What is alike in every frame of a runner: displacement across its segment in torso lengths by point."""

    across: Mapping[str, float]


@cache
def usual_error() -> Error:
    """The error of the data file."""
    data = load(DATA)
    shy = {name: tuple(pair) for name, pair in data["shy"].items() if isinstance(pair, list)}
    memory, pairs = data["memory"], {name: tuple(pair) for name, pair in data["points"].items()}
    return Error(
        points=pairs,
        memory_strides=memory["strides"],
        foot_shared=memory["foot_shared"],
        exchanges=(data["exchanges"]["per_stride"], data["exchanges"]["strides"]),
        merged=(data["merged"]["share"], data["merged"]["strides"]),
        lost=(data["lost"]["share"], data["lost"]["strides"]),
        shy=shy,
        shy_strides=data["shy"]["strides"],
        stride_s=memory["stride_s"],
        torso_per_leg=memory["torso_per_leg"],
    )


def drawn_bias(rng: np.random.Generator) -> Bias:
    """One runner's bias."""
    data = load(DATA)["bias"]
    across: dict[str, float] = {}
    for name in ACROSS:
        sd = data["joint"] if name.endswith("centre") else data["foot"]
        common, own = rng.standard_normal(), rng.standard_normal(len(SIDES))
        shared = data["sides_shared"]
        for side, one in zip(SIDES, own, strict=True):
            across[f"{name}_{side}"] = float(sd * (np.sqrt(shared) * common + np.sqrt(1 - shared) * one))
    return Bias(across)


def add_error(seen: Keypoints, rng: np.random.Generator, error: Error, bias: Bias | None = None) -> Keypoints:
    """Points as an engine would have given them.

    Args:
        seen: points without error; its depth tells the near side.
        rng: the same state gives the same errors.
        error: size of what changes from frame to frame.
        bias: what is alike in every frame; None for none.

    Returns:
        The same frames with jitter, bias, legs exchanged or laid on each other, frames without a runner and
        confidences. The depth keeps its side where legs are exchanged, as the engine's does: it follows the
        view, not the leg.
    """
    names = [str(name) for name in seen.points.coords["point"].to_numpy()]
    points = seen.points.to_numpy().copy()
    frames_per_stride = error.stride_s * seen.rate_hz
    torso_px = torso(points, names, error.torso_per_leg)
    far = _far_side(seen)
    if bias is not None:
        points += torso_px * _biases(points, names, bias)
    points += torso_px * _jitter(len(points), names, far, frames_per_stride, error, rng)
    _merge(points, names, far, stretches(len(points), *_share(error.merged), frames_per_stride, rng))
    _exchange(points, names, stretches(len(points), *error.exchanges, frames_per_stride, rng))
    lost = stretches(len(points), *_share(error.lost), frames_per_stride, rng)
    points[lost] = np.nan
    confidence = _confidence(seen, names, far, frames_per_stride, error, rng)
    confidence[~np.isfinite(points).all(axis=2)] = np.nan
    return replace(seen, points=_as(seen.points, points), confidence=_as(seen.confidence, confidence))


def torso(points: FloatArray, names: list[str], torso_per_leg: float) -> float:
    """Middle of the shoulders to middle of the hips, px, the median; from the legs where there are no
    shoulders."""

    def middle(name: str) -> FloatArray:
        return np.asarray(np.mean([points[:, names.index(f"{name}_{side}")] for side in SIDES], axis=0))

    if "shoulder_centre_left" in names:
        lengths = np.linalg.norm(middle("shoulder_centre") - middle("hip_centre"), axis=1)
    else:
        joints = [[names.index(f"{j}_centre_{side}") for j in ("hip", "knee", "ankle")] for side in SIDES]
        bones = [np.linalg.norm(np.diff(points[:, leg], axis=1), axis=2).sum(axis=1) for leg in joints]
        lengths = torso_per_leg * np.concatenate(bones)
    return float(np.nanmedian(lengths))


def stretches(
    frames: int, per_stride: float, strides: float, frames_per_stride: float, rng: np.random.Generator
) -> BoolArray:
    """(frames,) stretches that begin at random so often a stride and last exponentially long, a frame at
    least."""
    flags = np.zeros(frames, dtype=bool)
    if per_stride <= 0:
        return flags
    for start in rng.integers(0, frames, rng.poisson(per_stride * frames / frames_per_stride)):
        flags[start : start + 1 + int(rng.exponential(strides * frames_per_stride))] = True
    return flags


def remembering(shape: tuple[int, ...], memory_frames: float, rng: np.random.Generator) -> FloatArray:
    """Unit normal noise, (n, ...), that falls to 1/e over so many frames."""
    alike = float(np.exp(-1 / memory_frames)) if memory_frames > 0 else 0.0
    white = rng.standard_normal(shape)
    white[1:] *= np.sqrt(1 - alike**2)
    return np.asarray(lfilter([1.0], [1.0, -alike], white, axis=0))


def _jitter(
    frames: int,
    names: list[str],
    far: str,
    frames_per_stride: float,
    error: Error,
    rng: np.random.Generator,
) -> FloatArray:
    """(n, p, 2) torso lengths; the points of one foot partly move together."""
    memory = error.memory_strides * frames_per_stride
    feet: dict[str, FloatArray] = {side: remembering((frames, 2), memory, rng) for side in SIDES}
    out = np.zeros((frames, len(names), 2))
    for point, name in enumerate(names):
        plain, side = _parted(name)
        sd = error.points.get(plain, error.points["ear"])[side == far]
        own = remembering((frames, 2), memory, rng)
        if plain in FEET:
            own = np.sqrt(error.foot_shared) * feet[side] + np.sqrt(1 - error.foot_shared) * own
        out[:, point] = sd * own
    return out


def _biases(points: FloatArray, names: list[str], bias: Bias) -> FloatArray:
    """(n, p, 2) torso lengths, across the segment in every frame; + to the picture's right of a leg."""
    out = np.zeros_like(points)
    for point, name in enumerate(names):
        plain, side = _parted(name)
        ends = [f"{end}_{side}" for end in ACROSS.get(plain, ())]
        if ends and all(end in names for end in ends):
            along = points[:, names.index(ends[1])] - points[:, names.index(ends[0])]
            along = along / np.linalg.norm(along, axis=1, keepdims=True)
            turned = np.stack([along[:, 1], -along[:, 0]], axis=1)
            out[:, point] = np.nan_to_num(bias.across[name] * turned)
    return out


def _merge(points: FloatArray, names: list[str], far: str, when: BoolArray) -> None:
    near = next(side for side in SIDES if side != far)
    for name in LEG[1:]:
        points[when, names.index(f"{name}_{far}")] = points[when, names.index(f"{name}_{near}")]


def _exchange(points: FloatArray, names: list[str], when: BoolArray) -> None:
    left, right = ([names.index(f"{name}_{side}") for name in LEG] for side in SIDES)
    rows = np.flatnonzero(when)
    points[np.ix_(rows, np.array(left + right))] = points[np.ix_(rows, np.array(right + left))]


def _confidence(
    seen: Keypoints,
    names: list[str],
    far: str,
    frames_per_stride: float,
    error: Error,
    rng: np.random.Generator,
) -> FloatArray:
    out = np.full((len(seen.points), len(names)), SURE)
    for point, name in enumerate(names):
        plain, side = _parted(name)
        share = error.shy.get(plain, (0.0, 0.0))[side == far]
        # as many starts as make stretches that may overlap cover the share
        starts = -np.log(1 - share) / error.shy_strides
        out[stretches(len(out), starts, error.shy_strides, frames_per_stride, rng), point] = SHY
    return out


def _share(pair: tuple[float, float]) -> tuple[float, float]:
    """(share of frames, strides) as (starts a stride, strides)."""
    share, strides = pair
    return (share / strides if strides else 0.0), strides


def _far_side(seen: Keypoints) -> str:
    if seen.depth is None:
        return "none"
    depth = {side: float(seen.depth.sel(point=f"hip_centre_{side}").median()) for side in SIDES}
    return max(depth, key=lambda side: depth[side])


def _parted(name: str) -> tuple[str, str]:
    plain, _, side = name.rpartition("_")
    return (plain, side) if side in SIDES else (name, "")


def _as(like: xr.DataArray, values: FloatArray) -> xr.DataArray:
    return like.copy(data=values)
