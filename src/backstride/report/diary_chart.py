"""The pain of the diary as pictures: a bar a day, nothing where nothing was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from backstride.history.diary_days import short_day
from backstride.history.diary_found import PAIN_MOST, DiaryCurve, MomentCurve
from backstride.knowledge.loader import load
from backstride.report.svg import Scale, element, picture

WIDTH, HEIGHT = 340.0, 132.0
LEFT, RIGHT, TOP, BOTTOM = 22.0, 334.0, 12.0, 108.0
WIDEST_BAR: Final = 10.0
TICKS: Final = (0, 5, 10)


def diary_charts(curve: DiaryCurve) -> Iterator[tuple[str, Markup]]:
    """The name and the picture of each of the four moments, on the same days and the same scale."""
    label = load("diary.toml")["label"]
    for one in curve.moments:
        name = str(label[one.moment])
        yield name, _chart(one, name, curve.since, curve.until)


def _chart(one: MomentCurve, name: str, since: date, until: date) -> Markup:
    days = (until - since).days + 1
    x = Scale(-0.5, days - 0.5, LEFT, RIGHT)
    y = Scale(0.0, PAIN_MOST, BOTTOM, TOP)
    wide = min(WIDEST_BAR, 0.7 * (RIGHT - LEFT) / days)
    marks = [part for day, pain in one.points for part in _bar(x((day - since).days), pain, y, wide)]
    return picture(
        WIDTH,
        HEIGHT,
        name[:1].upper() + name[1:],
        describe(one),
        *_axes(x, y, since, until),
        *marks,
        key=f"diary-{one.moment}",
    )


def describe(one: MomentCurve) -> str:
    """The picture in a sentence, for those who do not see it."""
    if not one.points:
        return str(load("diary.toml")["say"]["chart_empty"])
    pains = [pain for _, pain in one.points]
    first, last = one.points[0], one.points[-1]
    text: str = load("diary.toml")["say"]["chart"]
    return text.format(
        count=len(pains),
        low=f"{min(pains):g}",
        high=f"{max(pains):g}",
        first=f"{first[1]:g}",
        since=short_day(first[0]),
        last=f"{last[1]:g}",
        until=short_day(last[0]),
    )


def _bar(x: float, pain: float, y: Scale, wide: float) -> Iterator[Markup]:
    """A bar and a dot on it; without pain the dot alone, on the ground."""
    if pain > 0:
        yield element(
            "rect", x=x - wide / 2, y=y(pain), width=wide, height=y(0.0) - y(pain), class_="pain-bar"
        )
    yield element("circle", cx=x, cy=y(pain), r=max(1.6, wide / 2), class_="pain-dot")


def _axes(x: Scale, y: Scale, since: date, until: date) -> Iterator[Markup]:
    for value in TICKS:
        kind = "zero" if value == 0 else "grid"
        yield element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_=kind)
        yield element("text", str(value), x=LEFT - 5, y=y(value) + 4, class_="tick end")
    middle = since + timedelta(days=(until - since).days // 2)
    for day, at, kind in (
        (since, LEFT, "tick"),
        (middle, x((middle - since).days), "tick middle"),
        (until, RIGHT, "tick end"),
    ):
        yield element("text", f"{day.day} {day:%b}", x=at, y=BOTTOM + 17, class_=kind)
