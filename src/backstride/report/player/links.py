"""A finding that leads to its moment in the player."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from backstride.report.svg import element

if TYPE_CHECKING:
    from backstride.report.player.data import PlayerData


def anchor(recording: str) -> str:
    """The id of a recording's player on the page.

    >>> anchor("run 3.5")
    'player-run-3-5'
    """
    return "player-" + re.sub(r"[^A-Za-z0-9_-]+", "-", recording)


def frame_link(text: str | Markup, recording: str, time_s: float) -> Markup:
    """A link that shows this moment, in s on the run's clock; without the script it leads to the player.

    >>> str(frame_link("toe-off", "run", 1.5))
    '<a href="#player-run" class="to-frame" data-recording="run" data-time="1.5000">toe-off</a>'
    """
    return element(
        "a",
        text,
        href=f"#{anchor(recording)}",
        class_="to-frame",
        data_recording=recording,
        data_time=f"{time_s:.4f}",
    )


def shows(players: Sequence[PlayerData], recording: str, time_s: float) -> bool:
    """Whether one of the players holds this moment, so that a link to it leads there."""
    return any(
        one.recording == recording and one.run_time_s[0] <= time_s <= one.run_time_s[-1] for one in players
    )
