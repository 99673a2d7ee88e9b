"""Styles and scripts of the report, from its own files, for pages of the app that show what it shows."""

from __future__ import annotations

from functools import cache
from typing import Final

from fastapi import APIRouter, HTTPException, Response

router = APIRouter()
SHEET: Final = "sheet.css"
ALONE: Final = ("colours.css", "exercise.css", "filming.css")  # fit for every page as they are
PRINTED: Final = "print.css"  # lays out two pages of paper; in the app the saved report and the PDFs do that


@router.get("/static/report/{name}")
def report_file(name: str) -> Response:
    """The style sheet of reports, a part of it, or a script of the player."""
    from backstride.report.templating import inlined

    if name in ALONE:
        return Response(str(inlined(name)), media_type="text/css")
    from backstride.report.html import PLAYER_SCRIPTS

    if name == SHEET:
        return Response(sheet(), media_type="text/css")
    if name in PLAYER_SCRIPTS:
        return Response(str(inlined(name)), media_type="text/javascript")
    raise HTTPException(404, "There is nothing here.")


@cache
def sheet() -> str:
    """Every style of a report, nested in ``.shown``, so that none of it reaches the app around it.

    What it says of the page itself (``:root``, ``html``, ``body``, ``main``) matches nothing there: the app
    says the same for all its pages.
    """
    from backstride.report.html import LOAD_STYLE, PLAYER_STYLE, RUN_STYLE, STYLES
    from backstride.report.templating import inlined

    names = [*(name for name in STYLES if name != PRINTED), LOAD_STYLE, RUN_STYLE, PLAYER_STYLE]
    return f".shown {{{inlined(*names)}}}\n"
