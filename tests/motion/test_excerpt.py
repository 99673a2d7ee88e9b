"""A stretch from the middle of a run: whole strides, everything cut alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from backstride.model.contact import Contact, Stride
from backstride.model.motion import Motion
from backstride.motion.excerpt import MARGIN_S, excerpt

STRIDE_S, RATE_HZ, STRIDES = 0.7, 100.0, 40


@pytest.fixture
def motion() -> Motion:
    time_s = np.arange(0, STRIDES * STRIDE_S + 2, 1 / RATE_HZ)
    n = time_s.size
    strides, contacts = [], []
    for k in range(2 * STRIDES):
        side, at = ("left", "right")[k % 2], 0.5 + k * STRIDE_S / 2
        contacts.append(Contact(recording="r", side=side, foot_strike_s=at, toe_off_s=at + 0.25))  # type: ignore[arg-type]
        strides.append(
            Stride(side=side, foot_strike_s=at, toe_off_s=at + 0.25, next_foot_strike_s=at + STRIDE_S)  # type: ignore[arg-type]
        )
    clock = {"time": time_s}
    return Motion(
        recording_id="r",
        rate_hz=RATE_HZ,
        time_s=time_s,
        points=xr.DataArray(
            np.tile(time_s[:, None, None], (1, 1, 3)),
            dims=("time", "point", "axis"),
            coords={**clock, "point": ["c7"], "axis": ["x", "y", "z"]},
        ),
        angles=xr.DataArray(
            time_s[:, None], dims=("time", "curve"), coords={**clock, "curve": ["trunk_lean"]}
        ),
        centre_of_mass=xr.DataArray(np.tile(time_s[:, None], (1, 3)), dims=("time", "axis"), coords=clock),
        centre_of_mass_method="segments",
        contacts=tuple(contacts),
        contacts_source="markers",
        strides=tuple(strides[:-2]),
        speed_mps=3.0,
        speed_source="given",
        surface="treadmill",
        has_standing=False,
        refused={},
        segment_axes={"pelvis": np.tile(np.eye(3), (n, 1, 1)) * time_s[:, None, None]},
    )


def test_so_many_strides_of_each_foot_from_the_middle(motion: Motion) -> None:
    part = excerpt(motion, 6)
    for side in ("left", "right"):
        assert sum(one.side == side for one in part.strides) >= 6
    assert len(part.strides) <= 14
    middle = np.median([one.foot_strike_s for one in motion.strides])
    assert np.median([one.foot_strike_s for one in part.strides]) == pytest.approx(middle, abs=STRIDE_S)


def test_everything_is_cut_at_the_same_samples(motion: Motion) -> None:
    part = excerpt(motion, 6)
    np.testing.assert_array_equal(part.points.to_numpy()[:, 0, 0], part.time_s)
    np.testing.assert_array_equal(part.angles.to_numpy()[:, 0], part.time_s)
    np.testing.assert_array_equal(part.centre_of_mass.to_numpy()[:, 0], part.time_s)
    np.testing.assert_allclose(part.segment_axes["pelvis"][:, 0, 0], part.time_s)


def test_strides_and_contacts_lie_wholly_inside_with_a_margin(motion: Motion) -> None:
    part = excerpt(motion, 6)
    first, last = part.time_s[0], part.time_s[-1]
    assert min(one.foot_strike_s for one in part.strides) - first >= MARGIN_S - 2 / RATE_HZ
    assert last - max(one.next_foot_strike_s for one in part.strides) >= -2 / RATE_HZ
    assert all(first <= c.foot_strike_s and c.toe_off_s <= last for c in part.contacts)


def test_a_short_run_stays_as_it_is(motion: Motion) -> None:
    assert excerpt(motion, 500) is motion
    assert excerpt(replace(motion, strides=()), 6).time_s.size == motion.time_s.size
