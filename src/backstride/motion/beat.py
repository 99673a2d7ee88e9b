"""How often the legs go round, from their swing alone, before anything is known of speed or ground."""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from backstride.errors import RefusedError
from backstride.model.arrays import FloatArray
from backstride.motion.contact_guess import first_guess
from backstride.motion.contact_signals import signals
from backstride.motion.marker_contacts import SLIPS
from backstride.motion.progression import progression
from backstride.motion.walk_run import check_running

# Runners step 120 to 240 times a minute; outside of that a clip was filmed in slow motion, or nobody runs.
SLOWEST_SPM: Final = 120.0
FASTEST_SPM: Final = 240.0
USUAL_SPM: Final = 165.0
# A runner not seen for so long has left the picture: what lies between two passes is no swing of the legs.
UNSEEN_S: Final = 0.5
# Least share of the legs' swing that goes round at one rate; legs of real clips reach 0.6 and more, a still
# or squatting person 0.2 (judged).
LEAST_REGULAR: Final = 0.25


def steps_per_min(points: xr.DataArray) -> float:
    """Twice the rate at which the left ankle passes the right one; NaN where the legs are hardly seen.

    points: (time, point, axis) m, even times, one axis may be NaN.
    """
    names = set(map(str, points.coords["point"].to_numpy()))
    if not {"ankle_centre_left", "ankle_centre_right"} <= names:
        return float("nan")
    apart = (points.sel(point="ankle_centre_left") - points.sel(point="ankle_centre_right")).to_numpy()
    time_s = points.coords["time"].to_numpy()
    interval_s = float(np.median(np.diff(time_s)))
    axes = [apart[:, axis] for axis in range(3) if np.isfinite(apart[:, axis]).mean() > 0.3]
    if not axes:
        return float("nan")
    swing = max(axes, key=lambda values: float(np.nanstd(values)))
    return 120.0 * _main_rate_hz(_passes(swing, interval_s), interval_s)


def require_runners_beat(points: xr.DataArray, rate_hz: float, told: bool) -> None:
    """Nothing when the legs go as fast as a runner's; else what is wrong by name.

    told: the slow motion was given, or stands in the file.

    Raises:
        RefusedError: walking, or slow motion that nobody told of.
    """
    steps = steps_per_min(points)
    if not np.isfinite(steps) or SLOWEST_SPM <= steps <= FASTEST_SPM:
        return
    quicker = steps / USUAL_SPM  # the clip played at a runner's usual beat: walking stays walking
    times = points.coords["time"].to_numpy() * quicker
    _refuse_walking(points.assign_coords(time=times), rate_hz / quicker)
    if told:
        raise RefusedError(
            f"the legs take {steps:.0f} steps a minute, which no runner does",
            fix="Check --slow-motion: how many times slower the clip plays than the run was",
        )
    raise RefusedError(
        f"the legs take {steps:.0f} steps a minute as the clip plays: it is slow motion, or no run",
        fix="Say how many times slower it plays, for example --slow-motion 8 (240 frames/s played at 30)",
    )


def _refuse_walking(points: xr.DataArray, rate_hz: float) -> None:
    try:
        found = signals(points, rate_hz)
        guesses = first_guess(found, progression(found, SLIPS[True]))
    except RefusedError:
        return  # too little is seen to tell; the beat is said instead
    if guesses:
        check_running(found, guesses)


def _passes(values: FloatArray, interval_s: float) -> list[FloatArray]:
    """Each time the legs are seen, short holes bridged by straight lines."""
    seen = np.flatnonzero(np.isfinite(values))
    spans = np.split(seen, np.flatnonzero(np.diff(seen) * interval_s > UNSEEN_S) + 1)
    return [np.interp(np.arange(span[0], span[-1] + 1), span, values[span]) for span in spans]


def _main_rate_hz(passes: list[FloatArray], interval_s: float) -> float:
    """The rate that carries most of a signal, by its spectrum over all passes; NaN where none stands out."""
    longest = max(len(values) for values in passes)
    size = 1 << max(12, int(np.ceil(np.log2(8 * longest))))
    power = np.sum([_power(values, size) for values in passes], axis=0)
    rates = np.fft.rfftfreq(size, interval_s)
    turns = rates >= 1.5 / (longest * interval_s)  # slower than that is drift, not a stride
    if not turns.any() or power[turns].sum() <= 0:
        return float("nan")
    top = int(np.argmax(np.where(turns, power, 0.0)))
    near = np.abs(rates - rates[top]) <= 2.0 / (longest * interval_s)
    return float(rates[top]) if power[near].sum() >= LEAST_REGULAR * power[turns].sum() else float("nan")


def _power(values: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.abs(np.fft.rfft((values - values.mean()) * np.hanning(len(values)), size)) ** 2)
