"""The whole plan as data for paper: what to do, how, how much, why, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from backstride.answers.home_tests import home_test
from backstride.care.dose import days_said, dose_said
from backstride.care.schedule import letters
from backstride.care.words import words as plan_words
from backstride.knowledge.loader import load
from backstride.model.analysis import Analysis
from backstride.model.plan import Exercise, Plan, PlanItem, Running
from backstride.report.exercise_figure import exercise_figure
from backstride.report.json_file import fingerprint
from backstride.report.pdf.svg_alone import FIGURE_LETTERS, pictured
from backstride.report.words import measure_title
from backstride.report.words import page as say

# From full to spare: points of the letters, millimetres of a drawing, what stands beside each thing to do.
FIRST: Final = (
    {"size": 10, "figure": 60, "why": True},
    {"size": 9.5, "figure": 55, "why": True},
    {"size": 9, "figure": 52, "why": True},
    {"size": 8.7, "figure": 50, "why": True},
    {"size": 8.5, "figure": 48, "why": True},
    {"size": 8.5, "figure": 48, "why": False},
)
SECOND: Final = (
    {"size": 10, "why": True, "studies": True},
    {"size": 9.5, "why": True, "studies": True},
    {"size": 9, "why": True, "studies": True},
    {"size": 8.5, "why": True, "studies": True},
    {"size": 8.5, "why": True, "studies": False},
    {"size": 8.5, "why": False, "studies": False},
)


def plan_data(analysis: Analysis, plan: Plan, start: date | None = None) -> dict[str, Any]:
    """Everything the template shows, in words; start: as for ``papers.plan_pdf``."""
    words, label = load("papers.toml")["plan"], dict(plan_words("label"))
    rest = (plan.meanwhile, plan.drink, *plan.habits)
    return {
        "title": words["title"],
        "brand": words["brand"],
        "heading": label["title"],
        "lead": words["lead"],
        "words": words,
        "label": label,
        "cue": _item(plan.cue) if plan.cue else None,
        "exercises": [_exercise(one) for one in plan.exercises],
        "left_out": list(plan.left_out),
        "running": _running(plan.running),
        "small": _columns([_item(one) for one in rest if one is not None]),
        "stop": list(plan.stop),
        "retest": _retest(plan),
        "day": f"{start + timedelta(days=plan.retest.after_days):%d %B %Y}" if start else "",
        "calendar": [f"{title}: {names}." for title, names in letters(plan, start)] if start else [],
        "studies": _studies(plan),
        "settings": {"first": list(FIRST), "second": list(SECOND)},
        "footer": f"{say('intended_use')} analysis.json {fingerprint(analysis)}…",
    }


def _columns(items: Sequence[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Two columns of about the same length, the order kept from the first to the second."""
    lengths = [sum(map(len, one.values())) for one in items]
    first = [one for n, one in enumerate(items) if sum(lengths[:n]) + lengths[n] / 2 <= sum(lengths) / 2]
    return [first, list(items[len(first) :])]


def _item(one: PlanItem) -> dict[str, str]:
    return {key: getattr(one, key) for key in ("title", "text", "reason", "check", "watch", "article")}


def _exercise(one: Exercise) -> dict[str, Any]:
    return {
        **_item(one),
        "dose": dose_said(one.dose),
        "how": list(one.how),
        "start_reason": one.start_reason,
        "ladder": [
            {
                "effort": rung.effort,
                "text": rung.text,
                "dose": dose_said(rung.dose),
                "here": rung.effort == one.start,
            }
            for rung in one.ladder
        ],
        "stop": one.stop,
        "up": one.up,
        "down": one.down,
        "picture": pictured(exercise_figure(one.figure, f"pdf-{one.id}"), FIGURE_LETTERS),
    }


def _running(one: Running) -> dict[str, Any]:
    return {
        **_item(one),
        "days": f"{_capital(days_said(one.days_a_week))}.",
        "stages": [
            {
                "run": f"{row.run_min:g} min",
                "walk": f"{row.walk_min:g} min",
                "times": f"{row.times}",
                "text": row.text,
            }
            for row in one.stages
        ],
    }


def _retest(plan: Plan) -> dict[str, Any]:
    again = plan.retest
    return {
        "text": again.text,
        "reason": again.reason,
        "check": again.check,
        "measures": [measure_title(one) for one in again.measures],
        "tests": [home_test(one).title for one in again.tests],
        "camera": list(again.camera),
    }


def _studies(plan: Plan) -> list[dict[str, str]]:
    """What research says of each thing to do, once where several rest on the same."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in plan.items:
        if one.studies or one.source:
            found.setdefault((one.studies, one.source), []).append(one.title)
    return [
        {"title": ", ".join(titles), "studies": studies, "source": source}
        for (studies, source), titles in found.items()
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
