from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from backstride.motion.correlated import WORST_M, fill_correlated

RATE_HZ = 100.0
N = 600
SHANK = np.array([[0, 0.3, 0.05], [0.03, 0.2, -0.05], [-0.02, 0.35, 0.0]])
FOOT = np.array([[-0.05, 0, 0], [0.17, 0, 0.05]])
TARGET = np.array([[0.2, 0.02, -0.04]])


def _leg(noise_m: float = 5e-4) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(N) / RATE_HZ
    pitch, bend = 0.6 * np.sin(9 * t), 0.3 * np.sin(9 * t + 1.1) + 0.1 * np.sin(2.3 * t)
    shank = Rotation.from_euler("z", pitch[:, None])
    foot = shank * Rotation.from_euler("z", bend[:, None])
    place = np.stack([0.4 * np.sin(9 * t), 0.1 * np.cos(9 * t), 0 * t], axis=-1)
    parts = [shank.apply(p) for p in SHANK] + [foot.apply(p) for p in (*FOOT, *TARGET)]
    points = np.stack(parts, axis=1) + place[:, None]
    points += np.random.default_rng(0).normal(scale=noise_m, size=points.shape)
    return points[:, -1], points[:, :-1]


@pytest.mark.parametrize(("start", "stop"), [(200, 380), (0, 100), (560, 600)])
def test_a_marker_follows_from_two_others_of_its_foot_and_the_shank(start, stop):
    truth, neighbours = _leg()
    track = truth.copy()
    track[start:stop] = np.nan
    filled, mask = fill_correlated(track, neighbours, RATE_HZ)
    assert np.array_equal(np.flatnonzero(mask), np.arange(start, stop))
    assert np.sqrt(((filled - truth) ** 2).sum(axis=1).mean()) < 0.005
    np.testing.assert_array_equal(filled[~mask], truth[~mask])


def test_the_filled_stretch_joins_what_was_seen():
    truth, neighbours = _leg(noise_m=0.0)
    track = truth + np.array([0.0, 0.0, 0.004])
    track[300:] = truth[300:]
    track[290:310] = np.nan
    filled, _ = fill_correlated(track, neighbours, RATE_HZ)
    steps = np.linalg.norm(np.diff(filled - truth, axis=0), axis=1)
    assert steps[289] < 0.002
    assert steps[309] < 0.002


def test_what_the_neighbours_do_not_tell_is_not_filled():
    _, neighbours = _leg()
    track = np.random.default_rng(1).normal(scale=3 * WORST_M, size=(N, 3))
    track[200:300] = np.nan
    filled, mask = fill_correlated(track, neighbours, RATE_HZ)
    assert not mask.any()
    assert np.isnan(filled[200:300]).all()


@pytest.mark.parametrize("reason", ["hardly seen", "two neighbours", "neighbours gone too"])
def test_too_little_to_learn_from_is_left_missing(reason):
    truth, neighbours = _leg()
    track = truth.copy()
    track[200:260] = np.nan
    if reason == "hardly seen":
        track[:400] = np.nan
    elif reason == "two neighbours":
        neighbours = neighbours[:, :2]
    else:
        neighbours[200:260] = np.nan
    assert not fill_correlated(track, neighbours, RATE_HZ)[1].any()


def test_a_neighbour_missing_when_needed_is_done_without():
    truth, neighbours = _leg()
    track = truth.copy()
    track[200:260] = np.nan
    neighbours[190:270, 0] = np.nan
    filled, mask = fill_correlated(track, neighbours, RATE_HZ)
    assert mask.sum() == 60
    assert np.abs(filled - truth).max() < 0.015
