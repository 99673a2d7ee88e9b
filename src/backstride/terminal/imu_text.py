"""What a body-worn sensor's file holds, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from backstride.sensors.imu_facts import ImuFacts


def imu_lines(facts: ImuFacts, frames: int, rate_hz: float, duration_s: float) -> Iterator[str]:
    """The block of one sensor, without its remarks and measures."""
    length = f"{frames} samples at {rate_hz:g} Hz, {duration_s:.2f} s"
    worn = f"worn at the {facts.worn}" if facts.worn else "where it was worn is not told"
    yield f"  format    CSV of a body-worn sensor, {length}; {worn}"
    gyroscope = "with gyroscope" if facts.has_gyroscope else "no gyroscope"
    gaps = f", {facts.missing_percent:g} % missing" if facts.missing_percent else ""
    yield f"  holds     acceleration (middle length {facts.middle_g:g} g), {gyroscope}{gaps}"
    if facts.running_s is None:
        return
    yield f"  run       {facts.running_s:g} s of running at {facts.cadence_spm:g} steps a minute"
    if facts.steps:
        yield f"  steps     {facts.steps}, the foot told of {facts.told_percent:g} %"
