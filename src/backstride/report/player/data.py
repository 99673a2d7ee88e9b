"""What the player needs of one recording: places, contacts and angles of its frames, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from pydantic import Field

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.clip import Clip
from backstride.model.common import Frozen
from backstride.model.contact import Contact
from backstride.report.player.skeleton import drawn_points

# Finer than an engine sees (about 1 px), than frames lie apart (4 ms at 240 frames/s), than angles are known.
PX_DECIMALS: Final = 1
TIME_DECIMALS: Final = 4
ANGLE_DECIMALS: Final = 1

Place = tuple[float, float]


class FrameLink(Frozen):
    """A moment worth a look: what is seen, and when, in s on the run's clock."""

    text: str
    time_s: float


class PlayerData(Frozen):
    """One recording as the player shows it.

    width_px, height_px: the upright frame, which ``points`` lie in. time_s: each frame on the file's own
    clock. slow_motion: seconds of the file per second of the run. roll_deg: how far the camera was tilted
    clockwise. points: name -> a place a frame, px, None where it was not seen. contacts, links: on the run's
    clock. curves: name -> a value a frame, deg. video: the pictures of these frames, MP4; None shows the body
    on an empty ground. It travels beside the JSON, not in it.
    """

    recording: str
    width_px: int
    height_px: int
    time_s: tuple[float, ...]
    slow_motion: float = 1.0
    roll_deg: float = 0.0
    points: dict[str, tuple[Place | None, ...]]
    contacts: tuple[Contact, ...] = ()
    curves: dict[str, tuple[float | None, ...]] = Field(default_factory=dict)
    links: tuple[FrameLink, ...] = ()
    video: bytes | None = Field(default=None, exclude=True, repr=False)

    @property
    def run_time_s(self) -> tuple[float, ...]:
        """Each frame on the run's clock."""
        return tuple(time / self.slow_motion for time in self.time_s)


@dataclass(frozen=True)
class Stretch:
    """The frames a player shows: from_s <= time < until_s, on the file's clock."""

    from_s: float
    until_s: float


def player_data(
    clip: Clip,
    contacts: Sequence[Contact],
    curves: Mapping[str, FloatArray],
    stretch: Stretch,
    *,
    links: Sequence[FrameLink] = (),
    roll_deg: float = 0.0,
    video: bytes | None = None,
) -> PlayerData:
    """The frames of a stretch with what is drawn on them, rounded.

    Args:
        clip: the runner's points in every frame.
        contacts: on the run's clock; those of this clip that reach into the stretch are kept.
        curves: name -> (n,) deg at the clip's frames; a name ends in _left or _right where it has a side.
        stretch: which frames.
        links: moments to look at, on the run's clock; those outside the stretch are left out.
        roll_deg: how far the camera was tilted clockwise.
        video: the pictures of just these frames, as ``small_video`` makes them.

    Raises ValueError for a stretch without a frame, or a curve of another length than the clip.
    """
    keypoints = clip.keypoints
    inside = (keypoints.time_s >= stretch.from_s) & (keypoints.time_s < stretch.until_s)
    if not inside.any():
        raise ValueError("the stretch holds no frame")
    if wrong := [name for name, values in curves.items() if values.shape != inside.shape]:
        raise ValueError(f"one value a frame is needed: {wrong}")
    time_s = keypoints.time_s[inside]
    first_s, last_s = time_s[0] / clip.slow_motion, time_s[-1] / clip.slow_motion
    return PlayerData(
        recording=clip.recording,
        width_px=keypoints.width_px,
        height_px=keypoints.height_px,
        time_s=tuple(np.round(time_s, TIME_DECIMALS).tolist()),
        slow_motion=clip.slow_motion,
        roll_deg=round(roll_deg, ANGLE_DECIMALS),
        points={name: _places(at, inside) for name, at in drawn_points(keypoints).items()},
        contacts=tuple(
            _rounded(one)
            for one in contacts
            if one.recording == clip.recording and one.toe_off_s > first_s and one.foot_strike_s <= last_s
        ),
        curves={name: _values(values[inside]) for name, values in curves.items()},
        links=tuple(one for one in links if first_s <= one.time_s <= last_s),
        video=video,
    )


def to_json(data: PlayerData) -> str:
    """The data as JSON text, without the pictures; the same data give the same text."""
    return data.model_dump_json()


def from_json(text: str, video: bytes | None = None) -> PlayerData:
    """What ``to_json`` wrote, with its pictures again; ValueError when it is something else."""
    return PlayerData.model_validate_json(text).model_copy(update={"video": video})


def _places(at: FloatArray, inside: BoolArray) -> tuple[Place | None, ...]:
    """(n, 2) px to places, missing as None."""
    rounded = np.round(at[inside], PX_DECIMALS).tolist()
    return tuple((x, y) if np.isfinite(x + y) else None for x, y in rounded)


def _values(values: FloatArray) -> tuple[float | None, ...]:
    rounded = np.round(values, ANGLE_DECIMALS).tolist()
    # adding zero turns -0.0 into 0.0
    return tuple(value + 0.0 if np.isfinite(value) else None for value in rounded)


def _rounded(contact: Contact) -> Contact:
    times = {name: round(getattr(contact, name), TIME_DECIMALS) for name in ("foot_strike_s", "toe_off_s")}
    return contact.model_copy(update=times)
