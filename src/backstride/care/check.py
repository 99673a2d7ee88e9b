"""How one will see whether something helped: the measure, and how much of a change is real."""

from __future__ import annotations

from collections.abc import Iterable

from backstride.care.case import Case
from backstride.care.words import words
from backstride.patterns.said import change_said, title_said


def check_of(case: Case, measures: Iterable[str]) -> str:
    """One sentence on the first of these measures that this recording holds; on the first where none is."""
    wanted = tuple(measures)
    said = words("say")
    for measure in wanted:
        rows = case.measured(measure)
        change = next((row.detectable_change for row in rows if row.detectable_change is not None), None)
        if change is not None:
            return str(
                said["check_measure"].format(title=title_said(measure), change=change_said(measure, change))
            )
    return str(said["check_measure_plain"].format(title=title_said(wanted[0])))
