"""Where heads are, and what must be covered so that no face shows, also between two sightings.

Boxes are (left, top, right, bottom) in px of the upright frame. They are made too large rather than too
small: a covered wall costs nothing, a face that shows for one frame cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES
from backstride.pose.engine import Pose
from backstride.pose.region import Region, to_frame

HEAD_OF_TRUNK: Final = 0.45
"""Height of the head over shoulders to hips: 0.130 over 0.288 of body height (Drillis and Contini 1966, as
in Winter 2009, figure 4.1)."""
HEAD_OF_SHOULDERS: Final = 0.50
"""Height of the head over the shoulders' width: 0.130 over 0.259 (same source)."""
HEAD_OF_SQUARE: Final = 0.08
"""Height of the head over the square's side, at least: the square is 1.25 circles wide, and somebody with
raised arms fills a circle of 1.25 heights."""
AROUND_FACE: Final = 0.65
"""Heads beyond eyes, nose, mouth and ears on every side; half a head is the rest of it, 0.15 is for error."""
ABOVE_SHOULDERS: Final = 0.75
"""Heads from the middle of the shoulders to the middle of the head: half a head and the neck."""
AROUND_GUESS: Final = 0.9
"""Heads from the middle of a head placed by the shoulders to each side of its box: it may be bent."""
SURE_POINT: Final = 0.5
"""A point of less confidence is more likely hidden or outside than not."""
ENOUGH_POINTS: Final = 3
"""Sure points of the face that place it; fewer may be stray."""
BOTH_SIDES: Final = ("eye_inner", "eye", "eye_outer", "ear", "mouth")
FACE: Final = ("nose", *(f"{name}_{side}" for name in BOTH_SIDES for side in SIDES))
NEIGHBOURS_S: Final = 0.2
"""A box holds what the sightings so much earlier and later say, moved along with the person."""
HOLD_S: Final = 0.3
"""So long before the first and after the last sighting a head stays covered: a look and a half."""
LOST_S: Final = 1.0
"""Somebody lost for so long is covered in between when the head comes back close by."""
CLOSE_BY: Final = 3.0
"""Heads that somebody may have moved meanwhile from where the pace before would lead."""


@dataclass(frozen=True, eq=False)
class Head:
    """One head in one frame. box_px: (4,). from_body: no head was made out, this is the body's top third."""

    box_px: FloatArray
    from_body: bool = False


@dataclass(frozen=True, eq=False)
class HeadTrack:
    """One person's head through time. time_s: (n,) rising. boxes_px: (n, 4). from_body: (n,)."""

    time_s: FloatArray
    boxes_px: FloatArray
    from_body: BoolArray

    def __post_init__(self) -> None:
        n = len(self.time_s)
        if not n or self.boxes_px.shape != (n, 4) or self.from_body.shape != (n,):
            raise ValueError("a track needs one box and one from_body a time, and at least one")


def head_of(pose: Pose, names: Sequence[str]) -> Head:
    """The head by the points of the face; by the shoulders where those are unsure; else the top third.

    names: of the pose's points, in their order.
    """
    at = {name: pose.points_px[k] for k, name in enumerate(names)}
    sure = {name: pose.confidence[k] >= SURE_POINT for k, name in enumerate(names)}
    face = [at[name] for name in FACE if sure.get(name)]
    if len(face) >= ENOUGH_POINTS:
        around_px = AROUND_FACE * _head_px(at, pose.region)
        return Head(np.concatenate([np.min(face, axis=0) - around_px, np.max(face, axis=0) + around_px]))
    if all(sure.get(f"shoulder_centre_{side}") for side in SIDES):
        return Head(_above_shoulders(at, pose.region))
    return body_top(pose.region)


def body_top(region: Region) -> Head:
    """The top third of a body's square, for somebody whose head cannot be made out."""
    corners = to_frame(region, np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1 / 3], [0.0, 1 / 3]]))
    return Head(np.concatenate([corners.min(axis=0), corners.max(axis=0)]), from_body=True)


def _head_px(at: dict[str, FloatArray], region: Region) -> float:
    """Height of the head, by the largest of trunk, shoulders and square: each shrinks when seen end on."""
    shoulders, hips = _pair(at, "shoulder_centre"), _pair(at, "hip_centre")
    trunk_px = float(np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0)))
    across_px = float(np.linalg.norm(shoulders[0] - shoulders[1]))
    return max(HEAD_OF_TRUNK * trunk_px, HEAD_OF_SHOULDERS * across_px, HEAD_OF_SQUARE * region.side_px)


def _above_shoulders(at: dict[str, FloatArray], region: Region) -> FloatArray:
    """(4,) px, the head where it sits on the trunk."""
    shoulders, hips = _pair(at, "shoulder_centre").mean(axis=0), _pair(at, "hip_centre").mean(axis=0)
    head_px = _head_px(at, region)
    trunk = shoulders - hips
    middle = shoulders + ABOVE_SHOULDERS * head_px * trunk / max(float(np.linalg.norm(trunk)), 1.0)
    return np.concatenate([middle - AROUND_GUESS * head_px, middle + AROUND_GUESS * head_px])


def _pair(at: dict[str, FloatArray], name: str) -> FloatArray:
    return np.stack([at[f"{name}_{side}"] for side in SIDES])


def cover_at(track: HeadTrack, time_s: float) -> FloatArray | None:
    """(4,) px to cover at a time: what every sighting near it says; None where the track says nothing.

    Sightings within 0.2 s and the ones just before and after count. Each box is moved along to this time at
    the person's pace; before the first and after the last, where that is a guess, it also stays where it was.
    """
    times = track.time_s
    if not times[0] - HOLD_S <= time_s <= times[-1] + HOLD_S:
        return None
    near = np.abs(times - np.clip(time_s, times[0], times[-1])) <= NEIGHBOURS_S
    after = int(np.searchsorted(times, time_s))
    near[max(after - 1, 0) : after + 1] = True
    boxes = track.boxes_px[near]
    moved = boxes + np.tile(_pace(times[near], boxes), 2) * (time_s - times[near])[:, None]
    if not times[0] <= time_s <= times[-1]:
        moved = np.concatenate([moved, boxes])
    return np.concatenate([moved[:, :2].min(axis=0), moved[:, 2:].max(axis=0)])


def is_from_body(track: HeadTrack, time_s: float) -> bool:
    """Whether the sighting nearest this time had no head."""
    return bool(track.from_body[np.argmin(np.abs(track.time_s - time_s))])


def _pace(time_s: FloatArray, boxes_px: FloatArray) -> FloatArray:
    """(2,) px/s, the straight line through the middles of the boxes; nought for a single one."""
    away_s = time_s - time_s.mean()
    spread = float(away_s @ away_s)
    pace: FloatArray = away_s @ _middles(boxes_px) / spread if spread > 0 else np.zeros(2)
    return pace


def _middles(boxes_px: FloatArray) -> FloatArray:
    middles: FloatArray = (boxes_px[..., :2] + boxes_px[..., 2:]) / 2
    return middles


def joined(tracks: Sequence[HeadTrack]) -> tuple[HeadTrack, ...]:
    """Tracks that are one person lost for a moment made one, so that the time between is covered too."""
    whole: list[HeadTrack] = []
    for track in sorted(tracks, key=lambda one: float(one.time_s[0])):
        place = next((k for k, one in enumerate(whole) if _goes_on(one, track)), None)
        if place is None:
            whole.append(track)
        else:
            whole[place] = _end_to_end(whole[place], track)
    return tuple(whole)


def _goes_on(one: HeadTrack, other: HeadTrack) -> bool:
    gap_s = float(other.time_s[0] - one.time_s[-1])
    if not 0 < gap_s <= LOST_S:
        return False
    last = one.time_s >= one.time_s[-1] - NEIGHBOURS_S
    led_to = _middles(one.boxes_px[-1]) + gap_s * _pace(one.time_s[last], one.boxes_px[last])
    away_px = np.abs(_middles(other.boxes_px[0]) - led_to)
    sizes = other.boxes_px[0, 2:] - other.boxes_px[0, :2], one.boxes_px[-1, 2:] - one.boxes_px[-1, :2]
    # a box is AROUND_FACE heads larger than the face on each side: about two heads wide
    return bool((away_px <= CLOSE_BY / 2 * np.maximum(*sizes)).all())


def _end_to_end(one: HeadTrack, other: HeadTrack) -> HeadTrack:
    return HeadTrack(
        np.concatenate([one.time_s, other.time_s]),
        np.concatenate([one.boxes_px, other.boxes_px]),
        np.concatenate([one.from_body, other.from_body]),
    )
