"""What a watch file holds, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.sensors.facts import ColumnFacts, WatchFacts


def watch_lines(facts: WatchFacts) -> Iterator[str]:
    """The block of one run, without its remarks."""
    sport = f", {facts.sport}" if facts.sport else ""
    yield (
        f"  format    {facts.format} of a watch{sport}, {facts.moments} moments in "
        f"{_clock(facts.duration_s)} ({facts.saved_percent:g} % of all seconds)"
    )
    yield f"  device    {facts.device or 'not named'}; started {facts.started or 'at an unknown time'}"
    yield f"  run       {_way(facts.distance_m)}, running {facts.running_percent:g} % of the moments"
    yield f"  laps      {facts.laps}; pauses {facts.pauses} ({_clock(facts.paused_s)})"
    yield from (f"  holds     {_column(one)}" for one in facts.columns)
    if facts.has_positions:
        yield "  holds     positions (personal: never printed, never written to a result)"
    if facts.developer:
        yield f"  added     {', '.join(facts.developer)}"
    yield from _means(facts)


def _means(facts: WatchFacts) -> Iterator[str]:
    """The device's averages are over every second; a file that saves fewer cannot give them all back."""
    if not facts.device_means:
        return
    apart = [one for one in facts.device_means if not one.within_rounding]
    same = len(facts.device_means) - len(apart)
    yield f"  averages  {same} of {len(facts.device_means)} of the device's own come out within rounding"
    if apart:
        told = ", ".join(
            f"{one.title.lower()} {one.device:.4g} against {one.records:.4g} {one.unit}" for one in apart
        )
        yield f"  apart     {told}"


def _column(one: ColumnFacts) -> str:
    gaps = f", {one.missing_percent:g} % missing" if one.missing_percent else ""
    return f"{one.title.lower()} {one.median:g} {one.unit} ({one.low:g} to {one.high:g}{gaps})"


def _way(distance_m: float | None) -> str:
    return "distance unknown" if distance_m is None else f"{distance_m / 1000:.2f} km"


def _clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> _clock(3725.4)
    '1:02:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
