"""What a terminal shows when an analysis is done: a few lines, the report says the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backstride.report.disagreements import disagreement_lines
from backstride.safety.triage import patterns_allowed
from backstride.terminal.safety_text import safety_lines

if TYPE_CHECKING:
    from backstride.model.measure import Measure
    from backstride.result import Result

SHOWN = (
    "cadence",
    "contact_time",
    "overstride",
    "foot_strike_angle",
    "pelvic_drop_peak",
    "peak_vertical_force",
)
VERDICT_WORDS = {
    "stands_out": "stands out",
    "possible": "possible",
    "not_seen": "not seen",
    "cannot_tell": "can't tell",
}


def summary_lines(result: Result) -> list[str]:
    """Recordings, some numbers with their intervals, where devices do not agree, the verdicts; above
    ``unknown`` only what to do."""
    if not patterns_allowed(result.safety):
        return safety_lines(result.safety, result.told)
    lines = []
    for one in result.analysis.recordings:
        rate = f" at {one.rate_hz:g} Hz" if one.kind != "watch" else ""  # a watch has no even rate
        lines.append(f"{one.id}: {one.duration_s:.1f} s{rate}, {one.quality.verdict}")
        lines.extend(f"  {reason}" for reason in one.quality.reasons)
    pooled = {row.recording for row in result.measures}
    scope = "session" if "session" in pooled else next(iter(sorted(pooled)), "")
    lines.extend(
        f"  {_number(row)}"
        for row in result.measures
        if row.recording == scope and row.side == "both" and row.id in SHOWN and row.value is not None
    )
    told = disagreement_lines(result.background.disagreements, result.analysis.recordings)
    lines.extend(f"  {one.text}" for one in told)
    for pattern in result.patterns:
        if pattern.verdict in ("stands_out", "possible"):
            lines.append(f"  {pattern.id}: {VERDICT_WORDS[pattern.verdict]}")
    lines.append(f"Safety: {result.safety.level}. {' '.join(result.safety.reasons)}")
    return lines


def _number(row: Measure) -> str:
    low, high = row.interval or (row.value, row.value)
    unit = "" if row.unit == "1" else f" {row.unit}"
    return f"{row.id}: {row.value:.4g}{unit} (95 % interval {low:.4g} to {high:.4g}, {row.n_strides} strides)"
