"""``backstride home-tests``: tests to do alone, listed or run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.errors import UsageError
from backstride.options import Json
from backstride.terminal.exits import EXIT_SAFETY_STOP

if TYPE_CHECKING:
    from backstride.answers.home_tests import HomeTest
    from backstride.model.answers import Answers
    from backstride.model.safety import Safety
    from backstride.terminal.home_tests import HomeTestRun


def home_tests(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Tests to do now; without one, all listed."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="The answers file; results go into it.")
    ] = None,
    json_: Json = False,
) -> None:
    """Do small tests at home, with a clock and safe stops; only where the safety answers are clear.

    Example:  backstride home-tests front_plank side_plank --save answers.json
    """
    from backstride.answers.file import read_file
    from backstride.answers.parse import read_answers
    from backstride.safety.triage import advice_allowed, triage

    wanted = [_named(name) for name in names or []]
    told = read_answers(read_file(save)) if save is not None and save.exists() else None
    run = _run(wanted, save) if wanted and save is not None and advice_allowed(triage(told)) else None
    told = run.told() if run is not None else told
    safety = triage(told)
    _show(safety, told, run, json_)
    if not advice_allowed(safety):
        _first(safety, save, wanted)
        raise typer.Exit(EXIT_SAFETY_STOP)
    if run is not None and (run.stopped or (run.held_back and not run.done)):
        raise typer.Exit(EXIT_SAFETY_STOP)


def _named(name: str) -> HomeTest:
    from backstride.answers.home_tests import home_tests as rows

    known = {test.id: test for test in rows()}
    found = known.get(name.strip().lower().replace("-", "_"))
    if found is None:
        raise UsageError(f"no test is called “{name}”", fix=f"Choose from {', '.join(known)}")
    return found


def _run(tests: Sequence[HomeTest], keep: Path) -> HomeTestRun:
    """Go through the tests, with a clock where somebody sits at a terminal."""
    from backstride.terminal.aloud import inline, say, take_any_bytes
    from backstride.terminal.hold_timer import HoldTimer, enter_came
    from backstride.terminal.home_tests import HomeTestRun

    take_any_bytes()
    given, said = sys.stdin, sys.stderr  # either is None where the shell closed it
    seen = given is not None and said is not None and given.isatty() and said.isatty()
    clock = HoldTimer(inline, enter_came).hold if seen else None
    run = HomeTestRun(say, inline, given.readline if given else str, keep, clock)
    try:
        run.run(tests)
    except KeyboardInterrupt:
        say(f"\nYour results so far are in {keep}.")
        raise
    return run


def _show(safety: Safety, told: Answers | None, run: HomeTestRun | None, json_: bool) -> None:
    """On stdout: what to do now where help comes first; else the tests, or the results of those just done."""
    from backstride.care.home_tests import listing
    from backstride.safety.triage import allowed, patterns_allowed
    from backstride.terminal.home_tests_list import json_text, list_lines, result_lines
    from backstride.terminal.safety_text import safety_lines
    from backstride.terminal.wrap import wrapped

    open_ = patterns_allowed(safety)
    listed = listing(allowed(safety, told), told) if open_ else ()
    if json_:
        typer.echo(json_text(safety, listed))
        return
    if not open_:
        lines = safety_lines(safety, told)
    elif run is not None:
        lines = list(result_lines(listed, {test.id for test in run.done}))
    else:
        lines = list(list_lines(listed))
    for line in lines:
        typer.echo(wrapped(line, sys.stdout))


def _first(safety: Safety, save: Path | None, wanted: Sequence[HomeTest]) -> None:
    """At ``unknown``: what to type before any test."""
    from backstride.safety.triage import patterns_allowed
    from backstride.terminal.aloud import say

    if patterns_allowed(safety):
        file = save or "answers.json"
        say(f"Tests wait for the safety questions. First:  backstride safety --save {file}")
        say(f"Then:  backstride home-tests {wanted[0].id if wanted else 'front_plank'} --save {file}")
