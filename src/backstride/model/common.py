"""Small types every noun shares."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Side = Literal["left", "right"]
MeasureSide = Literal["left", "right", "both"]
Surface = Literal["treadmill", "road", "trail", "grass", "track", "sand"]
Sex = Literal["female", "male"]
RecordingKind = Literal["markers", "video", "keypoints", "watch", "imu"]
View = Literal["3d", "side_left", "side_right", "rear", "front", "oblique", "none"]

WITHOUT_SIGHT: tuple[RecordingKind, ...] = ("watch", "imu")  # they feel the steps and show no body
SIDES: tuple[Side, Side] = ("left", "right")


def other_side(side: Side) -> Side:
    """The opposite body side.

    >>> other_side("left")
    'right'
    """
    return "right" if side == "left" else "left"


def mirrored(point: str) -> str:
    """The same point of the other side; points of the midline are their own.

    >>> mirrored("mt1_left"), mirrored("sacrum")
    ('mt1_right', 'sacrum')
    """
    base, _, side = point.rpartition("_")
    return {"left": f"{base}_right", "right": f"{base}_left"}.get(side, point)


class Frozen(BaseModel):
    """A JSON-facing noun: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
