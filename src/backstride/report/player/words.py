"""The player's words and buttons, looked up once and typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from backstride.knowledge.loader import load
from backstride.model.common import SIDES, Side


@dataclass(frozen=True)
class Angle:
    """One curve: what it is called, which side, and the point beside which it is written, if any."""

    id: str
    title: str
    side: Side | None
    point: str | None


def say(key: str) -> str:
    """One standing sentence or word of the player."""
    return str(load("player.toml")["say"][key])


def buttons(kind: str) -> tuple[dict[str, Any], ...]:
    """The buttons of a kind, ``move``, ``speed`` or ``show``, in order."""
    return tuple(load("player.toml")[kind])


def angles(names: tuple[str, ...]) -> tuple[Angle, ...]:
    """The curves of these names in the order of the page, unknown ones last, left before right."""
    order = list(_known())
    found = [_angle(name) for name in sorted(names)]
    return tuple(sorted(found, key=lambda one: order.index(one.id) if one.id in order else len(order)))


def _angle(name: str) -> Angle:
    side = next((side for side in SIDES if name.endswith(f"_{side}")), None)
    plain = name.removesuffix(f"_{side}") if side else name
    row = _known().get(plain, {})
    point = row["point"].format(side=side) if "point" in row else None
    return Angle(plain, row.get("title", plain.replace("_", " ").capitalize()), side, point)


@cache
def _known() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in load("player.toml")["curve"]}
