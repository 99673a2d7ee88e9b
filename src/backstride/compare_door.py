"""``backstride compare``: did it change?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from backstride.errors import UsageError
from backstride.options import Json
from backstride.terminal.exits import EXIT_SAFETY_STOP
from backstride.terminal.short import short_command

if TYPE_CHECKING:
    from backstride.comparison import Side

Result = Annotated[
    str, typer.Argument(metavar="RESULT", help="A folder that analyze wrote, or the id of a kept session.")
]


@short_command()
def compare(
    before: Result,
    after: Result,
    one_session: Annotated[
        bool,
        typer.Option("--one-session", help="Markers and camera were not touched between the two recordings."),
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="List every number that cannot be told.")] = False,
    json_: Json = False,
) -> None:
    """Did it change? Two results of one runner, the earlier first; "can't tell" is an answer.

    Example:  backstride compare result-may result-june
    """
    from backstride.comparison import compared, either_stops

    sides = (_side(before), _side(after))
    stop = either_stops(*sides)
    if stop is not None:
        _stopped(stop, json_=json_)
    found = compared(*sides, one_session=one_session)
    if json_:
        typer.echo(found.model_dump_json(indent=2))
        return
    from backstride.terminal.compare_text import compare_lines
    from backstride.terminal.wrap import wrapped

    for line in compare_lines(found, every=every):
        typer.echo(wrapped(line, sys.stdout))


def _side(given: str) -> Side:
    """A result folder, or else a kept session; UsageError where it is neither."""
    from backstride.comparison import kept_side, read_side

    if Path(given).is_dir():
        return read_side(Path(given))
    found = kept_side(given)
    if found is None:
        raise UsageError(
            "is no folder that analyze wrote, and no session that is kept",
            where=given,
            fix="Give two result folders, or ids that backstride history --json lists",
        )
    return found


def _stopped(side: Side, *, json_: bool) -> NoReturn:
    """What to do now, and exit code 4."""
    from backstride.terminal.safety_text import safety_lines

    if json_:
        typer.echo(json.dumps({"safety": side.safety.model_dump(mode="json"), "changes": []}, indent=2))
    else:
        for line in safety_lines(side.safety, side.told):
            typer.echo(line)
    raise typer.Exit(EXIT_SAFETY_STOP)
