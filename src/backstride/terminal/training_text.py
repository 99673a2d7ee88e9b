"""A training load as a terminal shows it, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.model.training import Share, TrainingLoad, Week
from backstride.patterns.runs_said import rate_of, said_day, said_km, said_percent, tenth_above

SCHEMA: Final = "backstride.training/1"
STEP: Final = "  "
BAR: Final = 24  # signs of the longest week
DIGITS: Final = 6  # of numbers in JSON


def training_lines(loaded: TrainingLoad, today: date | None = None) -> list[str]:
    """The whole text. today: says how long ago the newest run was; None where it does not matter."""
    parts = (
        _head(loaded, today),
        _longest(loaded, today),
        _spikes(loaded),
        _weeks(loaded),
        _month(loaded),
        _shoes(loaded),
        _listed("notes_title", loaded.notes),
        _listed("skipped_title", [f"{name}: {reason}" for name, reason in loaded.skipped]),
    )
    blocks = [block for part in parts if (block := list(part))]
    return [line for block in blocks for line in ("", *block)][1:]


def training_json(loaded: TrainingLoad) -> str:
    """The load as JSON with the study's bound beside the longest run; the same input gives the same text."""
    longest = loaded.longest_30d_m
    known = load("training.toml")
    whole = {
        "schema": SCHEMA,
        **loaded.model_dump(mode="json"),
        "a_tenth_above_m": None if longest is None else tenth_above(longest),
        "too_far_percent": known["too_far_percent"],
        "source": known["too_far_source"],
    }
    return json.dumps(_rounded(whole), indent=2, ensure_ascii=False, allow_nan=False)


def _days_ago(loaded: TrainingLoad, day: date, today: date | None) -> int:
    """Days from a run to today; 0 where the text looks at another time."""
    asked = loaded.until != loaded.last_day
    return 0 if today is None or asked else max((today - day).days, 0)


def _say(key: str, **filled: object) -> str:
    return str(load("training.toml")["say"][key]).format(**filled)


def _head(loaded: TrainingLoad, today: date | None) -> Iterator[str]:
    yield _say("upto", day=said_day(loaded.until), runs=_count(loaded.runs), month=f"{loaded.runs_30d:,}")
    if days := _days_ago(loaded, loaded.last_day, today):
        yield _say("newest", day=said_day(loaded.last_day), days=_count(days, "day"))
        if days > load("training.toml")["window_days"]:
            yield _say("stale")


def _longest(loaded: TrainingLoad, today: date | None) -> Iterator[str]:
    yield _title("longest_title", day=said_day(loaded.until))
    longest, day = loaded.longest_30d_m, loaded.longest_30d_day
    if longest is None or day is None:
        yield f"{STEP}{_say('no_longest')}"
        return
    window_days, tenth = load("training.toml")["window_days"], said_km(tenth_above(longest))
    past = _days_ago(loaded, day, today) > window_days  # no longer one of the 30 days before a run of today
    key = "longest_then" if past else "longest"
    yield f"{STEP}{_say(key, km=said_km(longest), day=said_day(day), tenth=tenth)}"
    if not past:
        yield f"{STEP}{_say('study')}"
        yield f"{STEP}{_say('not_advice')}"
    elif _days_ago(loaded, loaded.last_day, today) <= window_days:
        yield f"{STEP}{_say('longest_past')}"


def _spikes(loaded: TrainingLoad) -> Iterator[str]:
    yield _title("spikes_title")
    for one in loaded.spikes:
        yield STEP + _say(
            "spike",
            day=said_day(one.day),
            km=said_km(one.distance_m),
            percent=said_percent(one.percent),
            longest=said_km(one.longest_m),
            rate=f"{rate_of(one.percent):g}",
        )
    if not loaded.spikes:
        yield f"{STEP}{_say('no_spikes')}"
    if loaded.unjudged_30d:
        yield f"{STEP}{_say('unjudged', count=_count(loaded.unjudged_30d))}"
    since = loaded.until - timedelta(days=load("training.toml")["window_days"] - 1)
    for gap in loaded.breaks:
        if gap.back >= since:
            yield f"{STEP}{_say('back', days=_count(gap.days, 'day'), day=said_day(gap.back))}"


def _weeks(loaded: TrainingLoad) -> Iterator[str]:
    held = [at for at, week in enumerate(loaded.weeks) if week.runs]
    if not held:
        return
    weeks = loaded.weeks[held[0] :]
    most = max(week.distance_m for week in weeks)
    yield _title("weeks_title")
    yield from (f"{STEP}{_week(week, most)}".rstrip() for week in weeks)
    yield f"{STEP}{_say('weeks')}"


def _week(week: Week, most_m: float) -> str:
    """One line of the chart: at most 78 signs."""
    bar = "#" * round(BAR * week.distance_m / most_m) if most_m else ""
    change = "" if week.change_percent is None else f"{week.change_percent:+,.0f} %"
    runs = f"{_count(week.runs)}, longest {said_km(week.longest_m)}" if week.runs else "no run"
    tail = change if week.over else _say("so_far")
    return f"{week.monday:%d %b} {bar:<{BAR}} {said_km(week.distance_m):>6} km  {runs:<22} {tail}"


def _month(loaded: TrainingLoad) -> Iterator[str]:
    if not loaded.runs_30d:
        return
    yield _title("month_title")
    up, down = (_metres(one) for one in (loaded.ascent_30d_m, loaded.descent_30d_m))
    climb = _say("climb", up=up, down=down) if up != "?" or down != "?" else ""
    yield STEP + _say("month", runs=_count(loaded.runs_30d), km=said_km(loaded.distance_30d_m), climb=climb)
    if any(one.name for one in loaded.surfaces):
        shares = ", ".join(f"{_name(one)} {said_km(one.distance_m)} km" for one in loaded.surfaces)
        yield f"{STEP}{_say('ground', shares=shares)}"


def _shoes(loaded: TrainingLoad) -> Iterator[str]:
    yield _title("shoes_title")
    if not any(one.name for one in loaded.shoes):
        yield f"{STEP}{_say('no_shoes')}"
        return
    for one in loaded.shoes:
        yield STEP + _say(
            "shoe",
            name=_name(one),
            km=said_km(one.distance_m),
            runs=_count(one.runs),
            day=said_day(one.last_day),
        )


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield _title(title)
        yield from (f"{STEP}- {line}" for line in lines)


def _title(key: str, **filled: object) -> str:
    return _say(key, **filled).upper()


def _name(one: Share) -> str:
    return one.name or _say("not_told")


def _metres(metres: float | None) -> str:
    return "?" if metres is None else f"{metres:,.0f}"


def _count(number: int, thing: str = "run") -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _rounded(part: Any) -> Any:
    if isinstance(part, float):
        return round(part, DIGITS)
    if isinstance(part, dict):
        return {key: _rounded(value) for key, value in part.items()}
    return [_rounded(value) for value in part] if isinstance(part, list) else part
