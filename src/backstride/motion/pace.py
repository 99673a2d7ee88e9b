"""How fast, over what, in which beat; walking is refused here, whatever the contacts are read from."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from backstride.model.common import Surface
from backstride.model.recording import Note
from backstride.model.settings import Settings
from backstride.motion.contact_guess import Guess, first_guess
from backstride.motion.contact_signals import signals
from backstride.motion.progression import progression
from backstride.motion.walk_run import check_running


@dataclass(frozen=True)
class Pace:
    """speed_mps the feet show and where it comes from in words; the surface as given or seen.

    beats: the contacts as first guessed, for the beat of the strides only. notes: what the gait shows.
    """

    speed_mps: float
    source: str
    surface: Surface | None
    beats: tuple[Guess, ...]
    notes: tuple[Note, ...]


def pace(points: xr.DataArray, rate_hz: float, settings: Settings) -> Pace:
    """Speed over the ground, surface and beat.

    A belt that moves under the feet is a treadmill; any other surface is known only when given.

    Args:
        points: cleaned, unfiltered.
        rate_hz: samples per second.
        settings: the surface as given. The speed as given is weighed later (``given_speed``), when the
            contacts are known.

    Raises:
        RefusedError: the feet show no running: walking, or no movement over the ground.
    """
    heard = signals(points, rate_hz)
    found = progression(heard)
    beats = first_guess(heard, found)
    source = "the belt under the standing feet" if found.is_treadmill else "the travel of the body"
    return Pace(
        speed_mps=found.mean_speed_mps,
        source=source,
        surface=settings.surface or ("treadmill" if found.is_treadmill else None),
        beats=tuple(beats),
        notes=tuple(check_running(heard, beats)),
    )
