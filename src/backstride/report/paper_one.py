"""How much page one has to say: paper holds one sheet of it, so a fuller page is set smaller."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from backstride.report.sheet import LOAD_LEFT_OUT, SHEET_MM, Smaller

if TYPE_CHECKING:
    from backstride.report.headline import Headline
    from backstride.report.runner_page import RunnerPage

# Millimetres of A4 as Chromium sets the page with its widest usual font (measured on five reports, to 3 %).
FIXED_MM, TOLD_MM, TOMORROW_MM, QUALITY_MM, REASON_MM = 96.0, 4.5, 5.4, 4.0, 3.3
TO_SCALE_MM, PICTURED_MM, PLAIN_MM = 41.0, 29.6, 22.7
CUE_MM, HELD_MM, ANSWERS_MM, QUESTIONS_MM, TILES_MM, BRIEFS_MM = 17.7, 9.0, 37.0, 43.0, 20.0, 13.5
PLAN_MM = 36.0
# The back's load: with its figure, and with its words alone; what the other figures may be short by.
LOAD_MM, LOAD_WORDS_MM, SLACK_MM = 38.0, 10.0, 20.0
# A watch's run: the width of its picture, what stands above and below it, the parts beside it, a line each.
RUN_WIDTH_MM, RUN_ROUND_MM, ONSET_MM, SLOPES_MM, NOTE_MM, DISAGREE_MM = 76.0, 21.0, 17.0, 27.0, 14.0, 6.0
BRIEFS_A_ROW: Final = 3
FULL: Final = Smaller("full", "full fullest", share=0.873)  # of the height is what it takes when set full
FULLEST: Final = 0.81  # and when set fullest (measured on the demo and a Hamner run)
WORDS_ALONE: Final = "load-words-alone"
# So far beyond the sheet by this reckoning the words of the load still fit: 3 mm do, 12 mm do not.
OVER_MM: Final = 5.0


def runner_density(page: RunnerPage) -> str:
    """How page one is set on paper: classes of its style sheet, empty for the usual size.

    The figure of the back's load is drawn where that sets nothing else smaller; its words stand unless even
    the fullest sheet has no room for them: the screen has both.
    """
    usual_mm = paper_mm(page)
    if page.load is None:
        return FULL.for_height(usual_mm)
    words_mm = usual_mm - LOAD_MM + LOAD_WORDS_MM
    density = FULL.for_height(words_mm + SLACK_MM)
    fullest = density == FULL.smallest
    drawn_mm = FULLEST * words_mm + LOAD_MM - LOAD_WORDS_MM
    fits = drawn_mm <= SHEET_MM if fullest else FULL.for_height(usual_mm + SLACK_MM) == density
    if fullest and FULLEST * words_mm > SHEET_MM + OVER_MM:
        return f"{density} {LOAD_LEFT_OUT}"
    return density if fits else f"{density} {WORDS_ALONE}".strip()


def paper_mm(page: RunnerPage) -> float:
    """The height that page one takes on paper in its usual size, roughly."""
    briefs = len(page.also_possible) + len(page.cannot_tell) + len(page.not_seen)
    parts = (
        (TOLD_MM, bool(page.told)),
        (TOMORROW_MM, page.safety.tomorrow is not None),
        (QUALITY_MM, 0 if page.all_good else len(page.quality)),
        (
            REASON_MM,
            0 if page.all_good else sum(_lines(text) for one in page.quality for text in one.reasons),
        ),
        (REASON_MM, sum(_lines(text) for text in page.safety.reasons)),
        (PLAN_MM, page.plan is not None),
        (CUE_MM, page.plan is not None and page.plan.cue is not None),
        (HELD_MM, not page.advice_allowed),
        (ANSWERS_MM, bool(page.answers)),
        (QUESTIONS_MM, bool(page.questions)),
        (TILES_MM, bool(page.glance) and page.plan is None),  # beside a plan they stand on page two alone
        (1.0, _run_mm(page)),
        (LOAD_MM, page.load is not None),
        (DISAGREE_MM, len(page.disagree) + bool(page.disagree)),
        (BRIEFS_MM, math.ceil(briefs / BRIEFS_A_ROW)),
    )
    return FIXED_MM + sum(each * count for each, count in parts) + sum(map(_headline_mm, page.headlines))


def _run_mm(page: RunnerPage) -> float:
    """What a watch's run takes: its picture, or the words beside it where these are longer."""
    run = page.run
    if run is None or not run.printed:
        return NOTE_MM * bool(page.no_picture)
    words = ONSET_MM * bool(run.onset) + SLOPES_MM * bool(run.slopes) + NOTE_MM * bool(page.no_picture)
    return RUN_ROUND_MM + max(RUN_WIDTH_MM * run.shape, words)


def _headline_mm(one: Headline) -> float:
    if one.evidence is None:
        return PLAIN_MM
    return TO_SCALE_MM if one.evidence.to_scale else PICTURED_MM


def _lines(text: str) -> int:
    """How many lines of half a sheet's width a sentence takes, at least one."""
    return max(1, math.ceil(len(text) / 130))
