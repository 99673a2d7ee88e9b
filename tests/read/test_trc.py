"""TRC: what real exporters write, what damage does to it, and that what is written reads back the same."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backstride.errors import RecordingError, RefusedError, UnreadableError
from backstride.read.assemble import assemble
from backstride.read.raw import RawRecording
from backstride.read.trc import read_trc, write_trc

HEAD = (
    "PathFileType\t4\t(X/Y/Z)\tx.trc\n"
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    "{rate}\t{rate}\t{frames}\t{markers}\t{unit}\t100\t1\t3\n"
    "Frame#\tTime\tLASI\t\t\tRASI\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
    "\n"
)
ROWS = "1\t0.09\t1\t2\t3\t4\t5\t6\n2\t0.10\t7\t8\t9\t10\t11\t12\n3\t0.11\t13\t14\t15\t16\t17\t18\n"


def head(rate: str = "100", frames: str = "3", markers: str = "2", unit: str = "mm") -> str:
    return HEAD.format(rate=rate, frames=frames, markers=markers, unit=unit)


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str | bytes) -> RawRecording:
        path = tmp_path / "x.trc"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_trc(path)

    return from_text


def test_numbers_units_labels_and_clock(read):
    raw = read(head() + ROWS)
    assert raw.labels == ("LASI", "RASI")
    assert raw.rate_hz == 100.0
    np.testing.assert_allclose(raw.time_s, [0.09, 0.10, 0.11], atol=1e-12)
    np.testing.assert_allclose(raw.positions_m[1], [[0.007, 0.008, 0.009], [0.010, 0.011, 0.012]])
    assert raw.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(head(unit="     mm") + ROWS, id="padded unit"),
        pytest.param((head() + ROWS).replace("\n", "\r\n"), id="windows line ends"),
        pytest.param((head() + ROWS).replace("\n", "\t\t\t\n"), id="trailing tabs"),
        pytest.param("\ufeff" + head() + ROWS, id="byte-order mark"),
        pytest.param(head().replace("Z2\n\n", "Z2\n") + ROWS, id="no blank line"),
        pytest.param(head() + ROWS.rstrip("\n"), id="no last line end"),
        pytest.param(head() + ROWS.replace("\t", "\t  "), id="padded cells"),
        pytest.param(head() + ROWS.replace(".", ","), id="decimal commas"),
        pytest.param(head() + "\n\n" + ROWS + "\n\n", id="blank lines"),
        pytest.param((head() + ROWS).replace("RASI\t\t\n", "RASI\n"), id="label line cut short"),
        pytest.param(head().replace("Time\tLASI", "Time\t LASI ") + ROWS, id="padded label"),
    ],
)
def test_what_exporters_do_to_a_header_changes_nothing(read, text):
    raw = read(text)
    assert raw.labels == ("LASI", "RASI")
    np.testing.assert_allclose(raw.positions_m.ravel() * 1000, np.arange(1, 19))
    np.testing.assert_allclose(raw.time_s, [0.09, 0.10, 0.11], atol=1e-12)


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ("2\t0.10\t\t\t\t10\t11\t12\n", [False, True]),
        ("2\t0.10\t7\t\t9\t10\t11\t12\n", [False, True]),
        ("2\t0.10\t0\t0.000\t-0\t10\t11\t12\n", [False, True]),
        ("2\t0.10\t0\t8\t9\t10\t11\t12\n", [True, True]),
        ("2\t0.10\t7\t8\t9\tNaN\tnan\tNaN\n", [True, False]),
        ("2\t0.10\t7\t8\t9\t9999999\t9999999\t9999999\n", [True, False]),
        ("2\t0.10\t7\t8\t9\t1e400\t1\t1\n", [True, False]),
        ("2\t0.10\t7\t8\t9\n", [True, False]),
    ],
)
def test_missing_is_nan_never_zero(read, row, seen):
    rows = ROWS.splitlines(keepends=True)
    raw = read(head() + rows[0] + row + rows[2])
    found = np.isfinite(raw.positions_m[1])
    np.testing.assert_array_equal(found.all(axis=1), seen)
    np.testing.assert_array_equal(found.any(axis=1), seen)


def test_the_time_column_is_believed_before_the_header(read):
    raw = read(head(rate="250") + ROWS)
    assert raw.rate_hz == pytest.approx(100.0)
    assert [note.code for note in raw.notes] == ["rate_disagrees"]


def test_times_of_three_decimals_do_not_bend_the_rate(read):
    rows = "".join(f"{n + 1}\t{n / 150:.3f}\t1\t2\t3\t4\t5\t6\n" for n in range(300))
    raw = read(head(rate="150.00", frames="300") + rows)
    assert raw.rate_hz == 150.0
    np.testing.assert_allclose(raw.time_s, np.arange(300) / 150, atol=1e-12)
    assert raw.notes == ()


def test_absent_frames_become_gaps(read):
    rows = "".join(f"{n + 1}\t{n / 100:.2f}\t1\t2\t3\t4\t5\t6\n" for n in range(20) if n not in (7, 8))
    raw = read(head(frames="18") + rows)
    assert raw.rate_hz == pytest.approx(100.0)
    assert len(raw.time_s) == 20
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(raw.positions_m[:, 0, 0])), [7, 8])
    assert [note.code for note in raw.notes] == ["absent_frames"]


def test_uneven_times_are_refused(read):
    rng = np.random.default_rng(1)
    times = np.cumsum(rng.uniform(0.004, 0.016, 200))
    rows = "".join(f"{n + 1}\t{t:.4f}\t1\t2\t3\t4\t5\t6\n" for n, t in enumerate(times))
    with pytest.raises(UnreadableError, match="unevenly"):
        read(head(frames="200") + rows)


def test_counts_in_the_header_are_not_trusted(read):
    raw = read(head(frames="2000000000", markers="47") + ROWS)
    assert raw.positions_m.shape == (3, 2, 3)
    assert [note.code for note in raw.notes] == ["count_disagrees"] * 2


def test_a_torn_last_line_is_not_used(read):
    raw = read(head() + ROWS + "4\t0.12\t19\t2")
    assert len(raw.time_s) == 3


def test_doubled_labels_are_told_apart(read):
    raw = read(head().replace("RASI", "LASI") + ROWS)
    assert raw.labels == ("LASI", "LASI (2)")
    assert [note.code for note in raw.notes] == ["doubled_labels"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (head() + ROWS.replace("11\t", "eleven\t"), r"'eleven' in line 8, column 7"),
        (head(), "no row of numbers"),
        (head(unit="furlong") + ROWS, "length unit 'furlong'"),
        (head(unit="") + ROWS, "no length unit"),
        ("PathFileType\t4\nnothing else\n", "Frame#"),
        (head() + ROWS + ROWS, "time does not go forward at row 4"),
        (head() + ROWS.replace("0.1", "0.3").replace("0.09", "0.3"), "time"),
        ("", "empty"),
        ("   \n\n", "empty"),
        (b"PathFileType\x00\x01\x02", "binary"),
        (head() + ROWS + "4\t0.12" + "\t1" * 5000 + "\n", "line 10 has far more cells"),
    ],
)
def test_bad_tables_get_one_sentence_with_a_place(read, text, says):
    with pytest.raises(UnreadableError, match=says) as caught:
        read(text)
    assert str(caught.value).startswith("x.trc: ")
    assert caught.value.fix


def test_a_wrong_length_unit_is_refused(stick, tmp_path):
    path = tmp_path / "stick.trc"
    write_trc(assemble([stick()]), path)
    text = path.read_text()
    path.write_text(text.replace("\tmm\t", "\tcm\t"))
    with pytest.raises(RefusedError, match="unit is wrong"):
        assemble([read_trc(path)])
    rows = "".join(f"{n}\t{n / 100}\t1000\t2000\t3000\t1001\t2001\t3001\n" for n in range(9))
    path.write_text(head(unit="m") + rows)
    with pytest.raises(UnreadableError, match="unit is wrong"):
        read_trc(path)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moved=arrays(np.float64, (6, 3), elements=st.floats(-5, 5)),
    gaps=st.sets(st.tuples(st.integers(0, 59), st.integers(0, 13)), max_size=80),
    start_s=st.floats(0, 5000),
)
def test_round_trip(stick, tmp_path, moved, gaps, start_s):
    raw = stick(0.6)
    positions = raw.positions_m + moved[0]
    for frame, marker in gaps:
        positions[frame, marker] = np.nan
    shifted = RawRecording(raw.name, raw.rate_hz, raw.time_s + start_s, raw.labels, positions)
    before = assemble([shifted])
    write_trc(before, tmp_path / "again.trc")
    after = read_trc(tmp_path / "again.trc")
    assert after.labels == tuple(before.points["point"].to_numpy())
    assert after.rate_hz == before.rate_hz
    np.testing.assert_allclose(after.positions_m, before.points.to_numpy(), atol=1e-9, equal_nan=True)
    np.testing.assert_allclose(after.time_s, before.points["time"].to_numpy(), atol=1e-8)


def test_what_we_write_is_understood_again(stick, tmp_path):
    before = assemble([stick()])
    write_trc(before, tmp_path / "again.trc")
    after = assemble([read_trc(tmp_path / "again.trc")])
    assert after.match.names.keys() == before.match.names.keys()
    assert not after.match.unmatched
    assert after.match.marker_set == "anatomical"
    np.testing.assert_allclose(
        after.points.sel(point=before.points["point"]).to_numpy(), before.points.to_numpy(), atol=1e-9
    )


@pytest.mark.slow
def test_frames_are_counted_beyond_16_bits(tmp_path, stick):
    raw = stick(0.1)
    count = 70_000
    positions = np.resize(raw.positions_m, (count, *raw.positions_m.shape[1:]))
    long = replace(raw, time_s=np.arange(count) / 100, positions_m=positions)
    keep = ["asis_left", "asis_right", "psis_left", "heel_left", "toe_left", "heel_right"]
    recording = assemble([replace(long, positions_m=positions)])
    recording = replace(recording, points=recording.points.sel(point=keep))
    write_trc(recording, tmp_path / "long.trc")
    with (tmp_path / "long.trc").open() as stream:
        assert sum(1 for _ in stream) == count + 6
    assert len(read_trc(tmp_path / "long.trc").time_s) == count


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """Real bytes with some flipped, or cut short, or a piece lost."""
    kind = rng.integers(3)
    if kind == 0:
        data = bytearray(content)
        for place in rng.integers(0, len(data), rng.integers(1, 30)):
            data[place] = rng.integers(256)
        return bytes(data)
    first, last = sorted(rng.integers(0, len(content), 2))
    return content[:last] if kind == 1 else content[:first] + content[last:]


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", ["hamner_s01_Run_5.trc", "bmclab_run.trc", "hamner_s01_static.trc"])
def test_damage_gives_a_recording_or_one_clear_sentence(shared, tmp_path, name):
    whole = (shared / "fullbody" / name).read_bytes()
    content = whole[: len(whole) // 8]
    rng = np.random.default_rng(20)
    path = tmp_path / name
    for _ in range(60):
        path.write_bytes(damaged(content, rng))
        try:
            found = assemble([read_trc(path)])
        except RecordingError as error:
            refused = error
            found = None
        if found is None:
            assert refused.where == name
            assert refused.fix
            continue
        assert found.points.sizes["time"] > 0
        assert np.nanmax(np.abs(found.points.to_numpy()), initial=0.0) <= 2000


@pytest.mark.slow
def test_memory_stays_near_the_size_of_the_numbers(tmp_path):
    """What an hour needs follows from this: an hour of 32 markers at 150 Hz is 415 MB of numbers."""
    rows, markers = 40_000, 32
    path = tmp_path / "long.trc"
    labels = "\t\t\t".join(f"M{n}" for n in range(markers))
    text = HEAD.format(rate=150, frames=rows, markers=markers, unit="mm")
    text = text.replace("LASI\t\t\tRASI", labels).replace("X1\tY1\tZ1\tX2\tY2\tZ2", "X1")
    cells = "\t".join(["123.456789"] * (3 * markers))
    with path.open("w") as stream:
        stream.write(text)
        stream.writelines(f"{n + 1}\t{n / 150:.9f}\t{cells}\n" for n in range(rows))
    tracemalloc.start()
    raw = read_trc(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    numbers = rows * markers * 3 * 8
    assert raw.positions_m.shape == (rows, markers, 3)
    assert peak < 1.1 * numbers + 80e6  # the table, and the blocks being parsed
