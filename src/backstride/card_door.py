"""``backstride card``: the page that says how to film a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def card(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the page goes.")] = Path(
        "camera-card.html"
    ),
) -> None:
    """Write the camera card: one A4 page to print, how to film a run and where the phone stood."""
    from backstride.report.camera_card import write_card

    typer.echo(write_card(out))
