"""What the page tells about a recording beyond the contract's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from backstride.model.common import Surface
from backstride.model.disagreement import Disagreement
from backstride.model.drift import Drift
from backstride.model.loads import LumbarLoads
from backstride.model.measure import Measure
from backstride.model.motion import CentreOfMassMethod, ContactSource, Motion
from backstride.model.recording import Note, Recording
from backstride.model.run_trace import RunTrace
from backstride.model.sight import Sight
from backstride.model.training import TrainingLoad
from backstride.report.cards.strides import StrideValues, stride_values
from backstride.report.stick import StickFigure, stick_figure


@dataclass(frozen=True)
class RecordingBackground:
    """How one recording was understood: axes, marker names, contacts, speed, faults and repairs."""

    recording: str
    axes: str = ""
    marker_set: str = ""
    marker_match: str = ""
    unmatched: tuple[str, ...] = ()
    contacts_source: ContactSource | None = None
    speed_mps: float | None = None
    speed_source: str = ""
    surface: Surface | None = None
    centre_of_mass: CentreOfMassMethod | None = None
    has_standing: bool = False
    notes: tuple[Note, ...] = ()
    figure: StickFigure | None = None
    drift: tuple[Drift, ...] = ()
    no_drift: str = ""
    sight: Sight | None = None
    trace: RunTrace | None = None


@dataclass(frozen=True)
class Background:
    """One entry per recording; empty when a page is made again from ``analysis.json`` alone.

    strides: the single strides behind the values that a page shows. disagreements: between devices.
    training: what a folder of runs said. loads: all that was worked out of the back's loads, whatever the
    answers of the day allow; a page shows those of the analysis.
    """

    recordings: tuple[RecordingBackground, ...] = ()
    strides: tuple[StrideValues, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    training: TrainingLoad | None = None
    loads: LumbarLoads | None = None

    @property
    def figure(self) -> StickFigure | None:
        """The stick figure of the first recording that has one."""
        return next((one.figure for one in self.recordings if one.figure), None)

    @property
    def drift(self) -> tuple[Drift, ...]:
        """Fresh against tired, of every recording that is long enough to show it."""
        return tuple(row for one in self.recordings for row in one.drift)

    def of(self, recording: str) -> RecordingBackground | None:
        """The background of one recording, or None where it is not known."""
        return next((one for one in self.recordings if one.recording == recording), None)


def background_of(
    recording: Recording, motion: Motion, drift: tuple[Drift, ...] = (), no_drift: str = ""
) -> RecordingBackground:
    """What the page says about a recording and the motion solved from it; each note once."""
    return RecordingBackground(
        recording=recording.id,
        axes=recording.axes.how,
        marker_set=recording.match.marker_set,
        marker_match=recording.match.how,
        unmatched=recording.match.unmatched,
        contacts_source=motion.contacts_source,
        speed_mps=motion.speed_mps,
        speed_source=motion.speed_source,
        surface=motion.surface,
        centre_of_mass=motion.centre_of_mass_method,
        has_standing=motion.has_standing,
        notes=tuple(dict.fromkeys((*recording.notes, *motion.notes))),
        figure=stick_figure(motion),
        drift=drift,
        no_drift=no_drift,
        sight=recording.sight,
    )


def with_strides(background: Background, measures: Iterable[Measure]) -> Background:
    """The background with the strides of these measures, where they hold any: a saved analysis does not."""
    strides = stride_values(measures)
    return replace(background, strides=strides) if strides else background


def background_json(background: Background) -> str:
    """The background as JSON text, to travel with the curves; the same input gives the same text."""
    return _ADAPTER.dump_json(background).decode("utf-8")


def background_from_json(text: str) -> Background:
    """What ``background_json`` wrote; ValueError when it is something else."""
    return _ADAPTER.validate_json(text)


_ADAPTER: Final = TypeAdapter(Background)
