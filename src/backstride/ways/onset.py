"""Where the pain is said to start, put on the trace of a watch's run: anew whenever answers change."""

from __future__ import annotations

from dataclasses import replace

from backstride.model.answers import Answers
from backstride.report.context import Background


def placed(background: Background, told: Answers | None) -> Background:
    """The background with the onset of these answers in every run that has a trace."""
    if all(one.trace is None for one in background.recordings):
        return background
    from backstride.sensors.trace import with_onset

    onset_km = told.number("onset_km") if told else None
    return replace(
        background,
        recordings=tuple(
            replace(one, trace=with_onset(one.trace, onset_km)) if one.trace else one
            for one in background.recordings
        ),
    )
