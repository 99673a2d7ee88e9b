"""The whole result, field for field the ``backstride.analysis/1`` contract."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ConfigDict, Field, model_validator

from backstride.model.common import Frozen, RecordingKind, View
from backstride.model.contact import Contact
from backstride.model.loads import LumbarLoads
from backstride.model.measure import Measure
from backstride.model.pattern import Pattern
from backstride.model.plan import Plan
from backstride.model.runner import Runner
from backstride.model.safety import Safety

SCHEMA: Final = "backstride.analysis/1"
# Columns of curves.parquet with their Arrow types, one row per percent of each stride.
CURVE_COLUMNS: Final = (
    ("recording", "string"),
    ("side", "string"),
    ("stride", "int32"),
    ("curve", "string"),
    ("percent", "double"),
    ("value", "double"),
    ("unit", "string"),
)


class Software(Frozen):
    """What made the file."""

    name: str = "backstride"
    version: str


class Quality(Frozen):
    """Whether the recording can carry measures, and why not."""

    verdict: Literal["good", "usable", "refused"]
    reasons: tuple[str, ...] = ()


class RecordingSummary(Frozen):
    """What was read, without its arrays."""

    id: str
    paths: tuple[str, ...]
    kind: RecordingKind
    rate_hz: float
    duration_s: float
    view: View
    quality: Quality


class Analysis(Frozen):
    """One session analysed. ``model_dump(mode="json", by_alias=True)`` is the contract's JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    schema_: Literal["backstride.analysis/1"] = Field(default=SCHEMA, alias="schema")
    software: Software
    runner: Runner
    recordings: tuple[RecordingSummary, ...]
    contacts: tuple[Contact, ...]
    measures: tuple[Measure, ...]
    patterns: tuple[Pattern, ...]
    safety: Safety
    plan: Plan | None = None
    loads: LumbarLoads | None = None

    @model_validator(mode="after")
    def _no_advice_above_clear(self) -> Analysis:
        if self.safety.level != "clear" and (self.plan or any(map(_advises, self.patterns))):
            raise ValueError(f"advice at level {self.safety.level}: no correction, test or plan is allowed")
        return self

    @model_validator(mode="after")
    def _no_loads_beyond_the_level(self) -> Analysis:
        level = self.safety.level
        if self.loads and level not in ("clear", "unknown"):
            raise ValueError(f"loads at level {level}: only what to do now is shown")
        if self.loads and self.loads.what_if and level != "clear":
            raise ValueError(f"what-ifs at level {level}: no advice is allowed")
        return self


def _advises(pattern: Pattern) -> bool:
    return bool(pattern.corrections or pattern.next_test)
