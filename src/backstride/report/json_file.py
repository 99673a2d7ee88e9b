"""``analysis.json``: the contract, written so that the same analysis gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from backstride.errors import UnreadableError, WrongKindError
from backstride.model.analysis import SCHEMA, Analysis

# Instrument noise is far above the sixth digit of every measure (positions 0.1-1 mm of ~1 m); more digits
# would only differ between machines' floating-point libraries.
SIGNIFICANT_DIGITS: Final = 6
# Times grow with the recording, so they keep a fixed step instead: 1 microsecond, under 1 % of the
# 0.25-1 ms that one sample of a force plate lasts.
TIME_DECIMALS: Final = 6


def rounded(value: float) -> float:
    """``value`` to six significant digits, with no negative zero.

    >>> rounded(163.8729411)
    163.873
    >>> rounded(-0.0)
    0.0
    """
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0


def dumps(analysis: Analysis) -> str:
    """The contract's JSON text: UTF-8, two-space indent, keys in contract order, a newline at the end."""
    data = analysis.model_dump(mode="json", by_alias=True)
    contacts = [_times_rounded(contact) for contact in data["contacts"]]
    data = {key: contacts if key == "contacts" else _all_rounded(part) for key, part in data.items()}
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def fingerprint(analysis: Analysis) -> str:
    """The first twelve digits of the SHA-256 of ``analysis.json``: which result a printed page belongs to."""
    return hashlib.sha256(dumps(analysis).encode("utf-8")).hexdigest()[:12]


def loads(text: str, *, where: str = "analysis.json") -> Analysis:
    """The analysis that ``dumps`` wrote; per-stride values are not part of the contract and stay empty.

    Raises UnreadableError when it is no JSON or breaks the contract, WrongKindError when its schema is
    unknown (written by a later version, or by something else).
    """
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # half a character can be written as an escape
    except (ValueError, RecursionError) as error:
        why = "half a character" if isinstance(error, UnicodeEncodeError) else error
        raise UnreadableError(f"not readable as JSON ({why})", where=where, fix=_AGAIN) from error
    schema = data.get("schema") if isinstance(data, dict) else None
    reader = READERS.get(schema) if isinstance(schema, str) else None
    if reader is None:
        known = ", ".join(READERS)
        raise WrongKindError(
            f"its schema is {schema!r}; this version reads {known}",
            where=where,
            fix="Give a result that Backstride wrote, or update Backstride",
        )
    return _checked(reader, _without_advice(data), where)


def dump(analysis: Analysis, path: Path) -> Path:
    """Write ``dumps(analysis)`` to ``path``."""
    path.write_bytes(dumps(analysis).encode("utf-8"))
    return path


def load(path: Path) -> Analysis:
    """Read ``path``; raises as ``loads`` does, and UnreadableError when the file cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be read ({error})", where=path.name, fix=_AGAIN) from error
    return loads(text, where=path.name)


# One reader per schema ever published: a new number adds a line, an old line is never removed.
READERS: Final[Mapping[str, Callable[[dict[str, Any]], Analysis]]] = {SCHEMA: Analysis.model_validate}

_AGAIN: Final = "Run the analysis again, or give the folder it wrote"


def _checked(reader: Callable[[dict[str, Any]], Analysis], data: dict[str, Any], where: str) -> Analysis:
    try:
        return reader(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableError(f"{place}: {first['msg']}", where=where, fix=_AGAIN) from error


def _without_advice(data: dict[str, Any]) -> dict[str, Any]:
    """The document without any advice that its own safety level forbids, whoever put it there."""
    safety = data.get("safety")
    if not isinstance(safety, dict) or safety.get("level") == "clear":
        return data
    patterns = data.get("patterns")
    if isinstance(patterns, list):
        none: dict[str, Any] = {"corrections": [], "next_test": None}
        patterns = [{**one, **none} if isinstance(one, dict) else one for one in patterns]
    held = {"plan": None, "loads": _loads_at(safety.get("level"), data.get("loads"))}
    return {**data, "patterns": patterns, "safety": {**safety, "run_tomorrow": None}, **held}


def _loads_at(level: object, loads: Any) -> Any:
    """Loads as ``safety.loads.shown_loads`` leaves them, of a document that nothing has checked yet."""
    if level != "unknown":
        return None
    return {**loads, "what_if": []} if isinstance(loads, dict) else loads


def _times_rounded(contact: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, TIME_DECIMALS) + 0.0 if isinstance(v, float) else v for k, v in contact.items()}


def _all_rounded(part: Any) -> Any:
    if isinstance(part, float):
        return rounded(part)
    if isinstance(part, dict):
        return {key: _all_rounded(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_all_rounded(value) for value in part]
    return part
