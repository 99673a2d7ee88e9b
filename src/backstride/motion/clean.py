"""From points as read to points to work with: labels repaired, gaps filled, nothing smoothed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import xarray as xr

from backstride.model.common import FloatArray
from backstride.model.recording import Note, Recording
from backstride.motion import rigid
from backstride.motion.clusters import clusters, mirrored
from backstride.motion.gaps import fill_gaps, fill_rigid
from backstride.motion.labels import Repaired, repair_session, shape_of
from backstride.motion.tracks import Tracks

# Gaps up to here are bridged by a curve through the marker's own samples; longer ones first by the segment.
SHORT_GAP_S: Final = 0.04
# and up to here by a curve where no three others of the segment are seen.
LONG_GAP_S: Final = 0.10


@dataclass(frozen=True, eq=False)
class Cleaned:
    """Points ready for measuring.

    points: (time, point, axis) m, as read but for repaired labels and filled gaps; not low-passed; NaN
        where nothing honest can be said. Markers lost for the whole recording and rebuilt from the
        standing trial are added.
    standing: the standing trial with its labels repaired, or None.
    filled_fraction: share of the frames, by point, that were filled.
    notes: every repair, in words.
    """

    points: xr.DataArray
    standing: Recording | None
    filled_fraction: dict[str, float]
    notes: tuple[Note, ...]


def clean(recording: Recording, standing: Recording | None) -> Cleaned:
    """Repair labels, then fill gaps: single frames by a curve, longer ones from the segment's other markers.

    Args:
        recording: markers in ISB axes, as read.
        standing: quiet standing in the same markers; without it a marker that is never seen stays lost.

    Returns:
        The cleaned points and what was done to them.
    """
    repaired = repair_session(recording, standing)
    tracks = _with_lost_markers(Tracks.of_recording(repaired.recording), repaired)
    seen = rigid.seen(tracks.positions)
    filled = _filled(tracks, repaired)
    gained = (rigid.seen(filled.positions) & ~seen).mean(axis=0)
    return Cleaned(
        points=_as_points(filled, recording.points),
        standing=repaired.standing,
        filled_fraction=dict(zip(filled.names, gained.tolist(), strict=True)),
        notes=(*repaired.notes, *_fill_notes(filled, gained)),
    )


def _filled(tracks: Tracks, repaired: Repaired) -> Tracks:
    """Tracks with gaps filled: short ones by a curve, then by the segment, then up to 0.1 s by a curve."""
    positions, _ = fill_gaps(tracks.positions, tracks.rate_hz, SHORT_GAP_S)
    tracks = replace(tracks, positions=positions)
    for cluster in clusters(tracks.names):
        points = tracks.of(cluster.markers)
        if not np.isfinite(points).all():
            own = shape_of(repaired.places, cluster.markers)
            reference = _completed(own, shape_of(repaired.standing_places, cluster.markers))
            tracks = tracks.put(cluster.markers, fill_rigid(points, reference)[0])
    positions, _ = fill_gaps(tracks.positions, tracks.rate_hz, LONG_GAP_S)
    return replace(tracks, positions=positions)


def _completed(own: FloatArray, standing: FloatArray) -> FloatArray:
    """The recording's own shape (k, 3), with markers it never shows placed as in standing."""
    placed = rigid.fit(standing, own[None]).place(standing)[0]
    return np.where(np.isfinite(own), own, placed)


def _with_lost_markers(tracks: Tracks, repaired: Repaired) -> Tracks:
    """Tracks with an empty column for each marker lost on one side only and placed in standing."""
    twins = [mirrored(name) for name in tracks.names]
    lost = [twin for twin in twins if twin not in tracks.names and twin in repaired.standing_places]
    empty = np.full((tracks.frames, len(lost), 3), np.nan)
    positions = np.concatenate([tracks.positions, empty], axis=1)
    return replace(tracks, positions=positions, names=(*tracks.names, *lost))


def _as_points(tracks: Tracks, like: xr.DataArray) -> xr.DataArray:
    return xr.DataArray(
        tracks.positions,
        dims=like.dims,
        coords={"time": like["time"], "point": list(tracks.names), "axis": like["axis"]},
        attrs=dict(like.attrs),
    )


def _fill_notes(tracks: Tracks, gained: FloatArray) -> list[Note]:
    """One line over all points that needed filling, worst first."""
    order = np.argsort(-gained, kind="stable")
    told = [f"{tracks.names[i]} {100 * gained[i]:.1f} %" for i in order if gained[i] > 0]
    if not told:
        return []
    text = f"Gaps filled, share of frames: {', '.join(told)}."
    return [Note(level="info", code="gaps_filled", text=text)]
