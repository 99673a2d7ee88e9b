"""Poses of all frames to one ``Keypoints``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backstride.model.arrays import FloatArray
from backstride.model.keypoints import Keypoints
from backstride.model.picture import Picture
from backstride.model.recording import Note
from backstride.pose.camera_path import camera_path
from backstride.pose.decode import VideoInfo
from backstride.pose.engine import Engine, Pose
from backstride.pose.people import Track
from backstride.pose.picture import with_runner
from backstride.pose.watch import Watched
from backstride.read.keypoint_arrays import labelled


def assemble(
    info: VideoInfo,
    engine: Engine,
    watched: Watched,
    runner: Track,
    poses: Mapping[float, Pose],
    notes: tuple[Note, ...],
) -> Keypoints:
    """The noun of what was seen: NaN in frames without a pose. poses: the runner's by the frame's time."""
    names, time_s = list(engine.point_names), np.array(watched.time_s)
    points = np.full((len(time_s), len(names), 2), np.nan)
    confidence, depth = np.full(points.shape[:2], np.nan), np.full(points.shape[:2], np.nan)
    for row, time in enumerate(watched.time_s):
        if (pose := poses.get(time)) is not None:
            points[row], confidence[row] = pose.points_px, pose.confidence
            depth[row] = np.nan if pose.depth_px is None else pose.depth_px
    return Keypoints(
        **labelled(time_s, names, points, confidence, depth),
        width_px=info.width_px,
        height_px=info.height_px,
        rate_hz=(len(time_s) - 1) / float(time_s[-1] - time_s[0]),
        source=info.name,
        engine=engine.name,
        capture_rate_hz=info.capture_rate_hz,
        notes=notes,
        picture=_picture(info, watched, runner, points),
    )


def _picture(info: VideoInfo, watched: Watched, runner: Track, points_px: FloatArray) -> Picture:
    """How the clip was filmed: the camera's path, and the looks at the runner. points_px: (n, p, 2)."""
    own = {id(one) for one in runner}
    looks = [
        quality
        for sightings, qualities in zip(watched.looks, watched.seen, strict=True)
        for one, quality in zip(sightings, qualities, strict=True)
        if id(one) in own and quality is not None
    ]
    path = camera_path(np.array(watched.time_s), watched.course, info.width_px, info.height_px)
    return with_runner(path, looks, points_px, info.height_px)
