"""The door of the PDF pages: one page per reader, a letter to take along, the plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from backstride.errors import UsageError
from backstride.model.analysis import Analysis
from backstride.model.answers import Answers
from backstride.report.pdf.compile import compiled

if TYPE_CHECKING:
    import pyarrow as pa

    from backstride.report.context import Background

Paper = Literal["runner", "clinician", "letter"]


def pdf(
    analysis: Analysis,
    curves: pa.Table,
    background: Background,
    told: Answers | None,
    audience: Paper,
) -> bytes:
    """One A4 page as PDF/UA: the runner's, the clinician's, or the letter to a doctor or physiotherapist.

    It holds what the page on a screen holds at this safety level, with the same numbers; above ``unknown``
    the runner's says only what to do now. The same input gives the same bytes.

    Raises:
        ModelMissingError: the PDF extra is not installed.
    """
    if audience == "letter":
        from backstride.report.pdf.letter import letter_data

        return compiled("letter", letter_data(analysis, told))
    if audience == "runner":
        from backstride.report.pdf.runner import runner_data
        from backstride.report.runner_page import runner_page

        return compiled("runner", runner_data(runner_page(analysis, background, told)))
    return compiled("clinician", _clinician(analysis, curves, background, told))


def plan_pdf(analysis: Analysis, told: Answers | None, start: date | None = None) -> bytes:
    """The whole plan on two A4 pages.

    start: its first day, where the calendar was made too: then the day of the retest and what the titles in
    the calendar stand for are said.

    Raises:
        UsageError: the safety level allows no plan.
        ModelMissingError: the PDF extra is not installed.
    """
    from backstride.care.plan import make_plan
    from backstride.report.pdf.plan import plan_data

    plan = analysis.plan or make_plan(analysis, told)
    if plan is None:
        raise UsageError("no plan is shown before the safety questions allow it", fix="Run backstride safety")
    return compiled("plan", plan_data(analysis, plan, start))


def _clinician(
    analysis: Analysis, curves: pa.Table, background: Background, told: Answers | None
) -> dict[str, object]:
    from backstride.report.clinician_page import clinician_page
    from backstride.report.curve_view import curve_views
    from backstride.report.pdf.clinician import clinician_data, curves_first

    views = curve_views(analysis, curves, only=curves_first())
    if len(views) < len(curves_first()):
        views = curve_views(analysis, curves)
    page = clinician_page(analysis, curves, views, background, told, alone=True)
    return clinician_data(page, analysis.runner, told)
