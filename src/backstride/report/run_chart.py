"""A run as lanes over its distance: pace, steps, height; what was walked, pauses, where the pain starts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from backstride.knowledge.loader import load
from backstride.model.run_trace import RunTrace
from backstride.report.numbers import pace_text
from backstride.report.run_lanes import (
    HEIGHT,
    SPEED,
    Lane,
    km_text,
    length_m,
    piece_m,
    run_text,
    slope_of,
    stretches,
)
from backstride.report.svg import Scale, band_path, element, line_path, picture, ticks
from backstride.report.words import word

# Layout in the picture's own pixels; chosen by eye at 360 px, 768 px, 1280 px and A4.
WIDTH, LEFT, RIGHT = 480.0, 46.0, 472.0
LANE, HEAD = 41.0, 20.0  # a lane, and the room above it for its title
LABELS, FOOT = 17.0, 32.0  # a row of words above the lanes, and the axis below them
HILLS = 14.0  # a row of words below the hill
MOST_ON_PAPER: Final = 4  # lanes: more take the room of what to do
TICKS_ACROSS: Final = 8
TICKS_UP: Final = (2, 3, 5, 10)  # the first that gives two
SLOWEST_MPS: Final = 0.5  # an axis goes no further down: slower is standing
LETTER: Final = 7.2  # width of a letter at the largest size that the page sets, rounded up
PACE_STEPS_S: Final = (5, 10, 15, 30, 60, 120, 300, 600)
ALONE: Final = re.compile(r"(M[^ML]+)(?=M|$)")  # a point without a neighbour


@dataclass(frozen=True)
class Place:
    """Where things stand: x from metres, the lanes with their own y, the upper and lower end of all lanes."""

    x: Scale
    rows: tuple[tuple[Lane, Scale], ...]
    top: float
    bottom: float


def run_chart(trace: RunTrace, found: Sequence[Lane], *, key: str) -> Markup:
    """The picture of one run with these of its lanes; empty where there is none."""
    place = _place(trace, found)
    if not place.rows:
        return Markup()
    return picture(
        WIDTH,
        place.bottom + FOOT,
        run_text("chart_title"),
        describe(trace, found),
        *_walked(trace, place),
        *_onset(trace, place),  # before the lanes: no word is struck through
        *(part for lane, y in place.rows for part in _lane(trace, lane, y, place)),
        *_across(place),
        *_pauses(trace, place),
        key=key,
    )


def shape(trace: RunTrace, found: Sequence[Lane]) -> float:
    """The height of the picture over its width, 0 where there is none."""
    return (_place(trace, found).bottom + FOOT) / WIDTH if found else 0.0


def short_of(found: Sequence[Lane]) -> tuple[Lane, ...]:
    """As many lanes as paper has room for, in their order: what is left out says least of a runner's back."""
    spare = load("report.toml")["run_paper"]["left_out_first"]
    ranked = sorted(found, key=lambda one: spare.index(one.id) if one.id in spare else len(spare))
    dropped = {one.id for one in ranked[: max(0, len(found) - MOST_ON_PAPER)]}
    return tuple(one for one in found if one.id not in dropped)


def describe(trace: RunTrace, found: Sequence[Lane]) -> str:
    """The picture in words, for those who do not see it."""
    said = [_range(lane) for lane in found]
    if walked := tuple(_walked_m(trace)):
        spans = ", ".join(f"{km_text(since)}–{km_text(until)} km" for since, until in walked)
        said.append(run_text("says_walked", spans=spans))
    if trace.pauses_m:
        said.append(run_text("says_pauses", places=", ".join(f"{km_text(at)} km" for at in trace.pauses_m)))
    if trace.onset and trace.onset.in_run:
        said.append(run_text("says_onset", km=km_text(trace.onset.distance_m)))
    return " ".join(said)


def _range(lane: Lane) -> str:
    low, high = float(np.nanmin(lane.values)), float(np.nanmax(lane.values))
    return run_text("says_lane", title=lane.title, low=lane.text(low), high=lane.text(high), unit=lane.unit)


def _place(trace: RunTrace, found: Sequence[Lane]) -> Place:
    marked = trace.onset is not None and trace.onset.in_run
    top = 4 + LABELS * (int(marked) + int(bool(trace.pauses_m) or any(trace.walked)))
    rows = []
    for number, lane in enumerate(found):
        upper = top + HEAD + number * (LANE + HEAD)
        low, high = _ends(lane)
        rows.append((lane, Scale(low, high, upper + LANE, upper)))
    bottom = top + len(found) * (LANE + HEAD) + (HILLS if any(one.id == HEIGHT for one in found) else 0)
    return Place(Scale(0, length_m(trace), LEFT, RIGHT), tuple(rows), top, bottom)


def _ends(lane: Lane) -> tuple[float, float]:
    """The ends of a lane's axis, with some room; never narrower than the lane asks for."""
    known = lane.values[np.isfinite(lane.values)]
    low, high = float(known.min()), float(known.max())
    short = max(0.0, lane.least - (high - low))
    room = 0.04 * max(high - low, lane.least)
    return low - short / 2 - room, high + short / 2 + room


def _lane(trace: RunTrace, lane: Lane, y: Scale, place: Place) -> Iterator[Markup]:
    x = place.x.each(np.array(trace.distance_m))
    yield element("text", f"{lane.title}, {lane.unit}", x=LEFT, y=y.end - 7, class_="lane")
    for value, text in _ticks(lane, y):
        yield element("line", x1=LEFT, x2=RIGHT, y1=y(value), y2=y(value), class_="grid")
        yield element("text", text, x=LEFT - 5, y=y(value) + 4, class_="tick end")
    if lane.id == HEIGHT:
        yield from _ground(trace, lane, y, place)
    path = line_path(x, y.each(lane.values))
    yield element("path", d=ALONE.sub(r"\1h0", path), class_="trace")


def _ticks(lane: Lane, y: Scale) -> list[tuple[float, str]]:
    if lane.id != SPEED:
        tried = (ticks(y.low, y.high, wanted) for wanted in TICKS_UP)
        found = next(marks for marks in tried if len(marks) > 1)
        return [(value, lane.text(value)) for value in found]
    slow_s, fast_s = 1000 / max(y.low, SLOWEST_MPS), 1000 / y.high  # seconds for a kilometre
    step = next((s for s in PACE_STEPS_S if (slow_s - fast_s) / s <= 3.5), PACE_STEPS_S[-1])
    paces = [step * n for n in range(int(fast_s // step) + 1, int(slow_s // step) + 1)]
    return _apart([(1000 / pace, pace_text(1000 / pace)) for pace in paces], y)


def _apart(marks: list[tuple[float, str]], y: Scale) -> list[tuple[float, str]]:
    """Marks from the fast end on, without those whose letters would meet: paces crowd where it is slow."""
    kept: list[tuple[float, str]] = []
    for value, text in marks:
        if not kept or y(value) - y(kept[-1][0]) >= 13:
            kept.append((value, text))
    return kept


def _ground(trace: RunTrace, lane: Lane, y: Scale, place: Place) -> Iterator[Markup]:
    """The hill under the line: up, flat and down in their colours, with the word where there is room."""
    kinds = [slope_of(percent) for percent in trace.slope_percent]
    at = np.array(trace.distance_m)
    for kind, since, until in stretches(kinds):
        chosen = slice(since, min(until + 1, len(at)))  # up to the next stretch: no gap between them
        x, top = place.x.each(at[chosen]), y.each(lane.values[chosen])
        path = band_path(x, np.full(top.shape, y.start), top)
        if path:
            yield element("path", d=path, class_=f"ground {kind or 'flat'}")
        text = word("run_ground_short", str(kind)) if kind else ""
        if text and x[-1] - x[0] > LETTER * len(text) + 4 and kind != "flat":
            yield element("text", text, x=(x[0] + x[-1]) / 2, y=y.start + 12, class_="tick middle")


def _across(place: Place) -> Iterator[Markup]:
    """The distance below the lanes."""
    y = place.bottom + 5
    yield element("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_="zero")
    longest = place.x.high / 1000
    found = ticks(0, longest, TICKS_ACROSS)
    for km in found:
        at = place.x(1000 * km)
        yield element("line", x1=at, x2=at, y1=y, y2=y + 4, class_="zero")
        text = f"{km:g} km" if km == found[-1] else f"{km:g}"
        kind = "end" if km == found[-1] and at > RIGHT - 20 else "middle"
        yield element(
            "text", text, x=min(at + (8 if kind == "end" else 0), RIGHT + 6), y=y + 17, class_=f"tick {kind}"
        )


def _walked_m(trace: RunTrace) -> Iterator[tuple[float, float]]:
    half = piece_m(trace) / 2
    for walked, since, until in stretches(trace.walked):
        if walked:
            yield trace.distance_m[since] - half, trace.distance_m[until - 1] + half


def _walked(trace: RunTrace, place: Place) -> Iterator[Markup]:
    """Grey behind all lanes where the runner walked, with the word above the widest."""
    found = list(_walked_m(trace))
    for since, until in found:
        left, right = place.x(since), place.x(until)
        yield element(
            "rect", x=left, y=place.top, width=right - left, height=place.bottom - place.top, class_="walked"
        )
    if found:
        since, until = max(found, key=lambda one: one[1] - one[0])
        yield _word_above(place, (place.x(since) + place.x(until)) / 2, run_text("walked"), "tick")


def _pauses(trace: RunTrace, place: Place) -> Iterator[Markup]:
    """A short mark above and below the lanes for each pause; the word once, clear of "walked"."""
    for metres in trace.pauses_m:
        at = place.x(metres)
        for y in (place.top, place.bottom):
            yield element("line", x1=at, x2=at, y1=y, y2=y + 7, class_="pause")
    if not trace.pauses_m:
        return
    text = run_text("pauses" if len(trace.pauses_m) > 1 else "pause")
    taken = [(place.x(a) + place.x(b)) / 2 for a, b in _walked_m(trace)]
    room = LETTER * (len(text) + len(run_text("walked"))) / 2 + 6
    free = (place.x(metres) for metres in trace.pauses_m)
    clear = next((one for one in free if all(abs(one - other) > room for other in taken)), None)
    if clear is not None:
        yield _word_above(place, clear, text, "tick")


def _word_above(place: Place, at: float, text: str, kind: str, row: int = 0) -> Markup:
    """A word above the lanes, inside the picture."""
    half = LETTER * len(text) / 2
    inside = min(max(at, LEFT - 20 + half), RIGHT - half)
    return element("text", text, x=inside, y=place.top - 5 - LABELS * row, class_=f"{kind} middle")


def _onset(trace: RunTrace, place: Place) -> Iterator[Markup]:
    """A line through all lanes where the pain is said to start, with the words above it."""
    if trace.onset is None or not trace.onset.in_run:
        return
    at = place.x(trace.onset.distance_m)
    row = 1 if trace.pauses_m or any(trace.walked) else 0
    yield element("line", x1=at, x2=at, y1=place.top - LABELS * row, y2=place.bottom + 6, class_="onset")
    text = run_text("onset_mark", km=km_text(trace.onset.distance_m))
    yield _word_above(place, at, text, "onset-word", row)
