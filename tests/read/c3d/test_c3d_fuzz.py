"""Bytes flipped and cut: an error of ours or a recording, never a traceback, a crash or a hang.

Files beyond doubt are decoded by ezc3d without isolation, so a crash would end the process: the reading is
done in a worker, many files to one worker, with doubtful files counted and set aside.
"""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from backstride.errors import BackstrideError, UnreadableError, WrongKindError
from backstride.read.c3d import read_c3d
from backstride.read.c3d_header import inspect

WORKER = """
import json, random, sys, warnings
from pathlib import Path
from backstride.errors import BackstrideError, UnreadableError
from backstride.read import c3d_decode
from backstride.read.c3d import read_c3d

warnings.simplefilter("error")

def set_aside(target, path):
    raise UnreadableError("doubtful", fix="Read it in a child.")

c3d_decode.read_isolated = set_aside
source, scratch, seed, count, end = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
content, rng = source.read_bytes(), random.Random(seed)
tally = {"read": 0, "refused": 0, "doubtful": 0}
for _ in range(count):
    flipped = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 8))):
        at = rng.randrange(24) if rng.random() < 0.25 else rng.randrange(512, end)
        flipped[at] = rng.choice((flipped[at] ^ (1 << rng.randrange(8)), rng.randrange(256)))
    scratch.write_bytes(flipped)
    try:
        recording = read_c3d(scratch)
    except BackstrideError as error:
        assert error.where == scratch.name and error.fix, repr(error)
        tally["doubtful" if error.what == "doubtful" else "refused"] += 1
    else:
        assert recording.positions_m.shape == (len(recording.time_s), len(recording.labels), 3)
        assert 0 < recording.rate_hz <= 10_000
        tally["read"] += 1
print(json.dumps(tally))
"""


def _flip(source: Path, scratch: Path, seed: int, count: int, end: int) -> dict[str, int]:
    arguments = [str(source), str(scratch), str(seed), str(count), str(end)]
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *arguments], capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    tally: dict[str, int] = json.loads(done.stdout)
    assert sum(tally.values()) == count
    return tally


def _data_start(path: Path) -> int:
    return (int.from_bytes(path.read_bytes()[16:18], "little") - 1) * 512


def _first_frames(source: Path, path: Path, count: int) -> Path:
    """The file with its first frames only: header and parameters, which are spoilt, stay as they are."""
    content = bytearray(source.read_bytes())
    points, analogs, first, last = struct.unpack_from("<4H", content, 2)
    struct.pack_into("<H", content, 8, first + count - 1)
    frames = content.index(b"FRAMES", 512) + 10  # past the name, the way to the next, type and dimensions
    assert struct.unpack_from("<H", content, frames) == (last - first + 1,)
    struct.pack_into("<H", content, frames, count)
    if (field := content.find(b"ACTUAL_END_FIELD")) > 0:
        assert struct.unpack_from("<H", content, field + 21) == (last,)
        struct.pack_into("<H", content, field + 21, first + count - 1)
    path.write_bytes(content[: _data_start(source) + count * (4 * points + analogs) * 4])
    assert not inspect(path).doubts
    return path


@pytest.fixture
def running(kit, plain) -> Path:
    """A small file with everything in it: markers, a plate, events, two subjects' parameters."""
    origin = np.array([0.0, 0.0, -0.04])
    events = {"USED": [1], "TIMES": np.array([[0.0], [0.5]]), "CONTEXTS": ["Left"], "LABELS": ["Foot Strike"]}
    return plain(
        analogs=kit.channels_of(kit.running_load(2000), 2, origin),
        groups={
            "FORCE_PLATFORM": kit.plate_group(2, origin),
            "EVENT": events,
            "SUBJECTS": {"NAMES": ["Ann"], "LABEL_PREFIXES": ["Ann:"]},
        },
    )


def test_flipped_header_and_parameters(running: Path, tmp_path: Path) -> None:
    tally = _flip(running, tmp_path / "flipped.c3d", 1, 200, _data_start(running))
    assert tally["read"] > 75
    assert tally["refused"] > 15


def test_flipped_data(running: Path, tmp_path: Path) -> None:
    tally = _flip(running, tmp_path / "flipped.c3d", 2, 80, running.stat().st_size)
    assert tally["read"] > 30


@pytest.mark.shared
def test_flipped_standing_trial(shared: Path, tmp_path: Path) -> None:
    source = shared / "rbds" / "RBDS001static.c3d"
    assert _flip(source, tmp_path / "flipped.c3d", 3, 100, _data_start(source))["read"] > 30


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["rbds/RBDS001runT25.c3d", "rbds/RBDS014runT45.c3d", "fullbody/JA1Gait21.c3d"]
)
def test_flipped_running_trials(shared: Path, tmp_path: Path, name: str) -> None:
    source = _first_frames(shared / name, tmp_path / "short.c3d", 300)
    assert _flip(source, tmp_path / "flipped.c3d", 4, 150, _data_start(source))["read"] > 30


@pytest.mark.parametrize("seed", range(3))
def test_doubtful_files_end_in_an_error_or_a_note(running: Path, seed: int) -> None:
    content, rng, start = running.read_bytes(), random.Random(seed), _data_start(running)
    while True:
        flipped = bytearray(content)
        flipped[rng.randrange(512, start)] ^= 1 << rng.randrange(8)
        running.write_bytes(flipped)
        try:
            if inspect(running).doubts:
                break
        except BackstrideError:
            continue
    outcome = _outcome(running)
    assert outcome == running.name or "unusual_file" in outcome


def _outcome(path: Path) -> str | set[str]:
    """The file an error names, or the notes of a recording."""
    try:
        recording = read_c3d(path)
    except BackstrideError as error:
        return error.where
    return {note.code for note in recording.notes}


def test_cut_anywhere_is_refused(running: Path) -> None:
    content = running.read_bytes()
    lengths = [*range(0, 600, 7), *range(600, len(content), 997), len(content) - 1]
    for length in lengths:
        running.write_bytes(content[:length])
        with pytest.raises((UnreadableError, WrongKindError)):
            inspect(running)


@pytest.mark.shared
def test_real_files_cut_anywhere_are_refused(shared: Path, tmp_path: Path) -> None:
    for name in ("rbds/RBDS001runT25.c3d", "fullbody/JA1Gait21.c3d"):
        content, path = (shared / name).read_bytes(), tmp_path / "cut.c3d"
        for length in np.geomspace(1, len(content) - 1, 60).astype(int).tolist():
            path.write_bytes(content[:length])
            with pytest.raises((UnreadableError, WrongKindError)):
                read_c3d(path)
