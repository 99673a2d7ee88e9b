"""Files in, recordings out: what belongs together, what is refused and how it is said."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import RecordingError, RefusedError, UnreadableError, UsageError, WrongKindError
from backstride.read.assemble import assemble
from backstride.read.load import load
from backstride.read.mot import write_mot
from backstride.read.session import load_session, load_source, sources
from backstride.read.trc import write_trc


@pytest.fixture
def files(stick, stick_forces, tmp_path):
    """Writes trials: ``files("run")`` gives run.trc and run_grf.mot, starting at ``start_s``."""

    def write(stem: str, start_s: float = 0.0, mot: str = "{}_grf.mot") -> tuple[Path, Path]:
        raw, forces = stick(2.0), stick_forces(2.0)
        recording = assemble([replace(raw, time_s=raw.time_s + start_s)])
        markers, plates = tmp_path / f"{stem}.trc", tmp_path / mot.format(stem)
        write_trc(recording, markers)
        write_mot(replace(forces, time_s=forces.time_s + start_s), plates)
        return markers, plates

    return write


@pytest.mark.parametrize("mot", ["{}_grf.mot", "{}.mot", "{}-forces.sto", "whatever.mot"])
def test_markers_and_forces_of_one_clock_are_one_recording(files, stick_forces, mot):
    (found,) = load_session(files("run", 1.5, mot))
    assert found.id == "run"
    assert found.paths == ("run.trc", Path(mot.format("run")).name)
    assert found.forces is not None
    assert found.forces.rate_hz == 500.0
    assert found.points["time"].to_numpy()[0] == pytest.approx(1.5)
    truth = stick_forces(2.0)
    np.testing.assert_allclose(found.forces.plates[0].force_n, truth.plates[0].force_n, atol=1e-6)
    assert found.notes == ()


def test_order_of_files_does_not_matter(files):
    markers, forces = files("run")
    (one,), (two,) = load_session([markers, forces]), load_session([forces, markers])
    assert one.paths == two.paths
    np.testing.assert_array_equal(one.points.to_numpy(), two.points.to_numpy())


def test_two_trials_with_their_forces(files):
    paths = [*files("slow"), *files("fast")]
    slow, fast = load_session(paths)
    assert (slow.id, slow.paths[1]) == ("slow", "slow_grf.mot")
    assert (fast.id, fast.paths[1]) == ("fast", "fast_grf.mot")


def test_time_tells_whose_forces_they_are_when_names_do_not(files):
    early, early_forces = files("early", 0.0, "a.mot")
    late, late_forces = files("late", 60.0, "b.mot")
    one, two = load_session([early, late, late_forces, early_forces])
    assert one.paths == ("early.trc", "a.mot")
    assert two.paths == ("late.trc", "b.mot")


def test_forces_of_another_time_are_refused_and_say_so(files):
    markers, _ = files("run")
    _, forces = files("other", 60.0)
    with pytest.raises(RefusedError, match=r"forces run from 60\.00 to .*share no time"):
        load_session([markers, forces])


def test_forces_option_joins_any_name(files):
    markers, _ = files("run")
    _, forces = files("other")
    (found,) = load_session([markers], forces=forces)
    assert found.paths == ("run.trc", "other_grf.mot")


def test_forces_option_overrules_a_file_given_beside(files):
    markers, beside = files("run")
    _, forces = files("other")
    (found,) = load_session([markers, beside], forces=forces)
    assert found.paths == ("run.trc", "other_grf.mot")


def test_forces_option_needs_one_marker_file(files):
    one, forces = files("one")
    two, _ = files("two")
    with pytest.raises(UsageError, match="exactly one marker file, not 2"):
        sources([one, two], forces)


def test_forces_alone_are_no_recording(files):
    _, forces = files("run")
    (source,) = sources([forces])
    with pytest.raises(WrongKindError, match="forces but no markers"):
        load_source(source)


def test_a_bad_file_does_not_spoil_the_others(files, tmp_path):
    good, forces = files("run")
    bad = tmp_path / "bad.trc"
    bad.write_bytes(b"")
    first, second = sources([bad, good, forces])
    assert load_source(second).forces is not None
    with pytest.raises(UnreadableError, match="empty"):
        load_source(first)


def test_same_stem_in_two_folders_keeps_two_ids(files, tmp_path):
    markers, _ = files("run")
    (tmp_path / "again").mkdir()
    copy = tmp_path / "again" / "run.trc"
    copy.write_bytes(markers.read_bytes())
    assert [source.id for source in sources([markers, copy, markers])] == ["run", "run-2"]
    assert load_source(sources([markers, copy])[1]).id == "run-2"


def test_a_given_rate_replays_the_recording(files):
    markers, _ = files("run", 1.0)
    found = load(markers, rate_hz=200.0)
    assert found.rate_hz == 200.0
    time_s = found.points["time"].to_numpy()
    np.testing.assert_allclose(time_s[[0, -1]], [1.0, 1.0 + 199 / 200])
    assert [note.code for note in found.notes] == ["rate_given"]


def test_a_given_rate_takes_the_forces_of_the_same_file_along(stick, stick_forces):
    found = assemble([replace(stick(2.0), forces=stick_forces(2.0))], rate_hz=200.0)
    assert found.forces is not None
    assert found.forces.rate_hz == 1000.0
    assert found.forces.time_s[-1] == pytest.approx(999 / 1000)


def test_content_decides_and_the_suffix_is_noted(files, tmp_path):
    markers, _ = files("run")
    disguised = tmp_path / "run.c3d"
    disguised.write_bytes(markers.read_bytes())
    found = load(disguised)
    assert found.rate_hz == 100.0
    assert [note.code for note in found.notes] == ["suffix"]
    assert "TRC" in found.notes[0].text


@pytest.mark.parametrize(
    "content", [b"hello", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"{}", b"a,b\n1,2\n", b"\xff" * 900]
)
@pytest.mark.parametrize("suffix", ["txt", "trc", "mot", "tsv", ""])
def test_unknown_content_lists_what_is_read(tmp_path, content, suffix):
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(content)
    with pytest.raises(WrongKindError, match=r"C3D \(\.c3d\), TRC \(\.trc\), MOT \(\.mot \.sto\), Qualisys"):
        load(path)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(WrongKindError, match="folder"):
        load(tmp_path)


def test_a_missing_path_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        load(tmp_path / "gone.trc")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_before_it_blocks(tmp_path):
    os.mkfifo(tmp_path / "pipe.trc")
    with pytest.raises(WrongKindError, match="ordinary file"):
        load(tmp_path / "pipe.trc")


def test_an_unreadable_file_gets_a_sentence(files, monkeypatch):
    markers, _ = files("run")

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableError, match="may not be read"):
        load(markers)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (
            lambda raw: replace(raw, labels=tuple(f"m{n}" for n in range(len(raw.labels)))),
            RefusedError,
            "none of",
        ),
        (
            lambda raw: replace(raw, positions_m=np.full_like(raw.positions_m, np.nan)),
            RefusedError,
            "ever seen",
        ),
        (
            lambda raw: replace(raw, labels=(), positions_m=raw.positions_m[:, :0]),
            WrongKindError,
            "no markers",
        ),
        (
            lambda raw: replace(raw, labels=raw.labels[:1], positions_m=raw.positions_m[:, :1]),
            RefusedError,
            "tells",
        ),
        (lambda raw: replace(raw, positions_m=raw.positions_m / 1000), RefusedError, "unit is wrong"),
    ],
)
def test_what_holds_no_runner_is_refused_in_one_sentence(stick, change, error, says):
    with pytest.raises(error, match=says) as caught:
        assemble([change(stick())])
    assert caught.value.where == "stick.trc"
    assert caught.value.fix


def test_one_frame_and_slow_rates_are_read(stick):
    raw = stick(standing=True)
    one = assemble([replace(raw, time_s=raw.time_s[:1], positions_m=raw.positions_m[:1])])
    assert one.points.sizes["time"] == 1
    slow = assemble([replace(raw, rate_hz=10.0, time_s=raw.time_s[::10], positions_m=raw.positions_m[::10])])
    assert slow.rate_hz == 10.0


def test_points_keep_the_contract(stick):
    found = assemble([stick()])
    assert found.points.dims == ("time", "point", "axis")
    assert found.points.attrs["units"] == "m"
    assert list(found.points["axis"].to_numpy()) == ["x", "y", "z"]
    assert set(found.points["point"].to_numpy()) == set(found.match.names)


@pytest.mark.shared
@pytest.mark.parametrize("speed", [2, 3, 4, 5])
def test_real_markers_and_forces_join(shared, speed):
    folder = shared / "fullbody"
    stem = f"hamner_s01_Run_{speed}"
    (found,) = load_session([folder / f"{stem}.trc", folder / f"{stem}_grf.mot"])
    assert found.paths == (f"{stem}.trc", f"{stem}_grf.mot")
    assert found.forces is not None
    assert found.forces.time_s[0] == pytest.approx(found.points["time"].to_numpy()[0])
    assert [plate.foot for plate in found.forces.plates] == ["right", "left"]
    assert found.notes == ()


@pytest.mark.shared
def test_forces_of_another_real_trial_show(shared):
    """The clocks overlap, but another runner's forces do not lie under the feet they are named for."""
    folder = shared / "fullbody"
    (found,) = load_session([folder / "hamner_s01_Run_2.trc"], forces=folder / "bmclab_run_grf.mot")
    assert "plate_foot_disagrees" in [note.code for note in found.notes if note.level == "fault"]


@pytest.mark.shared
def test_a_real_c3d_is_known_whatever_its_suffix(shared, tmp_path):
    path = tmp_path / "static.bin"
    path.write_bytes((shared / "rbds" / "RBDS001static.c3d").read_bytes())
    found = load(path)
    assert found.match.marker_set == "rbds"
    assert "suffix" in [note.code for note in found.notes]


@pytest.mark.shared
@pytest.mark.slow
def test_any_real_file_cut_anywhere_is_a_recording_or_a_sentence(shared, tmp_path):
    rng = np.random.default_rng(5)
    for name in ("fullbody/bmclab_run.trc", "fullbody/bmclab_run_grf.mot", "opensim/Run_3_ik.mot"):
        content = (shared / name).read_bytes()
        for cut in rng.integers(0, len(content), 25):
            path = tmp_path / Path(name).name
            path.write_bytes(content[:cut])
            message = f"{path.name}: "
            try:
                load(path)
            except RecordingError as error:
                message = str(error)
            assert message.startswith(f"{path.name}: ")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["rbds/RBDS001runT25.c3d", "fullbody/JA1Gait21.c3d"])
def test_a_real_recording_survives_the_text_formats(shared, tmp_path, name):
    before = load(shared / name)
    assert before.forces is not None
    write_trc(before, tmp_path / "again.trc")
    write_mot(before.forces, tmp_path / "again_grf.mot")
    (after,) = load_session([tmp_path / "again.trc", tmp_path / "again_grf.mot"])
    assert (after.rate_hz, after.notes, after.match.marker_set) == (before.rate_hz, (), "anatomical")
    points = after.points.sel(point=before.points["point"])
    np.testing.assert_allclose(points.to_numpy(), before.points.to_numpy(), atol=1e-9)
    assert after.forces is not None
    assert after.forces.rate_hz == before.forces.rate_hz
    for one, two in zip(before.forces.plates, after.forces.plates, strict=True):
        np.testing.assert_allclose(two.force_n, one.force_n, atol=1e-8)
        np.testing.assert_allclose(two.centre_of_pressure_m, one.centre_of_pressure_m, atol=1e-8)
        np.testing.assert_allclose(two.free_moment_nm, one.free_moment_nm, atol=1e-8)
