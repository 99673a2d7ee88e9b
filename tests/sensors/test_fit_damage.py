"""A damaged or cut FIT file gives a result or one clear sentence, at every byte."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from backstride.errors import RecordingError, UnreadableError, WrongKindError
from backstride.model.watch import WatchRun
from backstride.sensors.fit_envelope import crc16
from backstride.sensors.load import load_watch
from helpers.fit_bytes import fit_bytes, fit_checksum, records, session, timer

Outcome = Callable[[bytes], WatchRun | str]
AT = 1_087_000_000
SMALL = fit_bytes(timer(AT, runs=True) + records(6, power=230) + session(seconds=6))


@pytest.fixture
def read(tmp_path: Path) -> Outcome:
    path = tmp_path / "run.fit"

    def outcome(data: bytes) -> WatchRun | str:
        path.write_bytes(data)
        try:
            return load_watch(path)
        except RecordingError as error:
            return str(error)

    return outcome


def one_sentence(told: object) -> bool:
    """What is wrong and what to do, with the file's name first."""
    return isinstance(told, str) and told.startswith("run.fit: ") and told.count(". ") == 1


def test_both_checksums_agree() -> None:
    data = random.Random(7).randbytes(999)
    assert crc16(data) == fit_checksum(data)


def test_cut_at_every_byte(read: Outcome) -> None:
    outcomes = [read(SMALL[:size]) for size in range(len(SMALL))]
    assert all(isinstance(one, WatchRun) or one_sentence(one) for one in outcomes)
    runs = [one for one in outcomes if isinstance(one, WatchRun)]
    assert len(runs) > len(outcomes) / 2
    assert all(any(note.code == "cut_off" for note in one.notes) for one in runs)
    assert runs[0].records.time_s.size == 2


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_flipped_at_every_byte_is_refused(read: Outcome, mask: int) -> None:
    """Nobody can tell which number is wrong, so none is shown."""
    for place in range(len(SMALL)):
        spoilt = bytearray(SMALL)
        spoilt[place] ^= mask
        assert one_sentence(read(bytes(spoilt))), place


def test_flipped_without_any_checksum_never_crashes(read: Outcome) -> None:
    dice = random.Random(3)
    for place in range(len(SMALL) - 2):
        spoilt = bytearray(SMALL)
        spoilt[12:14] = spoilt[-2:] = b"\x00\x00"
        spoilt[place] = dice.randrange(256)
        told = read(bytes(spoilt))
        assert isinstance(told, WatchRun) or one_sentence(told), place


def test_an_unfinished_header_is_read_to_the_end(read: Outcome) -> None:
    unfinished = SMALL[:4] + bytes(4) + SMALL[8:12] + bytes(2) + SMALL[14:]
    run = read(unfinished)
    assert isinstance(run, WatchRun)
    assert run.records.time_s.size == 6


def test_a_missing_checksum_is_said(read: Outcome) -> None:
    run = read(fit_bytes(records() + session(), checksum=False))
    assert isinstance(run, WatchRun)
    assert any(note.code == "no_checksum" for note in run.notes)


def test_bytes_behind_the_file_do_no_harm(read: Outcome) -> None:
    assert isinstance(read(SMALL + bytes(40)), WatchRun)


def test_files_in_a_chain_are_one(read: Outcome) -> None:
    later = fit_bytes(records(6, start=AT + 6, distance=lambda i: 18.0 + 3 * i))
    run = read(SMALL + later)
    assert isinstance(run, WatchRun)
    assert run.records.time_s.size == 12


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", UnreadableError), (bytes(500), UnreadableError), (b"hello, this is text", WrongKindError)],
)
def test_no_fit_at_all(tmp_path: Path, content: bytes, kind: type[RecordingError]) -> None:
    path = tmp_path / "run.fit"
    path.write_bytes(content)
    with pytest.raises(kind) as caught:
        load_watch(path)
    assert one_sentence(str(caught.value))


def spoilt(data: bytes) -> Iterator[bytes]:
    for place in range(len(data)):
        yield data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.shared
def test_a_real_file_flipped_at_every_thirteenth_byte(shared: Path, read: Outcome) -> None:
    """No message of it has a length that thirteen divides, so each place in a message comes up."""
    data = (shared / "fit" / "fitparse_fenix5_run_57s.fit").read_bytes()
    assert all(one_sentence(read(one)) for one in islice(spoilt(data), None, None, 13))


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_file_cut_at_every_thirteenth_byte(shared: Path, read: Outcome) -> None:
    data = (shared / "fit" / "fitparse_fenix5_run_57s.fit").read_bytes()
    outcomes = [read(data[:size]) for size in range(0, len(data), 13)]
    assert all(isinstance(one, WatchRun) or one_sentence(one) for one in outcomes)
    assert sum(isinstance(one, WatchRun) for one in outcomes) > len(outcomes) / 2
