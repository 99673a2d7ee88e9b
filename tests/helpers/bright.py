"""A pose engine for made-up clips: every bright block is a head, with a body hung below it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backstride.knowledge.loader import load
from backstride.pose.engine import Person, Pose
from backstride.pose.region import Region

Image = NDArray[np.uint8]
HEAD_PX = 24
BRIGHT, DIM = 250, 150
"""A head that the engine sees, and one that only a person would see."""
TRUNK_PX = HEAD_PX / 0.45


class BrightEngine:
    """Sees heads brighter than 200."""

    name = "bright blocks"
    present_at_least = 0.5

    def __init__(self) -> None:
        self.point_names: tuple[str, ...] = tuple(load("pose/blaze.toml")["landmarks"]["names"])

    def people(self, image: Image) -> tuple[Person, ...]:
        return tuple(Person(region_of(head), 0.99) for head in heads_in(image))

    def pose(self, image: Image, region: Region) -> Pose:
        expected = np.array([region.x_px, region.y_px - TRUNK_PX - HEAD_PX])
        found = sorted(heads_in(image), key=lambda head: float(np.linalg.norm(head - expected)))
        near = bool(found) and np.linalg.norm(found[0] - expected) < 2 * HEAD_PX
        head = found[0] if near else expected
        points = np.array([point_at(name, head) for name in self.point_names])
        return Pose(points, np.ones(len(points)), None, float(near), region_of(head))


def heads_in(image: Image) -> list[NDArray[np.float64]]:
    """Middles of whole bright blocks."""
    import cv2

    bright = (np.ascontiguousarray(image).min(axis=2) > 200).astype(np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(bright)
    whole = [row[4] > 0.8 * HEAD_PX**2 for row in stats[1:]]
    return [middle for middle, full in zip(middles[1:], whole, strict=True) if full]


def region_of(head: NDArray[np.float64]) -> Region:
    """The square of the body below this head."""
    return Region(float(head[0]), float(head[1] + HEAD_PX + TRUNK_PX), 10.0 * HEAD_PX)


def point_at(name: str, head: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a point of the body is: of the face inside the head, all else below."""
    aside = {"left": -0.4, "right": 0.4}.get(name.rsplit("_", 1)[-1], 0.0) * HEAD_PX
    down = 0.0
    for part, below in (("shoulder", HEAD_PX), ("hip", HEAD_PX + TRUNK_PX), ("knee", 2 * TRUNK_PX)):
        down = below if name.startswith(part) else down
    if name.startswith(("ankle", "heel", "toe")):
        down = 3 * TRUNK_PX
    if name.startswith(("elbow", "wrist", "thumb", "index", "little")):
        down = HEAD_PX + TRUNK_PX / 2
    return head + np.array([aside, down])


def heads_clip(
    paths: list[NDArray[np.float64]], seen: NDArray[np.bool_], size: tuple[int, int]
) -> list[Image]:
    """Dark frames with a bright head at each path's (n, 2) place; dim in frames that are not seen (n,)."""
    width, height = size
    images = []
    for number, bright in enumerate(seen):
        image = np.full((height, width, 3), 30, np.uint8)
        for path in paths:
            left, top = (path[number] - HEAD_PX / 2).round().astype(int)
            image[max(top, 0) : top + HEAD_PX, max(left, 0) : left + HEAD_PX] = BRIGHT if bright else DIM
        images.append(image)
    return images


def brightest(path: Path) -> list[int]:
    """The brightest a channel gets in each frame."""
    from backstride.pose.decode import frames

    return [int(frame.image().max()) for frame in frames(path)]
