"""Small types every noun shares."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Side = Literal["left", "right"]
MeasureSide = Literal["left", "right", "both"]
Surface = Literal["treadmill", "road", "trail", "grass", "track", "sand"]
Sex = Literal["female", "male"]

SIDES: tuple[Side, Side] = ("left", "right")


def other_side(side: Side) -> Side:
    """The opposite body side.

    >>> other_side("left")
    'right'
    """
    return "right" if side == "left" else "left"


class Frozen(BaseModel):
    """A JSON-facing noun: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
