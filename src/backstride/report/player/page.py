"""Everything the player's part of the page holds, and what its script is told."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from markupsafe import Markup

from backstride.report.player.charts import Chart, charts, contacts_said, strip
from backstride.report.player.data import PlayerData
from backstride.report.player.links import anchor, frame_link
from backstride.report.player.skeleton import skeleton_lines
from backstride.report.player.still import first_strike, still
from backstride.report.player.words import angles, buttons, say

EMPTY_ROOM: Final = 0.06  # of the body's longer way, left free around it where there are no pictures


@dataclass(frozen=True)
class PlayerPage:
    """One player: its anchor, what the script reads, the pictures as an address of data, and the drawings."""

    key: str
    recording: str
    told: str
    view: str
    video: str
    slow: bool
    still: Markup
    strip: Markup
    contacts: str
    charts: tuple[Chart, ...]
    links: tuple[Markup, ...]
    moves: tuple[dict[str, Any], ...]
    speeds: tuple[dict[str, Any], ...]
    shows: tuple[dict[str, Any], ...]


def player_page(data: PlayerData, video_at: str = "") -> PlayerPage:
    """The player of one recording; angles can be shown only where there are curves to write beside points.
    video_at: the address of its pictures; without one they stand in the page."""
    written = [one for one in _written(data) if one["point"] in data.points]
    shows = tuple(one for one in buttons("show") if one["layer"] != "angles" or written)
    return PlayerPage(
        key=anchor(data.recording),
        recording=data.recording,
        told=_told(data, written),
        view=_view(data),
        video=video_at or (_address(data.video) if data.video else ""),
        slow=data.slow_motion != 1,
        still=still(data),
        strip=strip(data),
        contacts=contacts_said(data),
        charts=charts(data),
        links=tuple(frame_link(one.text, data.recording, one.time_s) for one in data.links),
        moves=buttons("move"),
        speeds=buttons("speed"),
        shows=shows,
    )


def _told(data: PlayerData, written: list[dict[str, Any]]) -> str:
    """JSON for the script: the data, the lines to draw, the angles to write, and the frame to begin with."""
    known = [one for one in skeleton_lines() if set(one.points) <= set(data.points)]
    told = {
        **data.model_dump(mode="json", exclude={"links"}),
        "contacts": _contacts(data),
        "lines": [{"points": one.points, "side": one.side} for one in known],
        "written": written,
        "begin": first_strike(data)[0],
        "at": say("at"),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _contacts(data: PlayerData) -> list[dict[str, Any]]:
    """Each contact: its side, its strike in s of the run, and the frames from strike up to toe-off.

    The frames are those nearest the two times, so that a jump to a contact shows the foot as standing; a
    strike before the clip has the frame -1.
    """
    run_time_s = np.array(data.run_time_s)
    told = []
    for one in data.contacts:
        first, end = (int(np.argmin(np.abs(run_time_s - at))) for at in (one.foot_strike_s, one.toe_off_s))
        if one.toe_off_s > run_time_s[-1]:
            end = len(run_time_s)
        strike = first if one.foot_strike_s >= run_time_s[0] else -1
        told.append({"side": one.side, "strike_s": one.foot_strike_s, "strike": strike, "end": end})
    return told


def _written(data: PlayerData) -> list[dict[str, Any]]:
    """Each curve that stands beside a point: its name, the point and the side."""
    found = [one for one in angles(tuple(data.curves)) if one.point]
    return [
        {"curve": f"{one.id}_{one.side}" if one.side else one.id, "point": one.point, "side": one.side}
        for one in found
    ]


def _view(data: PlayerData) -> str:
    """What is shown, as SVG says it: the whole frame, or without pictures the room the body takes up."""
    seen = [place for at in data.points.values() for place in at if place]
    if data.video or not seen:
        return f"0 0 {data.width_px} {data.height_px}"
    low, high = np.min(seen, axis=0), np.max(seen, axis=0)
    room = EMPTY_ROOM * max(high - low)
    return " ".join(f"{value:.0f}" for value in (*(low - room), *(high - low + 2 * room)))


def _address(video: bytes) -> str:
    return "data:video/mp4;base64," + base64.b64encode(video).decode("ascii")
