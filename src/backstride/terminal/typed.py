"""What a person types in the terminal, and how a question is laid out there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from backstride.answers.questions import Field, roland_morris
from backstride.answers.value import BadValue
from backstride.model.answers import YesNo
from backstride.safety.facts import Question
from backstride.safety.reply import all_of, ticked

YES: Final = frozenset({"y", "yes"})
QUIT: Final = frozenset({"q", "quit"})
NO: Final = frozenset({"n", "no", "none", "0"})
HINTS: Final = {
    "scale": "0 to 10",
    "yes_no": "y / n",
    "choice": "one number",
    "choices": "numbers",
    "statements": "numbers of the lines that fit today, 0 for none",
    "activities": "such as: tie my shoes 4, run 2",
    "text": "your words",
}


def understood(question: Question, word: str) -> dict[str, YesNo] | None:
    """A reply as answers by fact or sign; None when it is neither yes, no nor line numbers.

    A yes that names no line counts for every fact of the question: the safer way.
    """
    if word in NO:
        return all_of(question, "no")
    if word in YES:
        return all_of(question, "yes")
    lines = numbers(word, len(question.signs))
    if not lines:
        return None
    return ticked(question, {question.signs[line - 1][1].id for line in lines})


def numbers(word: str, most: int) -> list[int]:
    """Line numbers out of "1 3" or "1,3"; empty when anything else stands there.

    >>> numbers("1, 3", 4), numbers("1 9", 4), numbers("ja", 4)
    ([1, 3], [], [])
    """
    parts = word.replace(",", " ").split()
    try:
        found = [int(part) for part in parts]
    except ValueError:
        return []
    return found if all(1 <= number <= most for number in found) else []


def choices(field: Field) -> Iterator[str]:
    """The numbered lines of a question that has some."""
    lines = roland_morris().items if field.kind == "statements" else tuple(field.options.values())
    yield from (f"   {number}  {text}" for number, text in enumerate(lines, start=1))


def hint(field: Field) -> str:
    """What to type."""
    return HINTS.get(field.kind, field.unit)


def typed(field: Field, word: str) -> Any:
    """What was typed as it stands in an answers file; BadValue when the numbers name no line."""
    if field.kind in ("choice", "choices"):
        options = list(field.options)
        lines = numbers(word, len(options))
        if not lines:
            raise BadValue(f"is no number from 1 to {len(options)}.")
        if field.kind == "choice" and len(lines) > 1:
            raise BadValue("is more than one number; give the one that fits best.")
        return options[lines[0] - 1] if field.kind == "choice" else [options[line - 1] for line in lines]
    if field.kind == "statements":
        return [] if word == "0" else word.replace(",", " ").split()
    if field.kind == "activities":
        return [_activity(part) for part in word.split(",") if part.strip()]
    return word


def _activity(part: str) -> dict[str, str]:
    text, _, score = part.strip().rpartition(" ")
    return {"activity": text, "score": score}
