"""Where the numbers of a run's figures come from: worked out once more from the trace itself."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.knowledge.loader import load
from backstride.model.run_trace import RunTrace

FACTORS = {"cadence": (1, 1), "contact_time": (1000, 0), "vertical_oscillation": (100, 1)}


def run_values(trace: RunTrace) -> Iterator[str]:
    """Every number that text around the figures may show, as it is written."""
    yield from _distances(trace)
    yield from _times(trace)
    yield from (_pace(speed) for speed in trace.speed_mps if speed)
    for column, factor, digits in (
        (trace.cadence_spm, 1, 0),
        (trace.contact_time_s, 1000, 0),
        (trace.vertical_oscillation_m, 100, 1),
        (trace.heart_rate_bpm, 1, 0),
        (trace.altitude_m, 1, 0),
    ):
        yield from (f"{value * factor:.{digits}f}" for value in column if value is not None)
    rule = load("sensors/watch_errors.toml")["slopes"]
    yield from (f"{rule['up_percent']:g}", f"{rule['steep_up_percent']:g}", str(len(trace.distance_m)))
    if trace.onset:
        yield from _onset(trace)


def _distances(trace: RunTrace) -> Iterator[str]:
    step = trace.distance_m[1] - trace.distance_m[0]
    ends = [at + half for at in trace.distance_m for half in (-step / 2, step / 2)]
    walked = [step * sum(trace.walked)]
    shares = [one.distance_m for one in trace.slopes]
    for metres in (*ends, *walked, *shares, *trace.pauses_m, *(range(0, 20_000, 500))):
        yield f"{round(metres / 1000, 1 if metres >= 950 else 2):g}"
    yield f"{step:.0f}"
    yield str(len(trace.pauses_m))


def _times(trace: RunTrace) -> Iterator[str]:
    for seconds in (*trace.time_s, *(one.time_s for one in trace.slopes)):
        yield f"{round(seconds) // 60}:{round(seconds) % 60:02d}"
    whole = sum(one.distance_m for one in trace.slopes) or 1.0
    for one in trace.slopes:
        yield f"{100 * one.distance_m / whole:.0f}"
        yield _pace(one.distance_m / one.time_s)


def _onset(trace: RunTrace) -> Iterator[str]:
    onset = trace.onset
    assert onset is not None
    yield f"{onset.distance_m / 1000:g}"
    if onset.time_s is not None:
        yield f"{round(onset.time_s) // 60}:{round(onset.time_s) % 60:02d}"
    if onset.slope_percent is not None:
        yield from (f"{abs(onset.slope_percent):.0f}", f"{abs(onset.slope_percent):.1f}")
    for measure, *values in onset.changes:
        for value in values:
            yield f"{value:.2f}"
            factor, digits = FACTORS.get(measure, (1, 2))
            yield _pace(value) if measure == "speed" else f"{value * factor:.{digits}f}"


def _pace(speed: float) -> str:
    seconds = round(1000 / speed)
    return f"{seconds // 60}:{seconds % 60:02d}"
