"""Zero-lag filters over signals with gaps: short gaps bridged, long ones kept."""

from __future__ import annotations

import numpy as np

from backstride.model.arrays import FloatArray


def low_pass(x: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Second-order Butterworth run both ways; x: (n,) or (n, c) without NaN."""
    from scipy.signal import butter, sosfiltfilt

    if cutoff_hz >= rate_hz / 2:
        return x
    return np.asarray(sosfiltfilt(butter(2, cutoff_hz, fs=rate_hz, output="sos"), x, axis=0))


def around(x: FloatArray, rate_hz: float, centre_hz: float) -> FloatArray:
    """Second-order band pass at 0.7 to 1.3 times a frequency, run both ways; x: (n,) without NaN."""
    from scipy.signal import butter, sosfiltfilt

    sos = butter(2, [0.7 * centre_hz, 1.3 * centre_hz], "bandpass", fs=rate_hz, output="sos")
    return np.asarray(sosfiltfilt(sos, x - x.mean()))


def bridged(x: FloatArray, longest: int) -> FloatArray:
    """Gaps of at most so many samples filled by straight lines; x: (n, c), a gap in one is one in all."""
    known = np.isfinite(x).all(axis=1)
    if known.all() or not known.any():
        return x
    places = np.arange(len(x))
    after = np.searchsorted(places[known], places)
    inside = (after > 0) & (after < known.sum())
    before = np.clip(after - 1, 0, None)
    width = places[known][np.clip(after, 0, known.sum() - 1)] - places[known][before]
    fill = ~known & inside & (width <= longest + 1)
    out = x.copy()
    for column in range(x.shape[1]):
        out[fill, column] = np.interp(places[fill], places[known], x[known, column])
    out[~known & ~fill] = np.nan
    return out
