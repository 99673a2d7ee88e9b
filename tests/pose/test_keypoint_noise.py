"""The errors laid on perfect points have the size, the memory and the frequency that the data file names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from benchmarks.keypoint_clips import exchanges, look
from benchmarks.keypoint_noise import (
    LEG,
    Error,
    add_error,
    drawn_bias,
    remembering,
    stretches,
    torso,
    usual_error,
)

from backstride.model.keypoints import Keypoints
from backstride.pose.camera import Camera
from backstride.synth.filmed import filmed, places_of
from backstride.synth.presets import usual
from backstride.synth.runner import synthesise

CALM = replace(
    usual_error(),
    exchanges=(0.0, 0.0),
    merged=(0.0, 0.0),
    lost=(0.0, 0.0),
    points={"ear": (0.0, 0.0)},
    shy={},
)


@cache
def perfect() -> Keypoints:
    """Twelve seconds seen from the right side at 60 frames/s."""
    camera = Camera(np.array([0.0, 1.0, 4.0]), 1920, 1080, 1920.0)
    return filmed(places_of(synthesise(usual(2.8))), camera, 60.0)


def names(seen: Keypoints) -> list[str]:
    return [str(name) for name in seen.points.coords["point"].to_numpy()]


def seen_with(error: Error, seed: int = 1) -> Keypoints:
    return add_error(perfect(), np.random.default_rng(seed), error)


def test_no_error_changes_no_point() -> None:
    assert np.array_equal(seen_with(CALM).points, perfect().points)


def test_the_same_seed_gives_the_same_points() -> None:
    one, other, third = (seen_with(usual_error(), seed).points.to_numpy() for seed in (4, 4, 5))
    assert np.array_equal(one, other, equal_nan=True)
    assert not np.array_equal(one, third, equal_nan=True)


@pytest.mark.parametrize(
    ("point", "column"), [("knee_centre_right", 0), ("knee_centre_left", 1), ("toe_left", 1)]
)
def test_jitter_has_the_size_of_its_side(point: str, column: int) -> None:
    error = replace(CALM, points=usual_error().points)
    off = seen_with(error).points.sel(point=point).to_numpy() - perfect().points.sel(point=point).to_numpy()
    torso_px = torso(perfect().points.to_numpy(), names(perfect()), error.torso_per_leg)
    wanted = error.points[point.rsplit("_", 1)[0]][column] * torso_px
    assert off.std() == pytest.approx(
        wanted, rel=0.12
    )  # 720 frames that remember 2: 5 % of a standard deviation


def test_noise_is_forgotten_as_told() -> None:
    noise = remembering((20000, 4), 5.0, np.random.default_rng(2))
    assert noise.std() == pytest.approx(1.0, abs=0.03)
    assert np.mean(noise[5:] * noise[:-5]) == pytest.approx(np.exp(-1), abs=0.04)


def test_heel_and_toe_of_a_foot_are_misplaced_together() -> None:
    error = replace(CALM, points=usual_error().points)
    off = seen_with(error).points - perfect().points
    ankle, heel, other = (
        off.sel(point=p).to_numpy().ravel() for p in ("ankle_centre_left", "heel_left", "heel_right")
    )
    assert np.corrcoef(ankle, heel)[0, 1] == pytest.approx(error.foot_shared, abs=0.08)
    assert abs(np.corrcoef(heel, other)[0, 1]) < 0.2


def test_legs_are_exchanged_whole_and_found_again() -> None:
    error = replace(CALM, exchanges=usual_error().exchanges)
    seen = seen_with(error)
    left = [f"{name}_left" for name in LEG]
    moved = np.any(
        seen.points.sel(point=left).to_numpy() != perfect().points.sel(point=left).to_numpy(), axis=2
    )
    assert np.all(moved.all(axis=1) | ~moved.any(axis=1))
    assert 0.05 < moved.any(axis=1).mean() < 0.25
    found = look(seen).exchanged
    assert np.mean(found == moved.any(axis=1)[-len(found) :]) > 0.97


def test_paths_that_never_change_are_not_exchanged() -> None:
    time_s = np.arange(90) / 30
    swing = np.sin(2 * np.pi * 1.4 * time_s)
    legs = np.zeros((90, 2, 3, 2))
    legs[:, 0, :, 0], legs[:, 1, :, 0] = swing[:, None], -swing[:, None]
    legs[:, 0, :, 1], legs[:, 1, :, 1] = 0.2 * np.cos(2 * np.pi * 1.4 * time_s)[:, None], 0.0
    assert not exchanges(legs).any()


def test_stretches_cover_what_they_should() -> None:
    flags = stretches(400_000, 0.1, 0.5, 50.0, np.random.default_rng(3))
    # starts a frame times their mean length (25 frames, and half a frame from rounding up), less overlaps
    assert flags.mean() == pytest.approx(1 - np.exp(-0.1 / 50 * 25.5), abs=0.006)


def test_a_bias_turns_the_knee_by_the_published_size() -> None:
    def knee_deg(seen: Keypoints) -> np.ndarray:
        hip, knee, ankle = (
            seen.points.sel(point=f"{j}_centre_right").to_numpy() for j in ("hip", "knee", "ankle")
        )
        thigh, shank = hip - knee, ankle - knee
        cosine = (thigh * shank).sum(1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
        return np.asarray(np.degrees(np.arccos(cosine)))

    rng = np.random.default_rng(6)
    biased = [add_error(perfect(), rng, CALM, drawn_bias(rng)) for _ in range(60)]
    off = [float(np.mean(knee_deg(one) - knee_deg(perfect()))) for one in biased]
    # folds at 180 degrees: the mean over a stride stays clear of it
    assert 4.5 < np.std(off) < 9.0
