"""The one way to the data files: read once, cached, never changed."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any


@cache
def load(name: str) -> Any:
    """The parsed content of ``knowledge/<name>`` (``.toml`` or ``.json``); treat it as read-only.

    >>> sorted(load("wording.toml"))[:1]
    ['forbidden']
    """
    text = _text(name)
    return json.loads(text) if name.endswith(".json") else tomllib.loads(text)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``knowledge/<name>.csv`` by the names in its first line; lines with # say where it is from.

    >>> table("lumbar_fascicles.csv")[0]["group"]
    'rectus_abdominis'
    """
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def ids(name: str) -> frozenset[str]:
    """The ids of a file's rows, looked for in its text: parsing a long file takes far longer than that.

    >>> "squat" in ids("care/figures.toml")
    True
    """
    return frozenset(re.findall(r'^id = "([^"]+)"$', _text(name), re.M))


@cache
def names(folder: str, suffix: str = ".toml") -> tuple[str, ...]:
    """The data files in ``knowledge/<folder>``, "" the uppermost, sorted, as names that ``load`` takes."""
    entries = (resources.files("backstride.knowledge") / folder).iterdir()
    return tuple(sorted(str(PurePosixPath(folder) / e.name) for e in entries if e.name.endswith(suffix)))


def _text(name: str) -> str:
    return (resources.files("backstride.knowledge") / name).read_text(encoding="utf-8")
