"""The way of a watch file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backstride.errors import WrongKindError
from backstride.sensors.load import load_watch

if TYPE_CHECKING:
    from backstride.model.runner import Runner
    from backstride.model.settings import Settings
    from backstride.read.session import Source
    from backstride.ways.measured import MeasuredRecording


def measure_watch(source: Source, runner: Runner, settings: Settings) -> MeasuredRecording:
    """Everything measured from the run of a watch."""
    load_watch(source.paths[0])
    raise WrongKindError(
        "this is a run of a watch, which analyze does not measure yet",
        where=source.paths[0].name,
        fix="`backstride check` says what it holds",
    )
