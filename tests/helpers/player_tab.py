"""The player in a tab: keys pressed, and the frame that it shows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backstride.report.player.data import FrameLink
from helpers.devtools import Tab
from helpers.played import BARS, CONTACTS, WIDTH_PX, uneven_times

COUNT = 48
LINKS = (FrameLink(text="The right foot lands", time_s=1.95),)
CODES = {"ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, " ": 32}
SHOWN = f"""
new Promise(done => {{
  const video = document.querySelector("video"), canvas = document.createElement("canvas");
  const read = () => {{
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const brush = canvas.getContext("2d", {{willReadFrequently: true}});
    brush.drawImage(video, 0, 0);
    const row = brush.getImageData(0, canvas.height / 2, canvas.width, 1).data;
    let number = 0;
    for (let bit = 0; bit < {BARS}; bit += 1)
      if (row[4 * Math.floor((bit + 0.5) * {WIDTH_PX // BARS + 1}) + 1] > 128) number += 1 << bit;
    done(number);
  }};
  const look = () => video.seeking || video.readyState < 2 ? setTimeout(look, 5) : read();
  look();
  setTimeout(() => done("nothing to see"), 10000);
}})
"""
"""The number that the picture on the screen tells."""


def opened(tab: Tab, page: Path, width: int = 1100) -> Tab:
    """The page with the player's strip in focus."""
    tab.open(page, width=width)
    tab.run("document.documentElement.style.scrollBehavior = 'auto'")
    tab.run("document.querySelector('.player-slider').focus()")
    return tab


def press(tab: Tab, key: str, *, shift: bool = False) -> None:
    """A key with its letter, held with shift or not."""
    what: dict[str, Any] = {"key": key, "modifiers": 8 if shift else 0}
    what["windowsVirtualKeyCode"] = CODES.get(key, ord(key[0].upper()))
    text = {"text": key} if len(key) == 1 else {}
    tab.send("Input.dispatchKeyEvent", type="keyDown", **what, **text)
    tab.send("Input.dispatchKeyEvent", type="keyUp", **what)


def wait_until(tab: Tab, asked: str) -> None:
    """Ask until it is so; where scripts are off no promise is ever kept."""
    for _ in range(200):
        if tab.run(asked):
            return
        time.sleep(0.05)
    pytest.fail(f"never: {asked}")


def frame(tab: Tab) -> int:
    """The frame that the player says it shows."""
    return int(tab.run("document.querySelector('.player').dataset.frame"))


def nearest(time_s: float) -> int:
    """The frame nearest to a time of the clip."""
    return int(np.argmin(np.abs(uneven_times(COUNT) - time_s)))


STRIKES = [nearest(1.5 + strike) for _, strike, _ in CONTACTS]
