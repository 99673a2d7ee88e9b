"""How feedback fades: eight sessions over two weeks, then checks without any.

Source: knowledge/live.toml [fade].
"""

from __future__ import annotations

from typing import Any

from backstride.knowledge.loader import load
from backstride.model.live import LivePlan

KNOWLEDGE = "live.toml"
MINUTE_S = 60.0


def plan(number: int) -> LivePlan:
    """The session of this number, counted from 1; the same for everybody, every time.

    >>> plan(1).minutes, plan(1).told, plan(8).check, plan(9).told
    (15.0, ((0.0, 900.0),), True, ())

    Raises:
        ValueError: the number is below 1.
    """
    if number < 1:
        raise ValueError("sessions are counted from 1")
    known: dict[str, Any] = load(KNOWLEDGE)["fade"]
    last = len(known["minutes"])
    if number > last:
        minutes = float(known["check_session_minutes"])
        return LivePlan(
            number=number, minutes=minutes, told=(), check=True, after_days=known["days_to_check"]
        )
    minutes = float(known["minutes"][number - 1])
    is_last = number == last
    untold_s = MINUTE_S * known["check_minutes"] if is_last else 0.0
    share = known["told_share"][number - 1]
    return LivePlan(
        number=number,
        minutes=minutes,
        told=_stretches(minutes * MINUTE_S - untold_s, share * minutes * MINUTE_S, known["parts"]),
        check=is_last,
        after_days=0 if number == 1 else known["days_between"],
    )


def _stretches(length_s: float, told_s: float, parts: int) -> tuple[tuple[float, float], ...]:
    """told_s of length_s in equal parts, each at the beginning of its share; one part if all is told."""
    if told_s >= length_s:
        return ((0.0, length_s),)
    share_s = length_s / parts
    return tuple(
        (round(part * share_s, 1), round(part * share_s + told_s / parts, 1)) for part in range(parts)
    )
