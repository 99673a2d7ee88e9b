"""The questions in a terminal: short, in order of danger, every one may be left open, every answer kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from backstride.answers.questions import Field, fields, sections
from backstride.answers.value import BadValue, as_json
from backstride.answers.value import read as read_value
from backstride.model.answers import Answers, YesNo
from backstride.safety.facts import Question, resolve
from backstride.safety.interview import LIGHT_FIELDS, light_fields, next_question
from backstride.safety.triage import allowed, triage
from backstride.safety.words import level_words
from backstride.terminal.kept import EndOfInput, Kept, ReadLine, Say
from backstride.terminal.typed import QUIT, YES, choices, hint, typed, understood

BACK: Final = frozenset({"b", "back"})


class Interview(Kept):
    """One person answering."""

    def __init__(self, say: Say, prompt: Say, read_line: ReadLine, keep: Path | None = None) -> None:
        super().__init__(say, prompt, read_line, keep)
        self.asked = 0

    def triage(self) -> None:
        """Ask the safety questions, then at ``clear`` the three that the light for tomorrow needs."""
        self.say(
            "Answer y or n, or the numbers of the lines that fit. Enter leaves a question open, b goes back."
        )
        try:
            self._facts()
            if triage(self.told()).level == "clear":
                self._light()
        except EndOfInput:
            self.say("")

    def intake(self) -> None:
        """Ask everything else that has no answer yet; q ends it."""
        self.say("Everything from here on is optional. Enter skips, q stops and keeps what you said.")
        try:
            for section in sections():
                own = [one for one in fields().values() if one.section == section.id and not one.test]
                if own:  # home-tests asks for what a test at home gives
                    self.say(f"\n{section.title}")
                for field in own:
                    if self._fits(field) and not self._ask_field(field):
                        return
        except EndOfInput:
            self.say("")

    def _facts(self) -> None:
        skipped: list[str] = []
        answered: list[Question] = []
        while True:
            state = resolve(self.told()).state
            question = next_question(state, skipped)
            if question is None:
                return
            self.asked = len(answered) + len(skipped) + 1
            question = replace(question, facts=tuple(f for f in question.facts if f.id not in state))
            reply = self._ask_question(question)
            if isinstance(reply, dict):
                self._answer(question, reply)
                answered.append(question)
                if next_question(resolve(self.told()).state, skipped) is None and self._mistyped(reply):
                    self._undo(answered, skipped)
            elif reply == "back":
                self._undo(answered, skipped)
            else:
                skipped.append(question.id)

    def _mistyped(self, reply: dict[str, YesNo]) -> bool:
        """When a yes ends the questions: what to do, at once, then one chance to take the yes back."""
        if "yes" not in reply.values():
            return False
        words = level_words(triage(self.told()).level)
        self.say(f"\n{words.title.upper()}\n{words.text}")
        try:
            return self.line("You said yes. Enter goes on, b takes it back > ").lower() in BACK
        except EndOfInput:
            return False

    def _undo(self, answered: list[Question], skipped: list[str]) -> None:
        """Take the last answered question back; with none, the same is asked again."""
        skipped.clear()
        if answered:
            self._answer(answered.pop(), {})

    def _answer(self, question: Question, reply: dict[str, YesNo]) -> None:
        """Put the reply in place of whatever stood for this question, anywhere in the file."""
        self.drop((*(fact.id for fact in question.facts), *(sign.id for _, sign in question.signs)))
        self.store("safety", reply)

    def _ask_question(self, question: Question) -> dict[str, YesNo] | str | None:
        """Answers by fact or sign id; "back"; None when it was left open."""
        self.say(f"\n{self.asked}. {question.title}. Is any of this true for you?")
        for number, (_, sign) in enumerate(question.signs, start=1):
            self.say(f"   {number}  {sign.text}")
        while True:
            word = self.line("y / n / numbers > ").lower()
            if not word:
                return None
            if word in BACK:
                return "back"
            if word in YES and len(question.facts) > 1:
                word = self._which(question)
            reply = understood(question, word)
            if reply is not None:
                return reply
            self.say("   Please answer y, n, or the numbers of the lines that fit, such as 1 3.")

    def _which(self, question: Question) -> str:
        """The lines of a yes to several facts; a yes that ends here has still been said."""
        try:
            return self.line("Which lines? Enter if you can't say > ").lower() or "y"
        except (EndOfInput, KeyboardInterrupt):
            self._answer(question, {fact.id: "yes" for fact in question.facts})
            raise

    def _light(self) -> None:
        """What the light for tomorrow needs and was not said; no pain leaves nothing to settle."""
        for name in LIGHT_FIELDS:
            if name not in light_fields(self.told() or Answers()):
                continue
            self.asked += 1
            if not self._ask_field(fields()[name]):
                return

    def _fits(self, field: Field) -> bool:
        """Whether to ask: not answered yet, and what brings the ache on only where that is allowed."""
        told = self.told()
        if told is not None and field.id in told.intake:
            return False
        return not field.provokes or allowed(triage(told), told).provoking_tests

    def _ask_field(self, field: Field) -> bool:
        """Ask one field until it is understood or left open; False when the person wants to stop."""
        self.say(f"\n{field.ask}")
        for line in choices(field):
            self.say(line)
        while True:
            word = self.line(f"{hint(field)} > ")
            if word.lower() in QUIT:
                return False
            if not word:
                return True
            try:
                value = read_value(field, typed(field, word))
            except BadValue as bad:
                self.say(f"   That {bad}")
                continue
            if value is not None:
                self.store("intake", {field.id: as_json(value)})
            return True
