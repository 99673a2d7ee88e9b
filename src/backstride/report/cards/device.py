"""What a card says otherwise where a measure comes from a watch or a body-worn sensor, which see no body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from backstride.knowledge.loader import load
from backstride.measures.watch_error import device_error
from backstride.model.analysis import Analysis
from backstride.model.common import WITHOUT_SIGHT, RecordingKind
from backstride.model.measure import SESSION, Measure, MeasureDefinition
from backstride.model.watch import WatchDevice
from backstride.report.cards.card import Line, line, say
from backstride.report.context import Background, RecordingBackground
from backstride.report.numbers import fine_text

WATCH_ERRORS: Final = "sensors/watch_errors.toml"
BY_STEP: Final = "contact_time"  # a sensor that gives it has seen single steps
IMU_ERRORS: Final = "sensors/imu_errors.toml"


@dataclass(frozen=True)
class Origin:
    """The recording that a measure's number comes from: what is known of it, and of which kind it is.

    single: whether single strides were seen; sided: whether the feet were told apart.
    """

    known: RecordingBackground | None
    kind: RecordingKind | None
    single: bool = True
    sided: bool = True

    @property
    def felt(self) -> bool:
        """Whether the device sees no body."""
        return self.kind in WITHOUT_SIGHT


def origin(
    shown: Sequence[Measure], every: Sequence[Measure], analysis: Analysis, background: Background
) -> Origin:
    """Where the shown rows come from. every: the measure's rows of all recordings, and of the session."""
    own = [row for row in every if row.recording != SESSION and row.value is not None]
    same = [row for row in own if shown and row.value == shown[0].value]
    name = (same or own)[0].recording if own else ""
    kinds = {one.id: one.kind for one in analysis.recordings}
    first = background.recordings[0] if background.recordings else None
    kind = kinds.get(name) or (analysis.recordings[0].kind if analysis.recordings else None)
    sided = kind not in WITHOUT_SIGHT or any(one.recording == name for one in analysis.contacts)
    steps = (row for row in analysis.measures if row.recording == name and row.id == BY_STEP)
    single = sided or (kind == "imu" and any(row.value is not None for row in steps))
    return Origin(background.of(name) or first, kind, single, sided)


def error_line(words: MeasureDefinition, shown: Sequence[Measure], of: Origin) -> Line | None:
    """How far the device may be off, and who measured that; None for what it does not show."""
    if not shown or shown[0].value is None:
        return None
    return _watch(words, shown, of) if of.kind == "watch" else _sensor(words)


def _watch(words: MeasureDefinition, shown: Sequence[Measure], of: Origin) -> Line | None:
    entry: dict[str, Any] = load(WATCH_ERRORS)["measure"].get(words.id, {})
    if not entry:
        return None
    device = of.known.trace.device if of.known and of.known.trace else ""
    error = device_error(words.id, shown[0].value or 0.0, None, WatchDevice(maker=device))
    said = []
    for key, amount in (("", error.sd), ("_high", error.reads_high), ("_low", error.reads_low)):
        if amount > 0:
            said.append(say("say", f"error_watch{key}", amount=fine_text(words.id, words.unit, amount)))
    own = entry.get("stryd", {}).get("source", "") if "stryd" in device.lower() else ""
    return line("error", " ".join(said) or say("say", "error_imu_beat"), own or str(entry["source"]))


def _sensor(words: MeasureDefinition) -> Line:
    entry: dict[str, Any] = load(IMU_ERRORS)["measure"].get(words.id, {})
    source = say("say", "error_imu_source")
    if "error_sd" not in entry:
        return line("error", say("say", "error_imu_beat"), source)
    amount = fine_text(words.id, words.unit, float(entry["error_sd"]))
    return line("error", say("say", "error_imu", amount=amount), source)
