"""The card of a measure: what it is, how it is worked out, how far it may be off, from which strides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from backstride.measures.asymmetry import Asymmetry, asymmetries
from backstride.measures.definitions import WITHOUT_PLATES, TrialError, statistic, trial_error
from backstride.measures.video import clip_error_sd, clip_error_share
from backstride.model.analysis import Analysis
from backstride.model.common import SIDES
from backstride.model.drift import Drift
from backstride.model.measure import Measure, MeasureDefinition
from backstride.report.cards.card import Card, Line, Table, column, line, measure_key, say
from backstride.report.cards.device import Origin, error_line, origin
from backstride.report.cards.stride_strip import stride_strip
from backstride.report.cards.strides import StrideValues
from backstride.report.context import Background, RecordingBackground
from backstride.report.numbers import (
    EN_DASH,
    DisplayUnit,
    display_unit,
    fine_text,
    interval_text,
    reference_text,
    value_text,
)
from backstride.report.select import both_or_sides, session_rows
from backstride.report.words import measure_words, word


@dataclass(frozen=True)
class Behind:
    """What is known beside the rows of a measure."""

    contacts: tuple[int, int]
    origin: Origin
    strides: tuple[StrideValues, ...]
    sides: Asymmetry | None
    drift: tuple[Drift, ...]


def measure_cards(analysis: Analysis, background: Background) -> Iterator[Card]:
    """A card for every measure that this version defines, refused ones too."""
    session = session_rows(analysis.measures)
    gaps = {one.id: one for one in asymmetries([row for rows in session.values() for row in rows])}
    drifts = background.drift
    for measure, rows in session.items():
        words = measure_words(measure)
        if words is None:
            continue
        every = [row for row in analysis.measures if row.id == measure]
        behind = Behind(
            contacts=_contacts(analysis),
            origin=origin(both_or_sides(rows), every, analysis, background),
            strides=tuple(one for one in background.strides if one.measure == measure),
            sides=gaps.get(measure),
            drift=tuple(row for row in drifts if row.id == measure and row.side == "both"),
        )
        yield measure_card(words, rows, every, behind)


def measure_card(
    words: MeasureDefinition, rows: Sequence[Measure], every: Sequence[Measure], behind: Behind
) -> Card:
    """One card. rows: those of the session; every: those of each recording too."""
    unit = display_unit(words.id, words.unit)
    shown = both_or_sides(rows)
    strides = behind.strides if shown else ()
    return Card(
        key=measure_key(words.id),
        title=words.title,
        lines=tuple(_lines(words, rows, unit, behind)),
        table=_table(every, unit),
        picture=_strip(strides, unit, words, behind.origin) if strides else None,
        picture_says=_drawn(strides, behind.origin, several=len({row.recording for row in every}) > 1),
        values=tuple((word("side", one.side), _written(one, unit)) for one in strides),
    )


def error_text(words: MeasureDefinition, known: RecordingBackground | None) -> str:
    """How far a whole trial may be off, from what its contacts and its centre of mass came from."""
    if known is not None and known.sight is not None:
        share = clip_error_share(words.id)
        own = fine_text(words.id, words.unit, clip_error_sd(words.id, known.sight, 0.0))
        amount = _of_value(share) if share else own
        return say("say", "error", amount=amount, how=say("say", "error_video"))
    error = trial_error(words.id)
    if known is not None and any(note.code == WITHOUT_PLATES for note in known.notes) and error.has_motion:
        return _error_without_plates(words, error)
    plates = known is not None and known.contacts_source == "plates"
    how = ""
    if error.plates != error.markers:
        how = say("say", "error_plates" if plates else "error_markers")
    own = fine_text(words.id, words.unit, error.plates if plates else error.markers)
    parts = [say("say", "error", amount=own, how=how)]
    if error.pelvis_centre and (known is None or known.centre_of_mass != "segments"):
        amount = fine_text(words.id, words.unit, error.pelvis_centre)
        parts.append(say("say", "error_pelvis", amount=amount))
    if error.without_standing and known is not None and not known.has_standing:
        amount = fine_text(words.id, words.unit, error.without_standing)
        parts.append(say("say", "error_standing", amount=amount))
    if error.common_share:
        parts.append(say("say", "error_common", share=f"{100 * error.common_share:.0f}"))
    if error.grows_with_frame and not plates:
        parts.append(say("say", "error_frames"))
    return " ".join(parts)


def _error_without_plates(words: MeasureDefinition, error: TrialError) -> str:
    how = say("say", "error_without_plates")
    if error.from_motion:
        return say("say", "error", amount=fine_text(words.id, words.unit, error.from_motion), how=how)
    return say("say", "error", amount=_of_value(error.from_motion_share), how=how)


def _of_value(share: float) -> str:
    return f"{100 * share:.0f} % of the value"


def change_text(words: MeasureDefinition) -> str:
    """The smallest change between two sessions that is more than error."""
    if words.detectable_change is None:
        return ""
    return say("say", "change", amount=fine_text(words.id, words.unit, words.detectable_change))


def _lines(
    words: MeasureDefinition, rows: Sequence[Measure], unit: DisplayUnit, behind: Behind
) -> Iterator[Line]:
    shown = both_or_sides(rows)
    yield line("what", words.plain)
    for why in dict.fromkeys(row.refused for row in rows if row.refused):
        yield line("refused", why)
    felt = behind.origin.felt
    yield from _made(words, shown, behind.origin) if felt else _measured(words, behind.origin.known)
    yield _band(words, shown)
    if not felt:
        yield line("camera", f"{words.frame_rate}.")
    yield from _changes(behind, unit)
    yield line("strides", _strides(shown, behind) if shown else say("say", "strides_none_read"))


def _measured(words: MeasureDefinition, known: RecordingBackground | None) -> Iterator[Line]:
    """How single strides become one value, and how far off it may be."""
    yield line("formula", f"{sentence(words.formula)}.", words.source)
    yield line("statistic", word_of(words.id))
    yield line("interval", say("say", "interval"))
    yield line("error", error_text(words, known), trial_error(words.id).source)
    yield line("change", change_text(words), words.detectable_change_source)


def _made(words: MeasureDefinition, shown: Sequence[Measure], of: Origin) -> Iterator[Line]:
    """The same of a number that a watch saved, or that a sensor's steps gave."""
    watch = of.kind == "watch"
    own = f" {say('say', 'formula_watch')}" if watch else ""
    yield line("formula", f"{sentence(words.formula)}.{own}", words.source)
    yield line("statistic", say("say", "statistic_watch") if watch else word_of(words.id))
    yield line("interval", say("say", "interval"))
    error = error_line(words, shown, of)
    if error:
        yield error
    real = shown[0].detectable_change if shown else None
    if real is not None:
        amount = fine_text(words.id, words.unit, real)
        yield line("change", say("say", "change", amount=amount), say("say", "change_felt_source"))


def word_of(measure: str) -> str:
    """How the strides become one value, in words."""
    return say("statistic", statistic(measure))


def _band(words: MeasureDefinition, shown: Sequence[Measure]) -> Line:
    reference = shown[0].reference if shown else None
    if reference is None:
        return line("band", say("say", "no_band"))
    band = reference_text(words.id, words.unit, reference)
    return line("band", say("say", "band", band=band), reference.source)


def _changes(behind: Behind, unit: DisplayUnit) -> Iterator[Line]:
    if behind.sides:
        gap = behind.sides
        yield line("sides", _difference("sides", gap.difference, gap.interval, gap.clear, unit))
    for row in behind.drift:
        ends = {"fresh": unit.number(row.fresh), "tired": unit.with_symbol(unit.number(row.tired))}
        key = "drift_felt" if behind.origin.felt else "drift"
        yield line("drift", _difference(key, row.difference, row.interval, row.clear, unit, **ends))


def _difference(
    key: str, amount: float, interval: tuple[float, float], clear: bool, unit: DisplayUnit, **more: str
) -> str:
    return say(
        "say",
        key,
        difference=unit.with_symbol(unit.number(amount)),
        interval=unit.span(*interval),
        clear=say("say", "clear" if clear else "not_clear"),
        **more,
    )


def _strides(shown: Sequence[Measure], behind: Behind) -> str:
    counts = ", ".join(f"{word('side', row.side)} {row.n_strides}" for row in shown)
    if not behind.origin.sided:
        return say("say", f"strides_{behind.origin.kind}", counts=counts)
    return say("say", "strides", counts=counts, left=behind.contacts[0], right=behind.contacts[1])


def _strip(
    strides: Sequence[StrideValues], unit: DisplayUnit, words: MeasureDefinition, of: Origin
) -> Markup:
    key = f"strides-{words.id}"
    return stride_strip(strides, unit, words.title, key=key, of="strip" if of.single else "strip_felt")


def _contacts(analysis: Analysis) -> tuple[int, int]:
    left, right = (sum(one.side == side for one in analysis.contacts) for side in SIDES)
    return left, right


def _table(every: Sequence[Measure], unit: DisplayUnit) -> Table:
    """Every row of the measure; the recording is named where there are several."""
    several = len({row.recording for row in every}) > 1
    symbol = f" ({unit.symbol})" if unit.symbol else ""
    head = (column("side"), f"{column('value')}{symbol}", column("interval"), column("strides"))
    rows = tuple(
        (word("side", row.side), value_text(row), interval_text(row) or EN_DASH, str(row.n_strides))
        for row in every
    )
    if not several:
        return Table(head, rows)
    named = tuple((*cells, row.recording) for cells, row in zip(rows, every, strict=True))
    return Table((*head, column("recording")), named)


def _drawn(strides: Sequence[StrideValues], of: Origin, *, several: bool) -> str:
    """What the picture of the strides shows, and in which order."""
    if not strides:
        return ""
    order = "per_stride"
    if not of.single:
        order = f"per_stride_{of.kind}"
    elif strides[0].side == "both" and of.kind != "imu":  # a sensor's stay in time order
        order = "per_stride_session" if several else "per_stride_both"
    thinned = max(one.every for one in strides)
    said = [say("say", order)]
    return " ".join([*said, *([say("say", "per_stride_thinned", every=thinned)] if thinned > 1 else [])])


def _written(one: StrideValues, unit: DisplayUnit) -> str:
    return ", ".join(unit.number(value) for value in one.values)


def sentence(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]
