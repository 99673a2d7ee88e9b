"""Label faults found and repaired: markers that carry a wrong name or lie where no bone can put them.

Three questions, each to what the one before left:

1. Did a body produce these samples? (``label_glitches``: frozen markers; spikes last of all, as an
   exchange of names looks like two of them)
2. Does each part of a leg hang on the part above it? (``label_sides``)
3. Do the markers of each segment keep their shape, frame by frame (``label_frames``) and as a whole
   against the standing trial and the other foot (``label_names``)?

An exchange of names is undone; a marker that lies elsewhere is set to NaN, for ``gaps`` to rebuild.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import mirrored
from backstride.model.recording import Note, Recording
from backstride.motion import label_frames, label_glitches, label_names, label_sides, label_words
from backstride.motion.clusters import Cluster, cluster_of, clusters
from backstride.motion.foot_template import foot_like
from backstride.motion.label_shapes import Renaming, consensus
from backstride.motion.rigid import MIN_MARKERS, seen
from backstride.motion.tracks import Tracks

# A marker seen less than this share of the time while its twin of the other side is seen is reported.
MOSTLY_MISSING: Final = 0.5

Places = dict[str, FloatArray]
Exchanges = dict[tuple[str, str], BoolArray]
Finder = Callable[[FloatArray, float], BoolArray]
Teller = Callable[[str, BoolArray, FloatArray], Note]


@dataclass(frozen=True, eq=False)
class Repaired:
    """Points with labels put right.

    recording, standing: as given, exchanged names put right; misplaced samples of the recording NaN.
    places, standing_places: mean place (3,) m of each marker in axes of its cluster.
    notes: one for each repair.
    """

    recording: Recording
    standing: Recording | None
    places: Places
    standing_places: Places
    notes: tuple[Note, ...]


def repair_labels(recording: Recording, standing: Recording | None) -> tuple[Recording, tuple[Note, ...]]:
    """Find label faults by rigid distances and handedness, undo what is provable, blank what is not.

    Args:
        recording: the run, as read.
        standing: the standing trial of the same session, or None: then an exchange that lasts the
            whole recording can only be told by the other foot.

    Returns:
        The recording with exchanged names put right and misplaced samples NaN, and a note for each
        repair, those of the standing trial included. A recording without faults comes back with the
        same values and no notes.
    """
    repaired = repair_session(recording, standing)
    return repaired.recording, repaired.notes


def repair_session(recording: Recording, standing: Recording | None) -> Repaired:
    """``repair_labels`` with the standing trial's own labels put right too, and the shapes it found."""
    tracks, notes = _without(Tracks.of_recording(recording), label_glitches.frozen, label_words.frozen_note)
    tracks, side_notes = sides_put_right(tracks)
    places = mean_places(tracks)
    tracks, exchanges, stray_notes = _frames_put_right(tracks, places)
    still, still_notes = (None, []) if standing is None else sides_put_right(Tracks.of_recording(standing))
    still_places: Places = {} if still is None else mean_places(still)
    tracks = _names_put_right(tracks, places, still_places, exchanges)
    if still is not None:
        wrong: Exchanges = {}
        still = _names_put_right(still, still_places, places, wrong)
        still_notes += _exchange_notes(wrong, still)
    tracks, moved_notes = _moved_blanked(tracks, places, still_places)
    tracks, spike_notes = _without(tracks, label_glitches.spikes, label_words.spike_note)
    notes += side_notes + list(_exchange_notes(exchanges, tracks)) + stray_notes + moved_notes
    notes += spike_notes + _doubts(tracks, places) + _missing_notes(tracks, still_places)
    notes += label_words.of_standing(still_notes)
    return Repaired(
        recording=_with_points(recording, tracks),
        standing=None if standing is None or still is None else _with_points(standing, still),
        places=places,
        standing_places=still_places,
        notes=tuple(notes),
    )


def _with_points(recording: Recording, tracks: Tracks) -> Recording:
    return replace(recording, points=recording.points.copy(data=tracks.positions))


def _without(tracks: Tracks, find: Finder, say: Teller) -> tuple[Tracks, list[Note]]:
    """Tracks without the samples that ``find`` marks, and a note for each marker hit."""
    mask = find(tracks.positions, tracks.rate_hz)
    hit = np.flatnonzero(mask.any(axis=0))
    notes = [say(tracks.names[i], mask[:, i], tracks.time_s) for i in hit]
    return (tracks.without(mask) if hit.size else tracks), notes


def sides_put_right(tracks: Tracks) -> tuple[Tracks, list[Note]]:
    """Tracks with every leg segment on its own leg and the pelvis the right way round."""
    notes: list[Note] = []
    groups = {c.name: c.markers for c in clusters(tracks.present())}
    everywhere = np.ones(tracks.frames, dtype=np.bool_)
    if label_sides.pelvis_turned(tracks):
        tracks = _sides_exchanged(tracks, groups["pelvis"], everywhere)
        notes.append(label_words.sides_note("pelvis", everywhere, tracks.time_s))
    for child, parent in label_sides.CHAIN:
        frames = label_sides.crossed(tracks, child, parent)
        if frames.any():
            both = groups[f"{child}_left"] + groups[f"{child}_right"]
            tracks = _sides_exchanged(tracks, both, frames)
            notes.append(label_words.sides_note(child, frames, tracks.time_s))
    return tracks, notes


def _sides_exchanged(tracks: Tracks, markers: tuple[str, ...], frames: BoolArray) -> Tracks:
    """Left and right names exchanged in some frames; a marker without a twin goes missing there."""
    twins = tracks.of([mirrored(marker) for marker in markers])
    return tracks.put(markers, np.where(frames[:, None, None], twins, tracks.of(markers)))


def _frames_put_right(tracks: Tracks, places: Places) -> tuple[Tracks, Exchanges, list[Note]]:
    """Each cluster against its own mean shape, frame by frame."""
    exchanges: Exchanges = {}
    notes: list[Note] = []
    for cluster in _judged(tracks, places):
        shape = shape_of(places, cluster.markers)
        points, faults = label_frames.put_right(cluster, shape, tracks.of(cluster.markers))
        tracks = tracks.put(cluster.markers, points) if faults else tracks
        for fault in faults:
            if fault.kind == "swap":
                _add(exchanges, cluster, fault.markers, fault.frames)
            else:
                marker = cluster.markers[fault.markers[0]]
                notes.append(label_words.stray_note(marker, fault.frames, tracks.time_s))
    return tracks, exchanges, notes


def _names_put_right(tracks: Tracks, own: Places, other: Places, exchanges: Exchanges) -> Tracks:
    """Each cluster's mean shape against its references; what is exchanged is put right in ``own`` too."""
    everywhere = np.ones(tracks.frames, dtype=np.bool_)
    for cluster in _judged(tracks, own):
        shape = shape_of(own, cluster.markers)
        pair = label_names.exchanged(shape, _references(cluster, own, other), _witnesses(cluster))
        if pair is not None:
            guess = Renaming(swap=pair)
            tracks = tracks.put(cluster.markers, guess.applied(tracks.of(cluster.markers)))
            own |= dict(zip(cluster.markers, guess.applied(shape), strict=True))
            _add(exchanges, cluster, pair, everywhere)
    return tracks


def _moved_blanked(tracks: Tracks, own: Places, standing: Places) -> tuple[Tracks, list[Note]]:
    """Tracks without markers that sit elsewhere on their segment than in standing."""
    notes: list[Note] = []
    for cluster in _judged(tracks, own):
        shape = shape_of(own, cluster.markers)
        moved = label_names.misplaced(shape, shape_of(standing, cluster.markers), cluster.stray_m)
        if moved is not None:
            points = Renaming(stray=(moved,)).applied(tracks.of(cluster.markers))
            tracks = tracks.put(cluster.markers, points)
            del own[cluster.markers[moved]]
            notes.append(label_words.moved_note(cluster.markers[moved]))
    return tracks, notes


def mean_places(tracks: Tracks) -> Places:
    """Every cluster's mean shape: each marker's place (3,) m in axes of its cluster."""
    places: Places = {}
    for cluster in clusters(tracks.present()):
        shape = consensus(tracks.of(cluster.markers), cluster.gate_m)
        if shape is not None:
            places |= dict(zip(cluster.markers, shape, strict=True))
    return places


def shape_of(places: Places, markers: tuple[str, ...]) -> FloatArray:
    """(k, 3) places of the markers named, NaN for those unknown."""
    return np.array([places.get(marker, np.full(3, np.nan)) for marker in markers])


def _references(cluster: Cluster, own: Places, standing: Places) -> list[FloatArray]:
    """Shapes a cluster should have: the one standing; of feet also the other foot, mirrored, and any foot."""
    twins = tuple(mirrored(marker) for marker in cluster.markers)
    shapes = [shape_of(standing, cluster.markers)]
    if cluster.kind == "foot":
        shapes += [label_names.mirror(shape_of(places, twins)) for places in (own, standing)]
        shapes += [foot_like(cluster.markers, shape_of(own, cluster.markers))]
    return shapes


def _witnesses(cluster: Cluster) -> int:
    """Votes needed to exchange names: one foot against the other cannot tell which of them is wrong."""
    return 2 if cluster.kind == "foot" else 1


def _doubts(tracks: Tracks, own: Places) -> list[Note]:
    """Feet that do not mirror each other, when nothing else tells which of them is wrong."""
    notes = []
    for foot in (c for c in _judged(tracks, own) if c.name == "foot_left"):
        twins = tuple(mirrored(marker) for marker in foot.markers)
        other = label_names.mirror(shape_of(own, twins))
        pair = label_names.exchanged(shape_of(own, foot.markers), [other], least=1)
        if pair is not None:
            notes.append(label_words.doubt_note(foot.markers[pair[0]], foot.markers[pair[1]]))
    return notes


def _judged(tracks: Tracks, places: Places) -> list[Cluster]:
    """Clusters with three markers or more and a mean shape."""
    found = clusters(tracks.present())
    return [c for c in found if len(c.markers) >= MIN_MARKERS and set(c.markers) <= set(places)]


def _add(exchanges: Exchanges, cluster: Cluster, pair: tuple[int, ...], frames: BoolArray) -> None:
    """Note an exchange; the same two exchanged twice are as they were."""
    names = (cluster.markers[pair[0]], cluster.markers[pair[1]])
    exchanges[names] = exchanges.get(names, np.zeros_like(frames)) ^ frames


def _exchange_notes(exchanges: Exchanges, tracks: Tracks) -> Iterator[Note]:
    for (first, second), frames in exchanges.items():
        if frames.any():
            yield label_words.exchanged_note(first, second, frames, tracks.time_s)


def lost_markers(tracks: Tracks, standing: Places) -> tuple[str, ...]:
    """Markers of a segment that the recording lacks while the other side has them.

    Numbered markers are counted lost only where standing has them: laboratories give one leg more of
    them on purpose, to tell the legs apart.
    """
    lost = []
    for name in tracks.names:
        twin = mirrored(name)
        expected = twin in standing or not re.search(r"_\d+_(left|right)$", twin)
        if twin not in tracks.names and cluster_of(twin) is not None and expected:
            lost.append(twin)
    return tuple(lost)


def _missing_notes(tracks: Tracks, standing: Places) -> list[Note]:
    """Markers of a cluster that are mostly missing while their twin is there."""
    share = dict(zip(tracks.names, 1.0 - seen(tracks.positions).mean(axis=0), strict=True))
    share |= dict.fromkeys(lost_markers(tracks, standing), 1.0)
    return [
        label_words.missing_note(marker, share[marker])
        for cluster in clusters(share)
        for marker in cluster.markers
        if share[marker] > MOSTLY_MISSING >= share.get(mirrored(marker), 1.0)
    ]
