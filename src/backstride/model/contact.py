"""Contacts and strides, in seconds on the recording's own clock."""

from __future__ import annotations

from backstride.model.common import Frozen, Side


class Contact(Frozen):
    """One stance: foot strike to toe-off of one foot."""

    recording: str
    side: Side
    foot_strike_s: float
    toe_off_s: float


class Stride(Frozen):
    """Same-foot strike to strike."""

    side: Side
    foot_strike_s: float
    toe_off_s: float
    next_foot_strike_s: float
