"""One label of an unknown set -> an anatomical name, by whole words only; or none."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from backstride.knowledge import loader
from backstride.model.common import Side

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

Words = tuple[str, ...]


def words(label: str) -> Words:
    """A label's whole words in lower case: cut at punctuation, camel case and digits.

    >>> words("L.Heel.Bottom"), words("RKneeOut"), words("CV7")
    (('l', 'heel', 'bottom'), ('r', 'knee', 'out'), ('cv', '7'))
    """
    return tuple(word.lower() for word in _WORD.findall(label))


def name_by_rules(label: str) -> str | None:
    """The anatomical name a label means, or None where its words are not exactly a known phrase.

    >>> name_by_rules("LeftHeel"), name_by_rules("ankle_lat_r"), name_by_rules("SHANK")
    ('heel_left', 'ankle_lateral_right', None)
    """
    if is_computed(label):
        return None
    rules = _rules()
    whole = tuple(word for word in words(label) if word not in rules["ignored"])
    central = rules["central"].get(_key(whole))
    if central is not None:
        return str(central)
    found = {f"{name}_{side}" for side, rest in _sides(whole) if (name := _sided_name(rest)) is not None}
    return found.pop() if len(found) == 1 else None


def side_of(text: str) -> Side | None:
    """The side a name speaks of in whole words (``Left plate``, ``R foot strike``); None for none or both."""
    sides = _rules()["sides"]
    found = {sides[word] for word in words(text) if word in sides}
    return found.pop() if len(found) == 1 else None


def is_unlabelled(label: str) -> bool:
    """Whether a label is a tracker's name for a trajectory nobody labelled (``*56``, ``uname*3``)."""
    return any(pattern.search(label) for pattern in _rules()["unlabelled"])


def is_computed(label: str) -> bool:
    """Whether a label names a computed point, such as a joint centre."""
    whole = words(label)
    bare = {word[1:] for word in whole[:1] if word[:1] in "lr"}
    return bool((set(whole) | bare) & _rules()["computed"])


def _key(whole: Words) -> Words:
    return tuple(sorted(whole))


@cache
def _rules() -> dict[str, Any]:
    data = loader.load("marker_rules.toml")
    return {
        "sides": {word: side for side in ("left", "right") for word in data[side]},
        "ignored": frozenset(data["ignored"]),
        "computed": frozenset(data["computed"]),
        "unlabelled": tuple(re.compile(pattern, re.IGNORECASE) for pattern in data["unlabelled"]),
        "sided": _phrases(data["sided"]),
        "central": _phrases(data["central"]),
        "cluster": {word: name for name, found in data["cluster"].items() for word in found},
        "rows": _places(data["cluster_place"]["rows"]),
        "columns": _places(data["cluster_place"]["columns"]),
    }


def _phrases(table: dict[str, list[str]]) -> dict[Words, str]:
    return {_key(words(phrase)): name for name, phrases in table.items() for phrase in phrases}


def _places(groups: list[list[str]]) -> dict[str, int]:
    return {word: number + 1 for number, group in enumerate(groups) for word in group}


def _sides(whole: Words) -> list[tuple[Side, Words]]:
    """Every reading of a label as a side and the words that remain."""
    sides = _rules()["sides"]
    out: list[tuple[Side, Words]] = []
    for place, word in enumerate(whole):
        if len(whole) > 1 and word in sides:
            out.append((sides[word], whole[:place] + whole[place + 1 :]))
    if not out and whole and whole[0][:1] in sides and len(whole[0]) > 1:
        out.append((sides[whole[0][0]], (whole[0][1:], *whole[1:])))
    return out


def _sided_name(rest: Words) -> str | None:
    rules = _rules()
    known = rules["sided"].get(_key(rest))
    return str(known) if known is not None else _cluster_name(rest)


def _cluster_name(rest: Words) -> str | None:
    """``thigh_3`` and so on: the number is the label's own, or stands for its place (top lateral)."""
    rules = _rules()
    segments = [rules["cluster"][word] for word in rest if word in rules["cluster"]]
    others = [word for word in rest if word not in rules["cluster"]]
    if len(segments) != 1:
        return None
    if not others:
        return f"{segments[0]}_1"
    if len(others) == 1 and others[0].isdigit():
        return f"{segments[0]}_{int(others[0])}"
    rows = [rules["rows"][word] for word in others if word in rules["rows"]]
    columns = [rules["columns"][word] for word in others if word in rules["columns"]]
    if len(rows) + len(columns) != len(others) or len(rows) > 1 or len(columns) > 1:
        return None
    width = max(rules["columns"].values()) + 1
    return f"{segments[0]}_{sum(rows) * width + sum(columns)}"
