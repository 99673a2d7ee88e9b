"""Why two rows may not be held against each other, whatever their numbers are; and what speed alone does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backstride.history.change_session import ChangeRecording, ChangeSession, Key
from backstride.history.change_words import amount, listed, per_mps, rule, say
from backstride.measures.devices import DEVICE, SAME_SPEED
from backstride.model.common import Surface

BODY: Final = "markers"


@dataclass(frozen=True)
class Apart:
    """why: a sentence. settle: what would settle it."""

    why: str
    settle: str


def apart(before: ChangeSession, after: ChangeSession, key: Key) -> Apart | None:
    """What keeps these two rows apart, the gravest first; None where they may be compared."""
    old, new = before.of(key), after.of(key)
    for check in (_device, _view, _ground, _zero, _placed):
        found = check(key[0], old, new)
        if found is not None:
            return found
    return None


def refused(before: ChangeSession, after: ChangeSession, key: Key) -> Apart | None:
    """A row without a number on one of the sides."""
    for session, when in ((before, "refused_before"), (after, "refused_after")):
        row = session.rows.get(key)
        if row is None:
            return Apart(say("why", "missing"), say("settle", "refused"))
        if row.value is None:
            reason = (row.refused or "").strip()
            return Apart(say("why", when, reason=reason).strip(), say("settle", "refused"))
    return None


def speed_alone(before: ChangeSession, after: ChangeSession, key: Key) -> tuple[float, Apart | None]:
    """How far speed alone may have moved a measure, and the reason where that is too far to tell anything.

    Of a measure whose answer to speed nobody measured, the house's rule of one speed decides.
    """
    measure = key[0]
    if measure == "speed":
        return 0.0, None
    old, new = before.speed_mps(key), after.speed_mps(key)
    known = old is not None and new is not None
    change = abs(new - old) if old is not None and new is not None else rule("unknown_speed_mps")
    slope = per_mps(measure)
    row = before.rows[key]
    moved = (slope or 0.0) * change
    detectable = max(row.detectable_change or 0.0, after.rows[key].detectable_change or 0.0)
    near = known and change <= SAME_SPEED * min(old or 0.0, new or 0.0)
    held = near if slope is None else moved <= detectable and change <= rule("most_speed_mps")
    if held:
        return moved, None
    told = {"before": f"{old or 0.0:.1f}", "after": f"{new or 0.0:.1f}"} if known else {}
    which = "speed" if known else "speed_unknown"
    return moved, Apart(
        say("why", which, amount=amount(measure, row.unit, moved), **told), say("settle", which)
    )


def ground(surface: Surface | None) -> str:
    """Treadmill, overground, or nothing where it is not known."""
    return "" if surface is None else "treadmill" if surface == "treadmill" else "overground"


def one_of(values: set[str]) -> str:
    """The one value that all recordings share, else nothing."""
    return next(iter(values)) if len(values) == 1 else ""


Recordings = tuple[ChangeRecording, ...]


def _device(_measure: str, old: Recordings, new: Recordings) -> Apart | None:
    one, other = ({str(DEVICE[each.kind]) for each in group} for group in (old, new))
    if one == other:
        return None
    return _differing("device", one, other)


def _view(measure: str, old: Recordings, new: Recordings) -> Apart | None:
    one, other = ({str(each.view) for each in group} for group in (old, new))
    if one == other or measure in listed("views", "any"):
        return None
    return _differing("view", one, other)


def _ground(_measure: str, old: Recordings, new: Recordings) -> Apart | None:
    one, other = ({ground(each.surface) for each in group} - {""} for group in (old, new))
    if not one or not other or one == other:
        return None
    return _differing("ground", one, other)


def _zero(measure: str, old: Recordings, new: Recordings) -> Apart | None:
    if measure not in listed("zero", "standing"):
        return None
    if {each.has_standing for each in old} == {each.has_standing for each in new}:
        return None
    return Apart(say("why", "standing"), say("settle", "standing"))


def _placed(measure: str, old: Recordings, new: Recordings) -> Apart | None:
    if measure not in listed("zero", "placed"):
        return None
    one, other = ({each.wear for each in group if each.kind == BODY} for group in (old, new))
    return None if one == other else Apart(say("why", "placed"), say("settle", "placed"))


def _differing(what: str, one: set[str], other: set[str]) -> Apart:
    told = {
        when: " and ".join(say(what, each) for each in sorted(group))
        for when, group in (("before", one), ("after", other))
    }
    return Apart(say("why", what, **told), say("settle", what))
