"""The diary's questions in a terminal: four taps, then the run; one a line, each may be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from backstride.answers.diary_value import NUMBERS, read_told
from backstride.answers.questions import fields
from backstride.answers.value import BadValue, as_json
from backstride.history.diary_days import said_day
from backstride.history.diary_entry import last_shoes
from backstride.history.diary_found import MOMENTS
from backstride.knowledge.loader import load
from backstride.model.diary import DiaryEntry
from backstride.terminal.interview import BACK
from backstride.terminal.kept import EndOfInput, Kept, ReadLine, Say

THE_RUN: Final = ("distance_km", "onset_km", "surface", "shoes", "tried")
THIS_MORNING: Final = "this_morning"
NONE: Final = "-"
_IN_RUN: Final = ("during", "on_stopping")


class DiaryAsk(Kept):
    """One person telling a day. Nothing is written here."""

    def __init__(self, say: Say, prompt: Say, read_line: ReadLine, entries: Sequence[DiaryEntry]) -> None:
        super().__init__(say, prompt, read_line)
        self.entries = entries
        self._by_enter: set[str] = set()

    def ask(self, day: date, today: date, morning: date | None) -> dict[date, dict[str, Any]]:
        """Day -> what was told of it; days of which nothing was told are left out.

        morning: the day whose next morning is today and is asked first.
        """
        self.say(f"{said_day(day)}. {load('diary.toml')['hint']['how']}")
        now = next((one for one in self.entries if one.day == day), DiaryEntry(day=day))
        names = [name for name in (*MOMENTS, *THE_RUN) if name != "next_morning" or day < today]
        told: dict[str, Any] = {}
        try:
            self._all([*([THIS_MORNING] if morning else []), *names], told, now, morning)
        except EndOfInput:
            self.say("")
        found: dict[date, dict[str, Any]] = {}
        if morning and THIS_MORNING in told:
            found[morning] = {"next_morning": told.pop(THIS_MORNING)}
        if set(told) <= self._by_enter:
            told.clear()  # shoes that were only offered make no day
        if told.get("distance_km") == 0:
            del told["distance_km"]
            told["ran"] = False
        return {**found, **({day: told} if told else {})}

    def _all(self, names: Sequence[str], told: dict[str, Any], now: DiaryEntry, morning: date | None) -> None:
        asked: list[str] = []
        at = 0
        while at < len(names):
            name = names[at]
            if not _fits(name, told, now):
                at += 1
                continue
            if self._one(name, told, now, morning):
                asked.append(name)
                at += 1
            elif asked:
                at = names.index(asked.pop())
                told.pop(names[at], None)

    def _one(self, name: str, told: dict[str, Any], now: DiaryEntry, morning: date | None) -> bool:
        """Ask one until it is understood or left out; False for back."""
        text = load("diary.toml")["ask"][name].format(day=said_day(morning) if morning else "")
        if name == "surface":
            options = fields()["run_surface"].options.values()
            text += "  " + "  ".join(f"{number} {one}" for number, one in enumerate(options, start=1))
        shoes = now.shoes or last_shoes(self.entries) if name == "shoes" else None
        while True:
            word = self.line(f"{text} ({_hint(name, now, shoes)}) > ")
            if word.lower() in BACK:
                return False
            if not word and shoes is not None:
                told[name] = shoes
                self._by_enter.add(name)
            if not word or word == NONE:
                return True
            try:
                told[name] = self._read(name, word, told, now)
            except BadValue as bad:
                self.say(f"   That {bad}")
                continue
            return True

    def _read(self, name: str, word: str, told: Mapping[str, Any], now: DiaryEntry) -> Any:
        value = read_told(name, word)
        if name == "distance_km" and value == 0 and _pain_in_run(told, now):
            raise BadValue("cannot be: you told pain of a run on this day.")
        length = told.get("distance_km", now.distance_km)
        if name == "onset_km" and length is not None and value > length:
            raise BadValue(f"is past the end of your run of {length:g} km.")
        return value


def _fits(name: str, told: Mapping[str, Any], now: DiaryEntry) -> bool:
    """Whether to ask: nothing of a run on a day without one, no start of a pain that there was not."""
    ran = told.get("distance_km") != 0 and (now.ran or "distance_km" in told or _pain_in_run(told, now))
    if name == "onset_km":
        return ran and told.get("during", now.during) != 0
    return ran or name not in ("surface", "shoes")


def _pain_in_run(told: Mapping[str, Any], now: DiaryEntry) -> bool:
    return any(told.get(name, getattr(now, name)) is not None for name in _IN_RUN)


def _hint(name: str, now: DiaryEntry, shoes: str | None) -> str:
    hints = load("diary.toml")["hint"]
    if shoes is not None:
        return str(hints["shoes_last"]).format(shoes=shoes)
    hint = str(hints.get(name, hints["km" if name in NUMBERS else "pain"]))
    there = None if name == THIS_MORNING else getattr(now, name)
    if there is None or there == ():
        return hint
    shown = ", ".join(there) if isinstance(there, tuple) else as_json(there)
    return f"{hint}; {hints['now'].format(value=shown)}"
