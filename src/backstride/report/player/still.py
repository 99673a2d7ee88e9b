"""The one moment of a player that paper shows: a foot strike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from markupsafe import Markup

from backstride.model.common import Side
from backstride.report.player.data import Place, PlayerData
from backstride.report.player.links import anchor
from backstride.report.player.skeleton import SkeletonLine, skeleton_lines
from backstride.report.player.words import say
from backstride.report.svg import Scale, element, picture

# Layout in the picture's own units; chosen by eye at 360 px and A4.
HEIGHT, MARGIN = 240.0, 14.0
NARROWEST = 120.0


def first_strike(data: PlayerData) -> tuple[int, Side | None]:
    """The first frame at a foot strike in which the whole leg is seen, and its foot; else any frame, None."""
    run_time_s = np.array(data.run_time_s)
    for contact in sorted(data.contacts, key=lambda one: one.foot_strike_s):
        frame = int(np.argmin(np.abs(run_time_s - contact.foot_strike_s)))
        legs = [f"{name}_{contact.side}" for name in ("hip_centre", "knee_centre", "ankle_centre")]
        inside = run_time_s[0] <= contact.foot_strike_s <= run_time_s[-1]
        if inside and all(data.points.get(name, {}) and data.points[name][frame] for name in legs):
            return frame, contact.side
    seen = (frame for frame in range(len(data.time_s)) if _there(data, frame))
    return next(seen, 0), None


def still(data: PlayerData) -> Markup:
    """The body at the first foot strike, drawn on the page's own ground; empty where no body was seen."""
    frame, side = first_strike(data)
    places = _there(data, frame)
    if not places:
        return Markup("")
    scale = _fitted(list(places.values()))
    said = say("still_says").format(side=side) if side else say("still_no_contact")
    width = max(NARROWEST, scale[0].end + MARGIN)
    drawn = [*_plumb(places, data, scale), *(_line(one, places, scale) for one in skeleton_lines())]
    return picture(
        width,
        HEIGHT,
        say("still"),
        said,
        *(one for one in drawn if one),
        key=f"{anchor(data.recording)}-still",
    )


def _there(data: PlayerData, frame: int) -> dict[str, Place]:
    return {name: place for name, at in data.points.items() if (place := at[frame])}


def _fitted(places: list[Place]) -> tuple[Scale, Scale]:
    """Maps of x and y px into the picture, of one scale."""
    (left, top), (right, low) = np.min(places, axis=0), np.max(places, axis=0)
    per_px = (HEIGHT - 2 * MARGIN) / max(low - top, 1.0)
    x = Scale(left, max(right, left + 1), MARGIN, MARGIN + max(right - left, 1.0) * per_px)
    return x, Scale(top, max(low, top + 1), MARGIN, HEIGHT - MARGIN)


def _line(line: SkeletonLine, places: dict[str, Place], scale: tuple[Scale, Scale]) -> Markup:
    text = " ".join(_points(line, places, scale))
    kind = f"limb curve {line.side}" if line.side else "bone"
    return element("polyline", points=text, class_=kind, fill="none") if text else Markup("")


def _points(line: SkeletonLine, places: dict[str, Place], scale: tuple[Scale, Scale]) -> Iterator[str]:
    for name in line.points:
        if name in places:
            yield f"{scale[0](places[name][0]):.1f},{scale[1](places[name][1]):.1f}"


def _plumb(places: dict[str, Place], data: PlayerData, scale: tuple[Scale, Scale]) -> list[Markup]:
    """Straight down from the hips, to the height of the lowest point."""
    if "hip_middle" not in places:
        return []
    x, y = places["hip_middle"]
    low = max(place[1] for place in places.values())
    aside = np.tan(np.deg2rad(data.roll_deg)) * (low - y)
    ends = {"x1": scale[0](x), "x2": scale[0](x + aside), "y1": scale[1](y), "y2": scale[1](low)}
    return [element("line", class_="plumb", **ends)]
