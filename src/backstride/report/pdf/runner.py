"""The runner's page as data for paper: the page on a screen, held to one sheet."""

from __future__ import annotations

from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.report.back_load_words import say as say_load
from backstride.report.headline import Headline, Number
from backstride.report.pdf.run import run_data
from backstride.report.pdf.shorten import cut
from backstride.report.pdf.svg_alone import FIGURE_LETTERS, pictured
from backstride.report.plan_view import ExerciseView, PlanView
from backstride.report.runner_page import RunnerPage
from backstride.report.safety_block import SafetyBlock, Tomorrow
from backstride.report.words import page as say

WORDS: Final = "papers.toml"
# Letters of a picture that is printed small, in its own pixels, so that they are read on paper.
CHART_LETTERS: Final = "svg text{font-size:12.5px}svg text.end-label{font-size:12.5px}"
# From full to spare: groups of signs that are written out, what stands beside each finding and the light, the
# width of an exercise's drawing in millimetres.
SETTINGS: Final = (
    {"signs": 3, "why": True, "notes": True, "plain": True, "figure": 58},
    {"signs": 3, "why": True, "notes": True, "plain": False, "figure": 58},
    {"signs": 2, "why": True, "notes": True, "plain": False, "figure": 58},
    {"signs": 1, "why": True, "notes": True, "plain": False, "figure": 58},
    {"signs": 1, "why": False, "notes": True, "plain": False, "figure": 58},
    {"signs": 1, "why": False, "notes": True, "plain": False, "figure": 48},
    {"signs": 1, "why": False, "notes": False, "plain": False, "figure": 48},
    {"signs": 1, "why": False, "notes": False, "plain": False, "figure": 0},
)


def runner_data(page: RunnerPage) -> dict[str, Any]:
    """Everything the template shows, in words; numbers as the page on a screen has them."""
    words, run = load(WORDS)["runner"], run_data(page.run)
    return {
        "title": words["title"],
        "brand": words["brand"],
        "heading": say("title") if page.shows_patterns else page.safety.words.title,
        "open": page.shows_patterns,
        "came_with": _came_with(page),
        "summary": "".join(piece.text for piece in page.summary),
        "safety": _safety(page.safety),
        "hidden_above": "" if page.safety.level == "emergency" else say("hidden_above"),
        "hidden": "" if page.advice_allowed else say("hidden_corrections"),
        "hidden_title": words["hidden"],
        "questions_title": words["questions"],
        "questions": [cut(text, 200) for text in page.questions],
        "quality": _quality(page),
        "found_title": words["found"],
        "found_none": say("stands_out_none"),
        "found": [_headline(one, words) for one in page.headlines],
        "also": _also(page, words),
        "run": run,
        "load": _load(page),
        "plan": _plan(page.plan) if page.plan else None,
        "interval": f"{say('interval')} {say('no_score')}",
        "footer": say("intended_use"),
        "words": words,
        "settings": _settings(drawn=run is not None, loaded=page.load is not None),
    }


def _settings(*, drawn: bool, loaded: bool) -> list[dict[str, Any]]:
    """The settings; where a run is drawn, first with it, and without it before any sign is left out. The
    figure of the back's load goes before anything else does; its sentences stay."""
    without = [{**one, "run": False, "load": False} for one in SETTINGS]
    first = [{**one, "run": True, "load": False} for one in SETTINGS[:2]] if drawn else without[:1]
    figured = [{**first[0], "load": True}] if loaded else []
    return [*figured, *first, *without[1:]]


def _load(page: RunnerPage) -> dict[str, Any] | None:
    """The back's load: its figure and its sentences."""
    if page.load is None:
        return None
    return {
        "title": f"{say_load('runner', 'title')} ({say_load('runner', 'mark')})",
        "text": " ".join(piece.text for piece in page.load.lines),
        "picture": pictured(page.load.figure, CHART_LETTERS),
    }


def _came_with(page: RunnerPage) -> str:
    if not page.told:
        return ""
    return f"{say('told_line')} {', '.join(one.text for one in page.told)}."


def _safety(block: SafetyBlock) -> dict[str, Any]:
    return {
        "level": block.level,
        "title": block.words.title,
        "text": block.words.text,
        "steps": [{"label": label, "text": text} for label, text in block.steps],
        "why": block.why,
        "reasons": [cut(text, 260) for text in block.reasons],
        "groups": [{"title": f"{one.title} if:", "texts": list(one.texts)} for one in block.groups],
        "tomorrow": _tomorrow(block.tomorrow) if block.tomorrow else None,
    }


def _tomorrow(one: Tomorrow) -> dict[str, Any]:
    notes = " ".join((*one.notes, one.caveat)).strip()
    return {"title": one.title, "light": one.light, "word": one.word, "cap": one.cap, "notes": notes}


def _quality(page: RunnerPage) -> list[str]:
    """What is wrong with a recording; nothing where all are good."""
    if page.all_good:
        return []
    return [f"{one.word}: {cut(' '.join(one.reasons), 260)}".rstrip(": ") for one in page.quality][:3]


def _headline(one: Headline, words: dict[str, Any]) -> dict[str, Any]:
    seen = one.evidence
    return {
        "title": one.words.title,
        "verdict": one.verdict,
        "word": one.verdict_word,
        "said": f"{one.said}." if one.said else "",
        "plain": one.words.explanation,
        "for_you": one.for_you,
        "in_studies": one.in_studies.split(",")[0],
        "measure": seen.title if seen else "",
        "numbers": [_number(row) for row in seen.numbers] if seen else [],
        "band": _band(seen.band, seen.band_source, words) if seen else "",
        "picture": pictured(seen.chart, CHART_LETTERS) if seen else None,
        "to_scale": bool(seen and seen.to_scale),
    }


def _band(band: str, source: str, words: dict[str, Any]) -> str:
    return str(words["band"].format(band=band, source=source) if band else words["no_band"])


def _number(one: Number) -> dict[str, str]:
    joined = "" if one.symbol == "°" else " "
    return {
        "side": one.side,
        "label": "" if one.side == "both" else one.label,
        "value": f"{one.value}{joined}{one.symbol}".strip(),
        "interval": f"({one.interval})" if one.interval else "",
    }


def _also(page: RunnerPage, words: dict[str, Any]) -> list[dict[str, str]]:
    parts = (("also", page.also_possible), ("cannot_tell", page.cannot_tell), ("not_seen", page.not_seen))
    return [
        {"label": words[key], "text": "; ".join(one.name for one in briefs)}
        for key, briefs in parts
        if briefs
    ]


def _plan(plan: PlanView) -> dict[str, Any]:
    cue = plan.cue
    keys = ("text", "reason", "watch", "check", "source")
    return {
        "label": plan.label,
        "cue": {key: getattr(cue, key) for key in keys} if cue else None,
        "exercises": [exercise(one) for one in plan.exercises],
        "running": f"{plan.running} {plan.running_days[:1].upper()}{plan.running_days[1:]}.",
        "stop": " ".join(plan.stop),
        "retest": " ".join(plan.retest),
    }


def exercise(one: ExerciseView) -> dict[str, Any]:
    """One exercise with its drawing."""
    return {
        "title": one.item.title,
        "dose": one.dose,
        "text": one.item.text,
        "reason": one.item.reason,
        "picture": pictured(one.picture, FIGURE_LETTERS),
    }
