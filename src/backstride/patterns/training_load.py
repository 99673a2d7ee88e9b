"""A run far longer than usual: the runners' and the studies' first concern, beyond the article's nine."""

from __future__ import annotations

from typing import Final

from backstride.model.pattern import Item, Pattern
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.ledger import ledger
from backstride.patterns.words import pattern_text

ID: Final = "training_load"
TOO_FAR_PERCENT: Final = 10.0  # above the longest run of the last 30 days (Frandsen 2025, BJSM 59:1203)


def training_load(evidence: Evidence) -> Pattern:
    """The ledger of training load: the two distances decide where both were given, else the answers point."""
    jump = _jump(evidence)
    return ledger(evidence, ID, support=[jump] if jump else [])


def _jump(evidence: Evidence) -> Finding | None:
    """The run just before the pain against the longest of the 30 days before it."""
    run_km, longest_km = (evidence.told.number(f) for f in ("run_before_pain_km", "longest_run_30d_km"))
    if run_km is None or longest_km is None or longest_km <= 0:
        return None
    more = 100 * (run_km / longest_km - 1)
    far = more > TOO_FAR_PERCENT
    text = (
        f"Your run of {run_km:g} km before the pain was {'' if far else 'not '}more than a tenth longer than "
        f"your longest of the 30 days before, {longest_km:g} km"
    )
    source = pattern_text(ID).studies_source
    item = Item(text=text, measure="run_before_pain_km", value=more, threshold=TOO_FAR_PERCENT, source=source)
    return Finding("clear" if far else "no", item)
