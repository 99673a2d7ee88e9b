"""Running speed: as given, else read from the ground under the standing feet."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from backstride.errors import RefusedError
from backstride.model.common import Surface
from backstride.model.settings import Settings
from backstride.motion.contact_guess import Guess, first_guess
from backstride.motion.contact_signals import signals
from backstride.motion.progression import progression


@dataclass(frozen=True)
class RunningSpeed:
    """speed_mps, None where it cannot be had; where it comes from in words; the surface as given or seen.

    beats: the contacts as first guessed, for the beat of the strides only.
    """

    speed_mps: float | None
    source: str
    surface: Surface | None
    beats: tuple[Guess, ...] = ()


def running_speed(points: xr.DataArray, rate_hz: float, settings: Settings) -> RunningSpeed:
    """Speed over the ground and the surface.

    A belt that moves under the feet is a treadmill; any other surface is known only when given.

    Args:
        points: cleaned, unfiltered.
        rate_hz: samples per second.
        settings: speed and surface as given.
    """
    heard = signals(points, rate_hz)
    try:
        found = progression(heard)
    except RefusedError as reason:
        source = "given" if settings.speed_mps else reason.what
        return RunningSpeed(settings.speed_mps, source, settings.surface)
    surface = settings.surface or ("treadmill" if found.is_treadmill else None)
    beats = tuple(first_guess(heard, found))
    if settings.speed_mps is not None:
        return RunningSpeed(settings.speed_mps, "given", surface, beats)
    source = "the belt under the standing feet" if found.is_treadmill else "the travel of the body"
    return RunningSpeed(found.mean_speed_mps, source, surface, beats)
