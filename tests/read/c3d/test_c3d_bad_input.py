"""Each broken file gives one clear sentence of the right class, and never reaches ezc3d in this process."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BackstrideError, UnreadableError, WrongKindError
from backstride.read import c3d_decode
from backstride.read.c3d import read_c3d
from backstride.read.c3d_header import inspect


def _patched(path: Path, at: int, data: bytes) -> Path:
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)
    return path


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(WrongKindError, match="this is a folder"):
        read_c3d(tmp_path)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", UnreadableError, "the file is empty"),
        (b"Frame#\tTime\n1\t0.0\n" * 100, WrongKindError, "there is no C3D inside"),
        (b"PK\x03\x04" * 500, WrongKindError, "there is no C3D inside"),
        (b"\x02\x50" + b"\0" * 100, UnreadableError, "ends after 102 bytes"),
        (b"\x02\x50" + b"\0" * 510, UnreadableError, "ends before its parameters"),
        (b"\x02\x50" + b"\0" * 5000, UnreadableError, "cut short"),
    ],
)
def test_no_c3d_inside(tmp_path: Path, content: bytes, error: type[BackstrideError], words: str) -> None:
    path = tmp_path / "trial.c3d"
    path.write_bytes(content)
    with pytest.raises(error, match=words) as caught:
        read_c3d(path)
    assert str(caught.value).startswith("trial.c3d: ")
    assert caught.value.fix


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_not_permitted_for_real(plain) -> None:
    path = plain()
    path.chmod(0)
    with pytest.raises(UnreadableError, match="not permitted"):
        read_c3d(path)


def test_not_permitted(plain, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableError, match="not permitted"):
        read_c3d(path)


def test_cut_short_says_how_much_is_there(plain) -> None:
    path = plain()
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(UnreadableError, match="promises 25,600 bytes of data, 20,600 are there"):
        read_c3d(path)


def test_a_header_that_claims_three_gigabytes(plain) -> None:
    path = _patched(plain(), 2, b"\xb8\x0b\x00\x00\x01\x00\xff\xff")  # 3,000 points, 65,535 frames
    with pytest.raises(UnreadableError, match="promises 3,145,680,000 bytes of data, 25,600 are there"):
        read_c3d(path)


@pytest.mark.parametrize(
    ("at", "data", "words"),
    [
        (2, b"\x07", "POINT:USED"),
        (2, b"\x09", "promises"),
        (12, b"\x00\x00\x80\x3f", "POINT:SCALE"),
        (20, b"\x00\x00\x48\x43", "POINT:RATE"),
        (515, b"\x2a", "processor type"),
        (515, b"\x56", "MIPS"),
        (8, b"\xff\x00", "promises"),
        (6, b"\xff\x00", "counts no frames"),
        (16, b"\x00\x00", "cut short"),
    ],
)
def test_a_header_that_contradicts_its_parameters(plain, at: int, data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read_c3d(_patched(plain(), at, data))


@pytest.mark.parametrize(
    ("rate", "words"), [(0.0, "rate of 0 Hz"), (-9.0, "rate"), (1e9, "rate"), (np.nan, "damaged")]
)
def test_no_frame_rate(plain, rate: float, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read_c3d(plain(rate_hz=rate))


def test_a_broken_parameter_section_goes_to_a_child(plain, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _patched(plain(), 700, b"\xff" * 64)
    assert inspect(path).doubts

    def fail(*_: object) -> None:
        raise AssertionError("a doubtful file must not be decoded in this process")

    monkeypatch.setattr(c3d_decode, "decode", fail)
    monkeypatch.setattr(fail, "__name__", "decode", raising=False)
    with pytest.raises(UnreadableError, match="is damaged"):
        read_c3d(path)


def test_an_unusual_but_sound_file_is_read_with_a_note(kit, plain) -> None:
    path = plain()
    path.write_bytes(path.read_bytes() + b"\0" * 2000)
    recording = read_c3d(path)
    np.testing.assert_allclose(recording.positions_m, kit.moving_points() / 1000, atol=1e-6)
    assert [note.code for note in recording.notes] == ["unusual_file"]


def test_no_analog_data_is_no_fault(plain) -> None:
    recording = read_c3d(plain(groups={"FORCE_PLATFORM": {"USED": [1], "TYPE": [2]}}))
    assert recording.forces is None
    assert [note.code for note in recording.notes] == ["no_analog_data"]
