"""``backstride report``: the pages of a saved analysis again, for a screen or for paper."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

from backstride.options import ResultFolder
from backstride.terminal.exits import ABOVE_UNKNOWN, EXIT_SAFETY_STOP
from backstride.terminal.short import short_command

OFFERED_AT: Final = ("clinician", "urgent")  # in an emergency nothing stands beside what to do now
OFFER: Final = "A letter for the doctor you see:  backstride report {folder} --for letter"


@short_command()
def report(
    folder: ResultFolder,
    audience: Annotated[
        Literal["both", "runner", "clinician", "letter"],
        typer.Option(
            "--for",
            help="Whose pages; above level unknown both hold only what to do now. A letter to a doctor or "
            "physiotherapist is a PDF.",
        ),
    ] = "both",
    pdf: Annotated[bool, typer.Option("--pdf", help="One A4 page each, as PDF, in place of HTML.")] = False,
) -> None:
    """Make report.html again from a saved analysis, or pages for one reader, or a letter to take along.

    Example:  backstride report result --pdf --for clinician
    """
    from backstride.rerender import papers, rerender

    if pdf or audience == "letter":
        paths, safety = papers(folder, audience)
    else:
        path, safety = rerender(folder, audience)
        paths = (path,)
    for path in paths:
        typer.echo(path)
    if safety.level in ABOVE_UNKNOWN:
        if audience != "letter" and safety.level in OFFERED_AT:
            typer.echo(OFFER.format(folder=folder), err=True)
        raise typer.Exit(EXIT_SAFETY_STOP)
