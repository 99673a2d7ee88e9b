"""How far a pose engine's points lie off in clips of real runs, measured without any truth beside them.

``python -m benchmarks.keypoint_error FOLDER`` watches every clip of a folder (side views of one runner; the
clips are not part of the project) and prints the numbers of ``knowledge/pose/keypoint_error.toml``. What the
same sums find in a synthetic runner seen without error, at as many frames a stride, is taken off.

What a local cubic leaves of a path tells the error that changes from frame to frame; how much the length of a
segment moves, which a camera at the side should see unchanged, tells all error that moves within a stride.
What is the same in every frame cannot be seen without a second instrument; that bias is the literature's.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from scipy.linalg import toeplitz
from scipy.ndimage import median_filter
from scipy.optimize import nnls
from scipy.signal import savgol_coeffs

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.keypoints import Keypoints
from backstride.pose.camera import Camera
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import synthesise
from benchmarks.common import save
from benchmarks.keypoint_clips import POINTS, ROWS, Seen, look, side_of

# Segments whose length a camera at the side sees change little: the arms turn out of its plane, and a foot's
# points are misplaced together.
SEGMENTS: Final = (
    ("shoulder_centre", "hip_centre"),
    ("hip_centre", "knee_centre"),
    ("knee_centre", "ankle_centre"),
)
ENDS: Final = np.array([[float(name in pair) for name in POINTS] for pair in SEGMENTS])
FRAMES: Final = 9  # of the local cubic: its half-power frequency is an eighth of the frame rate
MAD_TO_SD: Final = 1.4826  # of a normal
FAR_OFF: Final = 5.0  # robust standard deviations; one frame in two million of a normal
TOGETHER: Final = 0.12  # torsos; knees and ankles of two real legs are never both so near each other
SHY: Final = 0.5  # confidence that the engine's makers ask of a visible point
JUMP: Final = 0.1  # torsos; larger ones are no noise
TRIED_STRIDES: Final = np.arange(0.01, 0.205, 0.01)
TRIED_WHITE: Final = np.arange(0.0, 0.55, 0.05)
FEWEST_A_STRIDE: Final = 25.0  # frames; with fewer a cubic over nine frames does not pass running


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    clips = [look(_watched(path)) for path in sorted(folder.glob("*.mp4"))]
    frames = sum(len(clip.points) for clip in clips)
    save(
        "keypoint_error",
        "Error of keypoints in clips of real runs",
        "python -m benchmarks.keypoint_error FOLDER",
        [*point_rows(clips), *clip_rows(clips)],
        [
            f"{len(clips)} clips from the side, {frames} frames, "
            f"{sum(len(clip.points) / clip.frames_per_stride for clip in clips):.0f} strides; in torso "
            "lengths (middle of the shoulders to middle of the hips)",
            "error: standard deviation per axis; far off: frames beyond five robust standard deviations; "
            "shy: frames with a confidence below 0.5",
            "an error that is the same in every frame is not seen here",
        ],
    )


def _watched(path: Path) -> Keypoints:
    from backstride.pose.blaze import BlazeEngine
    from backstride.pose.clip import keypoints_of

    return keypoints_of(path, BlazeEngine)


def point_rows(clips: Sequence[Seen]) -> list[dict[str, object]]:
    """One row per point and side of the picture: error, jumps, confidence."""
    found = errors([evidence(clip) for clip in clips], *memory(clips))[0]
    far_off = np.mean([_far_off(clip) for clip in clips], axis=0)
    shy = np.mean([np.mean(clip.confidence < SHY, axis=0) for clip in clips], axis=0)
    return [
        {
            "what": f"{name}, {row}",
            "error": np.sqrt(found[point, column]),
            "far off": far_off[point, column],
            "shy": shy[point, column],
        }
        for point, name in enumerate(POINTS)
        for column, row in enumerate(ROWS)
    ]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a clip shows more than a runner without error: (9, 2) left of paths by a local cubic, (3, 2) how
    much segments' lengths move; variances in torsos squared."""

    left: FloatArray
    moved: FloatArray
    frames_per_stride: float


@cache
def evidence(clip: Seen) -> Evidence:
    perfect = _floor(clip.frames_per_stride)
    floor = replace(clip, points=perfect, exchanged=np.zeros(len(perfect), dtype=bool))
    left, moved = (np.maximum(of(clip) - of(floor), 0.0) for of in (residual_variance, length_variance))
    return Evidence(left, moved, clip.frames_per_stride)


def memory(clips: Sequence[Seen]) -> tuple[float, float]:
    """What explains all clips best: strides over which an error falls to 1/e, and its white share."""
    found = [evidence(clip) for clip in clips]
    tried = [(float(tau), float(white)) for tau in TRIED_STRIDES for white in TRIED_WHITE]
    return min(tried, key=lambda pair: errors(found, *pair)[1])


def errors(found: Sequence[Evidence], tau_strides: float, white: float) -> tuple[FloatArray, float]:
    """Variances (9 points, near and far) per axis in torsos squared, and the misfit.

    What is left of a path and how much the length of a segment moves are both sums of the variances of
    points, so all clips are solved together, every equation relative to what the clips show on average.
    """
    misfit, columns = 0.0, []
    left_mean, moved_mean = (np.mean([getattr(f, name) for f in found], axis=0) for name in ("left", "moved"))
    for column in range(len(ROWS)):
        rows, seen = [], []
        for one in found:
            slow, all_of_it = shares(tau_strides * one.frames_per_stride)
            part = (1 - white) * slow + white * all_of_it
            if one.frames_per_stride >= FEWEST_A_STRIDE:
                rows.append(np.diag(part / left_mean[:, column]))
                seen.append(one.left[:, column] / left_mean[:, column])
            rows.append(ENDS / moved_mean[:, column, None])
            seen.append(one.moved[:, column] / moved_mean[:, column])
        variances, off = nnls(np.concatenate(rows), np.concatenate(seen))
        columns.append(variances)
        misfit += off**2
    return np.stack(columns, axis=1), misfit


def clip_sizes(clips: Sequence[Seen]) -> FloatArray:
    """(clips,) how large the errors of a clip are against those that explain all of them."""
    tau, white = memory(clips)
    found = errors([evidence(clip) for clip in clips], tau, white)[0]
    sizes = []
    for clip in clips:
        if clip.frames_per_stride < FEWEST_A_STRIDE:
            continue
        slow, all_of_it = shares(tau * clip.frames_per_stride)
        sizes.append(
            np.sqrt(np.median(evidence(clip).left / found) / ((1 - white) * slow + white * all_of_it))
        )
    return np.array(sizes)


def shares(tau_frames: float) -> tuple[float, float]:
    """What a local cubic leaves of a unit variance that falls to 1/e in so many frames, and of white."""
    leaves = -savgol_coeffs(FRAMES, 3)
    leaves[FRAMES // 2] += 1.0
    alike = np.exp(-np.arange(FRAMES) / tau_frames)
    return float(leaves @ toeplitz(alike) @ leaves), float(leaves @ leaves)


def residual_variance(clip: Seen) -> FloatArray:
    """(9, 2) per axis, torsos squared: what a local cubic leaves of each path; robust."""
    return np.asarray((MAD_TO_SD * np.median(np.abs(_residual(clip)), axis=(0, 3))) ** 2)


def foot_shared(clips: Sequence[Seen]) -> float:
    """Correlation of the errors of ankle, heel and toe of one foot: the foot is misplaced as a whole."""
    feet = [POINTS.index(name) for name in ("ankle_centre", "heel", "toe")]
    found = []
    for clip in clips:
        left = np.clip(_residual(clip)[:, feet], -JUMP, JUMP)
        found += [
            np.corrcoef(left[:, a].ravel(), left[:, b].ravel())[0, 1] for a, b in ((0, 1), (0, 2), (1, 2))
        ]
    return float(np.median(found))


def clip_rows(clips: Sequence[Seen]) -> list[dict[str, object]]:
    """What happens now and then: exchanges of the legs, both legs on one, frames lost, arms hidden."""
    tau, white = memory(clips)
    strides = np.array([len(clip.points) / clip.frames_per_stride for clip in clips])
    flips = [spells(clip.exchanged) / clip.frames_per_stride for clip in clips]
    wide = [clip.width > np.median(clip.width) for clip in clips]
    crossed = np.concatenate([clip.exchanged for clip in clips])
    merged = [spells(_collapsed(clip)) / clip.frames_per_stride for clip in clips]
    hidden = [
        spells(clip.confidence[:, POINTS.index("elbow_centre"), 1] < SHY) / clip.frames_per_stride
        for clip in clips
    ]
    figures = {
        "error falls to 1/e in, strides": tau,
        "white share of its variance": white,
        "ankle, heel and toe misplaced together, correlation": foot_shared(clips),
        "errors of a clip, standard deviation of their logarithm": float(
            np.std(np.log(clip_sizes(clips)), ddof=1)
        ),
        "exchanges of the legs, a stride": sum(map(len, flips)) / strides.sum(),
        "one exchange, strides": float(np.mean(np.concatenate(flips))),
        "frames exchanged, share": float(crossed.mean()),
        "the same, worst clip": max(float(clip.exchanged.mean()) for clip in clips),
        "exchanged frames with the feet wide apart, share": float(np.concatenate(wide)[crossed].mean()),
        "both legs on one, share of frames": float(np.mean(np.concatenate([_collapsed(c) for c in clips]))),
        "one such spell, strides": float(np.mean(np.concatenate(merged))),
        "torso over leg": float(np.median([_torso_over_leg(clip) for clip in clips])),
        "frames lost, share": float(np.mean(np.concatenate([clip.lost for clip in clips]))),
        "far elbow shy for, strides": float(np.mean(np.concatenate(hidden))),
        "frames a stride, least": min(clip.frames_per_stride for clip in clips),
        "frames a stride, most": max(clip.frames_per_stride for clip in clips),
    }
    return [{"what": what, "value": value} for what, value in figures.items()]


def spells(flags: BoolArray) -> FloatArray:
    """Length in frames of every stretch of true ones."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return np.asarray(edges[1::2] - edges[::2], dtype=np.float64)


def length_variance(clip: Seen) -> FloatArray:
    """(segments, 2) of the lengths less their median over about a stride, as the distance drifts; robust."""
    pairs = [[POINTS.index(name) for name in pair] for pair in SEGMENTS]
    points = clip.points
    lengths = np.stack([np.linalg.norm(points[:, a] - points[:, b], axis=-1) for a, b in pairs], axis=1)
    window = 2 * int(clip.frames_per_stride / 2) + 1
    moved = lengths - median_filter(lengths, (window, 1, 1), mode="nearest")
    return np.asarray((MAD_TO_SD * np.median(np.abs(moved[_calm(clip.exchanged, 3)]), axis=0)) ** 2)


def _residual(clip: Seen) -> FloatArray:
    """What a local cubic leaves, (frames, 9, 2, 2), less what all points share, the camera's own shaking.

    Frames near an exchange are left out: there the paths are not rightly known, and the exchange is counted
    for itself.
    """
    windows = np.lib.stride_tricks.sliding_window_view(clip.points, FRAMES, axis=0)
    left = clip.points[FRAMES // 2 : -(FRAMES // 2)] - windows @ savgol_coeffs(FRAMES, 3)
    calm = _calm(clip.exchanged, FRAMES)[FRAMES // 2 : -(FRAMES // 2)]
    return np.asarray((left - np.median(left, axis=(1, 2), keepdims=True))[calm])


def _calm(exchanged: BoolArray, frames: int) -> BoolArray:
    """(n,) no exchange within so many frames around."""
    return np.asarray(np.convolve(exchanged.astype(float), np.ones(frames), mode="same") < 0.5)


def _far_off(clip: Seen) -> FloatArray:
    off = np.linalg.norm(_residual(clip), axis=-1)
    return np.asarray(np.mean(off > FAR_OFF * np.sqrt(residual_variance(clip)), axis=0))


def _collapsed(clip: Seen) -> BoolArray:
    joints = [POINTS.index(name) for name in ("knee_centre", "ankle_centre")]
    apart = np.linalg.norm(clip.raw[:, joints, 0] - clip.raw[:, joints, 1], axis=-1)
    return np.asarray((apart < TOGETHER).all(axis=1))


def _torso_over_leg(clip: Seen) -> float:
    """One torso over hip to knee plus knee to ankle of the near side."""
    hip, knee, ankle = (
        clip.points[:, POINTS.index(f"{name}_centre"), 0] for name in ("hip", "knee", "ankle")
    )
    lengths = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
    return float(1 / np.median(lengths))


@cache
def _floor(per_stride: float) -> FloatArray:
    """Points of a runner without any error, at as many frames a stride, as ``Seen.points``."""
    synthetic = synthesise(usual(2.8))  # an ordinary pace; the clips do not tell theirs
    rate_hz = per_stride / synthetic.truth.measures["stride_time"]["both"]
    # 5 m from the belt with a lens of 35 mm equivalent: the whole runner fills half of the picture's height
    camera = Camera(np.array([0.0, 1.0, 5.0]), 1920, 1080, 1920 * 35 / 36)
    seen = filmed(places_of(synthetic), camera, rate_hz)
    values = np.stack([side_of(seen, side) for side in ("right", "left")], axis=2)
    hips, shoulders = (
        values[:, POINTS.index(name)].mean(axis=1) for name in ("hip_centre", "shoulder_centre")
    )
    return np.asarray(values / np.median(np.linalg.norm(hips - shoulders, axis=1)))


if __name__ == "__main__":
    main()
