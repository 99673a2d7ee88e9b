"""The rate at which a camera filmed, where the file says so.

Slow motion is filmed fast and played slowly. Android writes the camera's rate into the file; other phones,
and every app that exports, leave nothing, so silence of the tags proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CAPTURE_RATE_TAGS: Final = ("com.android.capture.fps",)
"""Android, MediaRecorder.setCaptureRate: frames per second of the camera, kept in the file's metadata
keys."""

_SAME_RATE: Final = 1.2
_BELIEVABLE_HZ: Final = (1.0, 2000.0)


def capture_rate_hz(metadata: Mapping[str, str], played_hz: float) -> float | None:
    """The camera's rate when a tag holds one that is clearly above the played rate, else None.

    >>> capture_rate_hz({"com.android.capture.fps": "240.000000"}, 30.0)
    240.0
    >>> capture_rate_hz({"com.android.capture.fps": "30.0"}, 29.97) is None
    True
    """
    for tag in CAPTURE_RATE_TAGS:
        rate_hz = _number(metadata.get(tag, ""))
        if rate_hz is not None and rate_hz > played_hz * _SAME_RATE:
            return rate_hz
    return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    low, high = _BELIEVABLE_HZ
    return value if low <= value <= high else None
