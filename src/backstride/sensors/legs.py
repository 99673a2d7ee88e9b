"""Which sessions of a file are run, and which of its moments belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.errors import WrongKindError
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.recording import Note
from backstride.sensors.clock import Clock
from backstride.sensors.fit_fields import own_words
from backstride.sensors.raw import RawStretch, RawWatch

_RUNS: Final = frozenset(("running",))
_WALKS: Final = frozenset(("walking", "hiking"))
_LAST_S: Final = 1.0  # a leg's last moment is saved in the second in which the leg ends
# What people choose when nothing fits: the numbers decide.
_ANYTHING: Final = frozenset((None, "generic", "training", "fitness_equipment", "multisport", "all", "hiit"))
_NAMES: Final = {
    "cycling": "a bike ride",
    "e_biking": "a ride on an e-bike",
    "swimming": "a swim",
    "rowing": "rowing",
    "transition": "the change between two legs",
}


@dataclass(frozen=True)
class Legs:
    """used: per session of the file, whether its moments are taken. as_walk: the device calls it a walk."""

    used: tuple[bool, ...]
    as_walk: bool
    notes: tuple[Note, ...]


def choose_legs(raw: RawWatch) -> Legs:
    """The running sessions of a file; without one, those whose sport is open or a walk.

    Raises:
        WrongKindError: every session is another sport, which is named.
    """
    sports = [one.sport for one in raw.sessions] or [raw.sport]
    for wanted in (_RUNS, _ANYTHING, _WALKS):
        used = tuple(sport in wanted for sport in sports)
        if any(used):
            return Legs(used, wanted is _WALKS, tuple(_left_out(sports, used)))
    raise WrongKindError(
        f"this is no run: by its own word it is {_said(sports)}", fix="Give the file of a run"
    )


def _left_out(sports: Sequence[str | None], used: Sequence[bool]) -> list[Note]:
    others = [sport for sport, taken in zip(sports, used, strict=True) if not taken]
    if not others:
        return []
    text = f"Only the running part counts; left out: {_said(others)}."
    return [Note(level="info", code="other_legs", text=text)]


def _said(sports: Sequence[str | None]) -> str:
    named = dict.fromkeys(_NAMES.get(sport or "", own_words(sport)) for sport in sports)
    return ", ".join(named)


def moments_of(
    sessions: Sequence[RawStretch], used: Sequence[bool], clock: Clock, time: FloatArray
) -> BoolArray:
    """Which moments (n,) lie in a used session; all, where one session is the whole file."""
    if len(sessions) <= 1 or all(used):
        return np.ones(time.size, dtype=bool)
    inside = np.zeros(time.size, dtype=bool)
    starts = [clock.at(one.start) for one in sessions if one.start is not None]
    for one, taken in zip(sessions, used, strict=True):
        if taken and one.start is not None:
            from_s = clock.at(one.start)
            until_s = from_s + (np.inf if one.totals.elapsed_s is None else one.totals.elapsed_s) + _LAST_S
            next_s = min((start for start in starts if start > from_s), default=np.inf)
            inside |= (time >= from_s) & (time < min(until_s, next_s))
    return inside
