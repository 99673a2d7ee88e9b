"""``backstride synth``: a synthetic runner into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from backstride.terminal.steps import steps


def synth(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files.")],
    spec: Annotated[
        Path | None, typer.Option("--spec", metavar="FILE", help="Dials, JSON; see backstride schema synth.")
    ] = None,
    preset: Annotated[str | None, typer.Option("--preset", help="A ready spec: typical or faulty.")] = None,
    format_: Annotated[
        Literal["c3d", "trc"], typer.Option("--format", help="C3D, or TRC with forces in MOT.")
    ] = "c3d",
) -> None:
    """Make a synthetic runner: the run, a standing trial, the spec and the exact truth (docs/synth.md)."""
    from backstride.synth_files import write_runner

    with steps() as on_step:
        paths = write_runner(spec, preset, out, format_, on_step)
    for path in paths:
        typer.echo(path)
