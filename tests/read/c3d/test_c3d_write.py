"""What is written comes back: positions, gaps, forces, pressure points, events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from backstride.errors import UsageError
from backstride.model.recording import AxesDecision, Event, Forces, MarkerMatch, Plate, Recording
from backstride.read.c3d import read_c3d
from backstride.read.c3d_header import inspect
from backstride.read.c3d_write import MOST_FRAMES, write_c3d

NAMES = ("asis_left", "asis_right", "heel_left", "heel_right", "toe_left", "toe_right")
RATE_HZ = 150.0


def _recording(n: int = 600, start_s: float = 0.0, **changes) -> Recording:
    rng = np.random.default_rng(11)
    positions = rng.uniform(-1, 2, (n, len(NAMES), 3))
    positions[5, 2] = np.nan
    times = start_s + np.arange(n) / RATE_HZ
    points = xr.DataArray(
        positions,
        dims=("time", "point", "axis"),
        coords={"time": times, "point": list(NAMES), "axis": list("xyz")},
        attrs={"units": "m"},
    )
    identity = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    made = Recording(
        id="made",
        paths=("made.c3d",),
        kind="markers",
        rate_hz=RATE_HZ,
        points=points,
        axes=AxesDecision(matrix=identity, how="made so"),
        match=MarkerMatch(marker_set="rules", how="made so", names={}),
    )
    return replace(made, **changes)


def _forces(
    duration_s: float, rate_hz: float, start_s: float = 0.0, corners=None, lower: bool = False
) -> Forces:
    times = start_s + np.arange(round(duration_s * rate_hz)) / rate_hz
    into = (times - start_s) % 0.36 / 0.24
    vertical = np.where(into < 1, 1700 * np.sin(np.pi * np.clip(into, 0, 1)), 0.0)
    force = np.column_stack([-0.15 * vertical * np.cos(np.pi * into), vertical, 0.03 * vertical])
    place = np.column_stack([0.3 * into, np.full(len(times), -0.02 * lower), 0.1 + 0.02 * into])
    place[vertical < 20] = np.nan
    twist = np.where(vertical < 20, np.nan, 0.003 * vertical)
    return Forces(times, rate_hz, (Plate("belt", force, place, twist, corners),))


def _check(back: Forces, given: Forces, atol_n: float = 0.02) -> None:
    assert back.rate_hz == pytest.approx(given.rate_hz)
    for plate, its in zip(back.plates, given.plates, strict=True):
        np.testing.assert_allclose(plate.force_n, its.force_n, atol=atol_n)
        firm = its.force_n[:, 1] > 21
        np.testing.assert_allclose(
            plate.centre_of_pressure_m[firm], its.centre_of_pressure_m[firm], atol=1e-5
        )
        np.testing.assert_allclose(plate.free_moment_nm[firm], its.free_moment_nm[firm], atol=1e-3)
        assert np.isnan(plate.centre_of_pressure_m[its.force_n[:, 1] < 19]).all()


def test_points_gaps_and_clock(tmp_path: Path) -> None:
    recording = _recording(start_s=3.0, events=(Event(time_s=3.5, side="left", label="Foot Strike"),))
    write_c3d(recording, tmp_path / "out.c3d")
    back = read_c3d(tmp_path / "out.c3d")
    assert back.labels == NAMES
    assert (back.rate_hz, back.up_hint, back.notes) == (RATE_HZ, "y", ())
    np.testing.assert_allclose(back.positions_m, recording.points.to_numpy(), atol=1e-6)
    assert [(e.time_s, e.side, e.label) for e in back.events] == [(pytest.approx(0.5), "left", "Foot Strike")]
    assert inspect(tmp_path / "out.c3d").doubts == ()
    assert list(tmp_path.iterdir()) == [tmp_path / "out.c3d"]


@pytest.mark.parametrize("corners", [None, "tilted"])
def test_forces(tmp_path: Path, corners: str | None) -> None:
    where = None
    if corners:
        front, back = [0.8, -0.5], [0.6, -0.4]
        where = np.array(
            [[x, 0.0, z] for x, z in ((front[0], 0.6), (front[1], 0.6), (-0.5, -0.4), (0.8, back[1]))]
        )
    forces = _forces(4.0, 1500.0, corners=where, lower=not corners)
    write_c3d(_recording(forces=forces), tmp_path / "out.c3d")
    _check(read_c3d(tmp_path / "out.c3d").forces, forces)
    assert inspect(tmp_path / "out.c3d").doubts == ()


def test_a_later_start_and_a_longer_force_file_are_cut_to_the_frames(tmp_path: Path) -> None:
    forces = _forces(6.0, 1500.0, start_s=2.0)
    write_c3d(_recording(start_s=3.0, forces=forces), tmp_path / "out.c3d")
    back = read_c3d(tmp_path / "out.c3d").forces
    assert len(back.time_s) == 6000
    np.testing.assert_allclose(back.plates[0].force_n, forces.plates[0].force_n[1500:7500], atol=0.02)


def test_a_rate_that_is_no_multiple_is_interpolated_upward(tmp_path: Path) -> None:
    forces = _forces(4.0, 1000.0)
    write_c3d(_recording(forces=forces), tmp_path / "out.c3d")
    back = read_c3d(tmp_path / "out.c3d").forces
    assert back.rate_hz == pytest.approx(1050)
    again = np.interp(forces.time_s[:-50], back.time_s, back.plates[0].force_n[:, 1])
    np.testing.assert_allclose(again, forces.plates[0].force_n[:-50, 1], atol=10)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    recording = _recording(forces=_forces(4.0, 1500.0))
    write_c3d(recording, tmp_path / "one.c3d")
    write_c3d(recording, tmp_path / "two.c3d")
    assert (tmp_path / "one.c3d").read_bytes() == (tmp_path / "two.c3d").read_bytes()


@pytest.mark.parametrize(
    ("recording", "name", "words"),
    [
        (lambda: _recording(MOST_FRAMES + 1), "out.c3d", "65,536 frames do not fit into C3D.*TRC"),
        (lambda: _recording(), "out.trc", "must be named"),
        (lambda: _recording(forces=_forces(2.0, 1500.0)), "out.c3d", "do not cover all frames"),
        (lambda: _recording(forces=_unplaced(_forces(4.0, 1500.0))), "out.c3d", "lack centres of pressure"),
    ],
)
def test_what_c3d_cannot_hold_is_refused_and_nothing_is_left(tmp_path: Path, recording, name, words) -> None:
    with pytest.raises(UsageError, match=words):
        write_c3d(recording(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def _unplaced(forces: Forces) -> Forces:
    plate = replace(forces.plates[0], centre_of_pressure_m=np.full((len(forces.time_s), 3), np.nan))
    return replace(forces, plates=(plate,))
