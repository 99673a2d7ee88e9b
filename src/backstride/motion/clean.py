"""From points as read to points to work with: labels repaired, gaps filled, nothing smoothed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import xarray as xr

from backstride.model.arrays import FloatArray
from backstride.model.common import mirrored
from backstride.model.recording import Note, Recording
from backstride.motion import rigid
from backstride.motion.clusters import Cluster, clusters, neighbours
from backstride.motion.correlated import fill_correlated
from backstride.motion.gaps import fill_gaps, fill_rigid
from backstride.motion.label_names import mirror
from backstride.motion.labels import Repaired, lost_markers, repair_session, shape_of
from backstride.motion.tracks import Tracks

# Gaps up to here are bridged by a curve through the marker's own samples; longer ones first by the
# segment's other markers, then by neighbouring segments.
SHORT_GAP_S: Final = 0.04
# and up to here by a curve where neither can.
LONG_GAP_S: Final = 0.10
# How well a standing trial or the other foot must fit the markers seen to place one that never is. Standing
# shapes fit the running ones to 1 to 3 mm where markers stayed on, left feet mirrored the right to 2 to 5 mm.
FITS_M: Final = 0.006


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
    """Repair labels, then fill gaps: single frames by a curve, longer ones from markers beside them.

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
    """Tracks with gaps filled, by what is surest first.

    Pelvis markers are not rebuilt rigidly: skin over the iliac crests slides, a rigid fit of the others
    misses a marker by 10 to 20 mm, what thighs and trunk tell by 3 to 7 mm.
    """
    tracks = _bridged(tracks, SHORT_GAP_S)
    for cluster in clusters(tracks.names):
        fills = (_from_neighbours,) if cluster.kind == "pelvis" else (_from_segment, _from_neighbours)
        for fill in fills:
            if not np.isfinite(tracks.of(cluster.markers)).all():
                tracks = tracks.put(cluster.markers, fill(cluster, tracks, repaired))
    return _bridged(tracks, LONG_GAP_S)


def _bridged(tracks: Tracks, max_gap_s: float) -> Tracks:
    return replace(tracks, positions=fill_gaps(tracks.positions, tracks.rate_hz, max_gap_s)[0])


def _from_segment(cluster: Cluster, tracks: Tracks, repaired: Repaired) -> FloatArray:
    """A cluster's points, each rebuilt from three others or more by their shape."""
    own = shape_of(repaired.places, cluster.markers)
    references = [shape_of(repaired.standing_places, cluster.markers)]
    if cluster.kind == "foot":
        twins = tuple(mirrored(marker) for marker in cluster.markers)
        references.append(mirror(shape_of(repaired.places, twins)))
    return fill_rigid(tracks.of(cluster.markers), _completed(own, references))[0]


def _from_neighbours(cluster: Cluster, tracks: Tracks, _: Repaired) -> FloatArray:
    """A cluster's points, each rebuilt from how it moves with the others and with adjoining segments."""
    points = tracks.of(cluster.markers)
    around = tracks.of(neighbours(cluster, tracks.names))
    filled = points.copy()
    for i in np.flatnonzero(~rigid.seen(points).all(axis=0)):
        beside = np.concatenate([np.delete(points, i, axis=1), around], axis=1)
        filled[:, i] = fill_correlated(points[:, i], beside, tracks.rate_hz)[0]
    return filled


def _completed(own: FloatArray, references: list[FloatArray]) -> FloatArray:
    """The recording's own shape (k, 3), completed from the reference that fits best.

    A reference that does not fit the markers seen to within ``FITS_M`` places nothing.
    """
    fits = [rigid.fit(reference, own[None]) for reference in references]
    misfit = np.nan_to_num([fit.residual_m[0] for fit in fits], nan=np.inf)
    best = int(misfit.argmin())
    if misfit[best] > FITS_M:
        return own
    return np.where(np.isfinite(own), own, fits[best].place(references[best])[0])


def _with_lost_markers(tracks: Tracks, repaired: Repaired) -> Tracks:
    """Tracks with an empty column for each marker of a segment that only the other side has."""
    lost = lost_markers(tracks, repaired.standing_places)
    if not lost:
        return tracks
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
