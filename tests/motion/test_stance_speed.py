"""Belt speed at mid-stance against motions whose speed is known, and against the belts of RBDS."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from backstride.model.contact import Contact
from backstride.motion.clean import clean
from backstride.motion.plate_contacts import contacts_from_plates
from backstride.motion.stance_speed import stance_speed
from backstride.read.load import load

RATE_HZ = 100.0


def walk_on_belt(belt_mps: float, travel_mps: float = 0.0) -> tuple[xr.DataArray, list[Contact]]:
    """Feet that stand on a belt for 0.25 s of every 0.7 s and come back in swing; the pelvis travels."""
    time_s = np.arange(0, 7, 1 / RATE_HZ)
    contacts, columns = [], []
    for side, offset in (("left", 0.1), ("right", 0.45)):
        phase = (time_s - offset) % 0.7
        x = np.where(phase < 0.25, 0.3 - belt_mps * phase, 0.3 - belt_mps * 0.25 * (0.7 - phase) / 0.45)
        columns.append(np.stack([x + travel_mps * time_s, np.zeros_like(x), np.zeros_like(x)], axis=1))
        contacts += [
            Contact(recording="r", side=side, foot_strike_s=s, toe_off_s=s + 0.25)
            for s in np.arange(offset, 6.5, 0.7)
        ]
    pelvis = np.stack([travel_mps * time_s, np.ones_like(time_s), np.zeros_like(time_s)], axis=1)
    points = xr.DataArray(
        np.stack([*columns, pelvis], axis=1),
        dims=("time", "point", "axis"),
        coords={"time": time_s, "point": ["heel_left", "heel_right", "sacrum"], "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
    return points, contacts


@pytest.mark.parametrize("belt_mps", [2.0, 3.5, 5.0])
def test_the_belt_is_read_from_the_standing_feet(belt_mps: float) -> None:
    assert stance_speed(*walk_on_belt(belt_mps)) == pytest.approx(belt_mps, rel=1e-6)


def test_feet_creeping_on_solid_ground_are_no_belt() -> None:
    points, contacts = walk_on_belt(2.95, travel_mps=3.0)
    assert stance_speed(points, contacts) == pytest.approx(3.0, rel=1e-6)


def test_without_a_pelvis_there_is_no_speed() -> None:
    points, contacts = walk_on_belt(3.0)
    assert stance_speed(points.sel(point=["heel_left", "heel_right"]), contacts) is None


@pytest.mark.shared
@pytest.mark.parametrize(("trial", "belt_mps"), [("RBDS012runT25", 2.5), ("RBDS020runT45", 4.5)])
def test_real_belts_are_found_within_two_percent(trial: str, belt_mps: float, shared: Path) -> None:
    recording = load(shared / "rbds" / f"{trial}.c3d")
    assert recording.forces is not None
    contacts = contacts_from_plates(recording.forces, recording.points, trial).contacts
    found = stance_speed(clean(recording, None).points, contacts)
    assert found == pytest.approx(belt_mps, rel=0.02)
