"""How an analysis is to be run, as told by the person running it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backstride.model.common import Frozen, Surface
from backstride.model.imu import Placement


class Settings(Frozen):
    """Options of ``analyze``; everything optional, nothing guessed silently.

    sensor: where a body-worn sensor was worn; sensor_name: which one, where its file holds several.
    """

    speed_mps: float | None = Field(default=None, gt=0, le=12)
    surface: Surface | None = None
    contacts: Literal["auto", "plates", "markers"] = "auto"
    rate_hz: float | None = Field(default=None, gt=0, le=10_000)
    swap_sides: bool = False
    engine: Literal["blaze", "rtm"] = "blaze"
    slow_motion: float | None = Field(default=None, gt=0, le=64)
    sensor: Placement | None = None
    sensor_name: str | None = None
