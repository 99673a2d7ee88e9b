"""``backstride home-tests``: a hold counted by a clock, and at a real terminal."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backstride.answers.home_tests import home_test
from backstride.terminal.home_tests import HomeTestRun
from helpers.made import intake, save
from helpers.told import all_no

# --- a run with a clock


@pytest.fixture
def timed(tmp_path: Path) -> Callable[..., tuple[HomeTestRun, list[str]]]:
    """Do the bridge with these lines typed and these holds counted."""

    def run(lines: list[str], holds: list[int]) -> tuple[HomeTestRun, list[str]]:
        heard: list[str] = []
        left, counted = iter(lines), iter(holds)
        keep = save(tmp_path / "a.json", all_no(pain_now=0))
        one = HomeTestRun(
            heard.append,
            heard.append,
            lambda: f"{word}\n" if (word := next(left, None)) is not None else "",
            keep,
            lambda limit: min(next(counted), int(limit)),
        )
        one.run([home_test("single_leg_bridge")])
        return one, heard

    return run


def test_each_side_is_timed(timed: Callable[..., tuple[HomeTestRun, list[str]]]) -> None:
    run, heard = timed(["", "", "1", "", "2"], [42, 999])
    assert run.raw["intake"] == {"pain_now": 0, "bridge_left_s": 42, "bridge_right_s": 180}
    assert heard.count("The clock stopped by itself. Longer tells no more.") == 1
    assert "Less than 41 s counts as low." in heard


def test_enter_hit_twice_is_no_hold(timed: Callable[..., tuple[HomeTestRun, list[str]]]) -> None:
    run, heard = timed(["", "", "", "1", "s"], [0, 30])
    assert run.raw["intake"] == {"pain_now": 0, "bridge_left_s": 30}
    assert heard.count("That was not a second long. Once more.") == 1


# --- a run at a terminal


class Terminal:
    """The command with a terminal of its own."""

    def __init__(self, keep: Path, *names: str) -> None:
        self.ours, theirs = os.openpty()
        command = [sys.executable, "-m", "backstride.cli", "home-tests", *names, "--save", str(keep)]
        environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
        self.run = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""

    def until(self, text: str) -> str:
        """Read until this is shown, thirty seconds at most; what was shown before it is given back."""
        end = time.monotonic() + 30
        while text not in self.shown:
            ready, _, _ = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"never shown: {text!r} in {self.shown!r}"
            self.shown += os.read(self.ours, 4096).decode("utf-8", "replace")
        before, self.shown = self.shown.split(text, 1)
        return before

    def type(self, line: str) -> None:
        os.write(self.ours, f"{line}\n".encode())

    def end(self) -> int:
        """The exit code; what is still shown is read, so that nothing waits for a reader."""
        end = time.monotonic() + 30
        while self.run.poll() is None and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.ours, 4096).decode("utf-8", "replace")
                except OSError:  # the other side closed it
                    break
        return self.run.wait(timeout=10)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the command at a terminal; ended afterwards whatever happens."""
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminal on Windows")
    opened: list[Terminal] = []

    def start(keep: Path, *names: str) -> Terminal:
        opened.append(Terminal(keep, *names))
        return opened[-1]

    yield start
    for one in opened:
        one.run.kill()
        one.run.wait()
        os.close(one.ours)


def seated(terminal: Callable[..., Terminal], tmp_path: Path, test: str) -> tuple[Path, Terminal]:
    """The answers file, and the command at a terminal that was told of no pain now."""
    keep = save(tmp_path / "a.json", all_no())
    seat = terminal(keep, test)
    seat.until("How strong is your pain now")
    seat.type("0")
    return keep, seat


@pytest.mark.slow
def test_a_hold_is_timed_at_a_terminal(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    keep, seat = seated(terminal, tmp_path, "front_plank")
    seat.until("Stop at once if:")
    seat.until("Enter starts the clock")
    seat.type("")
    seat.until("3 2 1 go")
    began = time.monotonic()
    assert "   1 s" in seat.until("   2 s")
    seat.type("")
    held = time.monotonic() - began
    seat.until("Pain during it")
    seat.type("0")
    assert seat.end() == 0
    assert intake(keep)["front_plank_s"] in (2, int(held))
    assert "Front plank: " in seat.shown


@pytest.mark.slow
def test_ctrl_c_in_a_hold_keeps_the_side_before(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    keep, seat = seated(terminal, tmp_path, "side_plank")
    for _ in range(2):
        seat.until("Enter starts the clock")
        seat.type("")
        seat.until("go")
        seat.until("   1 s")
        if "side_plank_left_s" in intake(keep):
            break
        seat.type("")
        seat.until("Pain during it")
        seat.type("1")
    seat.run.send_signal(signal.SIGINT)
    assert seat.end() == 130
    assert intake(keep) == {"pain_now": 0, "side_plank_left_s": 1}
    assert "Traceback" not in seat.shown
    assert list(tmp_path.iterdir()) == [keep]
