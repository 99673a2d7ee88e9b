"""The way of a body-worn sensor's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backstride.clips import is_clip
from backstride.errors import RecordingError, UsageError, WrongKindError
from backstride.model.analysis import Quality, RecordingSummary
from backstride.model.common import other_side
from backstride.model.contact import Contact
from backstride.model.recording import Note
from backstride.report.context import RecordingBackground
from backstride.sensors.load import is_watch
from backstride.ways.measured import MeasuredRecording, no_curves

if TYPE_CHECKING:
    from backstride.model.imu import ImuRecording, ImuRun, Placement
    from backstride.model.runner import Runner
    from backstride.model.settings import Settings
    from backstride.read.session import Source

TEXTS: Final = (".csv", ".txt", ".tsv", ".dat", ".gz")
FEWEST_STEPS: Final = 14  # seven of each foot, as of a clip; fewer is said, not refused
ASKED: Final = "Say where it was worn: --sensor waist, hip, shank or foot"


def is_sensor(path: Path, placement: Placement | None) -> bool:
    """Whether a file is a body-worn sensor's, by its content.

    With a placement told, any text file that is nothing else counts, so that a broken one is refused for what
    is broken in it.
    """
    from backstride.sensors.imu_kind import is_imu

    if is_watch(path) or is_clip(path):
        return False
    return is_imu(path) or (
        placement is not None and path.suffix.lower() in TEXTS and not _is_of_a_laboratory(path)
    )


def require_sensor(sources: Sequence[Source], settings: Settings) -> None:
    """Nothing where no sensor was told of, or one of the files is a sensor's; raises UsageError."""
    given = [source.paths[0] for source in sources]
    if settings.sensor is None or any(is_sensor(path, settings.sensor) for path in given):
        return
    raise UsageError(
        f"--sensor {settings.sensor} was given, but no file of a sensor",
        where=", ".join(path.name for path in given),
        fix="Give the sensor's CSV too, or leave --sensor out",
    )


def measure_imu(source: Source, runner: Runner, settings: Settings) -> MeasuredRecording:
    """Everything measured from one sensor's file.

    Raises:
        WrongKindError: where it was worn is not told, or gravity was taken out.
        RecordingError: as ``read_imu`` and ``imu_contacts``.
        UsageError: the file holds several sensors or no times, and which or how many a second is not told.
    """
    from backstride.sensors.imu_csv import read_imu

    _placement(source, settings)
    return measured(
        source, read_imu(source.paths[0], settings.rate_hz, settings.sensor_name), runner, settings
    )[1]


def measured(
    source: Source, recording: ImuRecording, runner: Runner, settings: Settings
) -> tuple[ImuRun, MeasuredRecording]:
    """What the steps of a recording give, and everything measured from them; raises as ``measure_imu``."""
    from backstride.measures.imu import SensorRun, imu_measures
    from backstride.measures.imu_drift import imu_drift
    from backstride.sensors.imu_contacts import imu_contacts

    placement = _placement(source, settings)
    found = imu_contacts(recording, placement)
    run = _swapped(found) if settings.swap_sides else found
    of = SensorRun(run, source.id, placement, runner, settings)
    drift, why_not = imu_drift(of, lasts_s(recording))
    notes = (*run.notes, *_remarks(recording, run))
    return run, MeasuredRecording(
        summary=_summary(source, recording, notes),
        contacts=tuple(_contacts(source.id, run)),
        measures=imu_measures(of),
        drift=drift,
        curves=no_curves(),
        background=RecordingBackground(
            recording=source.id,
            axes=run.axes,
            speed_mps=settings.speed_mps,
            speed_source="given" if settings.speed_mps else "",
            surface=settings.surface,
            notes=tuple(dict.fromkeys(notes)),
            drift=drift,
            no_drift=why_not,
        ),
    )


def _placement(source: Source, settings: Settings) -> Placement:
    """Where the sensor was worn; WrongKindError where nobody said."""
    if settings.sensor is None:
        raise WrongKindError("this looks like a sensor's file", where=source.paths[0].name, fix=ASKED)
    return settings.sensor


def lasts_s(recording: ImuRecording) -> float:
    """Length of a recording in s, its last sample counted."""
    return float(recording.time_s[-1] - recording.time_s[0]) + 1 / recording.rate_hz


def _is_of_a_laboratory(path: Path) -> bool:
    """Whether it is a file of markers or forces."""
    from backstride.read.load import sniff

    try:
        return path.is_file() and sniff(path) is not None
    except (RecordingError, OSError):
        return False


def _swapped(run: ImuRun) -> ImuRun:
    contacts = (replace(one, side=one.side and other_side(one.side)) for one in run.contacts)
    return replace(run, contacts=tuple(contacts))


def _contacts(recording: str, run: ImuRun) -> Iterator[Contact]:
    """Those whose foot is told."""
    for one in run.contacts:
        if one.side is not None:
            yield Contact(
                recording=recording, side=one.side, foot_strike_s=one.foot_strike_s, toe_off_s=one.toe_off_s
            )


def _remarks(recording: ImuRecording, run: ImuRun) -> Iterator[Note]:
    lasts, runs = lasts_s(recording), run.cadence.running_s
    if runs < 0.95 * lasts:
        text = f"{runs:.0f} of {lasts:.0f} s are running; the rest is left out."
        yield Note(level="info", code="not_all_running", text=text)
    if not run.contacts:
        return
    yield Note(level="info", code="sides", text=run.sides)
    if len(run.contacts) < FEWEST_STEPS:
        text = f"Only {len(run.contacts)} steps were read; {FEWEST_STEPS} or more give steadier numbers."
        yield Note(level="warning", code="few_steps", text=text)
    if "peak_vertical_force" in run.refused:
        text = run.refused["peak_vertical_force"]
        yield Note(level="warning", code="no_force", text=text)


def _summary(source: Source, recording: ImuRecording, notes: Sequence[Note]) -> RecordingSummary:
    reasons = tuple(dict.fromkeys(note.text for note in notes if note.level != "info"))
    return RecordingSummary(
        id=source.id,
        paths=tuple(path.name for path in source.paths),
        kind="imu",
        rate_hz=round(recording.rate_hz, 3),
        duration_s=lasts_s(recording),
        view="none",
        quality=Quality(verdict="usable" if reasons else "good", reasons=reasons),
    )
