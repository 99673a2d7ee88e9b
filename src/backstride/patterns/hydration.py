"""Fluid and salt: only the answer on cramps counts, and a run between two weighings can speak against it."""

from __future__ import annotations

from math import sqrt
from typing import Final

from backstride.answers.weighing import Weighing, scale_error_kg, weighing
from backstride.measures.shown import DisplayUnit
from backstride.model.pattern import Item, Pattern
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.held import Held, hold, said
from backstride.patterns.ledger import ledger
from backstride.patterns.words import WeighingRow, pattern_text

ID: Final = "hydration"
WEIGHED: Final = "weight_after_kg"  # the answer that a line on the weighing opens
PERCENT: Final = DisplayUnit("% of your weight", 1.0, 1)
KG: Final = DisplayUnit("kg", 1.0, 1)


def hydration(evidence: Evidence) -> Pattern:
    """The ledger of fluid and salt.

    A loss of weight is only noted. A gain rules the pattern out on that run: more went in than came out, so
    cramps cannot be for want of drink.
    """
    row, found = pattern_text(ID).weighing, weighing(evidence.told)
    if row is None or found is None:
        return ledger(evidence, ID)
    judged = ledger(evidence, ID, noted=_weighed(row, found), brought={row.fills} if _usable(found) else ())
    if found.gained and judged.verdict == "possible":
        return judged.model_copy(update={"verdict": "not_seen", "strength_for_you": "none"})
    return judged


def _usable(found: Weighing) -> bool:
    return found.percent_lost is not None


def _weighed(row: WeighingRow, found: Weighing) -> list[Finding]:
    """What the weighing says, and what about it cannot be."""
    read = [] if found.percent_lost is None else [_gained(row, found) if found.gained else _lost(row, found)]
    return [*read, *(Finding("missing", missing=one.rstrip("."), about=WEIGHED) for one in found.problems)]


def _lost(row: WeighingRow, found: Weighing) -> Finding:
    percent, half = found.percent_lost or 0.0, 100 * _half_kg() / found.mass_before_kg
    held = Held(percent, (percent - half, percent + half), row.most_lost_percent, "above")
    item = Item(
        text=f"{row.lost}: {said(hold(held), held, PERCENT)}",
        measure=WEIGHED,
        value=percent,
        interval=held.interval,
        threshold=row.most_lost_percent,
        source=row.source,
        evidence=f"{row.grade}: {row.studies}",
    )
    return Finding(hold(held), item, about=WEIGHED)


def _gained(row: WeighingRow, found: Weighing) -> Finding:
    gain, half = found.mass_change_kg or 0.0, _half_kg()
    item = Item(
        text=row.gained.format(
            gain=f"{KG.number(gain)} kg ({KG.number(gain - half)} to {KG.number(gain + half)})"
        ),
        measure=WEIGHED,
        value=gain,
        interval=(gain - half, gain + half),
        threshold=0.0,
        source=row.gained_source,
        evidence=f"{row.grade}: {row.studies}",
    )
    return Finding("no", item, about=WEIGHED)


def _half_kg() -> float:
    """Half the 95 % interval of a difference of two weighings."""
    return sqrt(2.0) * scale_error_kg()
