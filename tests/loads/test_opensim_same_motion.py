"""Same model, same motion: our Newton and Euler at OpenSim's back joint against OpenSim's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.lumbar_opensim import BACK, Compared, above, agreement, below, compared
from benchmarks.opensim_dynamics import along_levers, from_above, from_below
from benchmarks.opensim_model import principal_inertia, read_model
from benchmarks.opensim_pose import pose
from benchmarks.opensim_tools import filtered, loads_for

from helpers.need import need_opensim

pytestmark = [pytest.mark.opensim, pytest.mark.shared, pytest.mark.slow]

MOST_PERCENT, LEAST_R = 1.0, 0.999  # what was asked
ROWS = slice(100, 200)  # one second, away from the recording's ends: it gets ends of its own
AXES = ("lumbar_extension", "lumbar_bending", "lumbar_rotation")


@pytest.fixture(scope="module")
def opensim() -> Any:
    return need_opensim()


@pytest.fixture(scope="module")
def model(shared: Path, opensim: Any) -> Path:
    return shared / "opensim" / "subject01_adjusted_scaled.osim"


@pytest.fixture(scope="module")
def stretch(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second of the shared motion as a file of its own."""
    lines = (shared / "opensim" / "Run_3_ik.mot").read_text(encoding="utf-8").splitlines()
    first = lines.index("endheader") + 2
    head = [line if "nRows" not in line else f"nRows={ROWS.stop - ROWS.start}" for line in lines[:first]]
    short = tmp_path_factory.mktemp("motion") / "short.mot"
    short.write_text("\n".join([*head, *lines[first:][ROWS]]) + "\n", encoding="utf-8")
    return short


@pytest.fixture(scope="module")
def one(shared: Path, model: Path, stretch: Path) -> Compared:
    forces = shared / "fullbody" / "hamner_s01_Run_3_grf.mot"
    return compared(model, stretch, loads_for(shared / "opensim" / "Run_3_grf.xml", forces, stretch.parent))


def _agrees(ours: np.ndarray, theirs: np.ndarray) -> bool:
    found = agreement(ours, theirs)
    return found["largest %"] < MOST_PERCENT and found["1 - R, ppm"] < 1e6 * (1 - LEAST_R)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("way", [above, below])
def test_the_back_joint_carries_what_opensim_says(one: Compared, way: Any, axis: str) -> None:
    ours, theirs = way(one, BACK)
    assert sorted(ours) == sorted(AXES)
    assert np.abs(theirs[axis]).max() > 15  # N m: something is carried
    assert _agrees(ours[axis], theirs[axis]), agreement(ours[axis], theirs[axis])


def test_without_the_hands_it_would_not_agree(one: Compared) -> None:
    """The bound is narrow enough to miss a kilogram that swings."""
    body = one.posed.body
    hands = np.array([name.startswith("hand") for name in body.names])
    posed = replace(one.posed, body=replace(body, mass_kg=np.where(hands, 0.0, body.mass_kg)))
    at = from_above(one.model, posed, BACK, one.rate_hz)
    ours = along_levers(posed, one.model.index(BACK), at)
    assert hands.sum() == 2
    assert not any(_agrees(ours[axis][one.inside], one.theirs[axis]) for axis in AXES)


def test_what_the_two_ways_differ_by_is_the_pelvis_residual(one: Compared) -> None:
    """Whole-body Newton: what all segments ask for beyond the ground's force, as large as OpenSim's."""
    top = from_above(one.model, one.posed, BACK, one.rate_hz)
    foot = from_below(one.model, one.posed, BACK, one.rate_hz, one.ground)
    left = (top.force_n - foot.force_n)[one.inside]
    for axis, name in enumerate(("pelvis_tx", "pelvis_ty", "pelvis_tz")):
        assert _agrees(left[:, axis], one.theirs[name]), name
    assert 30 < np.sqrt(np.mean(left[:, 0] ** 2)) < 150


def test_our_kinematics_place_every_body_where_opensim_does(opensim: Any, model: Path, stretch: Path) -> None:
    ours, theirs = read_model(model)
    rows = filtered(stretch, theirs)
    posed, state, moment = pose(ours, rows.values), theirs.initSystem(), rows.inside.start + 40
    for name, values in rows.values.items():
        theirs.getCoordinateSet().get(name).setValue(state, float(values[moment]), False)
    theirs.realizePosition(state)
    for index, name in enumerate(posed.body.names):
        body = theirs.getBodySet().get(name)
        place = body.findStationLocationInGround(state, body.getMassCenter()).to_numpy()
        np.testing.assert_allclose(posed.body.centre_m[index, moment], place, atol=1e-8)


def test_a_skewprincipal_inertia_keeps_its_tensor_along_its_own_axes(opensim: Any) -> None:
    """OpenSim's moments and products (0.3, 0.5, 0.6; 0.05, -0.02, 0.04) from ours."""
    body = opensim.Body("skew", 1.0, opensim.Vec3(0), opensim.Inertia(0.3, 0.5, 0.6, 0.05, -0.02, 0.04))
    spread, principal = principal_inertia(body)
    about = principal @ np.diag(spread.sum() - spread) @ principal.T
    known = np.array([[0.3, 0.05, -0.02], [0.05, 0.5, 0.04], [-0.02, 0.04, 0.6]])
    np.testing.assert_allclose(about, known, atol=1e-12)
    np.testing.assert_allclose(principal.T @ principal, np.eye(3), atol=1e-12)
