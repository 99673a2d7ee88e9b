"""What a diary says in words: what a day holds now, the trends, what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backstride.history.diary_days import said_day, short_day
from backstride.history.diary_entry import OPTIONS
from backstride.history.diary_found import DiaryCurve, Estimate, Group, MomentCurve, Onset, Tried
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry

UNITS: Final = {"distance_km": " km", "onset_km": " km"}
_PARTS: Final = ("value", "low", "high")


@dataclass(frozen=True)
class Section:
    """One thing that a diary tells. note: how to read it, empty where nothing needs saying."""

    title: str
    lines: tuple[str, ...]
    note: str = ""


def entry_said(entry: DiaryEntry, changed: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, str]]:
    """What a day holds now as (name, value); where a value stood before, it is old -> new."""
    label = load("diary.toml")["label"]
    if not entry.ran or "ran" in changed:
        yield label["ran"], _change(changed.get("ran", (None, entry.ran)), "ran")
    for name in OPTIONS:
        value = getattr(entry, name)
        if value is not None and value != ():
            yield label[name], _change(changed.get(name, (None, value)), name)


def head_said(curve: DiaryCurve) -> str:
    """Which days, how many entries, how many runs."""
    runs = sum(one.ran for one in curve.entries)
    year = "" if curve.since.year == curve.until.year else f" {curve.since.year}"
    return say(
        "head",
        since=f"{short_day(curve.since)}{year}",
        until=f"{short_day(curve.until)} {curve.until.year}",
        entries=_count(len(curve.entries), "entry", "entries"),
        runs=_count(runs, "run"),
    )


def sections_said(curve: DiaryCurve) -> Iterator[Section]:
    """Everything that the curve tells beside its picture."""
    yield Section(say("trends"), tuple(_trends(curve.moments)), say("trend_note"))
    if curve.morning_entries:
        yield Section(say("morning"), (_morning(curve),))
    yield Section(say("onset"), tuple(_onset(curve.onset)))
    for key, rows in (("surfaces", curve.surfaces), ("shoes", curve.shoes)):
        if any(one.mean is not None for one in rows):
            yield Section(say(key), tuple(_group(one) for one in rows), say("group_note"))
    if curve.tried:
        yield Section(say("tried"), tuple(_tried(one) for one in curve.tried), say("tried_note"))


def nothing_within(curve: DiaryCurve, newest: date | None) -> Iterator[str]:
    """What to say where no entry lies within the days shown."""
    if newest is None:
        yield say("empty")
    else:
        since, until = said_day(curve.since), said_day(curve.until)
        yield say("none_within", since=since, until=until, newest=said_day(newest))


def say(key: str, **filled: object) -> str:
    """One text of the diary."""
    return str(load("diary.toml")["say"][key]).format(**filled)


def _change(values: tuple[Any, Any], name: str) -> str:
    was, now = values
    shown = _shown(now, name)
    return shown if was is None or was == () else f"{_shown(was, name)} -> {shown}"


def _shown(value: Any, name: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    return f"{value:g}{UNITS.get(name, '')}" if isinstance(value, float) else str(value)


def _trends(moments: Sequence[MomentCurve]) -> Iterator[str]:
    """One line for each tap; one for all where none has enough entries yet."""
    if any(one.per_week is not None for one in moments):
        yield from map(_trend, moments)
    else:
        fewest = load("diary.toml")["fewest"]
        yield say("few_all", fewest=fewest["trend"], days=fewest["days"])


def _trend(one: MomentCurve) -> str:
    label = load("diary.toml")["label"][one.moment]
    count = _count(len(one.points), "entry", "entries")
    if one.points and all(pain == 0 for _, pain in one.points):
        return f"{label}: {say('all_zero', count=count)}"
    if one.per_week is None:
        fewest = load("diary.toml")["fewest"]
        return f"{label}: {say('few', count=count, fewest=fewest['trend'], days=fewest['days'])}"
    return f"{label}: {say(one.change, **_filled(one.per_week))}"


def _morning(curve: DiaryCurve) -> str:
    count = _count(curve.morning_entries, "entry", "entries")
    if curve.morning is None:
        return say("morning_few", count=count, fewest=load("diary.toml")["fewest"]["group"])
    return say(f"morning_{curve.morning.change}", count=count, **_filled(curve.morning))


def _onset(found: Onset) -> Iterator[str]:
    told = found.with_onset + found.without_pain
    if found.median_km is not None and found.range_km is not None:
        low, high = (f"{one:g}" for one in found.range_km)
        runs = _count(found.with_onset, "run")
        key = "onset_at" if found.with_onset > 1 else "onset_at_one"
        yield say(key, median=f"{found.median_km:g}", low=low, high=high, count=runs)
    else:
        yield say("onset_none")
    share = found.without_share
    if share is not None:
        percent = {name: f"{100 * getattr(share, name):.0f}" for name in ("low", "high")}
        of = {"count": found.without_pain, "told": _count(told, "run")}
        yield say("onset_without", share=f"{100 * share.value:.0f}", **of, **percent)
    elif told:
        yield say("onset_without_few", count=found.without_pain, told=_count(told, "run"))
    if found.not_told:
        yield say("onset_not_told", count=_count(found.not_told, "run"))
    if found.per_week is not None:
        yield say(f"onset_{found.change}", **_filled(found.per_week))
        yield say("onset_note")


def _group(one: Group) -> str:
    runs = _count(one.runs, "run")
    if one.mean is None:
        return say("group_few", name=one.name, count=runs)
    numbers = {name: f"{getattr(one.mean, name):.1f}" for name in _PARTS}
    return say("group", name=one.name, count=runs, **numbers)


def _tried(one: Tried) -> str:
    sides = {"before": _count(one.before, "run"), "after": _count(one.after, "run")}
    told = {"what": one.what, "day": short_day(one.first_day), **sides}
    if one.difference is None:
        return say("tried_few", **told)
    return say(f"tried_{one.change}", **told, **_filled(one.difference))


def _filled(one: Estimate) -> dict[str, str]:
    """Value and interval; without their signs where the words say the way, and so fine that no end is 0.0."""
    if one.change == "cannot_tell":
        return {name: f"{round(getattr(one, name), 1) + 0.0:+.1f}" for name in _PARTS}
    low, high = sorted((abs(one.low), abs(one.high)))
    digits = 1 if round(low, 1) > 0 else 2
    return {
        name: f"{number:.{digits}f}" for name, number in zip(_PARTS, (abs(one.value), low, high), strict=True)
    }


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
