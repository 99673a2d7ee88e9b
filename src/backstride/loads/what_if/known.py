"""What may be changed, by how much, and what trials of such a change found: ``knowledge/what_if.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from backstride.errors import UsageError
from backstride.knowledge.loader import load
from backstride.model.loads import TrialFound

KNOWLEDGE: Final = "what_if.toml"
Kind = Literal["lean", "rotation", "cadence"]


@dataclass(frozen=True)
class Known:
    """A what-if.

    amount: degrees of lean (+ more), the share of the turning that is kept, or how many times the steps.
    variants: other ways to make the same change, which tell how unsure it is. contact_power: a contact lasts
    ``amount ** -power`` as long, by variant. most_lower_m: by how much the body may ride lower so that the
    legs reach. most_arms: by which share the arms may have to swing harder. off_percent: by how much the
    change of each load was off, RMS in per cent of the load now, where runners were known to have changed.
    unproven: the loads of which it then knew less than "no change" does: better not told. say: sentences
    about what a change asks of the body. how: what is changed, in words for people.
    """

    id: str
    kind: Kind
    amount: float
    variants: tuple[str, ...]
    contact_power: Mapping[str, float]
    most_lower_m: float
    most_arms: float
    off_percent: Mapping[str, float]
    unproven: tuple[str, ...]
    say: Mapping[str, str]
    how: str
    trials: tuple[TrialFound, ...]


def what_if_ids() -> tuple[str, ...]:
    """Every what-if, in the order in which they are shown.

    >>> what_if_ids()[0]
    'lean_less'
    """
    return tuple(row["id"] for row in load(KNOWLEDGE)["what_if"])


def known(what_if_id: str) -> Known:
    """A what-if by its id.

    Raises:
        UsageError: there is none of that name.
    """
    table = load(KNOWLEDGE)
    row = next((one for one in table["what_if"] if one["id"] == what_if_id), None)
    if row is None:
        raise UsageError(f"there is no what-if {what_if_id!r}", fix=f"Use one of {', '.join(what_if_ids())}")
    off = table["off"][row["id"]]
    return Known(
        id=row["id"],
        kind=row["kind"],
        amount=float(row["amount"]),
        variants=tuple(table["doubt"][row["kind"]]["variants"]),
        contact_power=table["contact"]["power"],
        most_lower_m=float(table["leg"]["most_lower_m"]),
        most_arms=float(table["arms"]["most"]),
        off_percent={load_id: one["missed"] for load_id, one in off.items()},
        unproven=tuple(load_id for load_id, one in off.items() if one["missed"] >= one["nothing"]),
        say=table["say"],
        how=row["how"],
        trials=tuple(TrialFound(text=one["text"], source=one["source"]) for one in row["trials"]),
    )
