"""A pinhole camera in the lab: where points of the room fall in the picture.

The lab's axes are ISB (X the running direction, Y up, Z to the runner's right); the picture's are px, x
right, y down, (0, 0) the frame's upper left corner. Lens distortion: one radial coefficient, as phones leave
it after their own correction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backstride.model.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Camera:
    """place_m: (3,) of the lens. heading_rad: about the vertical, 0 looks along -Z (at the right side of a
    runner who runs to the right), + turns towards +X. pitch_rad: + looks up. roll_rad: + the camera is tilted
    clockwise, so the picture turns anticlockwise. focal_px: focal length. radial: share by which a point one
    focal length off the axis moves outwards.
    """

    place_m: FloatArray
    width_px: int
    height_px: int
    focal_px: float
    heading_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    radial: float = 0.0


def project(camera: Camera, points_m: FloatArray, heading_rad: FloatArray | None = None) -> FloatArray:
    """Points (..., 3) of the lab in px (..., 2); NaN behind the lens.

    heading_rad: (n,) one heading a frame instead of the camera's own, for a camera that pans; points are then
    (n, ..., 3).
    """
    away = points_m - camera.place_m
    heading = camera.heading_rad if heading_rad is None else _spread(heading_rad, away.ndim - 1)
    x, y, z = np.moveaxis(away, -1, 0)
    right = x * np.cos(heading) + z * np.sin(heading)
    depth = x * np.sin(heading) - z * np.cos(heading)
    up = y * np.cos(camera.pitch_rad) - depth * np.sin(camera.pitch_rad)
    depth = y * np.sin(camera.pitch_rad) + depth * np.cos(camera.pitch_rad)
    depth = np.where(depth > 0, depth, np.nan)
    across, down = right / depth, -up / depth
    stretch = 1 + camera.radial * (across**2 + down**2)
    cosine, sine = np.cos(camera.roll_rad), np.sin(camera.roll_rad)
    across, down = stretch * across, stretch * down
    turned = np.stack([across * cosine + down * sine, -across * sine + down * cosine], axis=-1)
    centre = np.array([camera.width_px, camera.height_px]) / 2
    return np.asarray(turned * camera.focal_px + centre)


def _spread(values: FloatArray, dims: int) -> FloatArray:
    """(n,) shaped to stand before dims - 1 further axes."""
    return values.reshape(len(values), *(1,) * (dims - 1))
