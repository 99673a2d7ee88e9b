"""Plate contacts against analytic forces and against the published crossing times of real trials."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from backstride.errors import RefusedError
from backstride.model.recording import Forces, Plate
from backstride.motion.plate_contacts import contacts_from_plates

RATE_HZ = 1000.0
STRIDE_S, STANCE_S = 0.70, 0.25


def half_sine(time_s: np.ndarray, start_s: float, peak_n: float = 1700.0) -> np.ndarray:
    phase = (time_s - start_s) / STANCE_S
    return np.where((phase > 0) & (phase < 1), peak_n * np.sin(np.pi * np.clip(phase, 0, 1)), 0.0)


def crossing_s(peak_n: float = 1700.0) -> float:
    return float(np.arcsin(50.0 / peak_n) / np.pi * STANCE_S)


def plate(force_y: np.ndarray, *, cop_x: float = 0.0, cop_z: float = 0.0, **more: object) -> Plate:
    force = np.zeros((force_y.size, 3))
    force[:, 1] = force_y
    cop = np.where(force_y[:, None] > 20, [cop_x, 0.0, cop_z], np.nan)
    return Plate("plate", force, cop, np.zeros(force_y.size), **more)  # type: ignore[arg-type]


def feet(time_s: np.ndarray, offset_s: float = 0.0) -> xr.DataArray:
    """Left foot down in the first half of each stride, right in the second; swing foot 0.3 m up."""
    phase = ((time_s - offset_s) % STRIDE_S) / STRIDE_S
    left_down = phase < 0.5
    rows = []
    for down, z in ((left_down, -0.1), (~left_down, 0.1)):
        y = np.where(down, 0.03, 0.33)
        rows.append(np.stack([np.zeros_like(y), y, np.full_like(y, z)], axis=1))
    return xr.DataArray(
        np.stack(rows, axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": ["heel_left", "heel_right"], "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


@pytest.fixture
def steps() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    time_s = np.arange(0, 6, 1 / RATE_HZ)
    starts = np.arange(0.05, 5.6, STRIDE_S / 2)
    return time_s, starts, sum(half_sine(time_s, s) for s in starts)  # type: ignore[return-value]


def test_crossings_of_a_half_sine_are_found_between_samples(steps: tuple) -> None:
    time_s, starts, force = steps
    forces = Forces(time_s, RATE_HZ, (plate(force),))
    contacts = contacts_from_plates(forces, feet(time_s), "run").contacts
    assert len(contacts) == len(starts)
    strikes = np.array([c.foot_strike_s for c in contacts])
    # The 50 Hz low-pass rounds the corner of the half sine; the plain crossing is met within 3 ms.
    assert np.abs(strikes - (starts + crossing_s())).max() < 3e-3
    assert np.ptp(strikes - starts) < 2e-4
    assert [c.side for c in contacts[:4]] == ["left", "right", "left", "right"]


def test_a_foot_across_two_plates_is_one_contact(steps: tuple) -> None:
    time_s, starts, force = steps
    share = np.clip((time_s % STANCE_S) / STANCE_S, 0, 1)
    forces = Forces(time_s, RATE_HZ, (plate(force * share), plate(force * (1 - share))))
    whole = contacts_from_plates(Forces(time_s, RATE_HZ, (plate(force),)), feet(time_s), "run").contacts
    split = contacts_from_plates(forces, feet(time_s), "run").contacts
    assert len(split) == len(starts)
    for a, b in zip(whole, split, strict=True):
        assert a.foot_strike_s == pytest.approx(b.foot_strike_s, abs=1e-9)


def test_plates_that_name_their_foot_need_no_markers(steps: tuple) -> None:
    time_s, starts, _ = steps
    left = sum(half_sine(time_s, s) for s in starts[::2])
    right = sum(half_sine(time_s, s) for s in starts[1::2])
    forces = Forces(time_s, RATE_HZ, (plate(left, foot="left"), plate(right, foot="right")))  # type: ignore[arg-type]
    contacts = contacts_from_plates(forces, None, "run").contacts
    assert [c.side for c in contacts[:3]] == ["left", "right", "left"]
    assert len(contacts) == len(starts)


def test_a_foot_beyond_the_plates_edge_is_left_out_and_said(steps: tuple) -> None:
    time_s, _, force = steps
    half = np.array([[1.0, 0, -0.3], [1.0, 0, 0.0], [-1.0, 0, 0.0], [-1.0, 0, -0.3]])
    forces = Forces(time_s, RATE_HZ, (plate(force, corners_m=half),))
    found = contacts_from_plates(forces, feet(time_s), "run")
    assert {c.side for c in found.contacts} == {"left"}
    assert [n.code for n in found.notes] == ["foot_off_plate"]


def test_contacts_cut_by_the_edges_are_not_reported() -> None:
    time_s = np.arange(0, 2, 1 / RATE_HZ)
    force = half_sine(time_s, -0.1) + half_sine(time_s, 0.6) + half_sine(time_s, 1.9)
    contacts = contacts_from_plates(Forces(time_s, RATE_HZ, (plate(force),)), feet(time_s), "run").contacts
    assert len(contacts) == 1


@pytest.mark.parametrize(
    ("level_n", "message"), [(400.0, "never unloads"), (0.0, "never loaded"), (np.nan, "never loaded")]
)
def test_a_useless_plate_is_refused_by_name(level_n: float, message: str) -> None:
    time_s = np.arange(0, 3, 1 / RATE_HZ)
    forces = Forces(time_s, RATE_HZ, (plate(np.full(time_s.size, level_n)),))
    with pytest.raises(RefusedError, match=message):
        contacts_from_plates(forces, feet(time_s), "run")


def test_without_markers_one_plate_cannot_tell_sides(steps: tuple) -> None:
    time_s, _, force = steps
    with pytest.raises(RefusedError, match="tells left from right"):
        contacts_from_plates(Forces(time_s, RATE_HZ, (plate(force),)), None, "run")


def test_a_contact_with_a_gap_in_its_force_is_not_reported() -> None:
    time_s = np.arange(0, 3, 1 / RATE_HZ)
    force = sum(half_sine(time_s, s) for s in (0.1, 0.8, 1.5, 2.2))
    force[900:950] = np.nan
    contacts = contacts_from_plates(Forces(time_s, RATE_HZ, (plate(force),)), feet(time_s), "run").contacts
    assert len(contacts) == 3
