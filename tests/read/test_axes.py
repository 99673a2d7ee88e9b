"""Whatever axes a file was written in, the recording that comes out is the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.errors import RefusedError
from backstride.model.recording import Forces
from backstride.read.assemble import assemble
from backstride.read.load import load_raw
from backstride.read.raw import RawRecording
from backstride.read.rotate import rotate, rotate_forces

SIGNED = [
    np.array(rows)[list(order)] * np.array(signs)[:, None]
    for rows in [np.eye(3)]
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
]
PROPER = [matrix for matrix in SIGNED if np.linalg.det(matrix) > 0]
MIRRORED = [matrix for matrix in SIGNED if np.linalg.det(matrix) < 0]


def turned(raw: RawRecording, matrix: np.ndarray) -> RawRecording:
    """The same recording, written in other axes."""
    positions = raw.positions_m @ matrix.T
    forces = raw.forces and rotate_forces(raw.forces, matrix)
    return replace(raw, positions_m=positions, forces=forces)


def about_up(angle_deg: float) -> np.ndarray:
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


@pytest.mark.parametrize("kind", ["treadmill", "overground", "standing"])
@pytest.mark.parametrize("matrix", PROPER, ids=lambda m: "".join("xyz"[i] for i in np.abs(m).argmax(axis=1)))
def test_every_order_of_axes_gives_the_same_recording(stick, kind, matrix):
    raw = stick(overground=kind == "overground", standing=kind == "standing")
    found = assemble([turned(raw, matrix)])
    np.testing.assert_allclose(found.points.to_numpy(), assemble([raw]).points.to_numpy(), atol=1e-12)
    assert np.linalg.det(np.array(found.axes.matrix)) == pytest.approx(1.0)
    assert not found.notes


def test_isb_axes_stay_as_they_are(stick):
    raw = stick()
    found = assemble([raw])
    assert found.axes.matrix == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    column = raw.labels.index("RCAL")
    np.testing.assert_array_equal(found.points.sel(point="heel_right").to_numpy(), raw.positions_m[:, column])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(angle=st.floats(-180, 180), which=st.sampled_from(range(len(PROPER))), overground=st.booleans())
def test_a_diagonal_run_is_turned_into_its_own_direction(stick, angle, which, overground):
    raw = stick(overground=overground)
    diagonal = turned(turned(raw, about_up(angle)), PROPER[which])
    found = assemble([diagonal]).points.to_numpy()
    # Headings within 1.5 degrees of a file axis are taken as that axis; others are followed.
    straight = raw.positions_m[:, :2]
    cos = (found[:, :2] * straight).sum(axis=2) / np.linalg.norm(straight, axis=2) ** 2
    assert np.degrees(np.arccos(np.clip(cos, -1, 1))).max() <= 1.5 + 1e-6
    np.testing.assert_allclose(found[:, :, 1], assemble([raw]).points.to_numpy()[:, :, 1], atol=1e-12)


def test_a_clearly_diagonal_heading_is_stated_and_exact(stick):
    raw = stick()
    found = assemble([turned(raw, about_up(30.0))])
    assert "30 degrees off" in found.axes.how
    np.testing.assert_allclose(found.points.to_numpy(), assemble([raw]).points.to_numpy(), atol=1e-9)


@pytest.mark.parametrize("matrix", MIRRORED[::5])
@pytest.mark.parametrize("standing", [False, True])
def test_a_mirrored_file_is_reported(stick, matrix, standing):
    found = assemble([turned(stick(standing=standing), matrix)])
    assert [note.code for note in found.notes if note.level == "fault"] == ["mirrored"]


def test_swapped_side_labels_are_reported(stick):
    raw = stick()
    swapped = tuple({"L": "R", "R": "L"}[label[0]] + label[1:] for label in raw.labels)
    found = assemble([replace(raw, labels=swapped)])
    assert "mirrored" in [note.code for note in found.notes]
    assert "--swap-sides" in next(note.text for note in found.notes)


def test_time_running_backwards_is_reported(stick):
    raw = stick()
    found = assemble([replace(raw, positions_m=raw.positions_m[::-1].copy())])
    assert [note.code for note in found.notes] == ["backwards"]


def test_a_wrong_hint_loses_against_the_body(stick):
    found = assemble([replace(stick(), up_hint="z")])
    assert [note.code for note in found.notes] == ["up_hint_disagrees"]
    assert found.axes.matrix[1] == (0.0, 1.0, 0.0)


def test_the_hint_counts_when_nothing_else_speaks(stick):
    raw = stick(overground=True)
    keep = [n for n, label in enumerate(raw.labels) if label.endswith("ACR")]
    thin = replace(raw, labels=("LACR", "RACR"), positions_m=raw.positions_m[:, keep], up_hint="y")
    assert assemble([thin]).axes.matrix[0] == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(("labels", "hint"), [(["LCAL"], None), (["LCAL"], "y"), (["LACR", "RACR"], None)])
def test_too_few_markers_are_refused_not_guessed(stick, labels, hint):
    raw = stick()
    keep = [raw.labels.index(label) for label in labels]
    thin = replace(raw, labels=tuple(labels), positions_m=raw.positions_m[:, keep], up_hint=hint)
    with pytest.raises(RefusedError, match="nothing tells"):
        assemble([thin])


def test_a_lying_body_is_refused(stick):
    tilt = np.array([[1.0, 0.0, 0.0], [0.0, 0.7071, -0.7071], [0.0, 0.7071, 0.7071]])
    with pytest.raises(RefusedError, match="which axis is up"):
        assemble([turned(stick(standing=True), tilt)])


@pytest.mark.parametrize("matrix", PROPER[::4])
def test_forces_turn_with_the_markers_and_act_on_the_runner(stick, stick_forces, matrix):
    forces = stick_forces()
    straight = replace(stick(), forces=forces)
    found = assemble([turned(straight, matrix)])
    assert found.forces is not None
    for plate, truth in zip(found.forces.plates, forces.plates, strict=True):
        np.testing.assert_allclose(plate.force_n, truth.force_n, atol=1e-9)
        np.testing.assert_allclose(plate.centre_of_pressure_m, truth.centre_of_pressure_m, atol=1e-12)


def test_forces_on_the_plate_become_forces_on_the_runner(stick, stick_forces):
    forces = stick_forces()
    down = Forces(forces.time_s, forces.rate_hz, tuple(replace(p, force_n=-p.force_n) for p in forces.plates))
    found = assemble([replace(stick(), forces=down)])
    assert found.forces is not None
    np.testing.assert_array_equal(found.forces.plates[0].force_n, forces.plates[0].force_n)
    assert [note.code for note in found.notes] == ["forces_flipped"]


def test_forces_in_other_axes_are_left_out_with_a_fault(stick, stick_forces):
    zup = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    found = assemble([replace(stick(), forces=rotate_forces(stick_forces(), zup))])
    assert found.forces is None
    assert [note.code for note in found.notes] == ["forces_in_other_axes"]


def test_forces_far_from_the_feet_are_left_out_with_a_fault(stick, stick_forces):
    forces = stick_forces()
    away = tuple(
        replace(p, centre_of_pressure_m=p.centre_of_pressure_m + np.array([2.0, 0.0, 0.0]))
        for p in forces.plates
    )
    found = assemble([replace(stick(), forces=replace(forces, plates=away))])
    assert found.forces is None
    assert [note.code for note in found.notes] == ["forces_off_feet"]


def test_a_plate_named_for_the_other_foot_is_reported(stick, stick_forces):
    forces = stick_forces()
    crossed = (replace(forces.plates[0], foot="right"), replace(forces.plates[1], foot="left"))
    found = assemble([replace(stick(), forces=replace(forces, plates=crossed))])
    assert {note.code for note in found.notes} == {"plate_foot_disagrees"}


def test_rotate_is_matrix_times_point():
    rng = np.random.default_rng(3)
    points, matrix = rng.normal(size=(7, 3)), np.linalg.qr(rng.normal(size=(3, 3)))[0]
    np.testing.assert_allclose(rotate(points, matrix), points @ matrix.T, atol=1e-15)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "forward", "up"),
    [
        ("fullbody/hamner_s01_Run_2.trc", "+X", "+Y"),
        ("fullbody/hamner_s01_Run_5.trc", "+X", "+Y"),
        ("fullbody/hamner_s01_static.trc", "+Z", "+Y"),
        ("fullbody/bmclab_run.trc", "+X", "+Y"),
        ("fullbody/JA1Gait21.c3d", "+Y", "+Z"),
        ("fullbody/JA1Static05.c3d", "+Y", "+Z"),
        ("rbds/RBDS001runT25.c3d", "+X", "+Y"),
        ("rbds/RBDS017static.c3d", "+X", "+Y"),
    ],
)
def test_real_recordings_come_out_right_in_any_axes(shared, name, forward, up):
    raw = load_raw(shared / name)
    found = assemble([raw])
    assert f"Up is {up}" in found.axes.how
    assert f"Forward is {forward}" in found.axes.how
    assert not [note for note in found.notes if note.code in ("mirrored", "backwards", "front_back_swapped")]
    for matrix in PROPER[1::7]:
        again = assemble([turned(replace(raw, up_hint=None), matrix)])
        np.testing.assert_allclose(again.points.to_numpy(), found.points.to_numpy(), atol=1e-12)
