"""A clip of two made-up people, whose heads only a grey patch hides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from helpers.bright import heads_clip
from helpers.clips import write_clip

SIZE = (320, 200)
SHOWS = 145  # a dim head is 150, the patch 96: a frame brighter than this shows a head


def walk(count: int, start: tuple[float, float], step: tuple[float, float]) -> np.ndarray:
    """Places (count, 2) px on a line."""
    return np.array(start) + np.arange(count)[:, None] * np.array(step)


def two_people(
    path: Path, *, seen: np.ndarray | None = None, size: tuple[int, int] = SIZE, **how: Any
) -> Path:
    """A runner who crosses and somebody who stands, 50 frames, each head bright where it is seen."""
    count = 50
    seen = np.ones(count, bool) if seen is None else seen
    paths = [walk(count, (40, 60), (4, 0)), walk(count, (280, 120), (0, 0.2))]
    return write_clip(path, heads_clip(paths, seen, size), **how)
