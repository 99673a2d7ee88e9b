"""``backstride home-tests`` at its door: the list, a run by lines, and a run at a real terminal."""

from __future__ import annotations

import io
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backstride.answers.home_tests import home_test, home_tests
from backstride.knowledge.loader import load
from backstride.terminal.home_tests import HomeTestRun
from helpers.made import YES, save
from helpers.told import all_no, with_yes
from helpers.wording import claims

Cli = Callable[..., Any]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lines that come in by a pipe; an exception among them is raised instead."""

    def lines(*given: str | BaseException) -> None:
        left = iter(given)

        class Pipe(io.StringIO):
            def readline(self, *_: Any) -> str:
                line = next(left, None)
                if isinstance(line, BaseException):
                    raise line
                return "" if line is None else f"{line}\n"

        monkeypatch.setattr("sys.stdin", Pipe())

    return lines


def intake(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")).get("intake", {}))


# --- the list


def test_the_list_has_every_test_and_what_may_be_done(cli: Cli, tmp_path: Path) -> None:
    raw = all_no(pain_now=2, front_plank_s=62, cannot_do=["lie_on_side"])
    run = cli("home-tests", "--save", save(tmp_path / "a.json", raw))
    assert (run.code, run.err) == (0, "")
    assert [line.split(":")[0] for line in run.out.splitlines() if line[:1] not in ("", " ")] == [
        test.id for test in home_tests()
    ]
    assert run.out.count("You may do it now.") == 7
    assert "Not now. You said you cannot do this: “lie on my side”." in run.out
    assert "So far: 62 s (37 to 87). A change counts from 35.2 s on." in run.out
    assert claims(run.out) == []


def test_the_list_as_json(cli: Cli, tmp_path: Path) -> None:
    raw = all_no(pain_now=2, side_plank_left_s=60, side_plank_right_s=45, heel_jump_test="no")
    run = cli("home-tests", "--json", "--save", save(tmp_path / "a.json", raw))
    told = json.loads(run.out)
    assert (run.code, told["safety"]["level"], len(told["tests"])) == (0, "clear", 8)
    by_id = {one["id"]: one for one in told["tests"]}
    assert by_id["side_plank"]["result"]["difference"] == 15
    assert by_id["side_plank"]["result"]["values"][0]["interval"] == pytest.approx([38.57, 81.43], abs=0.01)
    assert by_id["heel_jump"]["result"]["brings_on"] is False
    assert by_id["step_down"] == {
        "id": "step_down",
        "title": "Step-down",
        "minutes": 5,
        "unit": "points",
        "may_run": True,
        "why_not": None,
        "detectable_change": 2,
        "result": None,
    }


@pytest.mark.parametrize("names", [(), ("front_plank",)])
@pytest.mark.parametrize("raw", [None, {}, {"safety": {"cauda_equina": "no"}}])
def test_without_clear_answers_it_says_what_to_do_first(
    raw: Any, names: tuple[str, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("1", "60", "1")
    keep = tmp_path / "a.json"
    if raw is not None:
        save(keep, raw)
    run = cli("home-tests", *names, "--save", keep)
    assert run.code == 4
    assert f"First:  backstride safety --save {keep}" in run.err
    assert "Then:  backstride home-tests front_plank" in run.err
    assert "You may do it now." not in run.out
    assert "Lie on your front" not in run.err
    assert keep.exists() == (raw is not None)


def test_without_a_file_nothing_can_be_clear(cli: Cli) -> None:
    run = cli("home-tests", "side_bend")
    assert run.code == 4
    assert "backstride safety --save answers.json" in run.err


@pytest.mark.parametrize("names", [(), ("front_plank",), ("--json",)])
@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_above_unknown_only_what_to_do_now(
    level: str, names: tuple[str, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("1", "60", "1")
    run = cli("home-tests", *names, "--save", save(tmp_path / "a.json", with_yes(*YES[level], pain_now=0)))
    assert (run.code, run.err) == (4, "")
    assert "plank" not in run.out.lower()
    if names == ("--json",):
        assert json.loads(run.out)["tests"] == []
    else:
        assert run.out.startswith(load("safety/levels.toml")["level"][level]["title"].upper())


def test_a_test_that_is_none_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    run = cli("home-tests", "headstand", "--save", save(tmp_path / "a.json", all_no()))
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("no test is called “headstand”. Choose from front_plank,")
    assert len(run.err.strip().splitlines()) == 1


# --- a run by lines


def test_results_are_read_from_lines_and_kept(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", {**all_no(notes="mine", front_plank_s=40), "later": {"a": [1]}})
    types("2", "62", "1", "50", "0", "41.5", "2")
    run = cli("home-tests", "front-plank", "side_plank", "--save", keep)
    assert run.code == 0
    assert run.out.splitlines() == [
        "Front plank: 62 s (37 to 87)",
        "Side plank: left 50 s (29 to 71), right 41.5 s (20 to 63)",
    ]
    assert "Since last time: +22 s. Less than 35.2 s may be chance." in run.err
    raw = json.loads(keep.read_text(encoding="utf-8"))
    assert raw["intake"] == {
        "notes": "mine",
        "pain_now": 2,
        "front_plank_s": 62,
        "side_plank_left_s": 50,
        "side_plank_right_s": 41.5,
    }
    assert raw["later"] == {"a": [1]}


def test_how_and_when_to_stop_come_before_the_result(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    types("0", "30")
    run = cli("home-tests", "front_plank", "--save", save(tmp_path / "a.json", all_no()))
    parts = ("FRONT PLANK", "   1  Lie on your front.", "A try is over when:", "Stop at once if:", "how many")
    places = [run.err.index(part) for part in parts]
    assert places == sorted(places)


def test_the_better_of_two_tries_counts(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("0", "17", "0", "19", "0", "18.5", "1", "16", "1")
    assert cli("home-tests", "side_bend", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 0, "side_bend_left_cm": 19, "side_bend_right_cm": 18.5}


def test_an_impossible_result_is_refused_in_a_sentence_and_asked_again(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("11", "2", "32400", "-3", "nine hours", "nan", "62", "perhaps", "", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 0
    complaints = re.findall(r"   (That is [^\n]*)\n", run.err)
    assert [one.split("is ")[1].split("; ")[0].split(",")[0] for one in complaints] == [
        "11",
        "32400",
        "-3",
        "“nine hours”",
        "“nan”",
        "“perhaps”",
    ]
    assert "Please give a number from 0 to 10" in run.err
    assert intake(keep) == {"pain_now": 2, "front_plank_s": 62}


def test_points_are_whole(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("0", "2.5", "2", "0", "3", "0")
    assert cli("home-tests", "step_down", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 0, "step_down_left": 2, "step_down_right": 3}


@pytest.mark.parametrize("pain", ["3.5", "4", "10"])
def test_much_pain_in_a_try_ends_everything_and_keeps_nothing_of_it(
    pain: str, cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "3", "60", pain, "99", "0")
    run = cli("home-tests", "side_plank", "front_plank", "--save", keep)
    assert run.code == 4
    assert "Stop here for today. This try does not count." in run.err
    assert "FRONT PLANK" not in run.err
    assert intake(keep) == {"pain_now": float(pain), "side_plank_left_s": 50}
    assert "Not now. Your pain now is" in cli("home-tests", "--save", keep).out


def test_sharp_pain_ends_everything(cli: Cli, types: Callable[..., None], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "s", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 4
    assert "have it looked at" in run.err
    assert intake(keep) == {"pain_now": 1}


def test_pain_into_a_leg_is_a_safety_answer_at_once(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "l", "y")
    run = cli("home-tests", "front_plank", "side_plank", "--save", keep)
    assert run.code == 4
    assert run.out.startswith("SEE A HEALTH PROFESSIONAL")
    raw = json.loads(keep.read_text(encoding="utf-8"))
    assert (raw["safety"]["leg_symptoms"], raw["intake"]) == ("yes", {"pain_now": 1})


def test_a_leg_typed_by_mistake_can_be_taken_back(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types("1", "50", "l", "n", "1")
    assert cli("home-tests", "front_plank", "--save", keep).code == 0
    assert intake(keep) == {"pain_now": 1, "front_plank_s": 50}


@pytest.mark.parametrize(
    ("lines", "code", "kept"),
    [
        (("0", "no"), 0, {"pain_now": 0, "heel_jump_test": "no"}),
        (("0", "y", "2"), 0, {"pain_now": 0, "heel_jump_test": "yes"}),
        (("0", "yes", "6"), 4, {"pain_now": 6, "heel_jump_test": "yes"}),
        (("0", ""), 0, {"pain_now": 0}),
        (("4", "no"), 4, {"pain_now": 4}),
        (("", "no"), 4, {}),
    ],
)
def test_a_provoking_test_keeps_its_answer_whatever_the_pain(
    lines: tuple[str, ...],
    code: int,
    kept: dict[str, Any],
    cli: Cli,
    types: Callable[..., None],
    tmp_path: Path,
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types(*lines)
    assert cli("home-tests", "heel_jump", "--save", keep).code == code
    assert intake(keep) == kept


def test_pain_now_is_asked_anew_and_may_be_as_it_was(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no(pain_now=3))
    types("", "50", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert run.code == 0
    assert "0 to 10, Enter if still 3 > " in run.err
    assert intake(keep)["pain_now"] == 3


def test_a_result_in_the_wrong_place_is_replaced_there_too(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", {**all_no(), "front_plank_s": 20})
    types("0", "50", "1")
    assert cli("home-tests", "front_plank", "--save", keep).code == 0
    assert "front_plank_s" not in json.loads(keep.read_text(encoding="utf-8"))
    assert intake(keep)["front_plank_s"] == 50


@pytest.mark.parametrize("ends", [(), ("q",), (KeyboardInterrupt(),)])
@pytest.mark.parametrize("after", [("1",), ("1", "50"), ("1", "50", "0", "60")])
def test_whatever_ends_it_what_was_done_is_kept(
    after: tuple[str, ...], ends: tuple[Any, ...], cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    types(*after, *ends, *(("q",) if ends == ("q",) else ()))
    run = cli("home-tests", "side_plank", "--save", keep)
    assert run.code == (130 if ends and ends != ("q",) else 0)
    assert intake(keep) == {"pain_now": 1, **({"side_plank_left_s": 50} if len(after) == 4 else {})}
    assert list(tmp_path.iterdir()) == [keep]
    if run.code == 130:
        assert f"Your results so far are in {keep}." in run.err


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_done(
    cli: Cli, types: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = save(tmp_path / "a.json", all_no())
    before = keep.read_bytes()

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("backstride.answers.file.tempfile.mkstemp", refuse)
    types("1", "50", "1")
    run = cli("home-tests", "front_plank", "--save", keep)
    assert (run.code, run.out) == (2, "")
    assert run.err.strip().splitlines() == [
        f"{keep}: cannot be written (Permission denied). Choose a file in a folder you may write to."
    ]
    assert keep.read_bytes() == before


def test_the_rest_is_done_where_one_test_may_not_be(
    cli: Cli, types: Callable[..., None], tmp_path: Path
) -> None:
    keep = save(tmp_path / "a.json", all_no(cannot_do=["kneel"]))
    types("0", "18", "0", "", "")
    run = cli("home-tests", "front_plank", "side_bend", "--save", keep)
    assert run.code == 0
    assert "Front plank: not now. You said you cannot do this: “kneel”." in run.err
    assert intake(keep) == {"cannot_do": ["kneel"], "pain_now": 0, "side_bend_left_cm": 18}


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


@pytest.mark.slow
def test_a_hold_is_timed_at_a_terminal(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    keep = save(tmp_path / "a.json", all_no())
    seat = terminal(keep, "front_plank")
    seat.until("How strong is your pain now")
    seat.type("1")
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
    keep = save(tmp_path / "a.json", all_no())
    seat = terminal(keep, "side_plank")
    seat.until("pain now")
    seat.type("0")
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
