"""The papers at the answers of each level, each set once."""

from __future__ import annotations

import pyarrow as pa
import pytest

from backstride.model.analysis import Analysis
from backstride.report.context import Background
from backstride.report.pdf.papers import Paper, pdf, plan_pdf
from helpers.papers import Made
from helpers.wording import at_level


@pytest.fixture(scope="session")
def made(analysis: Analysis, curves: pa.Table, background: Background) -> Made:
    """A paper at these answers, each set once."""
    done: dict[tuple[str, Paper], bytes] = {}

    def of(name: str, paper: Paper) -> bytes:
        if (name, paper) not in done:
            found, told = at_level(analysis, name)
            done[name, paper] = pdf(found, curves, background, told, paper)
        return done[name, paper]

    return of


@pytest.fixture(scope="session")
def plan(analysis: Analysis) -> bytes:
    """The plan of the demo's answers."""
    return plan_pdf(*at_level(analysis, "clear"))
