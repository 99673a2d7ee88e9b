"""TCX and GPX are XML: opened here, with everything that XML can be abused for refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

import numpy as np

from backstride.errors import UnreadableError

_DECLARED: Final = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_DECLARATION: Final = re.compile(r"^<\?xml[^>]*\?>")
_KNOWN: Final = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "utf-16")
_BOMS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_AGAIN: Final = "Export it from the watch's app again"


def open_xml(data: bytes) -> ElementTree.Element:
    """The root element.

    Document type declarations are refused, and with them entities: no watch writes any, and a few lines of
    them can fill a machine's memory or read its files.

    Raises:
        UnreadableError: it is no sound XML, or holds a document type declaration.
    """
    text = _decoded(data)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise UnreadableError(
            "it holds an XML document type declaration, which no watch writes: not opened", fix=_AGAIN
        )
    try:
        return ElementTree.fromstring(_DECLARATION.sub("", text, count=1))
    except (ElementTree.ParseError, ValueError) as error:
        line = f" (line {error.position[0]})" if isinstance(error, ElementTree.ParseError) else ""
        raise UnreadableError(
            f"it is damaged or cut off: its XML does not end well{line}", fix=_AGAIN
        ) from error


def _decoded(data: bytes) -> str:
    """The text, by its mark or its declaration; without the blanks that Strava writes before it."""
    data = data.lstrip()
    told = _DECLARED.match(data)
    encoding = told.group(1).decode("ascii").lower() if told else "utf-8"
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), encoding)
    if encoding not in (*_KNOWN, "utf-8-sig"):
        raise UnreadableError(f"its text is encoded as {encoding}, which is not read", fix=_AGAIN)
    try:
        return data.decode(encoding).lstrip()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is damaged: its text is no {encoding}", fix=_AGAIN) from error


def local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace, in lower case.

    >>> local(ElementTree.fromstring('<a:Trk xmlns:a="x"/>'))
    'trk'
    """
    return str(element.tag).rpartition("}")[2].lower()


def inside(element: ElementTree.Element, *names: str) -> Iterator[ElementTree.Element]:
    """All descendants of these (local, lower-case) names, in order."""
    return (one for one in element.iter() if local(one) in names)


def text_of(element: ElementTree.Element, name: str) -> str | None:
    """The text of the first child of that name."""
    for one in element:
        if local(one) == name:
            return (one.text or "").strip()
    return None


def number_of(text: str | None) -> float:
    """A finite number, else NaN.

    >>> number_of(" 3.5 "), number_of("NaN"), number_of(None)
    (3.5, nan, nan)
    """
    try:
        value = float(text) if text else np.nan
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def time_of(text: str | None) -> float:
    """An ISO 8601 time in s since 1970 (UTC where it names no zone), NaN where it is none."""
    try:
        told = datetime.fromisoformat(text) if text else None
    except ValueError:
        return np.nan
    if told is None:
        return np.nan
    try:
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return np.nan


def moment(point: ElementTree.Element, columns: Mapping[str, str]) -> dict[str, float]:
    """A track point's time, and what it says anywhere inside; columns: (local) name of an element -> ours."""
    row = {"time": time_of(text_of(point, "time"))}
    for one in point.iter():
        column = columns.get(local(one))
        if column is not None and not np.isnan(value := number_of(one.text)):
            row[column] = value
    return row


def timer_of(parts: Iterable[Sequence[Mapping[str, float]]]) -> Iterator[tuple[float, bool]]:
    """(time, whether the timer runs from here): a new part begins where it went on after a stop."""
    for part in parts:
        known = [row["time"] for row in part if not np.isnan(row["time"])]
        if known:
            yield known[0], True
            yield known[-1], False
