"""One day of a runner's diary: four taps and what goes with them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from backstride.model.common import Frozen, Surface

Pain = Annotated[float, Field(ge=0, le=10)]


class DiaryEntry(Frozen):
    """How strong the pain was, 0 (none) to 10 (the worst), and the run it belongs to; every field optional.

    during: while running. on_stopping: when the run stopped. on_sitting: sitting afterwards. next_morning.
    onset_km: where in the run it started; None where it did not, or nobody said. tried: what was changed or
    done about it that day. ran: False for a day without a run.
    """

    day: date
    ran: bool = True
    during: Pain | None = None
    on_stopping: Pain | None = None
    on_sitting: Pain | None = None
    next_morning: Pain | None = None
    distance_km: Annotated[float, Field(ge=0, le=300)] | None = None
    onset_km: Annotated[float, Field(ge=0, le=300)] | None = None
    surface: Surface | None = None
    shoes: Annotated[str, Field(max_length=80)] | None = None
    tried: tuple[Annotated[str, Field(max_length=200)], ...] = ()
    note: Annotated[str, Field(max_length=2000)] | None = None
