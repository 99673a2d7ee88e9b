"""``backstride models``: the pose model files on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from backstride.errors import ModelMissingError

models_app = typer.Typer(
    name="models",
    help="Install, list or remove the pose models that video needs (9 MB, Apache-2.0, fetched once).",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="Print as JSON on stdout.")]


@models_app.callback()
def _top(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@models_app.command()
def install(
    wheel: Annotated[
        Path | None,
        typer.Option("--wheel", metavar="FILE", help="A copy of the wheel, where there is no net."),
    ] = None,
) -> None:
    """Fetch the pose models (35 MB once, 9 MB kept) and check them; safe to run again."""
    from backstride.pose.model_install import install as run

    folder, done = run(_say, wheel)
    typer.echo(f"{'Installed' if done else 'Already installed'}: {folder}", err=True)


@models_app.command(name="list")
def list_(json_: Json = False) -> None:
    """Say which pose models are here and sound; exit code 5 when one is not."""
    from backstride.pose.model_store import INSTALL, model_files, models_folder, state

    folder = models_folder()
    rows = [{"name": file.name, "what": file.what, "state": state(file, folder)} for file in model_files()]
    if json_:
        import json

        typer.echo(json.dumps({"folder": str(folder), "files": rows}, indent=2))
    else:
        for row in rows:
            typer.echo(f"{row['state']:8} {row['name']:28} {row['what']}")
        typer.echo(f"Folder: {folder}", err=True)
    if any(row["state"] != "ready" for row in rows):
        typer.echo(INSTALL, err=True)
        raise typer.Exit(ModelMissingError.exit_code)


@models_app.command()
def remove() -> None:
    """Delete the pose models from this machine."""
    from backstride.pose.model_install import remove as run
    from backstride.pose.model_store import models_folder

    gone = run()
    for path in gone:
        typer.echo(path)
    if not gone:
        typer.echo(f"No pose models in {models_folder()}", err=True)


def _say(text: str) -> None:
    """Progress is for a terminal only."""
    if sys.stderr.isatty():
        typer.echo(text, err=True)
