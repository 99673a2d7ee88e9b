"""Tests at home in a terminal: how to do each, when to stop, a clock for holds, every result kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from backstride.answers.home_tests import HomeTest, result
from backstride.answers.questions import Field, fields
from backstride.answers.value import BadValue, as_json
from backstride.answers.value import read as read_value
from backstride.care.home_tests import change_text, low_text, result_text, runnable, say
from backstride.model.answers import Value
from backstride.safety.triage import allowed, triage
from backstride.terminal.kept import EndOfInput, Kept, ReadLine, Say
from backstride.terminal.typed import QUIT, YES, hint

Hold = Callable[[float], int]  # the clock of a hold of at most so many seconds; the seconds held
SIDE_TITLES: Final = {"left": "Left side", "right": "Right side"}
PAIN_DURING: Final = "Pain during it, 0 to 10? Type s if it was sharp, l if it ran into a leg > "
SHARP, LEG = "s", "l"


class Ended(Exception):  # noqa: N818 - a person should go on no further, or does not want to
    """No further test is run."""


class HomeTestRun(Kept):
    """One person doing tests. hold: the clock; None where there is no terminal, then results are asked for.

    done: tests that were run to their end. held_back: how many may not be run now. stopped: pain ended them.
    """

    def __init__(
        self, out: Say, prompt: Say, read_line: ReadLine, keep: Path, hold: Hold | None = None
    ) -> None:
        super().__init__(out, prompt, read_line, keep)
        self.hold = hold
        self.done: list[HomeTest] = []
        self.held_back = 0
        self.stopped = False

    def run(self, tests: Sequence[HomeTest]) -> None:
        """Ask how strong the pain is now, then go through the tests that may be run.

        Raises:
            UsageError: the file cannot be written; found before anything is done.
        """
        self.store("intake", {})  # a folder that can't be written shows now, not after a plank
        try:
            self._pain_now()
            for test in tests:
                self._one(test)
        except Ended:
            pass
        except EndOfInput:
            self.say("")

    def _one(self, test: HomeTest) -> None:
        told = self.told()
        why_not = runnable(test, allowed(triage(told), told), told)
        if why_not is not None:
            self.held_back += 1
            self.say(f"\n{test.title}: not now. {why_not}")
            return
        before = result(test, told)
        self._explain(test)
        for side, name in test.fields.items():
            if side in SIDE_TITLES:
                self.say(f"\n{SIDE_TITLES[side]}")
            self._side(test, fields()[name])
        self.done.append(test)
        now = result(test, self.told())
        if now is not None:
            self.say(f"\n{test.title}: {result_text(now)}.")
        for text in (change_text(before, now), low_text(test)):
            if text and now is not None:
                self.say(text)

    def _explain(self, test: HomeTest) -> None:
        self.say(f"\n{test.title.upper()}, about {test.minutes:g} minutes\n{test.tells}")
        self.say(f"You need: {', '.join(test.needs).lower()}.\n")
        for number, step in enumerate(test.steps, start=1):
            self.say(f"   {number}  {step}")
        self.say("\nA try is over when:")
        for end in test.end:
            self.say(f"  - {end}")
        self.say("\nStop at once if:")
        for stop in test.stops:
            self.say(f"  - {stop}")

    def _side(self, test: HomeTest, field: Field) -> None:
        """All tries of one side; the best so far is in the file after each."""
        if field.kind == "yes_no":
            self._ache(test, field)
            return
        best: float | None = None
        for number in range(1, test.tries + 1):
            if test.tries > 1:
                self.say(f"Try {number} of {test.tries}:")
            value = self._try(test, field)
            if value is None:
                return
            self._pain(test, "stop")
            pick = max if test.worse == "low" else min
            best = value if best is None else pick(best, value)
            self._replace(field.id, best)

    def _try(self, test: HomeTest, field: Field) -> float | None:
        """One try: by the clock, or as told; None when it is left out."""
        if self.hold is None or test.hold_limit_s is None:
            value = self._value(test, field)
            return value if isinstance(value, float) else None
        while True:
            word = self.line(f"Rest {test.rest_s} s before each. Enter starts the clock, s skips, q ends > ")
            if word.lower() in QUIT:
                raise Ended
            if word.lower() == "s":
                return None
            held = self.hold(test.hold_limit_s)
            if held:  # Enter hit twice is no hold
                break
            self.say(say("no_hold"))
        self.say(f"{held} s.")
        if held >= test.hold_limit_s:
            self.say(say("limit"))
        return float(held)

    def _ache(self, test: HomeTest, field: Field) -> None:
        """A test that is meant to bring the ache on: the answer is kept, whatever it is."""
        answer = self._value(test, field)
        if answer is None:
            return
        self._replace(field.id, answer)
        if answer == "yes":
            self.say(say("ache_came"))
            self._pain(test, "stop_ache")

    def _value(self, test: HomeTest, field: Field) -> Value | None:
        """What is told of a test, asked until it can be used; None when it is left open."""
        self.say(field.ask)
        while True:
            word = self.line(f"{hint(field)}, Enter skips > ")
            if word.lower() in QUIT:
                raise Ended
            value = self._read(field, word)
            if isinstance(value, float) and test.unit == "points" and not value.is_integer():
                self.say(f"   {say('half_point')}")
            elif value is not None or not word:
                return value

    def _pain(self, test: HomeTest, stop: str) -> None:
        """The pain during what was just done; too much of it, or of a wrong kind, ends everything.

        Raises:
            Ended: the person should go on no further; ``stop`` is the sentence for plain pain.
        """
        while True:
            word = self.line(PAIN_DURING).lower()
            if word == SHARP:
                self._stop("stop_sharp")
            if word == LEG and self.line("Did pain or tingling run into a leg? y / n > ").lower() in YES:
                self.drop(["leg_symptoms"])
                self.store("safety", {"leg_symptoms": "yes"})
                self._stop("stop_leg")
            pain = self._read(fields()["pain_now"], word) if word not in (SHARP, LEG) else None
            if isinstance(pain, float):
                if pain > test.stop_pain:
                    self._replace("pain_now", pain)
                    self._stop(stop)
                return
            if not word:
                self.say("   Please give a number from 0 to 10: a result counts only with it.")

    def _stop(self, key: str) -> None:
        self.stopped = True
        self.say(f"\n{say(key)}")
        raise Ended

    def _pain_now(self) -> None:
        """Pain of the moment decides what may be run, so it is asked each time."""
        field, told = fields()["pain_now"], self.told()
        old = told.number("pain_now") if told else None
        self.say(field.ask)
        while True:
            word = self.line(hint(field) + (f", Enter if still {old:g} > " if old is not None else " > "))
            if word.lower() in QUIT:
                raise Ended
            value = self._read(field, word)
            if value is not None:
                self._replace(field.id, value)
            if value is not None or not word:
                return

    def _read(self, field: Field, word: str) -> Value | None:
        """The value of what was typed; None, with a sentence where it can't be used."""
        try:
            return read_value(field, "yes" if word == "y" else word) if word else None
        except BadValue as bad:
            self.say(f"   That {bad}")
            return None

    def _replace(self, name: str, value: Value) -> None:
        self.drop([name])
        self.store("intake", {name: as_json(value)})
