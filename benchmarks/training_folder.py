"""A folder of ten years: how long its first reading takes, and every one after that."""

from __future__ import annotations

import json
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backstride.sensors.fit_envelope import crc16
from benchmarks.common import CORES, ROOT, save

COMMAND = "python -m benchmarks.training_folder"
RUNS = 3000
YEARS = 10
EVERY_S = 10  # between two saved moments
FIRST = 820_000_000  # s since 1989-12-31: at the end of 2015
AGAIN = 5  # how often a short reading is timed; the middle one counts
# The number of a field, its bytes, its base type (FIT profile): time, distance, speed, heart rate, cadence,
# latitude, longitude; and of a session: its end, its start, sport, elapsed and timer time, distance.
RECORD = ((253, 4, 0x86), (5, 4, 0x86), (6, 2, 0x84), (3, 1, 2), (4, 1, 2), (0, 4, 0x85), (1, 4, 0x85))
SESSION = ((253, 4, 0x86), (2, 4, 0x86), (5, 1, 0), (7, 4, 0x86), (8, 4, 0x86), (9, 4, 0x86))
READ = """
import json, sys, time
from pathlib import Path
from backstride.jobs import in_order
from backstride.sensors.training_folder import read_training
folder, cache, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
since = time.perf_counter()
read = read_training(folder, cache=cache, mapper=in_order, jobs=jobs)
seconds = time.perf_counter() - since
print(json.dumps([len(read.runs), read.read_now, len(read.skipped) + len(read.notes), seconds]))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "runs"
        chance = random.Random(7)
        for number in range(RUNS):
            write_run(folder, number, chance)
        mean_kb = sum(path.stat().st_size for path in folder.rglob("*.fit")) / RUNS / 1000
        one, two = Path(place) / "one.sqlite", Path(place) / "two.sqlite"
        rows = [_row("first reading, 1 process", [_timed(folder, one, 1)])]
        rows.append(_row(f"first reading, {CORES} processes", [_timed(folder, two, CORES)]))
        rows.append(_row("read again, nothing new", [_timed(folder, two, CORES) for _ in range(AGAIN)]))
        added = []
        for number in range(RUNS, RUNS + AGAIN):
            write_run(folder, number, chance)
            added.append(_timed(folder, two, CORES))
        rows.append(_row("read again, 1 file new", added))
        kept_kb = two.stat().st_size / 1000
    notes = [
        f"{RUNS} runs of 25 to 90 minutes over {YEARS} years, a moment every {EVERY_S} s, {mean_kb:.1f} kB a "
        f"file; what is remembered of them takes {kept_kb:.0f} kB. A watch that saves every second writes "
        "about 100 kB for 9 km, so a first reading of ten such years takes some ten times as long.",
        f"Seconds from the start of a fresh process to its end; the middle of {AGAIN} where read again. "
        "Of it: what the reading itself took. CPU: of all its processes together.",
    ]
    save("training_folder", "Training folder: ten years of runs", COMMAND, rows, notes)


def write_run(folder: Path, number: int, chance: random.Random) -> None:
    """One run as a small FIT file, in a folder of its year."""
    start = FIRST + int(number * YEARS * 365.25 * 86400 / RUNS) + chance.randrange(7200)
    minutes, mps = chance.randrange(25, 90), chance.uniform(2.4, 3.6)
    seconds = 60 * minutes
    body = _definition(0, 0, ((0, 1, 0), (1, 2, 0x84))) + b"\x00" + struct.pack("<BH", 4, 1)
    body += _definition(0, 20, RECORD)
    for at in range(0, seconds + 1, EVERY_S):
        place = 566_000_000 + round(at * mps * 107), 90_000_000
        told = start + at, round(100 * mps * at), round(1000 * mps), 150, 85
        body += b"\x00" + struct.pack("<IIHBBii", *told, *place)
    body += _definition(0, 18, SESSION) + b"\x00"
    body += struct.pack(
        "<IIBIII", start + seconds, start, 1, 1000 * seconds, 1000 * seconds, round(100 * mps * seconds)
    )
    head = struct.pack("<2BHI4s", 14, 0x20, 2140, len(body), b".FIT")
    head += struct.pack("<H", crc16(head))
    path = folder / str(2016 + number * YEARS // RUNS) / f"{number:05d}.fit"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + body + struct.pack("<H", crc16(head + body)))


def _definition(local: int, message: int, fields: Sequence[tuple[int, int, int]]) -> bytes:
    head = bytes([0x40 | local, 0, 0]) + struct.pack("<HB", message, len(fields))
    return head + b"".join(bytes(one) for one in fields)


def _timed(folder: Path, cache: Path, jobs: int) -> tuple[float, float, list[Any]]:
    """Seconds of a fresh process, its CPU seconds, and what it says: runs, files read, remarks, seconds
    of the reading."""
    command = [sys.executable, "-c", READ, str(folder), str(cache), str(jobs)]
    since, cpu_since = time.perf_counter(), _cpu_s()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return time.perf_counter() - since, _cpu_s() - cpu_since, json.loads(done.stdout)


def _cpu_s() -> float:
    """Of all processes that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(what: str, timed: Sequence[tuple[float, float, list[Any]]]) -> dict[str, Any]:
    middle = sorted(timed, key=lambda one: one[0])[len(timed) // 2]
    seconds, cpu_s, (runs, read_now, remarks, own) = middle
    slowest = max(one[0] for one in timed)
    return {
        "what": what,
        "runs": runs,
        "files read": read_now,
        "remarks": remarks,
        "s": round(seconds, 2),
        "of it reading s": round(own, 2),
        "slowest s": round(slowest, 2),
        "CPU s": round(cpu_s, 2),
    }


if __name__ == "__main__":
    main()
