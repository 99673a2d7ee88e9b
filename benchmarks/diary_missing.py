"""Whether a diary's trend holds when entries are missing: simulated runners whose true trend is known.

Pain of a day is a line over weeks plus an error that fades over days and a part of its own, rounded to whole
points and cut at 0 and 10. The truth is the straight line through the expected points of every day, worked
out exactly, so that rounding and the ends of the scale belong to it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Final, Literal

import numpy as np
from scipy.special import ndtr

from backstride.history.diary_trend import coefficient
from backstride.jobs import in_order
from backstride.knowledge.loader import load
from backstride.model.arrays import FloatArray
from benchmarks.common import CORES, save

COMMAND = "python -m benchmarks.diary_missing"
DAYS: Final = 42
RUN_DAYS: Final = (0, 2, 3, 5)  # of a week
SPREAD: Final = 1.8  # points, standard deviation of a day about the line
OWN: Final = 0.4  # share of that variance that belongs to one entry alone
LOSS: Final = 0.3
STEEPER: Final = 0.8  # log odds that an entry is missing, per point of pain
MEMORIES: Final = (0.0, 0.5, 0.8, 0.9, 0.95)  # correlation of the fading part from one day to the next
SLOPES: Final = (-0.5, 0.0, 0.3)  # points a week
LEVELS: Final = (1.5, 4.0)  # pain in the middle of the window; the lower one often meets the end of the scale
Missing = Literal["none", "at random", "more on bad days"]
Case = tuple[Missing, float, float, float]  # and memory, slope, level
MISSING: Final[tuple[Missing, ...]] = ("none", "at random", "more on bad days")


@dataclass(frozen=True)
class Found:
    """One simulated diary. error, width: of the trend, points a week. level_error: of the mean pain, points.

    step_covered: whether a change in the middle of the window, where there is none, lies in its interval;
    None where the line rises or falls.
    """

    error: float
    covered: bool
    plain_covered: bool
    width: float
    told: bool
    wrong_way: bool
    entries: int
    level_error: float
    step_covered: bool | None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200, help="diaries for each case")
    count = parser.parse_args().count
    cases = list(product(MISSING, MEMORIES, SLOPES, LEVELS))
    found = list(in_order([partial(case, 7_000 + n, count, *one) for n, one in enumerate(cases)], CORES))
    rows = list(_rows(dict(zip(cases, found, strict=True))))
    save(
        "diary_missing",
        "Diary: trend with missing entries",
        f"{COMMAND} --count {count}",
        rows,
        [
            f"{count} diaries for each of {len(cases)} cases ({len(SLOPES)} slopes, {len(LEVELS)} levels), "
            f"{DAYS} days, four runs a week; error {SPREAD:g} points, {100 * OWN:g} % of its variance in the "
            "single entry; memory: correlation of the rest from one day to the next",
            f"at random: {100 * LOSS:g} % of the entries missing; more on bad days: {100 * LOSS:g} % of them "
            f"too, the odds times {np.exp(STEEPER):.1f} for each point of pain",
            "covered: 95 % intervals that hold the true trend; plain: those of a line through independent "
            "entries; bias, rms and width of the trend in points a week; level off: mean pain told less the "
            "true mean, points; told: intervals off nought; wrong way: those on the wrong side of nought, or "
            "off it where there is no trend; no change covered: intervals of the change from the first half "
            "to the second that hold 0, where the line is level",
            "where bad days are missing more often the mean is too low, and a trend seems smaller than it "
            "is: no method can see that from the entries that are there",
        ],
    )


def case(seed: int, count: int, missing: Missing, memory: float, slope: float, level: float) -> list[Found]:
    """So many diaries of one kind."""
    draw = np.random.default_rng(seed)
    return [one for _ in range(count) if (one := _diary(draw, missing, memory, slope, level)) is not None]


def _diary(
    draw: np.random.Generator, missing: Missing, memory: float, slope: float, level: float
) -> Found | None:
    day = np.arange(DAYS, dtype=np.float64)
    line = level + slope * (day - day.mean()) / 7
    pain = _told(line + _error(draw, memory))
    kept = np.isin(day % 7, RUN_DAYS) & (draw.random(DAYS) >= _loss(missing, pain))
    if kept.sum() < load("diary.toml")["fewest"]["trend"]:
        return None
    truth = _slope(_expected(line)) * 7
    days, values = day[kept], pain[kept]
    design = np.column_stack([np.ones(days.size), days / 7])
    value, low, high = coefficient(days, values, design, 1)
    plain = _plain_half(days / 7, values)
    middle = _slope(values, days) * 7
    return Found(
        error=value - truth,
        covered=low <= truth <= high,
        plain_covered=abs(middle - truth) <= plain,
        width=high - low,
        told=not low <= 0 <= high,
        wrong_way=(low > 0 and slope <= 0) or (high < 0 and slope >= 0),
        entries=int(kept.sum()),
        level_error=float(values.mean() - _expected(line).mean()),
        step_covered=_step_covered(days, values) if slope == 0 else None,
    )


def _step_covered(days: FloatArray, values: FloatArray) -> bool | None:
    """Before and after the middle of the window, with as few entries a side as the product takes."""
    after = (days >= DAYS / 2).astype(np.float64)
    if min(after.sum(), days.size - after.sum()) < load("diary.toml")["fewest"]["group"]:
        return None
    _, low, high = coefficient(days, values, np.column_stack([np.ones(days.size), after]), 1)
    return low <= 0 <= high


def _error(draw: np.random.Generator, memory: float) -> FloatArray:
    fading = np.empty(DAYS)
    fading[0] = draw.normal()
    for n in range(1, DAYS):
        fading[n] = memory * fading[n - 1] + np.sqrt(1 - memory**2) * draw.normal()
    return np.asarray(SPREAD * (np.sqrt(1 - OWN) * fading + np.sqrt(OWN) * draw.normal(size=DAYS)))


def _told(pain: FloatArray) -> FloatArray:
    return np.asarray(np.clip(np.round(pain), 0, 10))


def _expected(line: FloatArray) -> FloatArray:
    """Expected points of each day: the sum over k of the chance that k or more is told."""
    steps = np.arange(1, 11) - 0.5
    return np.asarray(ndtr((line[:, None] - steps) / SPREAD).sum(axis=1))


def _loss(missing: Missing, pain: FloatArray) -> FloatArray:
    """The chance that each day's entry is missing; its mean is the same in both ways."""
    if missing == "none":
        return np.zeros(DAYS)
    if missing == "at random":
        return np.full(DAYS, LOSS)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        chance = 1 / (1 + np.exp(-(middle + STEEPER * pain)))
        low, high = (middle, high) if chance.mean() < LOSS else (low, middle)
    return np.asarray(chance)


def _slope(values: FloatArray, days: FloatArray | None = None) -> float:
    x = np.arange(values.size, dtype=np.float64) if days is None else days
    return float(np.polyfit(x, values, 1)[0])


def _plain_half(x: FloatArray, y: FloatArray) -> float:
    """Half the 95 % interval as if entries were independent."""
    from scipy.special import stdtrit

    design = np.column_stack([np.ones(x.size), x])
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    variance = np.sum((y - design @ beta) ** 2) / (x.size - 2)
    return float(stdtrit(x.size - 2, 0.975) * np.sqrt(variance / np.sum((x - x.mean()) ** 2)))


def _rows(found: dict[Case, list[Found]]) -> Iterator[dict[str, object]]:
    for missing in MISSING:
        for memory in MEMORIES:
            yield _row(found, missing, f"memory {memory:g}", 1, memory)
        for slope in SLOPES:
            yield _row(found, missing, f"slope {slope:g}", 2, slope)
        for level in LEVELS:
            yield _row(found, missing, f"level {level:g}", 3, level)
        yield _row(found, missing, "all")


def _row(
    found: dict[Case, list[Found]], missing: Missing, name: str, at: int = 0, value: object = None
) -> dict[str, object]:
    """The diaries of one way of missing whose case has this value at this place."""
    group = [
        one
        for key, many in found.items()
        if key[0] == missing and (not at or key[at] == value)
        for one in many
    ]
    return {"missing": missing, "of": name} | _scores(group)


def _scores(group: list[Found]) -> dict[str, object]:
    steps = [one.step_covered for one in group if one.step_covered is not None]
    return {
        "diaries": len(group),
        "entries": float(np.median([one.entries for one in group])),
        "covered %": round(100 * float(np.mean([one.covered for one in group])), 1),
        "plain covered %": round(100 * float(np.mean([one.plain_covered for one in group])), 1),
        "bias": round(float(np.mean([one.error for one in group])), 3),
        "rms": round(float(np.sqrt(np.mean([one.error**2 for one in group]))), 3),
        "level off": round(float(np.mean([one.level_error for one in group])), 2),
        "width": round(float(np.median([one.width for one in group])), 2),
        "told %": round(100 * float(np.mean([one.told for one in group])), 1),
        "wrong way %": round(100 * float(np.mean([one.wrong_way for one in group])), 1),
        "no change covered %": round(100 * float(np.mean(steps)), 1) if steps else None,
    }


if __name__ == "__main__":
    main()
