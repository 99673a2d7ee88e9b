"""A browser that is asked and told things: keys pressed, colours computed, in light and dark, at any width.

The DevTools protocol over a pair of pipes, so that no port is opened and nothing needs to be installed.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from helpers.chromium import LIMIT_S, QUIET

Scheme = Literal["light", "dark"]
# The protocol speaks on descriptors 3 and 4, whatever numbers our pipes have.
WIRE = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, wanted in zip(ends, (3, 4)): os.dup2(end, wanted)
os.execvp(sys.argv[3], sys.argv[3:])
"""
STILL = "document.querySelectorAll('svg').forEach(one => one.pauseAnimations())"
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), " ": (32, " ")}


@dataclass
class Tab:
    """One open page."""

    to_browser: int
    from_browser: int
    session: str = ""
    _sent: int = 0
    _rest: bytes = field(default=b"", repr=False)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        answer = next(found for found in self._messages() if found.get("id") == message["id"])
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def run(self, script: str) -> Any:
        """What an expression gives, a promise awaited; RuntimeError where it throws."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
        done = self.send("Runtime.evaluate", **asked)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"].get("exception", done)))
        return done["result"].get("value")

    def open(
        self, page: Path, *, width: int, height: int = 900, scheme: Scheme = "light", moves: bool = False
    ) -> None:
        """Load a page at this size in this colour scheme. moves: its figures do, which takes a whole core."""
        self.resize(width, height)
        self.prefer(scheme)
        self.send("Page.enable")
        self.send("Page.navigate", url=page.as_uri())
        self.run("new Promise(done => document.readyState === 'complete' ? done() : onload = () => done())")
        if not moves:
            self.run(STILL)

    def resize(self, width: int, height: int) -> None:
        """The window's size in CSS pixels, one to a dot."""
        sizes = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **sizes)

    def prefer(self, scheme: Scheme, *, motion: str = "no-preference") -> None:
        """What the reader's system asks for."""
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.send("Emulation.setEmulatedMedia", media="", features=features)

    def press(self, key: str) -> None:
        """A key as a person presses it."""
        code, text = KEYS[key]
        for kind in ("keyDown", "keyUp"):
            what = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            if text and kind == "keyDown":
                what["text"] = text
            self.send("Input.dispatchKeyEvent", **what)

    def click(self, x: float, y: float) -> None:
        """A click as a person clicks."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, path: Path, *, whole: bool = False) -> Path:
        """A picture of what is seen, or of the whole page."""
        taken = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))
        return path

    def printed(self, page: Path, folder: Path) -> Path:
        """A page as the browser prints it: backgrounds too, on the paper that the page asks for."""
        self.open(page, width=800)
        made = self.send("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        pdf = folder / f"{page.stem}.pdf"
        pdf.write_bytes(base64.b64decode(made["data"]))
        self.send("Page.navigate", url="about:blank")
        return pdf

    def _messages(self) -> Iterator[dict[str, Any]]:
        while True:
            while b"\0" in self._rest:
                line, self._rest = self._rest.split(b"\0", 1)
                yield json.loads(line)
            part = os.read(self.from_browser, 1 << 20)
            if not part:
                raise RuntimeError("the browser has gone")
            self._rest += part


@contextmanager
def opened(browser: str, profile: Path) -> Iterator[Tab]:
    """A browser with one empty tab, ended afterwards."""
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    wired = [sys.executable, "-c", WIRE, str(their_in), str(their_out)]
    command = [
        *wired,
        browser,
        *QUIET,
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, pass_fds=(their_in, their_out), **quiet)  # type: ignore[call-overload]
    os.close(their_in)
    os.close(their_out)
    try:
        tab = Tab(our_out, our_in)
        target = tab.send("Target.createTarget", url="about:blank")["targetId"]
        tab.session = tab.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        yield tab
    finally:
        with suppress(OSError, RuntimeError):
            tab.session = ""
            tab.send("Browser.close")
        process.wait(LIMIT_S)
        os.close(our_out)
        os.close(our_in)
