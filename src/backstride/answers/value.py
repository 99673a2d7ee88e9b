"""One value out of an answers file, or one sentence on what is wrong with it."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from backstride.answers.questions import SCALE_TOP, Field, roland_morris
from backstride.model.answers import Activity, Value, YesNo

YES: Final = frozenset({"yes", "y", "true"})
NO: Final = frozenset({"no", "n", "false"})
OPEN: Final = frozenset({"", "unanswered", "unknown", "skip", "unsure", "not sure", "don't know", "null"})
THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+")
SHOWN: Final = 40  # characters of a strange value that a message repeats


class BadValue(ValueError):  # noqa: N818 - becomes one sentence, never an error a person meets
    """A value that cannot be used; the text completes a sentence that starts with the question's id."""


class Several(list[Any]):
    """Values that one JSON object gave under the same key, which ``json`` would drop but the last."""


def yes_no(value: Any) -> YesNo | None:
    """Yes, no, or None for unanswered; BadValue for anything else.

    >>> yes_no(True), yes_no(" No "), yes_no(None)
    ('yes', 'no', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    word = value.strip().lower() if isinstance(value, str) else None
    if word in YES:
        return "yes"
    if word in NO:
        return "no"
    if word in OPEN:
        return None
    raise BadValue(f"is “{shortened(value)}”; write yes or no. It counts as unanswered.")


def read(field: Field, value: Any) -> Value | None:
    """The value of a field, None for unanswered; BadValue when it cannot be used."""
    if value is None or (isinstance(value, str) and value.strip().lower() in OPEN and field.kind != "text"):
        return None
    match field.kind:
        case "scale":
            return _number(value, 0.0, SCALE_TOP, "")
        case "number":
            return _number(value, field.least, field.most, f" {field.unit}")
        case "yes_no":
            return yes_no(value)
        case "choice":
            return _option(field, value)
        case "choices":
            return _options(field, value)
        case "statements":
            return _lines(value, len(roland_morris().items))
        case "activities":
            return _activities(value, int(field.most))
        case "text":
            return _text(value, int(field.most))


def as_json(value: Value) -> Any:
    """A value as an answers file holds it; reading that gives the value again.

    >>> as_json(3.0), as_json((Activity("run", 2.5),))
    (3, [{'activity': 'run', 'score': 2.5}])
    """
    if isinstance(value, tuple):
        return [_item(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _item(one: str | int | Activity) -> Any:
    return {"activity": one.text, "score": as_json(one.score)} if isinstance(one, Activity) else one


def shortened(value: Any) -> str:
    """A strange value as a message repeats it: one line, short, as it stands in the file.

    >>> shortened(None), shortened({"b": 1, "a": [True]})
    ('null', '{"a": [true], "b": 1}')
    """
    try:
        given = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        text = " ".join(_clean(given).split())
    except (TypeError, ValueError, RecursionError):  # no JSON, thousands of digits, lists in lists in lists
        text = type(value).__name__
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _number(value: Any, least: float, most: float, unit: str) -> float:
    if isinstance(value, str) and THOUSANDS.fullmatch(value.strip()):
        raise BadValue(f"is “{shortened(value)}”: a thousand or a decimal? Write it without the comma.")
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        raise BadValue(f"is “{shortened(value)}”, which is no number, so it was not used.") from None
    if not math.isfinite(number):
        raise BadValue(f"is “{shortened(value)}”, which is no number, so it was not used.")
    if not least <= number <= most:
        raise BadValue(f"is {number:g}; it goes from {least:g} to {most:g}{unit}, so it was not used.")
    return number + 0.0


def _option(field: Field, value: Any) -> str:
    word = value.strip().lower() if isinstance(value, str) else None
    if word is None or word not in field.options:
        raise BadValue(f"is “{shortened(value)}”; choose one of {', '.join(field.options)}. It was not used.")
    return word


def _options(field: Field, value: Any) -> tuple[str, ...]:
    """The options chosen, each once, in the order of the question."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple):
        raise BadValue(f"is “{shortened(value)}”; choose from {', '.join(field.options)}. It was not used.")
    chosen = {_option(field, one) for one in given}
    return tuple(option for option in field.options if option in chosen)


def _lines(value: Any, count: int) -> tuple[int, ...]:
    """Numbers of the ticked lines, from 1."""
    given = value if isinstance(value, list | tuple) else [value]
    numbers = {_number(one, 1.0, float(count), "") for one in given}
    if any(number != int(number) for number in numbers):
        raise BadValue(f"is “{shortened(value)}”; give the numbers of the lines. It was not used.")
    return tuple(sorted(int(number) for number in numbers))


def _activities(value: Any, most: int) -> tuple[Activity, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, Mapping) and isinstance(one.get("activity"), str) for one in given):
        raise BadValue('is not understood; write [{"activity": "...", "score": 4}]. It was not used.')
    rows = [
        Activity(_text(one["activity"], 200), _number(one.get("score"), 0, SCALE_TOP, "")) for one in given
    ]
    if len(rows) > most:
        raise BadValue(f"names {len(rows)} things; name at most {most}. It was not used.")
    if not all(row.text for row in rows):
        raise BadValue("names no thing beside a score. It was not used.")
    return tuple(rows)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise BadValue(f"is “{shortened(value)}”, which is no text, so it was not used.")
    if len(value) > most:
        raise BadValue(f"is {len(value)} characters long; at most {most} are read. It was not used.")
    return _clean(value).strip()


def _clean(text: str) -> str:
    """Without control codes and halves of characters, which a terminal obeys and a file cannot hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(one for one in whole if one.isspace() or unicodedata.category(one) != "Cc")
