"""The light for tomorrow from the diary: the newest safety answers with the newest run's pain put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backstride.answers.growing import Growing
from backstride.history.diary_days import said_day
from backstride.history.diary_found import worst
from backstride.knowledge.loader import load
from backstride.model.answers import Answers
from backstride.model.diary import DiaryEntry
from backstride.model.safety import Safety
from backstride.model.stored import StoredAnswers
from backstride.safety.tomorrow import tomorrow_notes
from backstride.safety.triage import patterns_allowed, triage

PAIN: Final = ("pain_during", "pain_after", "pain_next_morning")


@dataclass(frozen=True)
class FromDiary:
    """The level, and at ``clear`` the light.

    told: the answers as judged. why: sentences on where they come from, or why no light can be told.
    steps: what to type next. no_morning: the day of a run whose next morning waits to be told.
    """

    safety: Safety
    told: Answers | None
    why: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    no_morning: date | None = None


def from_diary(entries: Sequence[DiaryEntry], stored: StoredAnswers | None, today: date) -> FromDiary:
    """What the safety rules say of tomorrow. entries: oldest first. stored: the newest answers.

    The answers' pain of their last run gives way to the taps of the newest entry; a day without a run does
    not hide the run before it. Whatever else they say still counts, old or not, since it can only hold back;
    pain "now" counts only where it was told on the entry's day or later. No light without answers of the
    last four weeks at level ``clear``, and an entry of today or the two days before.
    """
    limits = load("diary.toml")["light"]
    answer = (_say("ask"), _say("keep"))
    if stored is None:
        return FromDiary(triage(None), None, (_say("no_answers"),), answer)
    recent = _recent(entries, today, limits["entry_days"])
    told = _with_taps(stored, recent)
    safety = triage(told)
    if safety.level != "clear":
        return FromDiary(safety, told, (), answer if patterns_allowed(safety) else ())
    if (today - stored.day).days > limits["answers_days"]:
        return _cannot_tell(safety, told, _say("old_answers", day=said_day(stored.day)), answer)
    why_not = _why_not(entries, recent, limits["entry_days"])
    if why_not:
        return _cannot_tell(safety, told, why_not)
    if safety.run_tomorrow is None:
        return FromDiary(safety, told, tomorrow_notes(told))
    run = recent[-1].day
    waits = recent[-1].next_morning is None and run < today
    steps = (_say("tell_morning", iso=run.isoformat()),) if waits else ()
    why = tuple(_where_from(recent, stored, today))
    return FromDiary(safety, told, why, steps, run if waits else None)


def _cannot_tell(safety: Safety, told: Answers | None, why: str, steps: tuple[str, ...] = ()) -> FromDiary:
    return FromDiary(safety.model_copy(update={"run_tomorrow": None}), told, (why,), steps)


def _recent(entries: Sequence[DiaryEntry], today: date, days: int) -> list[DiaryEntry]:
    """The newest entry with a tap, where it is recent enough; then the newest run, where that is another."""
    tapped = [one for one in entries if worst(one) is not None and 0 <= (today - one.day).days <= days]
    runs = [one for one in tapped if one.ran]
    return [*tapped[-1:], *(one for one in runs[-1:] if one is not tapped[-1])]


def _why_not(entries: Sequence[DiaryEntry], recent: Sequence[DiaryEntry], days: int) -> str:
    if not recent:
        tapped = [one for one in entries if worst(one) is not None]
        if not tapped:
            return _say("no_entry")
        return _say("old_entry", day=said_day(tapped[-1].day), days=days)
    if all(value is None for one in recent for value in (one.during, one.on_stopping, one.on_sitting)):
        return _say("no_run_pain", day=said_day(recent[-1].day))
    return ""


def _with_taps(stored: StoredAnswers, recent: Sequence[DiaryEntry]) -> Answers | None:
    kept = Growing(stored.raw)
    if recent:
        taps = {
            "pain_during": _most(one.during for one in recent),
            "pain_after": _most(value for one in recent for value in (one.on_stopping, one.on_sitting)),
            "pain_next_morning": _most(one.next_morning for one in recent),
        }
        onset = [one.onset_km for one in recent if one.onset_km is not None]
        told: dict[str, Any] = {name: value for name, value in taps.items() if value is not None}
        told |= {"onset_km": min(onset)} if onset else {}
        stale = ("pain_now",) if stored.day < recent[0].day else ()
        kept.drop((*PAIN, *stale, *(("onset_km",) if onset else ())))
        kept.put("intake", told)
    return kept.told()


def _most(values: Any) -> float | None:
    return max((one for one in values if one is not None), default=None)


def _where_from(recent: Sequence[DiaryEntry], stored: StoredAnswers, today: date) -> Any:
    run = recent[-1]
    yield _say("from_entry", day=said_day(run.day))
    if run.next_morning is None and run.day < today:
        yield _say("no_morning")
    if stored.day < run.day:
        yield _say("still_counts", day=said_day(stored.day))


def _say(key: str, **filled: object) -> str:
    return str(load("diary.toml")["tomorrow"][key]).format(**filled)
