"""How well a person can be seen in one frame: light, contrast, sharpness; and the ``Picture`` of a clip.

Everything is measured on the person's box brought to one size, so that a sharp picture scores the same from
near and far, until the person is too small to show detail at that size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.picture import Picture
from backstride.pose.engine import Pose
from backstride.pose.frame import Box, Image

BODY_PX: Final = 192
"""Height of a body in the landmark model's input: three quarters of 256 px."""
FOOT_PX: Final = 32
"""A foot with what is around, a sixth of the body, at the same scale."""
MARGIN: Final = 0.1
"""Round the points, as a share of the box's longer side: the head reaches above the eyes, a shoe round the
toe."""
BLUR_PX: Final = 9
"""Length of the mean that a picture is blurred with to see what it loses (Crete et al. 2007)."""
WHITE: Final = 250
"""Of 255: brighter than this is clipped, allowing for rounding in the codec."""
_BODY: Final = tuple(f"{name}_centre" for name in ("shoulder", "hip", "knee", "ankle"))
_FEET: Final = ("ankle_centre", "heel", "toe")


@dataclass(frozen=True)
class Seen:
    """One person in one frame, as in ``Picture``."""

    brightness: float
    contrast: float
    sharpness: float
    motion_blur: float
    clipped_share: float


def box_of(pose: Pose) -> Box:
    """The box round a person's points with a margin, px of the frame."""
    low, high = pose.points_px.min(axis=0), pose.points_px.max(axis=0)
    margin = MARGIN * float(np.max(high - low))
    return (*(low - margin).tolist(), *(high + margin).tolist())


def seen(image: Image, pose: Pose, names: Sequence[str]) -> Seen | None:
    """What the picture shows of a person; None where the box lies outside the frame. names: of the points."""
    import cv2

    left, top, right, bottom = (round(edge) for edge in box_of(pose))
    left, top = max(left, 0), max(top, 0)
    crop = image[top:bottom, left:right]
    if min(crop.shape[:2]) < 2:
        return None
    scale = BODY_PX / max(bottom - top, right - left)
    size = (max(round(crop.shape[1] * scale), 2), max(round(crop.shape[0] * scale), 2))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    grey: Any = cv2.cvtColor(
        cv2.resize(np.ascontiguousarray(crop), size, interpolation=way), cv2.COLOR_RGB2GRAY
    )
    places = dict(zip(names, (pose.points_px - (left, top)) * scale, strict=True))
    low, high = np.percentile(grey, (5, 95))
    sharp = min(sharpness(grey))
    return Seen(
        brightness=float(np.median(grey[_body(grey.shape, places)])),
        contrast=float(high - low),
        sharpness=sharp,
        motion_blur=sharp - _feet_sharpness(grey, places),
        clipped_share=float(np.mean(grey >= WHITE)),
    )


def _body(shape: tuple[int, ...], places: dict[str, FloatArray]) -> Any:
    """Mask of trunk and legs: a line a twelfth of the body thick from shoulder to ankle on each side."""
    import cv2

    mask = np.zeros(shape, np.uint8)
    for side in ("left", "right"):
        line = np.array([places[f"{name}_{side}"] for name in _BODY]).round().astype(np.int32)
        cv2.polylines(mask, [line], False, 255, BODY_PX // 12)
    return mask > 0 if mask.any() else np.ones(shape, bool)


def _feet_sharpness(grey: Any, places: dict[str, FloatArray]) -> float:
    """Of the blurrier foot; NaN where neither is in the picture."""
    feet = []
    for side in ("left", "right"):
        x, y = np.mean([places[f"{name}_{side}"] for name in _FEET], axis=0).round().astype(int)
        foot = grey[max(y - FOOT_PX // 2, 0) : y + FOOT_PX // 2, max(x - FOOT_PX // 2, 0) : x + FOOT_PX // 2]
        if min(foot.shape) >= FOOT_PX // 2:
            feet.append(min(sharpness(foot)))
    return min(feet, default=float("nan"))


def sharpness(grey: Any) -> tuple[float, float]:
    """0 (blurred) to 1 across and down: the share of change from pixel to pixel that a blur takes away.

    Source: Crete, Dolmiere, Ladret & Nicolas 2007, The blur effect, Proc. SPIE 6492; 1 less their measure.
    grey: (h, w). A picture without any change is 0.
    """
    import cv2

    exact = np.asarray(grey, dtype=np.float32)
    result = []
    for axis, size in ((1, (BLUR_PX, 1)), (0, (1, BLUR_PX))):
        change = np.abs(np.diff(exact, axis=axis))
        left: Any = np.abs(np.diff(cv2.blur(exact, size), axis=axis))
        lost = np.maximum(change - left, 0).sum()
        result.append(float(lost / change.sum()) if change.any() else 0.0)
    return result[0], result[1]


def with_runner(picture: Picture, looks: Sequence[Seen], points_px: FloatArray, height_px: int) -> Picture:
    """The picture with what the looks at the runner saw. points_px: (n, p, 2) the runner's, NaN where not
    found."""
    if not looks:
        return picture
    found = points_px[np.isfinite(points_px).all(axis=(1, 2)), :, 1]
    return replace(
        picture,
        brightness=_median([look.brightness for look in looks]),
        contrast=_median([look.contrast for look in looks]),
        sharpness=_median([look.sharpness for look in looks]),
        motion_blur=_median([look.motion_blur for look in looks]),
        clipped_share=_median([look.clipped_share for look in looks]),
        runner_height_share=_median(np.ptp(found, axis=1) / height_px),
    )


def _median(values: Sequence[float] | FloatArray) -> float:
    finite = np.asarray(values)[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else float("nan")
