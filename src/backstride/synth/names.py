"""The markers a synthetic runner wears, by name, and what a wrong name was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from backstride.knowledge.loader import load
from backstride.model.common import SIDES

#: Segments that exist once: a marker of theirs has a side only when it lies beside the middle.
CENTRAL = ("pelvis", "torso", "head")


@cache
def marker_names(standing: bool) -> tuple[str, ...]:
    """Names in the order of the files; the medial ones are worn while standing only.

    >>> len(marker_names(standing=True)) - len(marker_names(standing=False))
    8
    """
    table = load("synth/markers.toml")
    rows = (
        (segment, name, place)
        for segment, markers in table.items()
        if isinstance(markers, dict)
        for name, place in markers.items()
        if standing or name not in table["medial"]
    )
    return tuple(full for segment, name, place in rows for full in _sided(segment, name, place[2]))


def _sided(segment: str, name: str, beside: float) -> tuple[str, ...]:
    if segment in CENTRAL and beside == 0:
        return (name,)
    return tuple(f"{name}_{side}" for side in SIDES)


def foot_markers() -> tuple[str, ...]:
    """Running markers of a foot, without side."""
    table = load("synth/markers.toml")
    return tuple(name for name in table["foot"] if name not in table["medial"])


def known_marker(name: str, *, standing: bool) -> str:
    """The name itself; ValueError, with the nearest ones, when no marker is called so."""
    known = marker_names(standing)
    if name not in known:
        raise ValueError(f"there is no marker {name!r}{meant(name, known)}")
    return name


def meant(name: str, known: Iterable[str]) -> str:
    """The known names nearest to a wrong one, as an addition to a sentence; empty when none is near.

    >>> meant("masss_kg", ["mass_kg", "height_m"])
    ', the nearest is mass_kg'
    """
    near = get_close_matches(name, list(known), n=3, cutoff=0.5)
    if not near:
        return ""
    return f", the nearest {'is' if len(near) == 1 else 'are'} {', '.join(near)}"
