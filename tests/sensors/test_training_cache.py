"""What was read is not read again, and the memory of it may be lost, spoilt, locked or full."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backstride.sensors import training_cache, training_file
from backstride.sensors.training_folder import TrainingFiles, read_training
from helpers.fit_bytes import SUMMER_2024
from helpers.training_files import DAY_S, write_gpx, write_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "runs"
    for at in range(3):
        write_run(out / f"{at}.fit", start=SUMMER_2024 + at * DAY_S)
    return out


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "training.sqlite"


def counts(read: TrainingFiles) -> tuple[int, int]:
    return read.read_now, read.remembered


def test_only_what_is_new_or_changed_is_read_again(folder: Path, cache: Path) -> None:
    first = read_training(folder, cache=cache)
    assert counts(first) == (3, 0)
    again = read_training(folder, cache=cache)
    assert counts(again) == (0, 3)
    assert again.runs == first.runs
    write_run(folder / "3.fit", start=SUMMER_2024 + 3 * DAY_S)
    write_run(folder / "1.fit", start=SUMMER_2024 + 9 * DAY_S)
    os.utime(folder / "1.fit", ns=(1, 1))
    more = read_training(folder, cache=cache)
    assert counts(more) == (2, 2)
    assert [run.file for run in more.runs] == ["0.fit", "2.fit", "3.fit", "1.fit"]


def test_a_removed_file_vanishes_from_the_runs_and_from_the_memory(folder: Path, cache: Path) -> None:
    read_training(folder, cache=cache)
    (folder / "0.fit").unlink()
    assert [run.file for run in read_training(folder, cache=cache).runs] == ["1.fit", "2.fit"]
    with sqlite3.connect(cache) as base:
        kept = base.execute("SELECT file FROM files").fetchall()
    base.close()
    assert kept == [("1.fit",), ("2.fit",)]


def test_two_folders_do_not_know_of_each_other(folder: Path, cache: Path, tmp_path: Path) -> None:
    read_training(folder, cache=cache)
    other = tmp_path / "other"
    write_run(other / "0.fit", start=SUMMER_2024 + 50 * DAY_S)
    same = (folder / "0.fit").stat()
    os.utime(other / "0.fit", ns=(same.st_mtime_ns, same.st_mtime_ns))
    assert (other / "0.fit").stat().st_size == same.st_size
    assert counts(read_training(other, cache=cache)) == (1, 0)
    assert counts(read_training(folder, cache=cache)) == (0, 3)


def test_another_reader_reads_anew(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_training(folder, cache=cache)
    monkeypatch.setattr(training_cache, "reader_mark", lambda: "newer")
    assert counts(read_training(folder, cache=cache)) == (3, 0)
    assert counts(read_training(folder, cache=cache)) == (0, 3)


@pytest.mark.parametrize("changed", ["decoder", "training_files.toml", "watch.toml"])
def test_another_decoder_or_bound_is_another_reader(monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    was = training_file.reader_mark()
    read = Path.read_bytes
    if changed == "decoder":
        monkeypatch.setattr(training_file, "version", lambda name: f"{name} of tomorrow")
    else:
        monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == changed))
    assert training_file.reader_mark.__wrapped__() != was


def test_no_positions_are_kept(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "runs").mkdir()
    write_gpx(tmp_path / "runs" / "a.gpx")
    read_training(tmp_path / "runs", cache=cache)
    kept = cache.read_bytes()
    assert b'"distance_m"' in kept
    assert b"47.0" not in kept
    assert b"latitude" not in kept
    assert b"longitude" not in kept


@pytest.mark.parametrize("spoilt", ["text", "start", "middle", "cut", "empty", "other_table", "no_json"])
def test_a_spoilt_memory_is_made_anew(folder: Path, cache: Path, spoilt: str) -> None:
    first = read_training(folder, cache=cache)
    whole = cache.read_bytes()
    if spoilt == "text":
        cache.write_bytes(b"this is no database at all, not even nearly" * 100)
    elif spoilt == "start":
        cache.write_bytes(b"\x00" * 100 + whole[100:])
    elif spoilt == "middle":
        cache.write_bytes(whole[:100] + b"\xab" * (len(whole) - 100))
    elif spoilt == "cut":
        cache.write_bytes(whole[: len(whole) // 2])
    elif spoilt == "empty":
        cache.write_bytes(b"")
    else:
        base = sqlite3.connect(cache)
        base.execute("UPDATE files SET said = '{'" if spoilt == "no_json" else "PRAGMA user_version = 99")
        base.commit()
        base.close()
    read = read_training(folder, cache=cache)
    assert read.runs == first.runs
    assert counts(read) == (3, 0)
    assert len(read.notes) == (spoilt in ("text", "start", "middle", "cut"))
    after = read_training(folder, cache=cache)
    assert (counts(after), after.notes) == ((0, 3), ()), "it works again"


def test_a_home_that_cannot_be_written_costs_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where a folder should be")
    for cache in (tmp_path / "file" / "training.sqlite", tmp_path):
        read = read_training(folder, cache=cache)
        assert len(read.runs) == 3
        assert len(read.notes) == 1
        assert "cannot be kept for next time" in read.notes[0]


def test_a_memory_that_may_only_be_read_is_still_used(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_training(folder, cache=cache)
    real = sqlite3.connect
    monkeypatch.setattr(
        training_cache.sqlite3, "connect", lambda path, **how: real(f"file:{path}?mode=ro", uri=True, **how)
    )
    write_run(folder / "3.fit", start=SUMMER_2024 + 3 * DAY_S)
    read = read_training(folder, cache=cache)
    assert counts(read) == (1, 3)
    assert len(read.notes) == 1
    assert "readonly" in read.notes[0]


def test_a_locked_memory_is_waited_for_and_then_done_without(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_training(folder, cache=cache)
    monkeypatch.setattr(training_cache, "_WAIT_S", 0.1)
    other = sqlite3.connect(cache, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    since = time.monotonic()
    read = read_training(folder, cache=cache)
    other.close()
    assert time.monotonic() - since < 5
    assert len(read.runs) == 3
    assert "locked" in read.notes[0]
    assert counts(read_training(folder, cache=cache)) == (0, 3)


READS = """
import sys
from pathlib import Path
from backstride.sensors.training_folder import read_training
read = read_training(Path(sys.argv[1]), cache=Path(sys.argv[2]))
print(len(read.runs), read.read_now, *read.notes)
"""
FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
"""


def read_apart(folder: Path, cache: Path, before: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", before + READS, str(folder), str(cache)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_full_disk_costs_one_sentence(folder: Path, cache: Path) -> None:
    for at in range(60):
        write_run(folder / f"more{at}.fit", start=SUMMER_2024 + (10 + at) * DAY_S, minutes=0.2)
    out, err = read_apart(folder, cache, FULL).communicate()
    assert out.startswith("63 63 What the files say cannot be kept for next time"), out + err
    assert out.count(".") == 1
    assert len(read_training(folder, cache=cache).runs) == 63


def test_two_processes_at_once_keep_everything(folder: Path, cache: Path) -> None:
    both = [read_apart(folder, cache) for _ in range(2)]
    for out, err in [one.communicate() for one in both]:
        assert out.split() == ["3", *out.split()[1:2]], out + err
        assert err == ""
    assert counts(read_training(folder, cache=cache)) == (0, 3)


def test_nothing_is_imported_for_a_folder_that_was_read(folder: Path, cache: Path) -> None:
    read_training(folder, cache=cache)
    heavy = (
        "; print([one for one in ('numpy', 'pandas', 'pyarrow', 'scipy', 'fitdecode') if one in sys.modules])"
    )
    code = READS.strip().replace("\n", "; ") + heavy
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(cache)], capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:2] == ["3 0", "[]"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_was_read_before_a_kill_stays_read(folder: Path, cache: Path) -> None:
    for at in range(400):
        write_run(folder / f"more{at:03d}.fit", start=SUMMER_2024 + (10 + at) * DAY_S)
    for wait in (0.1, 0.5, 0.9):
        before = kept(cache)
        process = read_apart(folder, cache)
        until = time.monotonic() + 60
        while kept(cache) == before and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert kept(cache) >= before
    some = kept(cache)
    assert some > 0
    read = read_training(folder, cache=cache)
    assert (len(read.runs), read.notes) == (403, ())
    assert read.remembered >= some


def kept(cache: Path) -> int:
    if not cache.exists():
        return 0
    base = sqlite3.connect(cache, timeout=10)
    try:
        return int(base.execute("SELECT count(*) FROM files").fetchone()[0])
    except sqlite3.OperationalError:  # no table yet
        return 0
    finally:
        base.close()
