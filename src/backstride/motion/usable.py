"""Whether anything about running can be measured from a recording; if not, which sentence says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import xarray as xr

from backstride.errors import RefusedError, WrongKindError
from backstride.model.common import SIDES
from backstride.model.contact import Contact, Stride
from backstride.model.recording import Recording
from backstride.motion.body import FOOT_MARKERS
from backstride.motion.places import places_of
from backstride.motion.standing import is_standing

# A contact lasts 0.2 to 0.3 s: 50 frames a second leave ten in it and room for the 20 Hz low-pass. Marker
# contacts have been scored down to 60 Hz.
LOWEST_RATE_HZ: Final = 50.0
# Two strides of the slowest cadence we meet (150 steps a minute: 0.8 s a stride) less a margin for the cut.
SHORTEST_S: Final = 1.5


def require_running_data(recording: Recording) -> None:
    """Refuse by name what cannot hold a run: too slow a camera, no markers, no foot, nobody moving.

    Raises:
        WrongKindError: a standing trial.
        RefusedError: any other reason.
    """
    points = recording.points
    if recording.rate_hz < LOWEST_RATE_HZ:
        raise RefusedError(
            f"{recording.rate_hz:g} frames a second are too few to see a foot strike",
            where=recording.id,
            fix=f"Record at {LOWEST_RATE_HZ:g} or more; if the file states a wrong rate give --rate-hz",
        )
    if not places_of(points):
        raise RefusedError(
            "not one marker is seen", where=recording.id, fix="Export the labelled markers of a run"
        )
    _require_feet(points, recording.id)
    if is_standing(points):
        raise WrongKindError(
            "nobody runs in it, this is a standing trial",
            where=recording.id,
            fix="Give it with --standing beside a recording of the run",
        )
    _require_length(recording)


def require_strides(contacts: Sequence[Contact], strides: Sequence[Stride], name: str) -> None:
    """Refuse a recording without one whole stride, unless it at least shows a contact of each foot.

    Raises:
        RefusedError: nothing to measure.
    """
    if strides or {contact.side for contact in contacts} == set(SIDES):
        return
    raise RefusedError(
        f"it holds {len(contacts)} whole contacts and no whole stride",
        where=name,
        fix="Record at least ten strides, 10 s on a treadmill",
    )


def _require_feet(points: xr.DataArray, name: str) -> None:
    names = places_of(points)
    for side in SIDES:
        if not any(f"{marker}_{side}" in names for marker in FOOT_MARKERS):
            raise RefusedError(
                f"no marker of the {side} foot was recognised",
                where=name,
                fix="Put heel and forefoot markers on both feet; `backstride check` shows the labels matched",
            )


def _require_length(recording: Recording) -> None:
    time_s = recording.points.coords["time"].to_numpy()
    duration_s = float(time_s[-1] - time_s[0]) + 1 / recording.rate_hz
    if duration_s < SHORTEST_S and recording.forces is None:
        raise RefusedError(
            f"{duration_s:.2g} s are too short to hold two strides",
            where=recording.id,
            fix="Record at least ten strides, 10 s on a treadmill",
        )
