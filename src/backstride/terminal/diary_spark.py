"""The four pain curves as one line each: a sign a day, a dot where nothing was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from backstride.history.diary_days import short_day
from backstride.history.diary_found import PAIN_MOST, DiaryCurve
from backstride.knowledge.loader import load

BARS: Final = "▁▂▃▄▅▆▇█"
FIGURES: Final = "0123456789X"
GAP, PLAIN_GAP = "·", "."
INDENT: Final = 2
FEWEST_SIGNS: Final = 7


def spark_lines(curve: DiaryCurve, columns: int, *, plain: bool) -> Iterator[str]:
    """A line for each of the four moments, the days under them, and how to read it.

    columns: of the terminal; where they are fewer than the days, a sign stands for the worst of several days.
    """
    words = load("diary.toml")
    wide = max(len(words["label"][one.moment]) for one in curve.moments)
    newest = words["say"]["newest"]
    ends = [newest.format(value=f"{one.points[-1][1]:g}") if one.points else "" for one in curve.moments]
    days = (curve.until - curve.since).days + 1
    room = max(FEWEST_SIGNS, columns - INDENT - wide - 2 - max(map(len, ends)) - 2)
    each = -(-days // room)
    for one, end in zip(curve.moments, ends, strict=True):
        signs = _signs(one.points, curve.since, days, each, plain=plain)
        yield f"{'':{INDENT}}{words['label'][one.moment]:{wide}}  {signs}  {end}".rstrip()
    yield f"{'':{INDENT + wide + 2}}{_axis(curve.since, curve.until, -(-days // each))}"
    yield words["say"]["scale_plain" if plain else "scale"] + " " + words["say"]["gaps"]
    if each > 1:
        yield words["say"]["column_days"].format(count=each)


def can_show_bars(encoding: str | None) -> bool:
    """Whether a terminal of this encoding has the bars."""
    try:
        (BARS + GAP).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _signs(points: Sequence[tuple[date, float]], since: date, days: int, each: int, *, plain: bool) -> str:
    """One sign for so many days, the last group shorter where they do not divide."""
    worst: dict[int, float] = {}
    for day, pain in points:
        at = (day - since).days // each
        worst[at] = max(pain, worst.get(at, 0.0))
    gap, steps = (PLAIN_GAP, FIGURES) if plain else (GAP, BARS)
    shown = range(-(-days // each))
    return "".join(
        steps[int(worst[at] * (len(steps) - 1) / PAIN_MOST + 0.5)] if at in worst else gap for at in shown
    )


def _axis(since: date, until: date, signs: int) -> str:
    left, right = short_day(since), short_day(until)
    return f"{left}{right:>{signs - len(left)}}" if signs > len(left) + len(right) else left
