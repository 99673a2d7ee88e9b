"""How late the cue is: from the camera's picture to the page that shows what it means.

A real server, and Chromium with its fake camera playing a running clip at 640x480 and 30 frames/s. The body
is found in a process of the server's. A frame's latency runs from the ``captureTime`` of the camera's
picture (of requestVideoFrameCallback) to the task after the frame of the screen in which the answer was
drawn. Without a clip: the shared run from the side.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from backstride.history.store import ME, open_store
from backstride.knowledge.loader import load
from backstride.model.stored import StoredAnswers
from benchmarks.app_server import Server, running, store_in
from benchmarks.common import CORES, save, shared_data
from benchmarks.live_camera import camera_file

CLIP: Final = "run_side_overlay_radluy.mp4"
WARM_S: Final = 5.0
SAME_FRAME_MS: Final = 17.0  # half of the time between two frames of the camera
MEDIAN_MS, P95_MS, LEAST_HZ = 150.0, 300.0, 25.0  # what issue 8 asks for
WATCH: Final = """
  window.seen = []; window.captured = [];
  const channel = new MessageChannel(); const waiting = [];
  channel.port1.onmessage = () => {
    for (const row of waiting.splice(0)) window.seen.push([...row, performance.now()]);
  };
  document.addEventListener("drawn", ({ detail }) => {
    waiting.push([detail.at_ms, detail.made_ms, detail.line_ms, detail.server_ms, performance.now()]);
    channel.port2.postMessage(0);
  });
"""
CAPTURES: Final = """
  const video = document.getElementById("preview");
  const next = (now, told) => { captured.push(told.captureTime); video.requestVideoFrameCallback(next); };
  video.requestVideoFrameCallback(next);
"""


def main() -> None:
    asked = _arguments()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        camera = camera_file(
            Path(asked.clip or shared_data() / "video" / CLIP), Path(folder) / "camera.mjpeg"
        )
        _answered(Path(folder))
        with running(Path(folder)) as server:
            rows.append(_practice(server, camera, asked.cue, asked.view, asked.seconds))
    notes = [
        f"{CORES} cores for camera, browser, server and this script; {asked.seconds:.0f} s",
        f"asked: median {MEDIAN_MS:.0f} ms, p95 {P95_MS:.0f} ms, {LEAST_HZ:.0f} frames/s",
        "made: picture to JPEG in the page's worker; line: sent to answered, with server inside it; "
        "shown: answered to drawn",
        "CPU: share of one core",
    ]
    save("live_latency", "Live: camera to cue", "python -m benchmarks.live_latency", rows, notes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", nargs="?", help="a running clip; without one the shared run")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--cue", default="landing")
    parser.add_argument("--view", default="side")
    return parser.parse_args()


def _answered(folder: Path) -> None:
    """The runner answers the safety questions before the server of this folder is begun."""
    with open_store(store_in(folder)) as store:
        store.add_answers(ME, StoredAnswers(day=date.today(), raw=load("synth/demo_answers.json")))


# --- one practice


def _practice(server: Server, camera: Path, cue: str, view: str, seconds: float) -> dict[str, object]:
    """The way of a runner through the page, then what was measured while it practised."""
    from playwright.sync_api import sync_playwright

    options = [
        *("--disable-gpu", "--disable-dev-shm-usage"),
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    ]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.add_init_script(WATCH)
        page.goto(server.entry)
        page.goto(f"{server.base}/p/me/live")
        page.check(f"input[name=cue][value={cue}]", force=True)
        page.check(f"input[name=view][value={view}]", force=True)
        page.click("#to-camera")
        page.click("#start", timeout=60_000)
        page.wait_for_selector("#practice:not([hidden])", timeout=30_000)
        page.evaluate(CAPTURES)
        page.wait_for_timeout(1000 * WARM_S)
        page.evaluate("seen.length = captured.length = 0")
        before = _cpu_s(server.process.pid)
        page.wait_for_timeout(1000 * seconds)
        spent = {name: value - before.get(name, 0.0) for name, value in _cpu_s(server.process.pid).items()}
        seen, captured = page.evaluate("[seen, captured]")
        if page.is_visible("#fault"):
            raise RuntimeError(f"the practice stopped: {page.inner_text('#fault')}")
        browser.close()
    return _row(f"{cue}, {view}", np.array(seen, dtype=float), np.array(captured, dtype=float), seconds) | {
        f"CPU {name}": value / seconds for name, value in sorted(spent.items()) if value / seconds >= 0.005
    }


def _row(what: str, seen: Any, captured: Any, seconds: float) -> dict[str, object]:
    """seen: a row an answer: at_ms, made_ms, line_ms, server_ms, painted, drawn; captured: camera's ms."""
    nearest = np.abs(seen[:, :1] - captured[None, :]).argmin(axis=1)
    taken_ms = captured[nearest]
    paired = np.abs(taken_ms - seen[:, 0]) < SAME_FRAME_MS
    late_ms = seen[paired, 5] - taken_ms[paired]
    made_ms, line_ms, server_ms = (float(np.median(seen[:, place])) for place in (1, 2, 3))
    median_ms = float(np.median(late_ms))
    return {
        "what": what,
        "frames/s": len(seen) / seconds,
        "paired": float(paired.mean()),
        "median ms": median_ms,
        "p95 ms": float(np.percentile(late_ms, 95)),
        "most ms": float(late_ms.max()),
        "made ms": made_ms,
        "server ms": server_ms,
        "line ms": line_ms,
        "shown ms": median_ms - made_ms - line_ms,
    }


def _cpu_s(server: int) -> dict[str, float]:
    """Seconds of processor time so far: the server's process, the finder of bodies below it, the browser's by
    kind, and the rest of the machine."""
    spent = {"of other programs": _busy_s()}
    parents = {pid: parent for pid, parent, _, _ in _processes()}
    for pid, _, command, seconds in _processes():
        name = _part(pid, command, server, parents)
        if name:
            spent[name] = spent.get(name, 0.0) + seconds
            spent["of other programs"] -= seconds
    return spent


def _busy_s() -> float:
    """Seconds of processor time that all programs of the machine took so far."""
    user, nice, system, _idle, _waiting, *rest = map(int, Path("/proc/stat").read_text().split()[1:9])
    return float(user + nice + system + sum(rest[:2])) / os.sysconf("SC_CLK_TCK")


def _part(pid: int, command: str, server: int, parents: dict[int, int]) -> str:
    if pid == server:
        return "server"
    line, mine = [pid], os.getpid()
    while line[-1] in parents and line[-1] not in (server, mine):
        line.append(parents[line[-1]])
    if line[-1] == server:
        return "body finder"
    if line[-1] != mine or "chrom" not in command:
        return ""
    kind = re.search(r"--type=([\w-]+)", command)
    return f"browser {kind[1] if kind else 'main'}"


def _processes() -> list[tuple[int, int, str, float]]:
    """Every process: id, parent, command line, seconds of processor time."""
    ticks = os.sysconf("SC_CLK_TCK")
    rows = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text()
        except OSError:
            continue  # it ended meanwhile
        rows.append((int(folder.name), int(after[1]), command, (int(after[11]) + int(after[12])) / ticks))
    return rows


if __name__ == "__main__":
    main()
