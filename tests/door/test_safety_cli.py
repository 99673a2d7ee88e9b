"""The safety check at the command's door: answers from a file, and answers asked for."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.knowledge.loader import load
from helpers.made import YES, save
from helpers.told import all_no, with_yes

# safety --answers


@pytest.mark.parametrize(("level", "code"), [("clear", 0), ("clinician", 4), ("urgent", 4), ("emergency", 4)])
def test_the_exit_code_is_4_above_unknown(
    level: str, code: int, cli: Callable[..., Any], tmp_path: Path
) -> None:
    run = cli("safety", "--answers", save(tmp_path / "a.json", with_yes(*YES[level])), "--json")
    assert run.code == code
    assert json.loads(run.out)["level"] == level


@pytest.mark.parametrize("raw", [{}, {"safety": {}}, {"safety": {"cauda_equina": "no"}}, {"x": 1}])
def test_unknown_exits_with_0_and_advises_nothing(raw: Any, cli: Callable[..., Any], tmp_path: Path) -> None:
    run = cli("safety", "--answers", save(tmp_path / "a.json", raw), "--json")
    assert run.code == 0
    told = json.loads(run.out)
    assert (told["level"], told["run_tomorrow"]) == ("unknown", None)


@pytest.mark.parametrize("level", YES)
def test_json_holds_exactly_the_contracts_block(level: str, cli: Callable[..., Any], tmp_path: Path) -> None:
    raw = with_yes(*YES[level], pain_during=3, usual_run_km=8)
    run = cli("safety", "--answers", save(tmp_path / "a.json", raw), "--json")
    told = json.loads(run.out)
    assert list(told) == ["level", "reasons", "run_tomorrow"]
    assert told["reasons"]
    assert told["run_tomorrow"] == ({"light": "green", "max_km": 8.0} if level == "clear" else None)


@pytest.mark.parametrize("level", ["clinician", "urgent", "emergency"])
def test_the_text_says_first_what_to_do_how_soon_and_where(
    level: str, cli: Callable[..., Any], tmp_path: Path
) -> None:
    words = load("safety/levels.toml")["level"][level]
    run = cli("safety", "--answers", save(tmp_path / "a.json", with_yes(*YES[level], pain_during=1)))
    lines = run.out.splitlines()
    assert lines[0] == words["title"].upper()
    assert lines[1] == words["text"]
    for part in ("how_soon", "where", "until"):
        assert words[part] in run.out
    assert "Run tomorrow" not in run.out
    assert run.err == ""


def test_at_clear_the_light_goes_to_stdout_and_the_next_step_to_stderr(
    cli: Callable[..., Any], tmp_path: Path
) -> None:
    path = save(tmp_path / "a.json", all_no(pain_during=4, usual_run_km=8))
    run = cli("safety", "--answers", path)
    assert "Run tomorrow? Shorter and slower, up to 4 km." in run.out
    assert run.err.strip() == f"Next:  backstride analyze run.c3d --answers {path}"
    assert "Next:" not in run.out


def test_what_was_not_understood_is_said(cli: Callable[..., Any], tmp_path: Path) -> None:
    raw = all_no(pain_now=11)
    raw["safety"]["saddle_numbness"] = "ja"
    run = cli("safety", "--answers", save(tmp_path / "a.json", raw))
    assert "“saddle_numbness” is “ja”" in run.out
    assert "“pain_now” is 11" in run.out
    assert "ADVICE IS HIDDEN" not in run.out
    assert "Safety not checked yet" in run.out


@pytest.mark.parametrize("content", [b"", b"{broken", b"[1]", b"\xff\xfe{\x00}\x00", b'{"a":' * 50_000])
def test_a_broken_file_is_one_sentence_and_exit_code_2(
    content: bytes, cli: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_bytes(content)
    run = cli("safety", "--answers", tmp_path / "a.json")
    assert (run.code, run.out) == (2, "")
    assert len(run.err.strip().splitlines()) == 1
    assert run.err.startswith("a.json: ")
    assert "backstride safety --save" in run.err


def test_a_missing_file_is_one_sentence_and_exit_code_2(cli: Callable[..., Any], tmp_path: Path) -> None:
    run = cli("safety", "--answers", tmp_path / "none.json")
    assert (run.code, run.out) == (2, "")
    assert run.err.strip() == f"{tmp_path / 'none.json'}: no such file. Check the name and the folder."


@pytest.mark.parametrize("options", [("--save", "b.json"), ("--intake",)])
def test_reading_and_asking_at_once_is_refused(
    options: tuple[str, ...], cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = cli("safety", "--answers", save(tmp_path / "a.json", all_no()), *options)
    assert (run.code, run.out) == (2, "")
    assert len(run.err.strip().splitlines()) == 1
    assert not (tmp_path / "b.json").exists()


# safety, asked


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_interview_asks_on_stderr_and_answers_on_stdout(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, *["n"] * 9, "8", "3", "y")
    run = cli("safety", "--json")
    assert run.code == 0
    assert json.loads(run.out)["run_tomorrow"] == {"light": "green", "max_km": 8.0}
    assert "1. Bladder, bowels, numb between the legs." in run.err
    assert "backstride safety --save" in run.err


def test_an_emergency_stops_the_interview_and_offers_no_next_step(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "y", "n")
    run = cli("safety", "--intake")
    assert run.code == 4
    assert run.out.startswith("GET EMERGENCY HELP NOW")
    assert "2. " not in run.err
    assert "optional" not in run.err
    assert "Next:" not in run.err


def test_without_a_terminal_nothing_is_answered_and_nothing_is_advised(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch)
    run = cli("safety", "--json")
    assert (run.code, json.loads(run.out)["level"]) == (0, "unknown")


def test_saved_answers_are_resumed_and_read_as_the_same(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep = tmp_path / "a.json"
    typing(monkeypatch, "n", "n", "n")
    assert cli("safety", "--save", keep).code == 0
    typing(monkeypatch, *["n"] * 6, "8", "3", "y", "2", "q")
    asked = cli("safety", "--save", keep, "--intake", "--json")
    assert asked.err.count("Is any of this true for you?") == 6
    assert cli("safety", "--answers", keep, "--json").out == asked.out
    assert json.loads(keep.read_text(encoding="utf-8"))["intake"]["pain_now"] == 2


def test_ctrl_c_ends_with_130_and_keeps_the_answers(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = iter(["n\n", "n\n"])

    class Keyboard(io.StringIO):
        def readline(self, *_: Any) -> str:
            line = next(lines, None)
            if line is None:
                raise KeyboardInterrupt
            return line

    monkeypatch.setattr("sys.stdin", Keyboard())
    run = cli("safety", "--save", tmp_path / "a.json")
    assert run.code == 130
    kept = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert kept["safety"] == {"cauda_equina": "no", "nerve_loss": "no"}


@pytest.mark.parametrize("where", [".", "none/../file/a.json"])
def test_a_place_that_cannot_be_saved_to_is_one_sentence(
    where: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "none").mkdir()
    typing(monkeypatch, "n")
    run = cli("safety", "--save", tmp_path / where)
    assert run.code == 2
    assert "A fault in Backstride" not in run.err


@pytest.mark.slow
def test_bytes_that_are_no_text_are_asked_again() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "backstride.cli", "safety", "--json"],
        input=b"\xff\xfe\x80\ny\n",
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8:strict", "PYTHONUTF8": "1"},
    )
    assert run.returncode == 4, run.stderr
    assert json.loads(run.stdout)["level"] == "emergency"
    assert run.stderr.count(b"Please answer") == 1


@pytest.mark.slow
def test_the_check_answers_within_a_second(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "backstride.cli", "safety", "--answers"]
    path = save(tmp_path / "a.json", with_yes("saddle_numbness"))
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        run = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Processor time where other work keeps the machine busy; on a free one both are the same.
        taken.append(min(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        assert run.returncode == 4, run.stderr
        assert run.stdout.startswith("GET EMERGENCY HELP NOW")
    assert min(taken) < 1.0, taken
