"""A checkup as lines for a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from backstride.checkup import Checkup
from backstride.model.recording import AxesDecision, MarkerMatch
from backstride.terminal.imu_text import imu_lines
from backstride.terminal.watch_text import watch_lines

GAPS_SHOWN = 8
VERDICT = {"good": "good", "usable": "usable, with remarks", "refused": "REFUSED"}


def as_json(checkups: Sequence[Checkup]) -> str:
    """A JSON array, one object per recording."""
    return json.dumps([one.model_dump(mode="json") for one in checkups], indent=2, ensure_ascii=False) + "\n"


def as_text(checkups: Sequence[Checkup]) -> str:
    """Readable blocks, one per recording."""
    return "\n\n".join("\n".join(_block(one)) for one in checkups) + "\n"


def _block(one: Checkup) -> Iterable[str]:
    yield f"{' + '.join(one.paths)}: {VERDICT[one.quality.verdict]}"
    yield from (f"  ! {reason}" for reason in one.quality.reasons)
    if one.watch is not None:
        yield from watch_lines(one.watch)
    elif one.sensor is not None:
        yield from imu_lines(one.sensor, one.frames, one.rate_hz, one.duration_s)
    elif one.axes is not None and one.match is not None:
        yield from _body_lines(one, one.axes, one.match)
    yield from _note_lines(one)
    yield from _measure_lines(one)


def _body_lines(one: Checkup, axes: AxesDecision, match: MarkerMatch) -> Iterable[str]:
    """What shows points of a body: markers or a clip."""
    yield (
        f"  format    {one.format}, {one.kind}, {one.frames} frames "
        f"at {one.rate_hz:g} Hz, {one.duration_s:.2f} s"
    )
    yield f"  clock     first sample at {one.first_time_s:g} s"
    yield f"  {'camera' if one.sight else 'axes':8}  {axes.how}"
    yield f"  {'points' if one.sight else 'markers':8}  {match.marker_set}: {match.how}"
    if one.sight is None:
        names = (f"{label} = {name}" for name, label in sorted(match.names.items()))
        yield f"  names     {', '.join(names)}"
        if match.unmatched:
            yield f"  left out  {', '.join(match.unmatched)}"
        yield from _gap_lines(one)
        yield from _plate_lines(one)
    if one.steps is not None:
        yield f"  steps     {one.steps.left} left, {one.steps.right} right"
    if one.events:
        yield f"  events    {len(one.events)} in the file (shown, not used)"


def _note_lines(one: Checkup) -> Iterable[str]:
    said = set(one.quality.reasons)
    yield from (f"  {note.level:8}  {note.text}" for note in one.notes if note.text not in said)


def _gap_lines(one: Checkup) -> Iterable[str]:
    if not one.gaps:
        yield "  gaps      none"
        return
    worst = ", ".join(
        f"{gap.point} {gap.missing_percent:.1f} % (longest {gap.longest_gap_s:.2f} s)"
        for gap in one.gaps[:GAPS_SHOWN]
    )
    more = f", and {len(one.gaps) - GAPS_SHOWN} more" if len(one.gaps) > GAPS_SHOWN else ""
    yield f"  gaps      {worst}{more}"


def _plate_lines(one: Checkup) -> Iterable[str]:
    if not one.plates:
        yield "  plates    none"
    for plate in one.plates:
        foot = f", {plate.foot} foot" if plate.foot else ""
        corners = "corners known" if plate.has_corners else "no corners"
        yield (
            f"  plate     {plate.name}{foot}: {one.force_rate_hz:g} Hz, peak {plate.peak_n:g} N, "
            f"unloaded {plate.unloaded_percent:g} % of the time, {corners}"
        )


def _measure_lines(one: Checkup) -> Iterable[str]:
    if one.can_measure:
        yield f"  can       {', '.join(one.can_measure)}"
    reasons: dict[str, list[str]] = {}
    for row in one.cannot_measure:
        reasons.setdefault(row.reason, []).append(row.id)
    for reason, ids in reasons.items():
        yield f"  cannot    {', '.join(ids)}: {reason}"
