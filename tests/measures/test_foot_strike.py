from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
import xarray as xr

from backstride.errors import MeasureRefused
from backstride.measures.foot_strike import class_of, foot_strike_angle, foot_strike_class
from backstride.measures.trial import Trial
from backstride.model.motion import Motion
from backstride.model.runner import Runner

LENGTH_M = 0.18
STOOD = {"heel_left": np.array([0.0, 0.030, 0.0]), "mt5_left": np.array([0.17, 0.045, 0.05])}


def _with_edge(motion: Motion, pitch_deg: float, toe_out_deg: float = 12.0) -> Motion:
    """The left outer edge held at a pitch above its standing one, pointing outward."""
    flat = STOOD["mt5_left"] - STOOD["heel_left"]
    stood = np.arctan2(flat[1], np.hypot(flat[0], flat[2]))
    pitch, out = stood + np.radians(pitch_deg), np.radians(toe_out_deg)
    edge = LENGTH_M * np.array([np.cos(pitch) * np.cos(out), np.sin(pitch), -np.cos(pitch) * np.sin(out)])
    places = np.stack([np.zeros((motion.time_s.size, 3)), np.tile(edge, (motion.time_s.size, 1))], axis=1)
    points = xr.DataArray(
        places,
        dims=("time", "point", "axis"),
        coords={"time": motion.time_s, "point": ["heel_left", "mt5_left"], "axis": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
    return replace(motion, points=points, standing_m=STOOD)


@pytest.mark.parametrize("pitch", [15.0, 0.0, -5.0])
def test_the_angle_is_that_of_the_outer_edge_whatever_way_the_foot_points(
    paper: ModuleType, pitch: float
) -> None:
    trial = Trial(_with_edge(paper.analytic_motion(), pitch), None, Runner())
    np.testing.assert_allclose(foot_strike_angle(trial, "left"), pitch, atol=1e-6)


@pytest.mark.parametrize(
    ("edge", "whole", "landing"),
    [(12.0, 15.0, "rearfoot"), (4.0, 9.0, "rearfoot"), (0.0, 5.0, "midfoot"), (-4.0, 3.0, "forefoot")],
)
def test_a_foot_turned_in_lands_on_its_forefoot_though_its_middle_points_up(
    paper: ModuleType, edge: float, whole: float, landing: str
) -> None:
    motion = _with_edge(paper.analytic_motion(), edge)
    angles = motion.angles.copy(deep=True)
    angles.loc[{"curve": "foot_pitch_left"}] = np.radians(whole)
    assert foot_strike_class(Trial(replace(motion, angles=angles), None, Runner()), "left") == landing


def test_without_edge_markers_the_pitch_of_the_foot_is_read(paper: ModuleType) -> None:
    trial = Trial(paper.analytic_motion(), None, Runner())
    np.testing.assert_allclose(foot_strike_angle(trial, "left"), 10.0, atol=0.02)


def test_two_contacts_are_too_few_for_a_class(paper: ModuleType) -> None:
    trial = Trial(paper.analytic_motion(n_strides=2), None, Runner())
    with pytest.raises(MeasureRefused, match="2 foot strikes"):
        foot_strike_class(trial, "left")


def test_the_published_cut_offs_bound_the_midfoot() -> None:
    assert class_of(0.0, 7.39) == class_of(-0.79, 5.0) == "midfoot"
    assert class_of(0.0, 7.41) == "rearfoot"
    assert class_of(-0.81, 5.0) == "forefoot"
