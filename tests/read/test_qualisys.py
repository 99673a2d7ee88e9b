"""Qualisys TSV: built after the header of a real export; forces end acting on the runner, positive up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import RecordingError, UnreadableError
from backstride.read.assemble import assemble
from backstride.read.load import load, load_raw
from backstride.read.qualisys import read_qualisys
from backstride.read.rotate import rotate, rotate_forces
from backstride.read.session import load_session

# Laboratory axes of a usual Qualisys room: Z up, the runner along +Y, so +X is his right.
TO_LAB = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
CORNERS = np.array([[0.5, 1.0, 0.0], [-0.5, 1.0, 0.0], [-0.5, -1.0, 0.0], [0.5, -1.0, 0.0]])


def markers_text(raw, *, columns: str = "Frame\tTime\t", camera: bool = False) -> str:
    n, m = raw.positions_m.shape[:2]
    head = [f"NO_OF_FRAMES\t{n}", "NO_OF_CAMERAS\t17", f"NO_OF_MARKERS\t{m}", f"FREQUENCY\t{raw.rate_hz:g}"]
    head += ["DESCRIPTION\t--", "TIME_STAMP\t2022-01-29, 15:27:17.748\t11255.90960920", "DATA_INCLUDED\t3D"]
    head += ["EVENT\tRight foot strike\t13\t0.12", "MARKER_NAMES\t" + "\t".join(raw.labels)]
    head.append("TRAJECTORY_TYPES\t" + "\t".join(["Measured"] * m))
    if columns:
        names = "\t".join(f"{label} {axis}" for label in raw.labels for axis in "XYZ")
        head.append(columns + ("Camera Time\t" if camera else "") + names)
    rows = []
    for number in range(n):
        cells = [f"{value * 1000:.3f}" for value in raw.positions_m[number].ravel()]
        before = [str(number + 1), f"{raw.time_s[number]:.5f}"] if columns else []
        rows.append("\t".join([*before, *(["9994.391"] if camera else []), *cells]))
    return "\n".join([*head, *rows]) + "\n"


def force_text(plate, forces, *, sign=-1.0, offset=(5.0, -2.0, 40.0), about=None, unit=1.0, local=False):
    """A plate as Track Manager writes it: on the plate, not zeroed, moments about ``about``."""
    corner_names = ("POSX_POSY", "NEGX_POSY", "NEGX_NEGY", "POSX_NEGY")
    head = [f"NO_OF_SAMPLES\t{len(forces.time_s)}", f"FREQUENCY\t{forces.rate_hz:g}", "FIRST_SAMPLE\t1"]
    where = "local (force plate)" if local else "world (lab)"
    head += [f"DESCRIPTION\tForce data in {where} coordinates", "DATA_INCLUDED\tForce"]
    head += ["FORCE_PLATE_TYPE\tBertec", f"FORCE_PLATE_NAME\t{plate.name}"]
    for name, corner in zip(corner_names, CORNERS, strict=True):
        head += [f"FORCE_PLATE_CORNER_{name}_{a}\t{v * 1000:.6f}" for a, v in zip("XYZ", corner, strict=True)]
    force = plate.force_n
    loaded = np.isfinite(plate.centre_of_pressure_m)
    place = np.where(loaded, plate.centre_of_pressure_m, CORNERS.mean(axis=0))
    about = CORNERS.mean(axis=0) if about is None else about
    moment = np.cross(place - about, force) + np.nan_to_num(plate.free_moment_nm)[:, None] * [0, 0, 1]
    if local:  # plate axes of CORNERS: x along +X, y along +Y, as the corners' names say
        place = place - CORNERS.mean(axis=0)
    values = np.hstack([sign * force + offset, sign * moment * unit, place * 1000])
    names = [f"{what}_{axis}" for what in ("Force", "Moment", "COP") for axis in "XYZ"]
    head.append("\t".join(["SAMPLE", "TIME", *names]))
    rows = [
        "\t".join([str(n + 1), f"{t:.5f}", *(f"{v:.6f}" for v in row)]) + "\t"
        for n, (t, row) in enumerate(zip(forces.time_s, values, strict=True))
    ]
    return "\n".join([*head, *rows]) + "\n"


@pytest.fixture
def lab(stick, stick_forces):
    """The stick runner and its plates in laboratory axes."""
    raw = stick(3.0)
    return replace(raw, positions_m=rotate_all(raw.positions_m)), rotate_forces(stick_forces(3.0), TO_LAB)


def rotate_all(positions):
    return positions @ TO_LAB.T


@pytest.mark.parametrize("camera", [False, True])
@pytest.mark.parametrize("columns", ["Frame\tTime\t", ""])
def test_markers(lab, tmp_path, columns, camera):
    raw, _ = lab
    path = tmp_path / "run.tsv"
    path.write_text(markers_text(raw, columns=columns, camera=camera and bool(columns)))
    found = read_qualisys(path)
    assert found.labels == raw.labels
    assert found.rate_hz == raw.rate_hz
    np.testing.assert_allclose(found.positions_m, raw.positions_m, atol=1e-6)
    (event,) = found.events
    assert (event.side, event.time_s) == ("right", 0.12)


@pytest.mark.parametrize(("sign", "unit"), [(-1.0, 1.0), (1.0, 1.0), (-1.0, 1000.0)])
@pytest.mark.parametrize("about", [None, np.zeros(3), np.array([0.2, 0.4, 0.0])])
def test_forces_act_on_the_runner_from_zero(lab, tmp_path, sign, unit, about):
    _, forces = lab
    truth = forces.plates[1]
    path = tmp_path / "run_f_1.tsv"
    path.write_text(force_text(truth, forces, sign=sign, unit=unit, about=about))
    raw = load_raw(path)
    assert raw.forces is not None
    (plate,) = raw.forces.plates
    assert plate.foot == "right"
    np.testing.assert_allclose(plate.force_n, truth.force_n, atol=1.0)
    loaded = truth.force_n[:, 2] > 40
    np.testing.assert_allclose(
        plate.centre_of_pressure_m[loaded], truth.centre_of_pressure_m[loaded], atol=1e-5
    )
    assert np.isnan(plate.centre_of_pressure_m[truth.force_n[:, 2] < 10]).all()
    if about is not None and about.any():  # neither plate centre nor origin: nothing proves the moment
        assert np.isnan(plate.free_moment_nm).all()
    else:
        np.testing.assert_allclose(plate.free_moment_nm[loaded], truth.free_moment_nm[loaded], atol=0.6)


def test_plate_coordinates_are_turned_into_the_laboratory(lab, tmp_path):
    """The corners' names give the plate's x and y in the laboratory; here they point the same way."""
    _, forces = lab
    path = tmp_path / "run_f_1.tsv"
    path.write_text(force_text(forces.plates[0], forces, local=True, offset=(0, 0, 0)))
    raw = load_raw(path)
    assert raw.forces is not None
    truth = forces.plates[0]
    loaded = truth.force_n[:, 2] > 40
    found = raw.forces.plates[0]
    np.testing.assert_allclose(
        found.centre_of_pressure_m[loaded], truth.centre_of_pressure_m[loaded], atol=1e-5
    )


def test_plate_coordinates_without_corners_are_refused(lab, tmp_path):
    _, forces = lab
    text = force_text(forces.plates[0], forces, local=True)
    path = tmp_path / "run_f_1.tsv"
    path.write_text("\n".join(line for line in text.splitlines() if "CORNER" not in line))
    with pytest.raises(UnreadableError, match="corners"):
        read_qualisys(path)


@pytest.mark.parametrize("drop", [0, 1])
def test_tables_without_column_names(lab, tmp_path, drop):
    _, forces = lab
    lines = force_text(forces.plates[0], forces).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("SAMPLE"))
    rows = ["\t".join(line.split("\t")[2 * drop : 11]) for line in lines[at + 1 :]]
    path = tmp_path / "run_f_1.tsv"
    path.write_text("\n".join(lines[:at] + rows) + "\n")
    raw = read_qualisys(path)
    assert raw.forces is not None
    assert raw.rate_hz == forces.rate_hz
    np.testing.assert_allclose(raw.forces.plates[0].force_n, forces.plates[0].force_n, atol=1.0)


def test_markers_and_two_plates_make_one_recording(lab, tmp_path, stick, stick_forces):
    raw, forces = lab
    paths = [tmp_path / "run.tsv", tmp_path / "run_f_1.tsv", tmp_path / "run_f_2.tsv"]
    paths[0].write_text(markers_text(raw))
    for path, plate in zip(paths[1:], forces.plates, strict=True):
        path.write_text(force_text(plate, forces))
    (found,) = load_session(paths)
    assert found.paths == ("run.tsv", "run_f_1.tsv", "run_f_2.tsv")
    assert found.forces is not None
    straight = assemble([stick(3.0)]).points
    np.testing.assert_allclose(found.points.to_numpy(), straight.to_numpy(), atol=1e-6)
    for plate, truth in zip(found.forces.plates, stick_forces(3.0).plates, strict=True):
        assert plate.foot == truth.foot
        np.testing.assert_allclose(plate.force_n, truth.force_n, atol=1.0)
    assert rotate(CORNERS, np.linalg.inv(TO_LAB))[:, 1] == pytest.approx(0.0)
    assert found.forces.plates[0].corners_m is not None
    np.testing.assert_allclose(found.forces.plates[0].corners_m[:, 1], 0.0, atol=1e-12)


def test_forces_alone_are_no_recording(lab, tmp_path):
    _, forces = lab
    path = tmp_path / "run_f_1.tsv"
    path.write_text(force_text(forces.plates[0], forces))
    with pytest.raises(RecordingError, match="forces but no markers"):
        load(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("NO_OF_FRAMES\t2\nMARKER_NAMES\nFrame\tTime\n1\t0.0\n2\t0.1\n", "names no markers"),
        ("NO_OF_FRAMES\t2\nMARKER_NAMES\tA\tB\n1\t2\t3\t4\n", "2 markers but the table has 4"),
        ("NO_OF_FRAMES\t2\nMARKER_NAMES\tA\n", "no row of numbers"),
        ("NO_OF_FRAMES\t2\nFREQUENCY\t100\n1\t2\t3\n", "neither markers nor a force plate"),
        ("FORCE_PLATE_NAME\tx\nFREQUENCY\t100\n1\t2\t3\n", "Force_X"),
        ("MARKER_NAMES\tA\nFrame\tTime\tA X\tA Y\tA Z\n1\t0\t1\t2\tx3\n", "'x3' in line 3, column 5"),
    ],
)
def test_bad_files_get_one_sentence(tmp_path, text, says):
    path = tmp_path / "x.tsv"
    path.write_text(text)
    with pytest.raises(UnreadableError, match=says):
        read_qualisys(path)


@pytest.mark.shared
def test_the_real_header_is_read(shared, tmp_path):
    text = (shared / "fullbody" / "qualisys_header_sample.txt").read_text()
    markers, forces = text.split("# force file (one plate): header and three samples\n")
    markers = markers.split("\n", 1)[1]
    (tmp_path / "run.tsv").write_text(markers)
    (tmp_path / "run_f_1.tsv").write_text(forces)
    raw = load_raw(tmp_path / "run.tsv")
    assert raw.rate_hz == 240.0
    assert raw.positions_m.shape == (2, 47, 3)
    np.testing.assert_allclose(raw.positions_m[0, 0], [0.791145, 0.893128, 1.650598])
    plates = load_raw(tmp_path / "run_f_1.tsv").forces
    assert plates is not None
    assert plates.rate_hz == 2400.0
    assert plates.plates[0].foot == "left"
    assert plates.plates[0].corners_m is not None
    found = load(tmp_path / "run.tsv")
    assert found.match.marker_set == "qualisys_running"
    assert "Up is +Z" in found.axes.how


@pytest.mark.slow
def test_damage_gives_a_recording_or_one_clear_sentence(lab, tmp_path):
    raw, forces = lab
    rng = np.random.default_rng(31)
    for text in (markers_text(raw), force_text(forces.plates[0], forces)):
        content = text.encode()
        for _ in range(60):
            data = bytearray(content)
            for place in rng.integers(0, len(data), rng.integers(1, 30)):
                data[place] = rng.integers(256)
            path = Path(tmp_path / "x.tsv")
            path.write_bytes(bytes(data[: rng.integers(1, len(data))]) if rng.random() < 0.5 else bytes(data))
            message = "x.tsv: "
            try:
                load_raw(path)
            except RecordingError as error:
                message = str(error)
            assert message.startswith("x.tsv: ")
