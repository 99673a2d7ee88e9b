"""Scores of published scales."""

from __future__ import annotations

from backstride.answers.questions import roland_morris
from backstride.model.answers import Activity, Answers


def roland_morris_score(told: Answers) -> int | None:
    """How many of the 24 lines were ticked, 0 to 24; None when it was not filled in.

    Source: Roland & Morris 1983, Spine 8:141.
    """
    ticked = told.intake.get("roland_morris")
    return len(ticked) if isinstance(ticked, tuple) and len(ticked) <= len(roland_morris().items) else None


def psfs_score(told: Answers) -> float | None:
    """Mean of the activities' scores, 0 (not at all) to 10 (as before); None when none was named.

    Source: Stratford 1995, Physiotherapy Canada 47:258 (patient-specific functional scale).
    """
    rows = told.intake.get("psfs")
    scores = [row.score for row in rows if isinstance(row, Activity)] if isinstance(rows, tuple) else []
    return sum(scores) / len(scores) if scores else None
