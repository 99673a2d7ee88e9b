"""What contacts are read from: velocities of the heel, the ball of the foot and the pelvis.

Velocities, not places: where on the heel a laboratory glues its marker shifts a position by centimetres, but
changes a velocity only through the foot's rotation. Each foot's markers are told apart by where they stand
along the foot, not by their names, so two swapped labels of one foot change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy.interpolate import CubicSpline

from backstride.errors import RefusedError
from backstride.model.arrays import BoolArray, FloatArray
from backstride.model.common import SIDES, Side
from backstride.motion.filters import PAD_SAMPLES, low_pass
from backstride.motion.gaps import fill_gaps

if TYPE_CHECKING:
    import xarray as xr

HEEL_POINTS: Final = ("heel", "heel_top", "heel_lateral", "heel_medial")
BALL_POINTS: Final = ("mt1", "mt2", "mt5", "toe")
PELVIS_POINTS: Final = ("asis", "psis", "iliac_crest")
MIDLINE_POINTS: Final = ("sacrum",)

# Foot velocities hold the strike's onset up to about 25 Hz; the pelvis is heavier and its skin wobbles
# (benchmarks/contacts_markers.py scans both).
FOOT_CUTOFF_HZ: Final = 25.0
PELVIS_CUTOFF_HZ: Final = 15.0
HIGHEST_SHARE_OF_NYQUIST: Final = 0.9  # a cut-off nearer half the rate is no longer a filter
MAX_GAP_S: Final = 0.1  # the window of one contact survives a bridged gap of this length
# A marker seen in less than this share of the frames that show any of its group is left out: who runs through
# the picture is out of it for most of the time.
MIN_SEEN_SHARE: Final = 0.5

SD_OF_MEDIAN: Final = 1.4826  # of a normal distribution, from its median absolute value
THIRD_DIFFERENCE_GAIN: Final = 20**0.5  # root of the sum of the squared weights 1, 3, 3, 1
# Between 1 mm at 100 Hz (0.0001) and 5 mm at 60 Hz (0.00065) on a logarithmic scale.
NOISY_M_PER_ROOT_HZ: Final = 0.00025

# A foot bends at the toes by up to about 25 mm between heel and toe markers (measured on the treadmill
# recordings); a marker this far off its usual distances is on another body part.
STRAY_M: Final = 0.05
# The foot stands for a quarter of a running stride at the least; these frames are surely standing.
STANDING_SHARE: Final = 0.15
# Heel and ball markers stand at least this far apart along the foot (shortest adult feet about 0.2 m).
LEAST_FOOT_SPAN_M: Final = 0.08


@dataclass(frozen=True, eq=False)
class Signals:
    """Velocities on the recording's clock, m/s, (n, 3); NaN where a group is not seen.

    heel, ball: by side; a foot without any marker of the group is absent. pelvis: None without markers.
    pelvis_height_m: (n,) or None. dropped: names left out because they stray or are hardly seen.
    """

    time_s: FloatArray
    rate_hz: float
    heel: dict[Side, FloatArray]
    ball: dict[Side, FloatArray]
    pelvis: FloatArray | None
    pelvis_height_m: FloatArray | None
    noise_m: float
    dropped: tuple[str, ...] = ()

    def sides(self) -> tuple[Side, ...]:
        """The feet that have at least one group."""
        return tuple(side for side in SIDES if side in self.heel or side in self.ball)

    def foot(self, side: Side) -> FloatArray:
        """The group nearest the toes: it stands still for most of the stance."""
        return self.ball[side] if side in self.ball else self.heel[side]


def signals(points: xr.DataArray, rate_hz: float) -> Signals:
    """Group velocities of both feet and the pelvis.

    Args:
        points: DataArray(time, point, axis) in m, ISB axes, unfiltered, NaN where missing.
        rate_hz: samples per second.

    Raises:
        RefusedError: too few frames to filter.
    """
    if len(points) <= PAD_SAMPLES:
        raise RefusedError(
            f"{len(points)} frames are too few to see a foot move", fix="Give a recording of 2 s or more"
        )
    time_s = points.coords["time"].to_numpy().astype(np.float64)
    heel: dict[Side, FloatArray] = {}
    ball: dict[Side, FloatArray] = {}
    dropped: list[str] = []
    noise = np.inf
    for side in SIDES:
        names, places = _take(points, [f"{name}_{side}" for name in HEEL_POINTS + BALL_POINTS])
        names, places, lost = _trusted(names, places, rate_hz)
        dropped += lost
        noise = min(noise, noise_m(places))
        velocity = velocities(places, time_s, rate_hz, FOOT_CUTOFF_HZ)
        for group, members in zip((heel, ball), _groups(names, places, velocity), strict=True):
            if members.any():
                group[side] = robust_mean(velocity[:, members])
    names, places = _take(points, _pelvis_names())
    names, places, lost = _seen_enough(names, places, rate_hz)
    pelvis = velocities(places, time_s, rate_hz, PELVIS_CUTOFF_HZ) if names else None
    return Signals(
        time_s=time_s,
        rate_hz=rate_hz,
        heel=heel,
        ball=ball,
        pelvis=None if pelvis is None else robust_mean(pelvis),
        pelvis_height_m=_mean(places)[:, 1] if names else None,
        noise_m=min(noise, noise_m(places) if names else np.inf),
        dropped=tuple(dropped),
    )


def noise_grade(found: Signals) -> Literal["clean", "noisy"]:
    """Which coefficients fit: what is left of the noise after smoothing goes with noise over root of rate."""
    return "noisy" if found.noise_m / np.sqrt(found.rate_hz) > NOISY_M_PER_ROOT_HZ else "clean"


def noise_m(places: FloatArray) -> float:
    """White noise (1 SD, m) of the quietest marker, from third differences, in which motion hardly shows."""
    third = np.diff(places, n=3, axis=0)
    if not len(third) or not third.shape[1]:
        return np.inf
    spread = np.nanmedian(np.abs(third), axis=(0, 2))
    return float(np.nanmin(spread, initial=np.inf) * SD_OF_MEDIAN / THIRD_DIFFERENCE_GAIN)


def velocities(places: FloatArray, time_s: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Velocities of (n, k, 3) places, m/s: zero-lag low-pass, then the slope of a cubic spline.

    The spline's slope, unlike a central difference, does not lose amplitude at 60 Hz.
    """
    cutoff = min(cutoff_hz, HIGHEST_SHARE_OF_NYQUIST * rate_hz / 2)
    slopes = np.full(places.shape, np.nan)
    for marker in range(places.shape[1]):  # one at a time: an hour of markers need not fit in memory thrice
        place = places[:, marker]
        smooth = low_pass(_bridge(place), rate_hz, cutoff)
        if np.isfinite(smooth).all():
            slopes[:, marker] = CubicSpline(time_s, smooth, axis=0)(time_s, 1)
            slopes[~np.isfinite(place).all(axis=1), marker] = np.nan
    return slopes


def robust_mean(velocity: FloatArray) -> FloatArray:
    """(n, k, 3) -> (n, 3): the mean of what is seen; the median where three or more are."""
    seen = np.isfinite(velocity).all(axis=2)
    if velocity.shape[1] >= 3 and seen.all():
        return np.asarray(np.median(velocity, axis=1))
    return _mean(velocity)


def _mean(values: FloatArray) -> FloatArray:
    """Mean over axis 1 of what is finite, NaN where nothing is; no warning."""
    seen = np.isfinite(values)
    count = seen.sum(axis=1)
    total = np.where(seen, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _take(points: xr.DataArray, wanted: list[str]) -> tuple[list[str], FloatArray]:
    """The wanted points that are there, (n, k, 3)."""
    there = set(map(str, points.coords["point"].to_numpy()))
    names = [name for name in wanted if name in there]
    return names, points.sel(point=names).to_numpy().astype(np.float64)


def _pelvis_names() -> list[str]:
    return [f"{name}_{side}" for name in PELVIS_POINTS for side in SIDES] + list(MIDLINE_POINTS)


def _trusted(names: list[str], places: FloatArray, rate_hz: float) -> tuple[list[str], FloatArray, list[str]]:
    """Foot markers without the frames in which they stray from their foot."""
    if len(names) >= 3:
        places = np.where(_strays(places)[:, :, None], np.nan, places)
    return _seen_enough(names, places, rate_hz)


def _seen_enough(
    names: list[str], places: FloatArray, rate_hz: float
) -> tuple[list[str], FloatArray, list[str]]:
    """Short gaps filled; markers hardly ever seen left out."""
    if not names:
        return names, places, []
    filled, _ = fill_gaps(places, rate_hz, MAX_GAP_S)
    seen = np.asarray(np.isfinite(filled).all(axis=2))
    keep = seen.sum(axis=0) >= MIN_SEEN_SHARE * max(1, seen.any(axis=1).sum())
    lost = [name for name, kept in zip(names, keep, strict=True) if not kept]
    return [n for n, kept in zip(names, keep, strict=True) if kept], filled[:, keep], lost


def _strays(places: FloatArray) -> BoolArray:
    """(n, k) frames in which a marker is off its usual distance to most others of its foot."""
    count = places.shape[1]
    off = np.zeros(places.shape[:2])
    pairs = np.zeros(places.shape[:2])
    for i in range(count):
        for j in range(i + 1, count):
            distance = np.linalg.norm(places[:, i] - places[:, j], axis=1)
            both = np.isfinite(distance)
            if not both.any():
                continue
            bad = np.abs(distance - np.median(distance[both])) > STRAY_M
            for marker in (i, j):
                off[:, marker] += bad & both
                pairs[:, marker] += both
    return off > 0.5 * np.maximum(pairs, 1)


def _groups(names: list[str], places: FloatArray, velocity: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Which markers are heel, which ball: by their place along the standing foot, else by name."""
    heel = np.array([name.rsplit("_", 1)[0] in HEEL_POINTS for name in names], dtype=np.bool_)
    if not heel.any() or heel.all() or not np.isfinite(velocity).any():
        return heel, ~heel
    along = _along_foot(places, velocity)
    span = float(np.ptp(along))
    if span < LEAST_FOOT_SPAN_M:
        return heel, ~heel
    front = along > np.min(along) + span / 2
    return ~front, front


def _along_foot(places: FloatArray, velocity: FloatArray) -> FloatArray:
    """Place of each marker along the foot (m, + forward) in the frames in which the foot goes backmost."""
    speed = _mean(velocity)[:, 0]
    known = np.isfinite(speed)
    standing = np.zeros(len(speed), dtype=np.bool_)
    standing[known] = speed[known] <= np.quantile(speed[known], STANDING_SHARE)
    foot = _mean(places)[:, 0]
    return np.asarray(np.nanmedian(places[standing, :, 0] - foot[standing, None], axis=0))


def _bridge(places: FloatArray) -> FloatArray:
    """Every gap bridged by a straight line, so that the filter can run; the caller masks it again."""
    if np.isfinite(places).all():
        return places
    columns = places.reshape(len(places), -1).copy()
    frames = np.arange(len(columns))
    for column in columns.T:
        known = np.isfinite(column)
        if known.any() and not known.all():
            column[:] = np.interp(frames, frames[known], column[known])
    return columns.reshape(places.shape)
