"""Markers, labels, units, clock and events of C3D files built byte by byte."""

from __future__ import annotations

import numpy as np
import pytest

from backstride.errors import RefusedError, UnreadableError, WrongKindError
from backstride.read.c3d import read_c3d


def test_positions_come_back_in_metres_on_a_clock_from_zero(kit, plain) -> None:
    recording = read_c3d(plain(first_frame=300))
    np.testing.assert_allclose(recording.positions_m, kit.moving_points() / 1000, atol=1e-6)
    np.testing.assert_allclose(recording.time_s, np.arange(200) / 100)
    assert recording.labels == kit.labels
    assert (recording.name, recording.rate_hz, recording.forces) == ("trial.c3d", 100.0, None)
    assert recording.notes == ()


def test_positions_stored_as_integers(kit, plain) -> None:
    recording = read_c3d(plain(integer_scale=0.1))
    np.testing.assert_allclose(recording.positions_m, kit.moving_points() / 1000, atol=6e-5)


@pytest.mark.parametrize("unsigned", [False, True])
def test_analog_integers_with_scale_and_offset(kit, plain, unsigned: bool) -> None:
    load = kit.running_load(2000)
    wanted = kit.channels_of(load, 2, np.zeros(3))
    scale = np.array([0.05, 0.05, 0.08, 40, 40, 40])
    middle = 32768 if unsigned else 0
    groups = {"FORCE_PLATFORM": kit.plate_group(2, np.zeros(3)), "ANALOG": {"OFFSET": [middle] * 6}}
    counts = np.round(wanted / scale) + middle
    assert counts.max() < 65536 if unsigned else np.abs(counts).max() < 32768
    fields = {"analogs": counts, "analog_scale": tuple(scale), "integer_scale": 0.1, "unsigned": unsigned}
    recording = read_c3d(plain(groups=groups, **fields))
    np.testing.assert_allclose(recording.forces.plates[0].force_n, load.force, atol=0.05)


def test_gaps_by_residual_and_by_exact_zero_are_nan(kit, plain) -> None:
    points = kit.moving_points()
    points[10, 0] = np.nan
    points[20:25, 3] = 0.0
    points[30, 4, 0] = 0.0
    recording = read_c3d(plain(points=points))
    missing = np.isnan(recording.positions_m).any(axis=2)
    assert np.argwhere(missing).tolist() == [[10, 0], *([i, 3] for i in range(20, 25))]


def test_a_marker_beyond_any_laboratory_is_missing(kit, plain) -> None:
    points = kit.moving_points()
    points[5, 2] = 3e30
    assert np.isnan(read_c3d(plain(points=points)).positions_m[5, 2]).all()


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1), ("cm", 0.1), ("m", 1e-3), ("Meters", 1e-3)])
def test_stated_units(kit, plain, unit: str, factor: float) -> None:
    recording = read_c3d(plain(points=kit.moving_points() * factor, units=unit))
    np.testing.assert_allclose(recording.positions_m, kit.moving_points() / 1000, atol=1e-6)


@pytest.mark.parametrize("factor", [1, 0.1, 1e-3])
def test_a_missing_unit_is_told_from_the_size_of_a_body(kit, plain, factor: float) -> None:
    recording = read_c3d(plain(points=kit.moving_points() * factor, units=None))
    np.testing.assert_allclose(recording.positions_m, kit.moving_points() / 1000, atol=1e-6)
    assert [note.code for note in recording.notes] == ["unit_guessed"]


@pytest.mark.parametrize("factor", [1e-6, 1e3])
def test_a_missing_unit_that_fits_nothing_is_refused(kit, plain, factor: float) -> None:
    with pytest.raises(UnreadableError, match="unit of length is missing"):
        read_c3d(plain(points=kit.moving_points() * factor, units=None))


def test_unlabelled_and_computed_points_are_left_out(kit, plain) -> None:
    labels = ("LASI", "RASI", "*12", "LHipAngles", "LHEE", "RHEE", "", "COM")
    groups = {"POINT": {"ANGLES": ["LHipAngles"], "TYPE_GROUPS": ["CENTRES"], "CENTRES": ["COM"]}}
    recording = read_c3d(plain(labels=labels, groups=groups))
    assert recording.labels == ("LASI", "RASI", "LHEE", "RHEE")
    np.testing.assert_allclose(recording.positions_m[:, 2], kit.moving_points()[:, 4] / 1000, atol=1e-6)
    assert [note.code for note in recording.notes] == ["points_left_out"]


def test_labels_in_other_encodings_can_be_shown(kit, plain) -> None:
    path = plain()
    path.write_bytes(path.read_bytes().replace(b"LASI", b"L\xe4S\x07"))
    assert read_c3d(path).labels[0] == "L\u00e4S"


def test_points_beyond_the_labels_are_left_out(kit, plain) -> None:
    assert read_c3d(plain(labels=kit.labels[:6])).labels == kit.labels[:6]


@pytest.mark.parametrize("listed", [False, True])
def test_the_subject_prefix_is_taken_off(kit, plain, listed: bool) -> None:
    mark = "Ann_" if listed else "Ann:"
    groups = {"SUBJECTS": {"NAMES": ["Ann"], "LABEL_PREFIXES": [mark]}} if listed else {}
    recording = read_c3d(plain(labels=tuple(mark + label for label in kit.labels), groups=groups))
    assert recording.labels == kit.labels


def _two(kit, second_moves: bool):
    first = kit.moving_points()
    second = first + np.array([0, 0, 1500]) if second_moves else np.repeat(first[:1], len(first), axis=0)
    labels = (*(f"Ann:{label}" for label in kit.labels), *(f"Wand:{label}" for label in kit.labels))
    return {"points": np.concatenate([first, second], axis=1), "labels": labels}


def test_two_runners_are_refused_by_name(kit, plain) -> None:
    with pytest.raises(RefusedError, match=r"trial\.c3d: it holds 2 runners \(Ann, Wand\)"):
        read_c3d(plain(**_two(kit, second_moves=True)))


def test_a_still_object_is_no_runner(kit, plain) -> None:
    recording = read_c3d(plain(**_two(kit, second_moves=False)))
    assert recording.labels == kit.labels
    assert [note.code for note in recording.notes] == ["other_subjects_left_out"]


def test_two_runners_with_the_same_labels_are_refused(kit, plain) -> None:
    fields = _two(kit, second_moves=True) | {"labels": kit.labels * 2}
    with pytest.raises(RefusedError, match="two runners"):
        read_c3d(plain(**fields))


def test_one_label_twice_is_ambiguous(kit, plain) -> None:
    with pytest.raises(UnreadableError, match="LASI"):
        read_c3d(plain(labels=("LASI", *kit.labels[:1], *kit.labels[2:])))


@pytest.mark.parametrize(("stated", "hint"), [("+Z", "z"), ("-Y", "-y"), ("X", "x"), ("up", None)])
def test_up_hint_is_the_files_own_word(plain, stated: str, hint: str | None) -> None:
    assert read_c3d(plain(groups={"POINT": {"Y_SCREEN": [stated]}})).up_hint == hint


@pytest.mark.parametrize("counted_from_capture", [True, False])
def test_events_on_the_recordings_clock(plain, counted_from_capture: bool) -> None:
    start = 61.0 if counted_from_capture else 0.0
    times = np.array([[0.0, 0.0], [0.52, 0.28]]) + np.array([[start // 60], [start % 60]])
    events = {"USED": [2], "TIMES": times, "CONTEXTS": ["Left", "General"], "LABELS": ["Foot Strike", "Go"]}
    recording = read_c3d(plain(first_frame=6101, groups={"EVENT": events}))
    got = [(event.time_s, event.side, event.label) for event in recording.events]
    assert got == [
        (pytest.approx(0.28, abs=1e-4), None, "Go"),
        (pytest.approx(0.52, abs=1e-4), "left", "Foot Strike"),
    ]


def test_force_plates_without_markers_are_a_recording_of_forces(kit, plain) -> None:
    load = kit.running_load(2000)
    channels = kit.channels_of(load, 2, np.zeros(3))
    groups = {"FORCE_PLATFORM": kit.plate_group(2, np.zeros(3))}
    recording = read_c3d(plain(points=np.empty((200, 0, 3)), labels=(), analogs=channels, groups=groups))
    assert (recording.labels, recording.positions_m.shape) == ((), (200, 0, 3))
    np.testing.assert_allclose(recording.forces.plates[0].force_n, load.force, atol=0.01)


def test_neither_markers_nor_plates_is_the_wrong_kind(plain) -> None:
    with pytest.raises(WrongKindError, match="neither markers nor force plates"):
        read_c3d(plain(points=np.empty((200, 0, 3)), labels=(), analogs=np.zeros((2000, 6))))


def test_only_unlabelled_points_is_the_wrong_kind(plain) -> None:
    with pytest.raises(WrongKindError, match="no labelled markers"):
        read_c3d(plain(labels=tuple(f"*{i}" for i in range(8))))
