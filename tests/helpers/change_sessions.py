"""Sessions for the change gate, made of numbers drawn by a seed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from backstride.history.change_session import ChangeRecording, ChangeSession
from backstride.measures.definitions import definition
from backstride.measures.rows import refused, valued
from backstride.model.arrays import FloatArray
from backstride.model.measure import Measure, Reference


def row(
    measure: str, strides: FloatArray, error_sd: float = 0.0, band: tuple[float, float] | None = None
) -> Measure:
    """A row of both sides of these strides."""
    given = Reference(low=band[0], high=band[1], source="a test") if band else None
    return valued(definition(measure), "both", "run", strides, error_sd, given)


def no_row(measure: str, why: str = "No marker was there.") -> Measure:
    return refused(definition(measure), "both", "run", why, 0)


def session(*rows: Measure, **recording: Any) -> ChangeSession:
    """A session of one recording. recording: what differs from markers on a treadmill at 3 m/s."""
    facts: dict[str, Any] = {
        "id": "run",
        "kind": "markers",
        "view": "3d",
        "rate_hz": 150.0,
        "speed_mps": 3.0,
        "surface": "treadmill",
        "has_standing": True,
    }
    made = ChangeRecording(**{**facts, **recording})
    keyed = {(one.id, one.side): one for one in rows}
    strides = {key: one.per_stride for key, one in keyed.items()}
    return ChangeSession("a session", keyed, (made,), strides)


def drawn(
    measure: str, seed: Iterable[int], middle: float, spread: float, error_sd: float, n: int = 20
) -> ChangeSession:
    """A session of a day: strides about a middle that the day's instrument puts elsewhere."""
    rng = np.random.default_rng(list(seed))
    day = middle + error_sd * rng.standard_normal()
    return session(row(measure, day + spread * rng.standard_normal(n), error_sd))
