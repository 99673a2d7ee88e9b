"""Is the clip fit to be measured? Accepted, with a warning, or refused with how to film it better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from backstride.errors import RefusedError
from backstride.knowledge.loader import load
from backstride.model.common import SIDES
from backstride.model.keypoints import Keypoints
from backstride.model.recording import Note
from backstride.pose.flat import Flat, usual_leg_px
from backstride.pose.view import BODY, Direction

GATE: Final = "pose/gate.toml"
SILHOUETTE: Final = 220.0  # contrast of a dark body before a bright sky: dark, and yet plain to see
EDGE_PX: Final = 2.0  # a point this near an edge of the frame was pushed back into it by the engine


def judged(seen: Keypoints, flat: Flat, looked: Direction, rate_hz: float) -> tuple[Note, ...]:
    """The warnings a clip deserves.

    Args:
        seen: the clip as it was seen, in px.
        flat: the same points, level and even.
        looked: from where.
        rate_hz: frames per second of the run.

    Raises:
        RefusedError: nothing sound can be measured from it; the message says how to film it better.
    """
    facts = clip_facts(seen, flat, looked, rate_hz)
    warnings = []
    for rule in load(GATE)["rule"]:
        value = facts[rule["fact"]]
        if _beyond(value, rule, "refuse"):
            raise RefusedError(rule["text"].format(value=value), where=seen.source, fix=rule["fix"])
        if _beyond(value, rule, "warn"):
            text = rule["text"].format(value=value)
            warnings.append(
                Note(level="warning", code=rule["id"], text=f"{text[0].upper()}{text[1:]}. {rule['fix']}.")
            )
    return tuple(warnings)


def clip_facts(seen: Keypoints, flat: Flat, looked: Direction, rate_hz: float) -> dict[str, float]:
    """What the rules look at; NaN where the clip does not show it."""
    picture, oblique = seen.picture, looked.view == "oblique"
    return {
        "runner_px": usual_leg_px(flat) / load(BODY)["leg"],
        "feet_out_share": _feet_out_share(seen),
        "brightness": picture.brightness if picture and picture.contrast < SILHOUETTE else np.nan,
        "clipped_share": picture.clipped_share if picture else np.nan,
        "sharpness": picture.sharpness if picture else np.nan,
        "off_square_deg": np.nan if oblique else abs(looked.yaw_deg),
        "oblique_deg": abs(looked.yaw_deg) if oblique else np.nan,
        "rate_hz": rate_hz,
    }


def _beyond(value: float, rule: dict[str, Any], what: str) -> bool:
    low, high = rule.get(f"{what}_below", -np.inf), rule.get(f"{what}_above", np.inf)
    return bool(np.isfinite(value) and (value < low or value > high))


def _feet_out_share(seen: Keypoints) -> float:
    """Share of the frames that show the hips in which a foot lies on its lower edge or none is seen."""
    names = set(map(str, seen.points.coords["point"].to_numpy()))
    hips, feet = ("hip_centre_left", "hip_centre_right"), tuple(_feet(names))
    if not feet or not set(hips) <= names:
        return float("nan")
    shown = np.isfinite(seen.points.sel(point=list(hips)).to_numpy()).all(axis=(1, 2))
    at = seen.points.sel(point=list(feet)).to_numpy()[shown]
    if not len(at):
        return float("nan")
    below = at[..., 1] >= _lower_edge_px(seen)
    unseen = ~np.isfinite(at).all(axis=2)
    return float((below.any(axis=1) | unseen.all(axis=1)).mean())


def _lower_edge_px(seen: Keypoints) -> float:
    """Where the frame ends; nowhere when its size was guessed from the points themselves."""
    guessed = any(note.code == "frame_size_guessed" for note in seen.notes)
    return float("inf") if guessed else seen.height_px - EDGE_PX


def _feet(names: set[str]) -> Iterator[str]:
    return (f"{part}_{side}" for part in ("heel", "toe") for side in SIDES if f"{part}_{side}" in names)
