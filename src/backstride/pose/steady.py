"""The camera's own movement taken out: points as a camera that stood still would have seen them.

Where the background could be followed, every frame is laid over the first one. Where it could not, points
stay as they are; contacts and angles do not mind, because the ground under a standing foot then moves in
the picture as a belt does, but nothing is said of the surface.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np

from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.picture import Picture
from backstride.model.recording import Note
from backstride.pose.flat import Flat

# Below this share of frames with a known background the camera's path is full of holes, and not used.
LEAST_TRUSTED: Final = 0.8


def steadied(
    flat: Flat, picture: Picture | None
) -> tuple[Flat, Literal["still", "moving"], tuple[Note, ...]]:
    """The points with the camera's movement taken out, what kind of camera it was, and what to say of it.

    flat: one row for every frame of the clip, as picture has.
    """
    if picture is None or picture.camera == "still":
        return flat, "still", ()
    kind: Literal["still", "moving"] = "still" if picture.camera == "shaken" else "moving"
    known = (
        np.isfinite(picture.zoom) & np.isfinite(picture.turn_rad) & np.isfinite(picture.shift_px).all(axis=1)
    )
    if picture.camera == "unknown" or known.mean() < LEAST_TRUSTED:
        return (
            flat,
            "moving",
            (_note("The camera's movement could not be followed; it is left in.", "warning"),),
        )
    places = {name: _laid_back(place, picture, known) for name, place in flat.places.items()}
    said = {
        "still": "The camera was held by hand; its shake is taken out.",
        "moving": "The camera moved with the run; its movement is taken out.",
    }[kind]
    return replace(flat, places=places), kind, (_note(said, "info"),)


def _laid_back(place: FloatArray, picture: Picture, known: BoolArray) -> FloatArray:
    """(n, 2) px, y up, in the first frame's place; between known frames by the path in between."""
    frames = np.arange(len(place))

    def through(values: FloatArray) -> FloatArray:
        return np.asarray(np.interp(frames, frames[known], values[known]))

    shift_x, shift_down = (through(picture.shift_px[:, axis]) for axis in range(2))
    turn, zoom = through(picture.turn_rad), through(picture.zoom)
    across, down = (place[:, 0] - shift_x) / zoom, (-place[:, 1] - shift_down) / zoom
    cosine, sine = np.cos(turn), np.sin(turn)  # + clockwise as seen: x right, y down
    return np.stack([cosine * across + sine * down, sine * across - cosine * down], axis=1)


def _note(text: str, level: Literal["info", "warning"]) -> Note:
    return Note(level=level, code="camera_moves", text=text)
