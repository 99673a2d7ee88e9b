"""Answers files: read whole, written at once or not at all, nothing in them lost."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backstride.answers.parse import SCHEMA
from backstride.answers.value import Several
from backstride.errors import AnswersError, UsageError

ANSWERS: Final = "answers.json"  # its name beside a result, when the runner told anything
LARGEST_BYTES: Final = 5_000_000  # a full set of answers takes a few kilobytes
DEEPEST: Final = 50  # levels of lists and objects; a full set of answers has four
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")  # JSON can hold it as an escape, UTF-8 cannot


def read_file(path: Path) -> dict[str, Any]:
    """The object in an answers file; what its values mean is read later, with one sentence on each doubt.

    Raises:
        UsageError: no such file.
        AnswersError: it does not read as JSON, or holds no object.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)  # a device may never end
        if len(content) > LARGEST_BYTES:
            raise AnswersError("is far larger than any set of answers", where=path.name, fix=_FIX)
        text = content.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=str)
    except FileNotFoundError as error:
        raise UsageError("no such file", where=str(path), fix="Check the name and the folder") from error
    except OSError as error:
        why = f"not readable as JSON ({error.strerror})"
        raise AnswersError(why, where=str(path), fix=_FIX) from error
    except (ValueError, RecursionError) as error:
        raise AnswersError(f"not readable as JSON ({error})", where=path.name, fix=_FIX) from error
    if not isinstance(value, dict):
        raise AnswersError("holds no JSON object", where=path.name, fix=_FIX)
    if depth_of(value) > DEEPEST:
        raise AnswersError("is nested far deeper than any set of answers", where=path.name, fix=_FIX)
    return value


def dumps(raw: Mapping[str, Any]) -> str:
    """The answers as JSON text, keys sorted, so that their order changes nothing."""
    data = _plain({"schema": SCHEMA, **raw})
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def write_file(path: Path, raw: Mapping[str, Any]) -> None:
    """Write the answers so that the file is either the old or the new one, readable by its owner alone.

    Raises:
        UsageError: the file cannot be written there.
    """
    try:
        _replace(path, dumps(raw))
    except OSError as error:
        why = f"cannot be written ({error.strerror})"
        raise UsageError(why, where=str(path), fix="Choose a file in a folder you may write to") from error


def _replace(path: Path, text: str) -> None:
    path = Path(os.path.realpath(path))  # of a link, what it leads to is written
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:30]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


_FIX: Final = "Write it by `backstride schema answers`, or make one with `backstride safety --save FILE`"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which a key that comes twice keeps all its values."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key not in found:
            found[key] = value
        elif isinstance(found[key], Several):
            found[key].append(value)
        else:
            found[key] = Several([found[key], value])
    return found


class _Object(dict[str, Any]):
    """A JSON object that says a key as often as it was said."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def items(self) -> Any:
        """Every pair, also of a key that comes twice."""
        return self.pairs


def depth_of(value: Any) -> int:
    """How many lists and objects lie in one another."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def _plain(value: Any) -> Any:
    """The same without what JSON cannot hold: NaN as the text it was, tuples as lists; keys sorted."""
    if isinstance(value, Mapping):
        given = sorted(((str(key), one) for key, one in value.items()), key=lambda pair: pair[0])
        return _Object(
            [
                (key, _plain(one))
                for key, several in given
                for one in (several if isinstance(several, Several) else [several])
            ]
        )
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return json.dumps(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
