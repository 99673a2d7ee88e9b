"""A watch's run over its distance, as a page shows it: no positions, no dates."""

from __future__ import annotations

from typing import Literal

from backstride.model.common import Frozen

Slope = Literal["steep_down", "down", "flat", "up", "steep_up"]


class SlopeShare(Frozen):
    """How far and how long was run on ground of one slope."""

    slope: Slope
    distance_m: float
    time_s: float


class OnsetPlace(Frozen):
    """Where in the run the pain is said to start, and what the run was like there and before.

    distance_m: as told. time_s: into the run. slope_percent: mean over the kilometre up to there.
    changes: (measure id, before, at the onset) in the measure's unit; at the onset: that last kilometre;
    before: from the start up to it. in_run: False where the run ended earlier.
    """

    distance_m: float
    in_run: bool
    time_s: float | None = None
    slope_percent: float | None = None
    changes: tuple[tuple[str, float, float], ...] = ()


class RunTrace(Frozen):
    """Columns over the distance run, each of the same length; None where nothing is known.

    distance_m: middle of each piece of the run (pieces of one length, at most 200). walked: pieces in which
    most moments were no running. slopes: only where the file tells the height. surface: told, or the file's.
    """

    recording: str
    distance_m: tuple[float, ...]
    time_s: tuple[float, ...]
    speed_mps: tuple[float | None, ...]
    cadence_spm: tuple[float | None, ...]
    contact_time_s: tuple[float | None, ...]
    vertical_oscillation_m: tuple[float | None, ...]
    heart_rate_bpm: tuple[float | None, ...]
    altitude_m: tuple[float | None, ...]
    slope_percent: tuple[float | None, ...]
    walked: tuple[bool, ...]
    pauses_m: tuple[float, ...] = ()
    slopes: tuple[SlopeShare, ...] = ()
    onset: OnsetPlace | None = None
    surface: str | None = None
    device: str = ""
