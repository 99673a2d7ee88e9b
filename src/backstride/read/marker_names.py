"""Labels in a file -> anatomical names: by a known marker set, else by rules on whole words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from backstride.errors import RefusedError
from backstride.knowledge import loader
from backstride.model.common import SIDES
from backstride.model.recording import MarkerMatch
from backstride.read.marker_rules import is_computed, is_unlabelled, name_by_rules, side_of

_ENOUGH = 0.5
"""Share of a file's labels a set must explain to be chosen: less, and it is another laboratory's set that
shares a few names (C7, LASI) with this one. The real recordings at hand are explained to 96 % and more."""

_TWO_RUNNERS = 4
"""Labels that stand twice before the file is taken to hold two people; a slip of the hand doubles one."""


@dataclass(frozen=True)
class MarkerSet:
    """One set: ``markers`` and the labels known but not used, all keyed by the label in lower case."""

    id: str
    title: str
    markers: dict[str, str]
    computed: frozenset[str]
    other: frozenset[str]

    def explains(self, label: str) -> bool:
        """Whether the set knows this (lower-case) label, used or not."""
        return label in self.markers or label in self.computed or label in self.other


@cache
def marker_sets() -> tuple[MarkerSet, ...]:
    """All sets in ``knowledge/marker_sets``."""
    return tuple(_set(PurePosixPath(name).stem, loader.load(name)) for name in loader.names("marker_sets"))


def match_markers(labels: tuple[str, ...], where: str = "") -> MarkerMatch:
    """Match a file's labels to anatomical names (``asis_left``, ``c7``).

    The set that explains most labels wins if it explains at least half; what it leaves is tried by rules
    without overruling it. Two labels for one name are left unmatched by rules. Computed points (joint
    centres) are kept out. Raises RefusedError when labels stand twice as for two people.
    """
    bare = _bare_labels(labels, where)
    usable = [label for label in labels if not is_unlabelled(bare[label])]
    best, count = _best_set([bare[label].lower() for label in usable])
    names: dict[str, str] = {}
    if best is not None:
        for label in usable:
            name = best.markers.get(bare[label].lower())
            if name is not None:
                names.setdefault(name, label)
    left_over = [label for label in usable if best is None or not best.explains(bare[label].lower())]
    ruled, ambiguous = _by_rules(left_over, bare, names)
    names |= ruled
    used = set(names.values())
    unmatched = tuple(label for label in labels if label not in used)
    computed = [label for label in unmatched if _computed(bare[label], best)]
    how = _how(best, count, len(usable), len(ruled)) + _left_out(
        len(labels) - len(usable), computed, ambiguous
    )
    return MarkerMatch(marker_set=best.id if best else "rules", how=how, names=names, unmatched=unmatched)


def _set(identity: str, data: dict[str, Any]) -> MarkerSet:
    markers = {}
    for template, name in data["markers"].items():
        for label, side in _sided(template):
            markers[label.lower()] = f"{name}_{side}" if side else name
    computed = frozenset(
        label.lower() for template in data.get("computed", ()) for label, _ in _sided(template)
    )
    other = frozenset(label.lower() for template in data.get("other", ()) for label, _ in _sided(template))
    return MarkerSet(identity, data["title"], markers, computed, other)


def _sided(template: str) -> list[tuple[str, str]]:
    """A template's labels with their sides: ``{S}`` is the letter, ``{side}`` the word."""
    if "{" not in template:
        return [(template, "")]
    return [(template.replace("{S}", side[0].upper()).replace("{side}", side), side) for side in SIDES]


def _bare_labels(labels: tuple[str, ...], where: str) -> dict[str, str]:
    """Labels without the subject's name before the colon; refuses a file of two subjects."""
    bare = {label: label.rsplit(":", 1)[-1].strip() for label in labels}
    prefix = _shared_prefix(list(bare.values()))
    bare = {label: name[len(prefix) :] for label, name in bare.items()}
    doubled = [
        name
        for name, count in Counter(re.sub(r" \(\d+\)$", "", b) for b in bare.values()).items()
        if count > 1
    ]
    if len(doubled) >= _TWO_RUNNERS:
        raise RefusedError(
            f"{len(doubled)} labels stand twice ({', '.join(sorted(doubled)[:3])} ...), as for two runners",
            where=where,
            fix="Export one runner per file",
        )
    return bare


def _shared_prefix(names: list[str]) -> str:
    """What every label begins with up to a separator (``Q_``, ``subject01_``), unless it names a side."""
    first, last = min(names, default=""), max(names, default="")
    alike = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    cut = max(first[:alike].rfind(mark) for mark in "_-.") + 1
    prefix = first[:cut]
    whole = len(names) > 1 and all(len(name) > cut for name in names)
    return prefix if whole and side_of(prefix) is None else ""


def _best_set(labels: list[str]) -> tuple[MarkerSet | None, int]:
    def score(candidate: MarkerSet) -> tuple[int, float]:
        count = sum(map(candidate.explains, labels))
        return count, count / len(candidate.markers)

    best = max(marker_sets(), key=score)
    count = score(best)[0]
    return (best, count) if labels and count >= _ENOUGH * len(labels) else (None, 0)


def _by_rules(
    labels: Iterable[str], bare: dict[str, str], taken: dict[str, str]
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Names found by rules, and those that several labels claim."""
    claims: dict[str, list[str]] = {}
    for label in labels:
        name = name_by_rules(bare[label])
        if name is not None and name not in taken:
            claims.setdefault(name, []).append(label)
    single = {name: found[0] for name, found in claims.items() if len(found) == 1}
    return single, {name: found for name, found in claims.items() if len(found) > 1}


def _computed(bare: str, best: MarkerSet | None) -> bool:
    return is_computed(bare) or (best is not None and bare.lower() in best.computed)


def _how(best: MarkerSet | None, count: int, total: int, ruled: int) -> str:
    if best is None:
        return f"No known set explains half of the {total} labels; {ruled} were matched by name rules."
    more = f", {ruled} more by name rules" if ruled else ""
    return f"{best.title}: explains {count} of {total} labels{more}."


def _left_out(unlabelled: int, computed: list[str], ambiguous: dict[str, list[str]]) -> str:
    parts = []
    if unlabelled:
        parts.append(f" {unlabelled} unlabelled trajectories are left out.")
    if computed:
        parts.append(f" {len(computed)} computed points are kept out ({', '.join(computed[:3])}).")
    for name, found in ambiguous.items():
        parts.append(f" {' and '.join(found)} could both be {name}: neither is used.")
    return "".join(parts)
