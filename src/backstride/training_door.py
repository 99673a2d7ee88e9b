"""``backstride training``: how the runs of a folder load their runner."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from backstride.options import Json
from backstride.terminal.steps import steps

Runs = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="A folder of FIT, TCX or GPX files; folders in it count.")
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Last day; else of the last run."
    ),
]


def training(folder: Runs, until: Until = None, json_: Json = False) -> None:
    """Show how your last weeks loaded you: the longest run, runs far beyond it, weeks, shoes, ground.

    Example:  backstride training my-runs
    """
    from backstride.terminal.training_text import training_json, training_lines
    from backstride.terminal.wrap import wrapped
    from backstride.ways.training import folder_load

    with steps() as on_step:
        found = folder_load(
            folder, until.date() if until else None, on_step=on_step, jobs=os.cpu_count() or 1
        )
    if json_:
        typer.echo(training_json(found))
        return
    for line in training_lines(found, date.today()):
        typer.echo(wrapped(line, sys.stdout))
