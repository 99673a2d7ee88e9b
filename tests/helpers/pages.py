"""What a runner sees and reads at the answers of each level: the page, the terminal; each made once."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.html import Audience, render
from backstride.terminal.safety_text import safety_lines
from helpers.wording import at_level

AUDIENCES: tuple[Audience, ...] = ("both", "runner", "clinician")
Page = Callable[[str, Audience], str]


def pages(analysis: Analysis, curves: pa.Table, background: Background) -> Page:
    """The report of these answers for this audience, each made once."""
    made: dict[tuple[str, str], str] = {}

    def of(name: str, audience: Audience) -> str:
        if (name, audience) not in made:
            at, told = at_level(analysis, name)
            made[name, audience] = render(at, curves, background=background, told=told, audience=audience)
        return made[name, audience]

    return of


def terminals(analysis: Analysis) -> Callable[[str], str]:
    """What the terminal says of these answers."""

    def of(name: str) -> str:
        at, told = at_level(analysis, name)
        return "\n".join(safety_lines(at.safety, told))

    return of
