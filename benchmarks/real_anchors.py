"""Real runs beside what studies print: who agrees within the published spread, and who does not.

Every trial of the shared data that has strides enough is measured, contacts from plates. A figure of one
speed is met by interpolating each runner between own trials; figures of several speeds are interpolated
between theirs; neither is ever extrapolated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import erf, sqrt
from typing import Any

import numpy as np

from benchmarks.anchor_figures import (
    GRID_MPS,
    Anchor,
    Figure,
    agreeing_speeds,
    anchors,
    apart,
    in_words,
    inside,
    not_counted,
    verdict,
)
from benchmarks.anchor_runs import OurRunner, our_runners
from benchmarks.common import save

Row = dict[str, Any]
BEYOND_CHANCE = 2.0  # standard errors: one mean of nine in twenty lies further off by chance


def main() -> None:
    runners = our_runners()
    rows = [row for anchor in anchors() for row in _rows(anchor, runners)]
    notes = [*READING, _counts(rows), *_outside(rows), *_beyond_chance(rows), *_at_one_speed(runners)]
    save(
        "real_anchors", "Published anchors", "python -m benchmarks.real_anchors", rows, [*notes, *_remarks()]
    )


def _rows(anchor: Anchor, runners: Sequence[OurRunner]) -> Iterable[Row]:
    for surface in anchor.beside:
        if not anchor.speed_read:
            yield _row_of_unread_speed(anchor, surface, runners)
        for speed, figure in anchor.figures():
            if ours := _ours(anchor, surface, speed, runners):
                yield _row(anchor, surface, speed, figure, ours)


def _ours(anchor: Anchor, surface: str, speed_mps: float, runners: Sequence[OurRunner]) -> list[float]:
    """One value per runner who ran at this speed, in the study's unit."""
    chosen = [runner for runner in runners if _fits(runner, anchor, surface)]
    found = [runner.value(anchor.measure, speed_mps) for runner in chosen]
    return [anchor.scale * value for value in found if value is not None]


def _fits(runner: OurRunner, anchor: Anchor, surface: str) -> bool:
    return (
        (runner.surface == "treadmill") == (surface == "treadmill")
        and anchor.runner in (None, runner.name)
        and anchor.foot_strike in (None, runner.foot_strike)
    )


def _row(anchor: Anchor, surface: str, speed_mps: float, figure: Figure, ours: Sequence[float]) -> Row:
    return {
        "what": _name(anchor),
        "speed m/s": f"{speed_mps:.3g}",
        "published": str(figure),
        "ours": _digits(float(np.mean(ours))),
        "SD": _digits(float(np.std(ours, ddof=1))) if len(ours) > 1 else None,
        "runners": len(ours),
        "inside": inside(ours, figure),
        "apart, SD": apart(ours, figure),
        "verdict": verdict(ours, figure, anchor, surface),
        "source": _source(anchor, surface),
    }


def _row_of_unread_speed(anchor: Anchor, surface: str, runners: Sequence[OurRunner]) -> Row:
    means = _means(anchor, surface, runners)
    return {
        "what": _name(anchor),
        "speed m/s": f"{GRID_MPS[0]:g} to {GRID_MPS[-1]:g}",
        "published": str(anchor.at[0]),
        "ours": f"{_digits(means[0])} to {_digits(means[-1])}",
        "runners": len(_ours(anchor, surface, GRID_MPS[0], runners)),
        "verdict": _verdict_of_unread_speed(anchor, surface, means),
        "source": _source(anchor, surface),
    }


def _verdict_of_unread_speed(anchor: Anchor, surface: str, means: Sequence[float]) -> str:
    if reason := not_counted(anchor, surface):
        return reason
    if anchor.at[0].bounds is None:
        return "no spread printed"
    agreeing = agreeing_speeds(means, anchor.at[0])
    found = f"within at {in_words(agreeing)}" if agreeing else "outside"
    return f"{found}, {'definition inferred' if anchor.inferred else 'speed not read'}"


def _means(anchor: Anchor, surface: str, runners: Sequence[OurRunner]) -> list[float]:
    return [float(np.mean(_ours(anchor, surface, speed, runners))) for speed in GRID_MPS]


def _name(anchor: Anchor) -> str:
    return f"{anchor.what}, {anchor.unit}"


def _digits(value: float) -> str:
    """Three digits, whole numbers whole.

    >>> _digits(163.956), _digits(0.26341)
    ('164', '0.263')
    """
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _source(anchor: Anchor, ours: str) -> str:
    theirs = "surface not read" if anchor.surface == "unread" else anchor.surface
    where = theirs if anchor.surface in ("unread", ours) else f"{theirs} (ours {ours})"
    return f"{anchor.source}; n {anchor.n}, {where} [{anchor.mark}]"


READING = [
    "ours: 8 RBDS men and Hamner's runner on treadmills, JA1 overground; mean and SD over runners, contacts "
    "from plates; where one speed is published, each runner interpolated between own trials",
    "within: our mean lies within the published mean +- 1 SD, the printed range or the last printed digit; "
    "inside: how many of our runners lie within mean +- 2 SD or the printed range; apart: in published SD",
    "a weak test: the mean of nine runners drawn from the published population itself lies within 1 SD in "
    f"{100 * erf(sqrt(9 / 2)):.1f} % of draws: a miss is a difference in kind, a hit only the absence of one",
    "speed not read: the study's speed is not in what we could read; ours is shown from 2.5 to 4.5 m/s with "
    "the speeds at which it agrees, and counted apart; definition inferred: our variant was found because it "
    "meets the figure, so it proves nothing; other definition, other surface, no spread printed: not counted",
    "left out: the pelvic ranges of Perpina-Martinez for women (ours are men), what is only remembered; "
    "JA1 ran at 3.53 m/s and is set beside 3.4",
]


def _counts(rows: Sequence[Row]) -> str:
    plain = [row for row in rows if row["verdict"] in ("within", "outside")]
    open_data = [row for row in plain if row["source"].endswith("[computed]")]
    studies = [row for row in plain if row not in open_data]
    blurred = [row for row in rows if row["verdict"].endswith("speed not read")]
    return (
        f"rows within, same definition, surface and speed: {_share(studies)} of studies, {_share(open_data)} "
        f"computed from open data apart from this code; their speed not read: {_share(blurred)} at some "
        f"speed; {len(rows) - len(plain) - len(blurred)} not counted"
    )


def _share(rows: Sequence[Row]) -> str:
    return f"{sum(row['verdict'].startswith('within') for row in rows)} of {len(rows)}"


def _outside(rows: Sequence[Row]) -> Iterable[str]:
    for row in rows:
        if row["verdict"].startswith("outside"):
            yield f"outside: {row['what']} at {row['speed m/s']} m/s ({row['source'].split(';')[0]})"


def _beyond_chance(rows: Sequence[Row]) -> Iterable[str]:
    """Within the spread between people, yet further off than chance puts the mean of so few."""
    for row in rows:
        off = abs(row.get("apart, SD") or 0.0) * sqrt(row["runners"])
        if row["verdict"] == "within" and off > BEYOND_CHANCE:
            yield (
                f"within, but {off:.1f} standard errors off, more than chance gives: {row['what']} at "
                f"{row['speed m/s']} m/s ({row['source'].split(';')[0]})"
            )


def _at_one_speed(runners: Sequence[OurRunner]) -> Iterable[str]:
    """A study whose speed was not read ran at one: do all its figures agree with ours at the same?"""
    by_source: dict[str, list[set[float]]] = defaultdict(list)
    for anchor in anchors():
        counted = not anchor.inferred and not_counted(anchor, "treadmill") is None
        if not anchor.speed_read and counted and anchor.at[0].sd is not None:
            agreeing = agreeing_speeds(_means(anchor, "treadmill", runners), anchor.at[0])
            by_source[anchor.source].append(set(agreeing))
    for source, found in by_source.items():
        if len(found) > 1:
            together = in_words(sorted(set.intersection(*found)))
            where = f"agree with ours together at {together} m/s" if together else "agree at no one speed"
            yield f"the {len(found)} figures of {source} {where}"


def _remarks() -> Iterable[str]:
    told = {f"{anchor.what} ({anchor.source})": anchor.other or anchor.remark for anchor in anchors()}
    return [f"{what}: {why}" for what, why in told.items() if why]


if __name__ == "__main__":
    main()
