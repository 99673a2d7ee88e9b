"""What one camera shows of a measure, and how far off it may be: ``knowledge/video_measures.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from backstride.errors import MeasureRefused
from backstride.knowledge.loader import load
from backstride.model.common import View
from backstride.model.motion import Motion
from backstride.model.sight import Sight

KNOWLEDGE: Final = "video_measures.toml"
KIND: Final[dict[View, str]] = {
    "side_left": "side",
    "side_right": "side",
    "rear": "rear",
    "front": "front",
    "oblique": "oblique",
}


@dataclass(frozen=True)
class Shown:
    """views that show a measure; metres: needs a scale; still: needs a camera that stands; least_rate_hz: or
    more frames a second; error_sd: of a whole clip, in the measure's unit; error_share: of the value
    besides. why: key of the reason where no view shows it.
    """

    views: tuple[str, ...] = ()
    metres: bool = False
    still: bool = False
    least_rate_hz: float = 0.0
    error_sd: float = 0.0
    error_share: float = 0.0
    why: str = ""


def require_shown(measure_id: str, motion: Motion) -> None:
    """Nothing where markers were recorded, or where the clip shows the measure.

    Raises:
        MeasureRefused: this camera does not show it; the message says which would.
    """
    if motion.sight is None:
        return
    shown, kind = _shown(measure_id), KIND[motion.sight.view]
    say: dict[str, str] = load(KNOWLEDGE)["why"]
    if not shown.views:
        raise MeasureRefused(say[shown.why])
    if kind not in shown.views:
        raise MeasureRefused(say["side" if "side" in shown.views else "rear"])
    if motion.rate_hz < shown.least_rate_hz:
        raise MeasureRefused(say["rate"].format(rate=motion.rate_hz, least=shown.least_rate_hz))
    if shown.still and motion.sight.camera != "still":
        raise MeasureRefused(say["still"])
    if shown.metres and motion.sight.scale_sd is None:
        raise MeasureRefused(say["metres"])


def clip_error_sd(measure_id: str, sight: Sight, value: float) -> float:
    """Standard deviation of the error a whole clip may carry, in the measure's unit.

    What is told in metres is off by the share the scale is, besides.
    """
    shown = _shown(measure_id)
    scale = (sight.scale_sd or 0.0) * abs(value) if shown.metres else 0.0
    return float((shown.error_sd**2 + (shown.error_share * value) ** 2 + scale**2) ** 0.5)


def clip_error_share(measure_id: str) -> float:
    """The part of a clip's error that is a share of the value; 0 for most."""
    return _shown(measure_id).error_share


@cache
def _shown(measure_id: str) -> Shown:
    entry: dict[str, Any] = load(KNOWLEDGE)["measure"][measure_id]
    return Shown(**{**entry, "views": tuple(entry.get("views", ()))})
