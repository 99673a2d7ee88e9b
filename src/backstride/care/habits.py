"""The article's closing tips, each with the reason it has for this runner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backstride.care.case import Case
from backstride.care.exercises import Told
from backstride.knowledge.loader import load
from backstride.model.plan import PlanItem


def habits(case: Case) -> tuple[PlanItem, ...]:
    """Every tip of ``knowledge/care/plan.toml``, those that matter to this runner first."""
    rows = [(row, _when(case, row)) for row in load("care/plan.toml")["habit"]]
    rows.sort(key=lambda pair: pair[1] is None or not pair[1].get("matters", True))
    return tuple(_habit(case, row, when) for row, when in rows)


def _when(case: Case, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first thing told or found that makes the tip matter."""
    return next((one for one in row.get("when", ()) if _fits(case, one)), None)


def _fits(case: Case, when: Mapping[str, Any]) -> bool:
    if "pattern" in when:
        return when["pattern"] in case.found_ids
    condition = {key: when[key] for key in ("field", "any_of", "at_least") if key in when}
    return Told(**condition).holds(case.told)


def _habit(case: Case, row: Mapping[str, Any], when: Mapping[str, Any] | None) -> PlanItem:
    reason = when["reason"] if when else row["reason"]
    number = case.told.number(when["field"]) if when and "field" in when else None
    return PlanItem(
        id=row["id"],
        kind="habit",
        title=row["title"],
        text=row["text"],
        reason=reason.format(value=f"{number:g}" if number is not None else ""),
        answers=(when["pattern"],) if when and "pattern" in when else (),
        check=row["check"],
        article=row["article"],
        studies=row["studies"],
        source=row["source"],
    )
