from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from backstride.motion.gaps import fill_gaps, fill_rigid

RATE_HZ = 150.0
CLUSTER = np.array([[0, 0, 0], [0, 0.05, 0], [0.02, 0.03, 0.04], [0.2, 0, -0.05], [0.18, 0, 0.05]])


def _wave(n: int = 300) -> np.ndarray:
    t = np.arange(n) / RATE_HZ
    track = np.stack(
        [0.3 * np.sin(2 * np.pi * 1.4 * t), 0.05 * np.cos(2 * np.pi * 2.8 * t), 0.1 * t], axis=-1
    )
    return track[:, None]


def _swing(n: int = 200) -> np.ndarray:
    t = np.arange(n) / RATE_HZ
    turns = Rotation.from_euler("zyx", np.stack([np.sin(9 * t), 0.2 * np.cos(9 * t), 0.1 * t], axis=-1))
    return np.stack([turns.apply(p) for p in CLUSTER], axis=1) + _wave(n)


def test_single_frames_of_running_come_back_within_a_tenth_of_a_millimetre():
    whole = _wave()
    gappy = whole.copy()
    gappy[20:280:7] = np.nan
    filled, mask = fill_gaps(gappy, RATE_HZ, 0.1)
    assert mask.sum() == len(range(20, 280, 7))
    assert np.abs(filled - whole).max() < 1e-4


def test_a_tenth_of_a_second_comes_back_within_millimetres():
    whole = _wave()
    gappy = whole.copy()
    gappy[100:115] = np.nan
    filled, _ = fill_gaps(gappy, RATE_HZ, 0.1)
    assert np.abs(filled - whole).max() < 0.006


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (297, 300), (100, 116)])
def test_what_is_too_long_or_at_an_end_stays_missing(start, stop):
    gappy = _wave()
    gappy[start:stop] = np.nan
    filled, mask = fill_gaps(gappy, RATE_HZ, 0.1)
    assert not mask.any()
    assert np.isnan(filled[start:stop]).all()


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=30, max_size=30))
def test_seen_samples_never_change_and_the_mask_says_what_was_filled(bits):
    gappy = _wave(30)
    gappy[np.array(bits)] = np.nan
    filled, mask = fill_gaps(gappy, RATE_HZ, 0.05)
    seen = np.isfinite(gappy)
    assert np.array_equal(filled[seen], gappy[seen])
    assert np.array_equal(np.isfinite(filled).all(axis=-1), seen.all(axis=-1) | mask)


def test_a_curve_does_not_reach_across_a_gap_that_stays():
    whole = _wave()
    gappy = whole.copy()
    gappy[100:102] = np.nan
    gappy[104:204] = np.nan
    island, _ = fill_gaps(gappy[:104], RATE_HZ, 0.1)
    filled, mask = fill_gaps(gappy, RATE_HZ, 0.1)
    assert mask[100:102].all()
    np.testing.assert_allclose(filled[:104], island)


def test_a_sample_with_one_axis_missing_is_missing():
    gappy = _wave()
    gappy[50, 0, 1] = np.nan
    _, mask = fill_gaps(gappy, RATE_HZ, 0.1)
    assert mask[50, 0]
    assert mask.sum() == 1


@pytest.mark.parametrize("marker", range(5))
def test_a_marker_gone_for_the_whole_trial_is_rebuilt_from_the_other_four(marker):
    whole = _swing()
    gappy = whole.copy()
    gappy[:, marker] = np.nan
    filled, mask = fill_rigid(gappy, CLUSTER)
    np.testing.assert_allclose(filled, whole, atol=1e-9)
    assert mask[:, marker].all()


def test_a_rebuilt_stretch_joins_the_seen_samples_though_the_marker_sits_elsewhere_than_standing():
    whole = _swing()
    reference = CLUSTER.copy()
    reference[3] += 0.01
    gappy = whole.copy()
    gappy[80:110, 3] = np.nan
    anchored, _ = fill_rigid(gappy, reference)
    loose, _ = fill_rigid(gappy, reference, anchor=False)
    assert np.abs(loose - whole).max() > 0.009
    assert np.abs(anchored - whole).max() < 0.002


def test_two_others_are_not_enough():
    gappy = _swing()
    gappy[:, :3] = np.nan
    _, mask = fill_rigid(gappy, CLUSTER)
    assert not mask.any()
