"""Changed, worse, or can't tell: every measure of two sessions of one runner, side by side.

A number counts as changed where it moved by more than the smallest detectable change **and** the 95 %
interval of its difference leaves zero out; both ends count, so does what another speed alone may do to it.
It is worse where it moved away from what the runner's findings ask for. All else cannot be told.

If nothing changed, at most one comparison in twenty still counts as changed: that is the promise of each row.
Many rows make it likely that one of them does somewhere, so the table says how many to expect, and marks
those rows that stay even when the whole table is taken as one question (Holm 1979, Scand J Stat 6:65, at the
same 5 %). The verdict itself is not made stricter: that would miss most changes of one and a half times the
detectable change (benchmarks/change_gate.py), which is what a cue or an exercise can be hoped to bring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scipy.special import ndtr

from backstride.history.change_apart import Apart, apart, refused, speed_alone
from backstride.history.change_doubts import doubts
from backstride.history.change_session import ChangeSession, Key
from backstride.history.change_spread import Difference, difference
from backstride.history.change_words import amount, rule, say
from backstride.measures.interval import Z_95
from backstride.model.change import Change, ChangeVerdict, Comparison, Wanted
from backstride.model.measure import Measure, Reference

NOBODY_ASKS: Final[Mapping[str, Wanted]] = MappingProxyType({})


def gate(
    before: ChangeSession,
    after: ChangeSession,
    wanted: Mapping[str, Wanted] = NOBODY_ASKS,
    *,
    one_session: bool = False,
) -> Comparison:
    """Hold two sessions against each other.

    Args:
        wanted: measure -> the way that the findings of the first session ask for.
        one_session: markers and camera were not touched in between, so only the strides differ.
    """
    keys = tuple(dict.fromkeys((*before.rows, *after.rows)))
    held = {key: _held(before, after, key, one_session=one_session) for key in keys}
    measured = {key: one for key, one in held.items() if isinstance(one, _Held)}
    beyond = _holm({key: one.chance for key, one in measured.items()})
    changes = tuple(_change(before, after, key, held[key], wanted, key in beyond) for key in keys)
    return Comparison(
        before=before.name,
        after=after.name,
        changes=changes,
        doubts=doubts(before, after),
        compared=len(measured),
        by_chance=round(rule("false_share") * len(measured), 1),
        one_session=one_session,
    )


@dataclass(frozen=True)
class _Held:
    """A difference, and what another speed alone may have done of it."""

    of: Difference
    allowance: float

    @property
    def least(self) -> float:
        return self.of.must_exceed(self.allowance)

    @property
    def moved(self) -> bool:
        return abs(self.of.value) > self.least

    @property
    def steady(self) -> bool:
        """Whether a change as large as the smallest detectable one would have shown."""
        low, high = self.of.interval
        return max(-low, high) + self.allowance < self.of.detectable

    @property
    def chance(self) -> float:
        """How often nothing but error and chance moves it as far, both ways together."""
        reach = self.least - self.allowance
        left = max(0.0, abs(self.of.value) - self.allowance)
        return 1.0 if reach <= 0 else float(2 * ndtr(-Z_95 * left / reach))


def _held(before: ChangeSession, after: ChangeSession, key: Key, *, one_session: bool) -> _Held | Apart:
    reason = refused(before, after, key) or apart(before, after, key)
    if reason is not None:
        return reason
    allowance, reason = speed_alone(before, after, key)
    return reason or _Held(difference(before, after, key, one_session=one_session), allowance)


def _holm(chances: Mapping[Key, float]) -> frozenset[Key]:
    """The rows that stay when all are one question."""
    kept: list[Key] = []
    for place, (key, chance) in enumerate(sorted(chances.items(), key=lambda one: one[1])):
        if chance > rule("false_share") / (len(chances) - place):
            break
        kept.append(key)
    return frozenset(kept)


def _change(
    before: ChangeSession,
    after: ChangeSession,
    key: Key,
    held: _Held | Apart,
    wanted: Mapping[str, Wanted],
    beyond: bool,
) -> Change:
    old, new = before.rows.get(key), after.rows.get(key)
    some = old or new
    assert some is not None  # the key stands in one of the two
    row = Change(
        id=some.id,
        side=some.side,
        unit=some.unit,
        before=old.value if old else None,
        after=new.value if new else None,
        before_interval=old.interval if old else None,
        after_interval=new.interval if new else None,
        verdict="cannot_tell",
        why="",
    )
    if isinstance(held, Apart):
        return row.model_copy(update={"why": held.why, "settle": held.settle})
    asked = wanted.get(key[0]) or _toward_band(old)
    return row.model_copy(update=_verdict(row, held, asked, old.reference if old else None, beyond))


def _verdict(
    row: Change, held: _Held, asked: Wanted | None, band: Reference | None, beyond: bool
) -> dict[str, object]:
    verdict: ChangeVerdict = "cannot_tell"
    if held.moved:
        verdict = "worse" if _against(asked, row, band) else "changed"
    said = verdict if held.moved else "steady" if held.steady else "small" if held.of.value else "none"
    told = {
        "way": say("way", "up" if held.of.value > 0 else "down"),
        "amount": amount(row.id, row.unit, held.of.value),
        "least": amount(row.id, row.unit, held.of.detectable if said == "steady" else held.least),
    }
    settle = "" if held.moved else say("settle", "steady" if held.steady else "small")
    return {
        "difference": held.of.value,
        "interval": held.of.interval,
        "must_exceed": held.least,
        "wanted": asked,
        "verdict": verdict,
        "steady": held.steady and not held.moved,
        "beyond_table": beyond and held.moved,
        "why": say("why", said, **told),
        "settle": settle,
    }


def _toward_band(old: Measure | None) -> Wanted | None:
    """A value outside the band of healthy runners is wanted nearer to it; of one inside nobody asks."""
    return "toward_band" if old is not None and old.verdict in ("low", "high") else None


def _against(asked: Wanted | None, row: Change, band: Reference | None) -> bool:
    """Whether it moved away from what is asked for."""
    old, new = row.before or 0.0, row.after or 0.0
    if asked == "toward_band" and band is not None:
        return _outside(new, band) > _outside(old, band)
    return (asked == "lower" and new > old) or (asked == "higher" and new < old)


def _outside(value: float, band: Reference) -> float:
    return max(band.low - value, value - band.high, 0.0)
