"""Before and after of one measure on one axis: two values with their intervals over the reference band."""

from __future__ import annotations

from markupsafe import Markup

from backstride.history.change_words import rule, say
from backstride.measures.shown import display_unit
from backstride.model.change import Change, Interval
from backstride.model.measure import Reference
from backstride.report.change_words import value_text
from backstride.report.strip_chart import marker
from backstride.report.svg import Scale, element, picture

# Layout in the picture's own pixels; chosen by eye at 360 px and 1280 px.
WIDTH, EDGE, ROW, LETTER = 240.0, 8.0, 17.0, 46.0


def change_strip(row: Change, band: Reference | None, title: str, *, key: str) -> Markup:
    """Before above after, to scale; nothing where one of them has no value.

    band: of healthy runners, before. key: keeps ids apart on one page.
    """
    if row.before is None or row.after is None:
        return Markup()
    scale = _scale(row, band)
    height = 2 * ROW + 2
    parts = [] if band is None else [_band(band, scale, height)]
    for place, (when, value, interval) in enumerate(_told(row)):
        y = ROW * (place + 0.5) + 1
        parts.append(element("text", say("doubt", when), x=0, y=y + 3.5, class_="strip-word"))
        parts.append(element("line", x1=LETTER, x2=WIDTH - EDGE, y1=y, y2=y, class_="grid"))
        if interval is not None:
            ends = {"x1": scale(interval[0]), "x2": scale(interval[1])}
            parts.append(element("line", **ends, y1=y, y2=y, class_=f"interval {row.side}"))
        dot = marker(row.side, scale(value), y)
        parts.append(element("g", dot, class_=f"strip-{when}"))
    return picture(WIDTH, height, title, _described(row, band), *parts, key=key)


def _described(row: Change, band: Reference | None) -> str:
    """The strip in words."""
    unit = display_unit(row.id, row.unit)
    said = []
    for when, value, interval in _told(row):
        span = f" ({unit.span(*interval)})" if interval else ""
        said.append(f"{say('doubt', when)} {value_text(row, value)}{span}")
    if band is not None:
        said.append(say("table", "band", span=unit.with_symbol(unit.span(band.low, band.high))))
    return "; ".join(said) + "."


def _told(row: Change) -> tuple[tuple[str, float, Interval | None], ...]:
    """When, the value and its interval, of those that have a value."""
    both = (("before", row.before, row.before_interval), ("after", row.after, row.after_interval))
    return tuple((when, value, interval) for when, value, interval in both if value is not None)


def _scale(row: Change, band: Reference | None) -> Scale:
    ends = [end for _, value, interval in _told(row) for end in (value, *(interval or ()))]
    if band is not None:
        ends += (band.low, band.high)
    low, high = min(ends), max(ends)
    free = rule("margin") * (high - low) or abs(low) * rule("margin") or 1.0
    return Scale(low - free, high + free, LETTER, WIDTH - EDGE)


def _band(band: Reference, scale: Scale, height: float) -> Markup:
    left, right = scale(band.low), scale(band.high)
    return element("rect", x=left, y=0.0, width=right - left, height=height, class_="reference")
