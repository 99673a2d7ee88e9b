"""A run far longer than usual: the runners' and the studies' first concern, beyond the article's nine."""

from __future__ import annotations

from typing import Final

from backstride.knowledge.loader import load
from backstride.model.pattern import Item, Pattern
from backstride.model.training import percent_over
from backstride.patterns.evidence import Evidence, Finding
from backstride.patterns.folder_runs import break_before, jump, week_change, window
from backstride.patterns.ledger import ledger
from backstride.patterns.words import pattern_text

ID: Final = "training_load"


def training_load(evidence: Evidence) -> Pattern:
    """The ledger of training load.

    Runs of a folder decide: one more than a tenth longer than the longest of the 30 days before it, in the
    time in which the pain began. What is told only points, and both stand there where they differ. A folder
    without a run that can be judged then changes nothing but what is said to be missing.
    """
    told, row = _told_jump(evidence), pattern_text(ID).folder
    support, training = [told] if told else [], evidence.training
    if training is None or row is None:
        return ledger(evidence, ID, support=support)
    seen = window(training, evidence.told, row)
    found, back = jump(training, seen, row), break_before(training, seen, row)
    weeks = week_change(training, seen, row)
    if found.state == "missing":
        return ledger(evidence, ID, support=support, noted=[found, back, *weeks])
    brought, support = {row.fills}, [*support, back]
    return ledger(evidence, ID, support=support, noted=weeks, brought=brought, main=[found])


def _told_jump(evidence: Evidence) -> Finding | None:
    """The run just before the pain against the longest of the 30 days before it, as the runner tells them."""
    run_km, longest_km = (evidence.told.number(f) for f in ("run_before_pain_km", "longest_run_30d_km"))
    if run_km is None or longest_km is None or longest_km <= 0:
        return None
    known, more = load("training.toml"), percent_over(run_km, longest_km)
    far = more > known["too_far_percent"]
    text = (
        f"Your run of {run_km:g} km before the pain was {'' if far else 'not '}more than a tenth longer than "
        f"your longest of the 30 days before, {longest_km:g} km"
    )
    item = Item(
        text=text,
        measure="run_before_pain_km",
        value=more,
        threshold=known["too_far_percent"],
        source=known["too_far_source"],
    )
    return Finding("clear" if far else "no", item)
