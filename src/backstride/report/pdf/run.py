"""A watch's run on paper: the picture over its distance, and what it was like where the pain starts."""

from __future__ import annotations

from typing import Any

from backstride.report.pdf.svg_alone import RUN_LETTERS, pictured
from backstride.report.run_block import RunBlock
from backstride.report.run_lanes import run_text


def run_data(run: RunBlock | None) -> dict[str, Any] | None:
    """What a template shows of a run; None where there is none, or a body is shown in its place."""
    if run is None or not run.printed or not run.chart:
        return None
    return {
        "title": run_text("title"),
        "picture": pictured(run.paper or run.chart, RUN_LETTERS),
        "legend": run.legend,
        "totals": " ".join(piece.text for piece in run.totals),
        "onset": " ".join(piece.text for piece in run.onset),
    }
