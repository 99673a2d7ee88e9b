"""A copy of a clip with the body, the feet that stand and the time drawn into its pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.clip import Clip
from backstride.model.common import Side
from backstride.model.contact import Contact
from backstride.report.frame_marks import Image, Moment, marked
from backstride.report.player.h264 import Quality, write_h264
from backstride.report.player.skeleton import drawn_points
from backstride.whole import hidden_beside

KEPT: Final = Quality(constant_rate=20, most_bit_s=None, key_every_s=0.5)
"""A copy that one looks at large: about the size of the phone's own file."""
SAME_S: Final = 0.001
"""A frame whose time is further from every frame of the clip is another one: 240 frames/s lie 4 ms apart."""


def annotate(
    frames: Iterable[tuple[float, Image]],
    clip: Clip,
    contacts: Sequence[Contact],
    out: Path,
    on_frame: Callable[[int], None] = lambda _: None,
) -> None:
    """Write an MP4 of the frames with their marks to ``out``, whole or not at all.

    Args:
        frames: (time in s on the file's clock, picture (height, width, 3) RGB), in the order of time.
        clip: the runner's points; a frame that is none of the clip's gets the time only.
        contacts: on the run's clock; those of other recordings are not drawn.
        out: an MP4; one that is there is replaced.
        on_frame: told how many frames are done.

    Frame times are kept, sound and every note of the original are left out. Raises ValueError without a
    frame, BackstrideError where ``out`` cannot be written, ModelMissingError without the video extra.
    """
    ahead = iter(frames)
    first = next(ahead, None)
    if first is None:
        raise ValueError("there is no frame to write")
    height_px, width_px = first[1].shape[:2]
    own = [one for one in contacts if one.recording == clip.recording]
    drawn = _drawn(_again(first, ahead), clip, own, on_frame)
    with hidden_beside(out, "the annotated video", "Choose a place you may write to") as made:
        write_h264(made / out.name, drawn, (_even(width_px), _even(height_px)), KEPT)
        (made / out.name).replace(out)


def _again(first: tuple[float, Image], rest: Iterator[tuple[float, Image]]) -> Iterator[tuple[float, Image]]:
    yield first
    yield from rest


def _drawn(
    frames: Iterator[tuple[float, Image]],
    clip: Clip,
    contacts: Sequence[Contact],
    on_frame: Callable[[int], None],
) -> Iterator[tuple[float, Image]]:
    points = drawn_points(clip.keypoints)
    for done, (time_s, image) in enumerate(frames, start=1):
        run_s = time_s / clip.slow_motion
        places = _places(points, clip.keypoints.time_s, time_s)
        yield time_s, marked(image, Moment(places, _standing(contacts, run_s), run_s))
        on_frame(done)


def _places(points: dict[str, FloatArray], clock_s: FloatArray, time_s: float) -> dict[str, FloatArray]:
    """Name -> (2,) px at this time; empty where the clip has no such frame."""
    frame = int(np.argmin(np.abs(clock_s - time_s)))
    if abs(clock_s[frame] - time_s) > SAME_S:
        return {}
    return {name: at[frame] for name, at in points.items()}


def _standing(contacts: Sequence[Contact], run_s: float) -> frozenset[Side]:
    return frozenset(one.side for one in contacts if one.foot_strike_s <= run_s < one.toe_off_s)


def _even(length_px: int) -> int:
    """H.264 with colours at half the resolution needs even sides; an odd one loses a pixel by scaling."""
    return max(2, length_px // 2 * 2)
