"""What the devices of one session do not agree on: a sentence for the runner, rows for the clinician."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backstride.model.analysis import RecordingSummary
from backstride.model.disagreement import DeviceValue, Disagreement
from backstride.patterns.disagree import of_row
from backstride.report.cards.card import Piece, measure_key
from backstride.report.numbers import DisplayUnit, display_unit
from backstride.report.words import measure_title, word

DISAGREE, SPEED = "disagree", "speed"


@dataclass(frozen=True)
class DisagreementRow:
    """One device's number where it does not agree with another, as text; ``key`` opens the measure's card.

    files: base names of what it was read from. use: what the findings do with it.
    """

    key: str
    measure: str
    side: str
    device: str
    value: str
    interval: str
    speed: str
    files: str
    use: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order of ``disagreement_head``."""
        return (
            *(self.measure, self.side, self.device, self.value, self.interval),
            *(self.speed, self.files, self.use),
        )


def disagreement_lines(
    disagreements: Sequence[Disagreement], recordings: Sequence[RecordingSummary]
) -> tuple[Piece, ...]:
    """A line per measure and pair of devices that do not agree, in the order of the report; else nothing.

    Left and right are told only where the value of both sides together is not in dispute.

    recordings: as in the analysis; a disagreement on one that is not there is left out.
    """
    known = _known(disagreements, recordings)
    told = {one.id for one in known if one.side == "both"}
    return tuple(
        Piece(_sentence(one, known), measure_key(one.id))
        for one in known
        if one.side == "both" or one.id not in told
    )


def disagreement_head() -> tuple[str, ...]:
    """The head of the clinician's table."""
    return tuple(word(DISAGREE, f"head_{name}") for name in DisagreementRow.__annotations__ if name != "key")


def disagreement_rows(
    disagreements: Sequence[Disagreement], recordings: Sequence[RecordingSummary]
) -> tuple[DisagreementRow, ...]:
    """Every device's number of every measure and side in dispute, once, the one that is used first."""
    paths = {one.id: one.paths for one in recordings}
    found: dict[tuple[str, str, tuple[str, ...]], DisagreementRow] = {}
    for one in _known(disagreements, recordings):
        for value in (one.used, one.other):
            files = ", ".join(name for recording in value.recordings for name in paths[recording])
            key = (one.id, one.side, value.recordings)
            found.setdefault(key, _row(one, value, files))
    return tuple(found.values())


def _known(
    disagreements: Sequence[Disagreement], recordings: Sequence[RecordingSummary]
) -> list[Disagreement]:
    there = {one.id for one in recordings}
    return [one for one in disagreements if {*one.used.recordings, *one.other.recordings} <= there]


def _sentence(one: Disagreement, every: Sequence[Disagreement]) -> str:
    shown = display_unit(one.id, one.unit)
    first, second = (word("device", value.kind) for value in (one.used, one.other))
    title = measure_title(one.id) if one.side == "both" else f"{measure_title(one.id)}, {one.side}"
    says = word(DISAGREE, "says").format(
        title=title,
        first=first,
        one=f"{shown.with_symbol(shown.number(one.used.value))} ({shown.span(*one.used.interval)})",
        second=second,
        other=f"{shown.number(one.other.value)} ({shown.span(*one.other.interval)})",
    )
    return f"{says} {_outcome(one, every, shown, first)}"


def _outcome(one: Disagreement, every: Sequence[Disagreement], shown: DisplayUnit, first: str) -> str:
    """What is made of it: the whole range, or one device where the runs had two speeds."""
    if one.widens:
        row = [other for other in of_row(every, one.id, one.side) if other.widens]
        ends = [end for other in row for value in (other.used, other.other) for end in value.interval]
        key = "range" if one.same_speed else "unknown_speed"
        return word(DISAGREE, key).format(span=shown.with_symbol(shown.span(min(ends), max(ends))))
    if one.same_speed:
        return word(DISAGREE, "apart")
    if one.id == SPEED:
        return word(DISAGREE, "speed").format(first=first)
    slow, fast = sorted(value.speed_mps or 0.0 for value in (one.used, one.other))
    return word(DISAGREE, "other_speed").format(slow=f"{slow:.1f}", fast=f"{fast:.1f}", first=first)


def _row(one: Disagreement, value: DeviceValue, files: str) -> DisagreementRow:
    shown = display_unit(one.id, one.unit)
    alone = "alone" if value is one.used and not one.same_speed else "not_used"
    use = "drawn" if one.widens else alone
    return DisagreementRow(
        key=measure_key(one.id),
        measure=measure_title(one.id),
        side=word("side", one.side),
        device=word("kind", value.kind),
        value=shown.with_symbol(shown.number(value.value)),
        interval=shown.span(*value.interval),
        speed="" if value.speed_mps is None else f"{value.speed_mps:.2f} m/s",
        files=files,
        use=word(DISAGREE, use),
    )
