"""Which way the files of one recording go."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from backstride.clips import film_source, is_clip, no_frames_told
from backstride.errors import RecordingError
from backstride.model.common import RecordingKind
from backstride.model.runner import Runner
from backstride.model.settings import Settings
from backstride.read.session import Source
from backstride.sensors.load import is_watch
from backstride.ways.measured import MeasuredRecording

if TYPE_CHECKING:
    from backstride.model.imu import Placement
    from backstride.model.recording import Recording
    from backstride.pose.watch import OnPose

OnFrames = Callable[[str, int, int], None]


def kind_of(source: Source, sensor: Placement | None = None) -> RecordingKind:
    """What a source is, by its first file; ready-made keypoints count as a video.

    sensor: where one was worn, as told; a broken text file then counts as the sensor's.
    """
    if is_watch(source.paths[0]):
        return "watch"
    if is_clip(source.paths[0]):
        return "video"
    from backstride.ways.imu import is_sensor

    return "imu" if is_sensor(source.paths[0], sensor) else "markers"


def measure_source(
    source: Source,
    still: Recording | None,
    runner: Runner,
    options: Settings,
    on_frames: OnFrames | None = None,
    on_pose: OnPose | None = None,
) -> MeasuredRecording | RecordingError:
    """One source read and measured, or why it is refused."""
    try:
        kind = kind_of(source, options.sensor)
        if kind == "watch":
            from backstride.ways.watch import measure_watch

            return measure_watch(source, runner, options)
        if kind == "imu":
            from backstride.ways.imu import measure_imu

            return measure_imu(source, runner, options)
        from backstride.ways.movement import measure_one

        if kind == "video":
            told = partial(on_frames, source.id) if on_frames else no_frames_told
            recording, clip = film_source(source, runner, options, told, on_pose=on_pose)
            return measure_one(recording, None, runner, options, clip)
        return measure_one(load_sided(source, options), still, runner, options)
    except RecordingError as error:
        return error


def load_sided(source: Source, settings: Settings) -> Recording:
    """The recording of a source, its sides exchanged where that is asked for."""
    from backstride.read.session import load_source
    from backstride.read.swap import swap_sides

    recording = load_source(source, rate_hz=settings.rate_hz)
    return swap_sides(recording) if settings.swap_sides else recording
