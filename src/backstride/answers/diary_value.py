"""One value told of a day of the diary, or one sentence on what is wrong with it."""

from __future__ import annotations

from typing import Any, Final

from backstride.answers.questions import fields
from backstride.answers.value import BadValue, shortened
from backstride.answers.value import read as read_value

LONGEST: Final = {"shoes": 80, "tried": 200, "note": 2000}
NUMBERS: Final = {"distance_km": "onset_km", "onset_km": "onset_km"}  # read as these fields of the intake


def read_told(name: str, word: str) -> Any:
    """The value of one field of an entry; BadValue, which completes a sentence, where it is none."""
    if name in LONGEST:
        text = clean_text(name, word)
        return (text,) if name == "tried" else text
    if name == "surface":
        return _surface(word)
    value = read_value(fields()[NUMBERS.get(name, "pain_during")], word)
    if value is None:
        raise BadValue(f"is “{shortened(word)}”, which is no number, so it was not used.")
    return value


def clean_text(name: str, word: str) -> str:
    """A text of one line without control codes, within its longest."""
    text = " ".join("".join(one if one.isprintable() else " " for one in word).split())
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not text:
        raise BadValue("is empty, so it was not used.")
    if len(text) > LONGEST[name]:
        raise BadValue(f"is {len(text)} characters long; at most {LONGEST[name]} are kept. It was not used.")
    return text


def _surface(word: str) -> str:
    """A ground by its id, or by its number in the list that is shown."""
    options = list(fields()["run_surface"].options)
    if word.strip().isdecimal() and 1 <= int(word) <= len(options):
        return options[int(word) - 1]
    if word.lower() in options:
        return word.lower()
    raise BadValue(f"is “{shortened(word)}”; choose a number from 1 to {len(options)}.")
