"""What a ledger says of a measure on which the devices of a session do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backstride.knowledge.loader import load
from backstride.measures.shown import display_unit
from backstride.model.common import MeasureSide, RecordingKind
from backstride.model.disagreement import Disagreement


def of_row(found: Iterable[Disagreement], measure: str, side: MeasureSide) -> tuple[Disagreement, ...]:
    """Those on one row of the session."""
    return tuple(one for one in found if (one.id, one.side) == (measure, side))


def other_values(found: Sequence[Disagreement]) -> tuple[float, ...]:
    """What the devices say that the row's interval was drawn over, in its unit; none at another speed."""
    return tuple(value.value for one in found if one.widens for value in (one.used, one.other))


def devices_say(found: Sequence[Disagreement], label: str = "") -> str:
    """What each device says, as the end of a line; empty where they agree.

    label: whose it is, such as ``left``, where a line is on both sides.
    """
    if not found:
        return ""
    shown = display_unit(found[0].id, found[0].unit)
    told: dict[tuple[str, ...], str] = {}
    for one in found:
        for value in (one.used, one.other):
            far = value is one.other and not one.widens and not one.same_speed
            low, high = map(shown.number, value.interval)
            says = "" if told else " says"
            where = ", at another speed," if far else ""
            text = f"{device_word(value.kind)}{where}{says} {shown.number(value.value)} ({low} to {high})"
            told.setdefault(value.recordings, text)
    return f"; {f'{label}: ' if label else ''}{', '.join(told.values())}"


def device_word(kind: RecordingKind) -> str:
    """The device as a person calls it: the watch."""
    return str(load("report.toml")["device"][kind])
