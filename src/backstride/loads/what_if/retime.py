"""A recording read at other moments: the same movements, sooner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal
from scipy.interpolate import make_interp_spline

from backstride.loads.what_if.figure import Figure
from backstride.loads.what_if.steps import Steps
from backstride.model.arrays import FloatArray
from backstride.motion.filters import PAD_SAMPLES, one_pass, shared_runs
from backstride.motion.rotations import square
from backstride.motion.solve import MARKER_CUTOFF_HZ

#: Of the splines through samples: at 100 Hz a quintic keeps a 15 Hz movement to 0.1 %, a cubic to 1 %.
DEGREE: Final = 5


@dataclass(frozen=True, eq=False)
class Clock:
    """Which moment of the recording, ``then_s``, is shown at which new moment, ``now_s``: (m,) s each."""

    now_s: FloatArray
    then_s: FloatArray


def clock(time_s: FloatArray, rate_hz: float, steps: Steps, factor: float, margin_s: float) -> Clock:
    """New moments at the same rate at which everything comes ``factor`` times as fast, even throughout.

    Even, although contacts and flights do not shorten alike: at 10 % more steps that moves a strike by 1.2 to
    4 ms, less than it is known to; a clock that hurries in flight would throw arms and trunk about.

    Args:
        time_s: (n,) of the recording.
        rate_hz: of the recording.
        steps: as recorded; the clock starts with the first strike.
        factor: 1.1 for a tenth more steps.
        margin_s: kept before the first strike and after the last toe-off.
    """
    begin = steps.strike_s[0]
    kept = time_s[(time_s >= begin - margin_s) & (time_s <= steps.off_s[-1] + margin_s)]
    start, stop = begin + (kept[[0, -1]] - begin) / factor
    now = start + np.arange(int(np.floor((stop - start) * rate_hz + 1e-6)) + 1) / rate_hz
    return Clock(now, np.clip(begin + (now - begin) * factor, kept[0], kept[-1]))


def read_at(values: FloatArray, time_s: FloatArray, at_s: FloatArray) -> FloatArray:
    """Samples (n, ...) read between by a quintic spline, (m, ...); gaps stay gaps.

    NaN outside the record, inside a gap, and in a run of samples too short for the spline.
    """
    columns = values.reshape(len(values), -1)
    found = np.full((len(at_s), columns.shape[1]), np.nan)
    for start, stop, which in shared_runs(np.isfinite(columns)):
        rows = (at_s >= time_s[start]) & (at_s <= time_s[stop - 1])
        if stop - start > DEGREE and rows.any():
            spline = make_interp_spline(time_s[start:stop], columns[start:stop, which], k=DEGREE)
            found[np.ix_(rows, which)] = spline(at_s[rows])
    return found.reshape(len(at_s), *values.shape[1:])


def figure_at(figure: Figure, time_s: FloatArray, at_s: FloatArray, factor: float, rate_hz: float) -> Figure:
    """The figure read between its samples, as filtered markers would show it; axes stay at right angles.

    Args:
        figure: over (n,) ``time_s``, its markers low-passed at ``MARKER_CUTOFF_HZ``.
        time_s: (n,) s.
        at_s: (m,) s, the moments of the recording to be shown.
        factor: how much faster they will be shown.
        rate_hz: of the recording.
    """
    names, segments = list(figure.places), list(figure.axes)

    def at(stacked: FloatArray) -> FloatArray:
        return read_at(filtered_for(stacked, rate_hz, factor), time_s, at_s)

    places = at(np.stack([figure.places[name] for name in names], axis=1))
    axes = square(at(np.stack([figure.axes[name] for name in segments], axis=1)))
    return Figure(
        {name: places[:, i] for i, name in enumerate(names)},
        {name: axes[:, i] for i, name in enumerate(segments)},
    )


def filtered_for(values: FloatArray, rate_hz: float, factor: float) -> FloatArray:
    """Samples (n, ...) as they must be for the markers' low-pass to have acted after the speeding up.

    A landing shown 1.1 times as fast is sharper than any the filter lets through: a real one would have been
    filtered, this one was filtered before it was hurried. The filter at ``1 / factor`` of its cut-off over
    the filter at the cut-off makes up for it; with a factor of 1 nothing is changed. Gaps stay gaps, runs too
    short for the filter as they are.
    """
    columns = values.reshape(len(values), -1).copy()
    before, after = (one_pass(rate_hz, hz)[0] for hz in (MARKER_CUTOFF_HZ, MARKER_CUTOFF_HZ / factor))
    # both have their zeros at the Nyquist frequency, so that these cancel
    over = np.concatenate([before[3:] * after[0] / before[0], after[3:]])[None]
    for start, stop, which in shared_runs(np.isfinite(columns)):
        if stop - start > PAD_SAMPLES:
            run = columns[start:stop, which]
            columns[start:stop, which] = signal.sosfiltfilt(over, run, axis=0, padlen=PAD_SAMPLES)
    return columns.reshape(values.shape)
